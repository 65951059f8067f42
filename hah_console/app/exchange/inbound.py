"""Reads a hospital: finds who is in care, and for each who is linked everything that changed since it was read last."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.inbound.facts import FactReader
from hah_console.adapters.fhir.inbound.identity import OwnSystems, incoming_identity, says_deceased
from hah_console.adapters.fhir.inbound.pages import Came, Page, Pass, kept_resource, references_of
from hah_console.adapters.fhir.inbound.parts import Unusable
from hah_console.adapters.fhir.inbound.people_search import asked_numbers, is_asked_for, search_value
from hah_console.adapters.fhir.resource_json import Resource
from hah_console.adapters.fhir.setup import COMPARE_HOURS
from hah_console.app.exchange.comparing import Comparing
from hah_console.app.told_once import ToldOnce
from hah_console.domain.actor import Actor, Role
from hah_console.domain.exchange import FeedState, inbound_feed
from hah_console.domain.hospital_facts import OF_PATIENTS, TYPE_OF, ReadMark
from hah_console.domain.identity_match import MatchCase, MatchState, NumberKind
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.patient import Patient
from hah_console.services.context import Context
from hah_console.services.identity_matches import note_death, note_gone, note_identity
from hah_console.services.inbound_arrivals import AT_ONCE, arrival, new_of, read_again, store_arrivals
from hah_console.services.inbound_ports import Arrival, Derived, Refused
from hah_console.services.outbox import stop_feed

LOOK_EVERY, READ_EVERY, OTHERS_EVERY = timedelta(minutes=5), timedelta(minutes=1), timedelta(days=1)
"""How often somebody who is not linked is looked for, who is linked is read, and organisations and staff are, and
another record of somebody who is linked is looked for."""
TYPES = tuple(dict.fromkeys(TYPE_OF[kind] for kind in OF_PATIENTS))
REST_S = 0.02
"""PERF(alarms first): after each transaction the other threads of the service have the interpreter so long."""
MOST_OTHERS = 100
"""Organisations, staff and places read with one patient in one turn."""
Stop = Callable[[], bool]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Here:
    """Patients in care, and records of the hospital that are linked with somebody."""

    in_care: frozenset[PatientId]
    linked: tuple[MatchCase, ...]


class Inbound:
    """One feed, read. ``turn`` raises nothing of the hospital's: what goes wrong stands in the status and the marks."""

    def __init__(
        self,
        ctx: Context,
        name: str,
        client: FhirClient,
        reader: FactReader,
        systems: OwnSystems,
        own_root: str,
        compare_every: timedelta = timedelta(hours=COMPARE_HOURS),
    ) -> None:
        self._ctx, self.name, self._client, self._reader = ctx, name, client, reader
        self._systems, self._own_root = systems, own_root
        self._actor = Actor(UserId(f"exchange:{name}"), name, Role.SERVICE, "exchange")
        self._looked: dict[PatientId, datetime] = {}
        self._read: dict[str, datetime] = {}
        self._comparing = Comparing(ctx, name, client, self._actor, compare_every)
        self._say = ToldOnce(_LOG, f"feed {name} is not read", f"feed {name} is read again")

    def turn(self, stop: Stop = lambda: False) -> int:
        """Everything that is due; how many facts were written."""
        here = self._here()
        if here is None:
            return 0
        try:
            self._read_again(stop)
            looked, met = self._look_for(self._missing(here), stop)
            due = self._due(here, met)
            written = sum(self._read_patient(case, stop) for case in due if not stop())
        except ExchangeFailed as failed:
            self._trouble(failed)
            return 0
        if looked or due or not self._said_good():
            self._good()
        return written

    def close(self) -> None:
        """Close the connection of this thread."""
        self._client.close()

    def _here(self) -> _Here | None:
        """Who is in care and which records are linked, read once a turn; None while the feed stands still."""
        with self._ctx.store() as uow:
            if uow.exchange.feed(inbound_feed(self.name)).state is FeedState.STOPPED:
                return None
            in_care = frozenset(each.patient_id for each in uow.episodes.open())
            return _Here(in_care, uow.match_cases.in_state(MatchState.LINKED, self.name))

    def _read_again(self, stop: Stop) -> None:
        """What persons decided since: a portion a transaction."""
        left = 1
        while left and not stop():
            with self._ctx.store() as uow:
                left = read_again(uow, self._actor, self.name, self._reader, self._ctx.clock.now())
                if left:
                    uow.commit()

    def _missing(self, here: _Here) -> tuple[Patient, ...]:
        """Everybody in care who is to be looked for again; who is linked is less often, for another record of hers.

        The record we made there ourselves is none of the hospital's.
        """
        now = self._ctx.clock.now()
        theirs = {each.patient_id for each in here.linked if not each.incoming.number(NumberKind.OWN)}
        every = {each: OTHERS_EVERY if each in theirs else LOOK_EVERY for each in here.in_care}
        wanted = [each for each, pause in every.items() if now - self._looked.get(each, now - pause) >= pause]
        with self._ctx.store() as uow:
            return tuple(each for each in uow.patients.some(wanted) if not each.exercise)

    def _look_for(self, patients: Iterable[Patient], stop: Stop) -> tuple[int, tuple[MatchCase, ...]]:
        """How many were looked for, and the records that were met."""
        count, met = 0, list[MatchCase | None]()
        for patient in patients:
            if stop():
                break
            numbers = asked_numbers(patient, self._systems)
            found = self._client.search("Patient", {"identifier": search_value(numbers)}) if numbers else None
            met += [self._meet(each) for each in (found.resources if found else ()) if is_asked_for(each, numbers)]
            self._looked[patient.patient_id] = self._ctx.clock.now()
            count += 1
        return count, tuple(each for each in met if each is not None)

    def _meet(self, resource: Resource) -> MatchCase | None:
        """A Patient of the hospital as it is now; None for one that cannot be used or is like nobody here."""
        now = self._ctx.clock.now()
        kept = kept_resource(resource, self.name, now, self._client.base)
        try:
            self._reader.require_sound(resource)
            refused = kept.derived.refused if isinstance(kept, Arrival) else None
        except Unusable as unusable:
            refused = Refused(unusable.reason, unusable.facts)
        with self._ctx.store() as uow:
            if isinstance(kept, Arrival) or refused is not None:
                bad = kept if isinstance(kept, Arrival) else arrival(kept, Derived(refused=refused))
                store_arrivals(uow, self._actor, self.name, [bad], now)
                if says_deceased(resource):
                    note_death(uow, self._actor, self.name, f"Patient/{bad.resource_id}", now)
                case = None
            else:
                incoming = incoming_identity(resource, self.name, self._systems, now)
                case = note_identity(uow, self._actor, incoming, now)
                if case is not None and new_of(uow, [kept]):
                    store_arrivals(uow, self._actor, self.name, [arrival(kept, Derived())], now, case.patient_id)
            uow.commit()
        return case

    def _due(self, here: _Here, met: Iterable[MatchCase]) -> tuple[MatchCase, ...]:
        """Linked records of people in care that are to be read again."""
        now = self._ctx.clock.now()
        newest = {each.incoming.reference: each for each in (*here.linked, *met)}
        linked = (each for each in newest.values() if each.state is MatchState.LINKED)
        due = (each for each in linked if each.patient_id in here.in_care)
        return tuple(
            each for each in due if now - self._read.get(each.incoming.reference, now - READ_EVERY) >= READ_EVERY
        )

    def _read_patient(self, case: MatchCase, stop: Stop) -> int:
        """Who she is first: of a record whose numbers changed nothing more is read until a person has decided."""
        subject = case.incoming.reference
        self._read[subject] = self._ctx.clock.now()
        known = self._still(case)
        if known is None or known.state is not MatchState.LINKED or known.patient_id is None:
            return 0
        written, others = 0, set[str]()
        for resource_type in TYPES:
            if stop():
                return written
            written += self._pass(subject, resource_type, known.patient_id, others, stop)
        return written + self._read_others(sorted(others)[:MOST_OTHERS], stop)

    def _still(self, case: MatchCase) -> MatchCase | None:
        try:
            return self._meet(self._client.read(case.incoming.reference))
        except ExchangeFailed as failed:
            if failed.reason != "not_found":
                raise
            with self._ctx.store() as uow:
                note_gone(uow, self._actor, case, self._ctx.clock.now())
                uow.commit()
            return None

    def _pass(self, subject: str, resource_type: str, patient_id: PatientId, others: set[str], stop: Stop) -> int:
        """One type of one patient; a failure that is of this type only leaves the others to be read."""
        now, written = self._ctx.clock.now(), 0
        with self._ctx.store() as uow:
            mark = uow.read_marks.get(self.name, subject, resource_type)
        it = Pass(self._client, self.name, subject, resource_type, mark, self._own_root, now)
        try:
            for page in it.pages():
                count = self._store_page(page, subject, patient_id, others)
                if count is None or stop():
                    return written
                written += count
        except ExchangeFailed as failed:
            self._put(replace(mark, asked_at=now, reason=failed.reason))
            if failed.stops_feed or failed.is_temporary:
                raise
            return written
        good = replace(it.mark, asked_at=now, good_at=now, reason="")
        first = mark.good_at is None
        self._put(replace(good, whole_at=now) if first else good)
        if not first and self._comparing.is_due(good, now):
            self._put(replace(good, whole_at=self._comparing.compare(good, patient_id, stop) or good.whole_at))
        return written

    def _store_page(self, page: Page, subject: str, patient_id: PatientId, others: set[str]) -> int | None:
        """How many facts of a page were written; None when the link was undone meanwhile."""
        new = self._new(page.came)
        with self._ctx.store() as uow:
            targets = uow.code_mappings.targets(self.name)
        arrivals = list(page.refused)
        for came in new:
            arrivals.append(arrival(came.raw, self._reader.read(came.resource, came.raw, targets)))
            others.update(references_of(came.resource, self._client.base))
        written = 0
        for first in range(0, len(arrivals), AT_ONCE):
            count = self._store(arrivals[first : first + AT_ONCE], subject, patient_id)
            if count is None:
                return None
            written += count
            time.sleep(REST_S)
        return written

    def _new(self, came: Sequence[Came]) -> list[Came]:
        if not came:
            return []
        with self._ctx.store() as uow:
            new = {each.raw_id for each in new_of(uow, [each.raw for each in came])}
        return [each for each in came if each.raw.raw_id in new]

    def _store(self, arrivals: Sequence[Arrival], subject: str, patient_id: PatientId) -> int | None:
        """SAFETY(undone meanwhile): nothing is stored as hers once somebody has undone the link."""
        with self._ctx.store() as uow:
            case = uow.match_cases.of_reference(self.name, subject)
            if case is None or case.state is not MatchState.LINKED or case.patient_id != patient_id:
                return None
            count = store_arrivals(uow, self._actor, self.name, arrivals, self._ctx.clock.now(), patient_id)
            uow.commit()
        return count

    def _read_others(self, references: Sequence[str], stop: Stop) -> int:
        """Organisations, staff and places that were named, once a day each."""
        written = 0
        for reference in references:
            now, kind = self._ctx.clock.now(), reference.partition("/")[0]
            with self._ctx.store() as uow:
                mark = uow.read_marks.get(self.name, reference, kind)
            if stop() or (mark.asked_at is not None and now - mark.asked_at < OTHERS_EVERY):
                continue
            written += self._read_other(reference, replace(mark, asked_at=now), now)
        return written

    def _read_other(self, reference: str, mark: ReadMark, now: datetime) -> int:
        try:
            resource = self._client.read(reference)
        except ExchangeFailed as failed:
            if failed.stops_feed or failed.is_temporary:
                raise
            self._put(replace(mark, reason=failed.reason))
            return 0
        kept = kept_resource(resource, self.name, now, self._client.base)
        came = kept if isinstance(kept, Arrival) else arrival(kept, self._reader.read(resource, kept, {}))
        with self._ctx.store() as uow:
            written = store_arrivals(uow, self._actor, self.name, [came], now)
            uow.read_marks.put(replace(mark, good_at=now, reason=""))
            uow.commit()
        return written

    def _put(self, mark: ReadMark) -> None:
        with self._ctx.store() as uow:
            uow.read_marks.put(mark)
            uow.commit()

    def _trouble(self, failed: ExchangeFailed) -> None:
        """SAFETY(feed stops): who does not let us in is not asked again until a person has looked."""
        key, now = inbound_feed(self.name), self._ctx.clock.now()
        with self._ctx.store() as uow:
            if failed.stops_feed:
                stop_feed(uow, key, failed.reason, now)
            else:
                uow.exchange.put_feed(replace(uow.exchange.feed(key), reason=failed.reason))
            uow.commit()
        self._say(failed.reason)

    def _said_good(self) -> bool:
        with self._ctx.store() as uow:
            status = uow.exchange.feed(inbound_feed(self.name))
        return status.last_good_at is not None and not status.reason

    def _good(self) -> None:
        with self._ctx.store() as uow:
            key = inbound_feed(self.name)
            uow.exchange.put_feed(uow.exchange.feed(key).good(self._ctx.clock.now()))
            uow.commit()
        self._say("")
