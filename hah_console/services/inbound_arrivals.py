"""Writes what arrived of a hospital: kept once a version, facts of the newest, the rest refused with its reason.

Called by the service for a few resources at a time, each call a transaction of its own.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from hah_console.domain.actor import Actor
from hah_console.domain.code_mapping import CodeMapping
from hah_console.domain.ids import CodeMappingId, InboundRefusalId, PatientId
from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.services.inbound_ports import Arrival, Derived, RawResource, ReadsFacts, Refused, SeenCode
from hah_console.services.ports import UnitOfWork

AT_ONCE = 100
"""PERF(commits): resources of one transaction; nobody else waits for the writer's place longer than they take."""


def store_arrivals(
    uow: UnitOfWork,
    actor: Actor,
    feed: str,
    arrivals: Sequence[Arrival],
    now: datetime,
    patient_id: PatientId | None = None,
) -> int:
    """Write arrivals of one patient, or of nobody, and note the change; how many facts there are of them.

    SAFETY(newer refused): a newer version that cannot be used leaves the facts of the older one in sight, beside the
    count of what was refused.
    """
    if not arrivals:
        return 0
    uow.hospital_raw.add([each.raw for each in arrivals if each.raw is not None])
    usable = [each for each in arrivals if each.derived.refused is None]
    facts = [fact for each in usable for fact in each.derived.facts]
    good = {_reference(each) for each in usable}
    uow.hospital_facts.replace(feed, good, facts)
    _refuse(uow, feed, arrivals, now)
    _note_codes(uow, feed, [code for each in arrivals for code in each.derived.codes], now)
    uow.changed("import", "hospital_fact", patient_id or feed, actor, now)
    return len(facts)


def new_of(uow: UnitOfWork, raws: Sequence[RawResource]) -> tuple[RawResource, ...]:
    """Those that are not kept yet."""
    known = uow.hospital_raw.known([each.raw_id for each in raws])
    return tuple(each for each in raws if each.raw_id not in known)


def arrival(raw: RawResource, derived: Derived) -> Arrival:
    """A resource that was kept, with what it came to."""
    return Arrival(
        raw.feed, raw.subject, raw.resource_type, raw.resource_id, raw.version_id, raw.received_at, raw, derived
    )


def read_again(uow: UnitOfWork, actor: Actor, feed: str, read: ReadsFacts, now: datetime) -> int:
    """Try again what persons want tried again, and what a code that was mapped since is said of; how much was read.

    A portion a call: 0 means that nothing is left.
    """
    targets = uow.code_mappings.targets(feed)
    return _again(uow, actor, feed, read, targets, now) or _by_codes(uow, actor, feed, read, targets, now)


def _again(
    uow: UnitOfWork,
    actor: Actor,
    feed: str,
    read: ReadsFacts,
    targets: Mapping[tuple[str, str], str],
    now: datetime,
) -> int:
    asked = uow.inbound_refusals.asked_again(feed, AT_ONCE)
    raws = {each.raw_id: each for each in uow.hospital_raw.some([each.raw_id for each in asked if each.raw_id])}
    for refusal in asked:
        raw = raws.get(refusal.raw_id)
        if raw is None:
            gone = Refused("not_kept")
            uow.inbound_refusals.save(refusal.refused_again(gone.reason, gone.facts))
        elif not _is_newest(uow, raw):
            uow.inbound_refusals.save(refusal.taken(now))
        else:
            _try(uow, refusal, raw, read(raw, targets), now)
        uow.changed("read_again", "inbound_refusal", refusal.refusal_id, actor, now)
    return len(asked)


def _try(uow: UnitOfWork, refusal: InboundRefusal, raw: RawResource, derived: Derived, now: datetime) -> None:
    if derived.refused is not None:
        uow.inbound_refusals.save(refusal.refused_again(derived.refused.reason, derived.refused.facts))
        return
    uow.hospital_facts.replace(raw.feed, {f"{raw.resource_type}/{raw.resource_id}"}, derived.facts)
    uow.inbound_refusals.save(refusal.taken(now))


def _by_codes(
    uow: UnitOfWork,
    actor: Actor,
    feed: str,
    read: ReadsFacts,
    targets: Mapping[tuple[str, str], str],
    now: datetime,
) -> int:
    """One code a call, with everything that carries it and what was refused because of it."""
    changed = uow.code_mappings.unapplied(feed)
    for mapping in changed[:1]:
        raws = uow.hospital_raw.some(uow.hospital_facts.resources_with(feed, mapping.system, mapping.code))
        derived = [(raw, read(raw, targets)) for raw in raws]
        good = [(raw, each) for raw, each in derived if each.refused is None]
        bad = [arrival(raw, each) for raw, each in derived if each.refused is not None]
        facts = [fact for _, each in good for fact in each.facts]
        reread = {f"{raw.resource_type}/{raw.resource_id}" for raw, _ in derived}
        uow.hospital_facts.replace(feed, reread, facts)
        _refuse(uow, feed, bad, now)
        uow.code_mappings.save(replace(mapping, applied=True))
        uow.changed("apply", "code_mapping", mapping.mapping_id, actor, now)
    return len(changed)


def _is_newest(uow: UnitOfWork, raw: RawResource) -> bool:
    versions = uow.hospital_raw.of_resource(raw.feed, raw.resource_type, raw.resource_id)
    return bool(versions) and versions[-1].raw_id == raw.raw_id


def _refuse(uow: UnitOfWork, feed: str, arrivals: Iterable[Arrival], now: datetime) -> None:
    """What waits of a resource is settled by a newer version; the same version is refused once."""
    arrivals = tuple(arrivals)
    former = uow.inbound_refusals.of_resources(feed, {_reference(each) for each in arrivals})
    by_resource: dict[str, list[InboundRefusal]] = {}
    for known in former:
        by_resource.setdefault(f"{known.resource_type}/{known.resource_id}", []).append(known)
    for each in arrivals:
        before = by_resource.get(_reference(each), [])
        refused = each.derived.refused
        same = [it for it in before if refused and (it.version_id, it.reason) == (each.version_id, refused.reason)]
        for old in before:
            if old.is_open and old not in same:
                uow.inbound_refusals.save(old.taken(now))
        if refused is not None and not same:
            uow.inbound_refusals.save(_refusal(each, refused))


def _refusal(each: Arrival, refused: Refused) -> InboundRefusal:
    return InboundRefusal(
        InboundRefusalId(f"IR-{uuid.uuid4().hex[:16]}"), each.feed, each.subject, each.resource_type, each.resource_id,
        each.version_id, refused.reason, each.received_at, refused.facts, each.raw.raw_id if each.raw else "",
    )  # fmt: skip


def _note_codes(uow: UnitOfWork, feed: str, codes: Sequence[SeenCode], now: datetime) -> None:
    counts = Counter(_mapping_id(feed, each) for each in codes)
    known = {each.mapping_id: each for each in uow.code_mappings.some(counts)} if counts else {}
    for mapping_id, code in {_mapping_id(feed, each): each for each in codes}.items():
        seen = known.get(mapping_id)
        if seen is not None:
            uow.code_mappings.save(seen.seen(code.display, code.unit, counts[mapping_id], now))
        else:
            uow.code_mappings.save(_new_code(feed, mapping_id, code, counts[mapping_id], now))


def _new_code(feed: str, mapping_id: CodeMappingId, code: SeenCode, count: int, now: datetime) -> CodeMapping:
    return CodeMapping(
        mapping_id, feed, code.system, code.code, code.display, code.kind, now, now, count, code.unit
    )  # fmt: skip


def _mapping_id(feed: str, code: SeenCode) -> CodeMappingId:
    return CodeMappingId("CM-" + sha256(f"{feed}|{code.system}|{code.code}".encode()).hexdigest()[:24])


def _reference(each: Arrival) -> str:
    return f"{each.resource_type}/{each.resource_id}"
