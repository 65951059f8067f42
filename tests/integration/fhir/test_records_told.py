"""What the records of an admission say beside its orders: mapped from the store, checked, sent, and never before."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NOW, NURSE, PHYSICIAN, Bedside, open_bedside

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender
from hah_console.adapters.fhir.resource_json import parse, written
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.feed import Feed
from hah_console.app.exchange.papers import Papers
from hah_console.app.exchange.records import uses_of
from hah_console.app.resources import resource_path
from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section, Signature
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.consent import Consent, Relation
from hah_console.domain.episode import Condition, Episode, Mode
from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.exchange import EntryState
from hah_console.domain.intake import Decision, DecisionEntry, Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.kit import Custody, Kit, KitState
from hah_console.domain.patient import Sex
from hah_console.domain.person import Person
from hah_console.domain.prescription import Receipt
from hah_console.domain.referral import Channel, Referral, ReferralEntry, ReferralState
from hah_console.domain.referral import Sender as From
from hah_console.domain.staff import Profession
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork

HOUR = timedelta(hours=1)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 2_000
ME, DOCTOR = NURSE.user_id, PHYSICIAN.user_id
TEXT = NoteText(((Section.SUBJECTIVE, "咳"), (Section.ASSESSMENT, "肺炎改善中")), DOCTOR, NOW - HOUR)
NOTE = Note("N-1", CHEN, CHEN_STAY, NoteKind.VISIT, DOCTOR, (TEXT,),  # type: ignore[arg-type]
            (Signature(1, DOCTOR, NOW, TEXT.digest),), "VR-1")  # fmt: skip
KITS = tuple(
    Kit(name, "監測器", KitState.IN_USE, episode_id=CHEN_STAY, serial=name)
    for name in ("K-1", "K-2")  # type: ignore[arg-type]
)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    with ward.store.unit_of_work() as uow:
        fill(uow)
        uow.commit()
    yield ward
    ward.store.close()


def fill(uow: UnitOfWork) -> None:
    """One of each record for the admission of Chen."""
    begun = NOW - 48 * HOUR
    person = Person("陳麗美", Sex.FEMALE)
    entry = ReferralEntry(ReferralState.RECEIVED, begun, ME)
    uow.referrals.save(Referral("RF-1", Mode.EMERGENCY, Channel.RECEIVED, person, From("示範醫院"), (entry,)))  # type: ignore[arg-type]
    decision = DecisionEntry(Decision.ELIGIBLE, begun, ME, "符合條件", "2026-05")
    answers = IntakeAnswers(Condition.PNEUMONIA, Mode.EMERGENCY, notes={"home_safe": "電源充足"})
    uow.intakes.save(Intake("IN-1", "RF-1", answers, begun, ME, (decision,), CHEN_STAY))  # type: ignore[arg-type]
    uow.consents.save(Consent("CS-1", "IN-1", ME, begun, "陳大志", Relation.CHILD, begun, "0" * 64, "consent.pdf"))  # type: ignore[arg-type]
    episode = uow.episodes.get(CHEN_STAY)
    uow.episodes.save(replace(episode, referral_id="RF-1", principal_diagnosis="J18.9"))  # type: ignore[arg-type]
    done = Task("T-wound", CHEN_STAY, CHEN, TaskKind.WOUND_CARE, NOW - 4 * HOUR, NOW, 20, state=TaskState.COMPLETED)  # type: ignore[arg-type]
    open_ = replace(done, task_id="T-open", state=TaskState.REQUESTED)  # type: ignore[arg-type]
    uow.tasks.add_many([done, open_])
    visit = VisitRecord("VR-1", CHEN_STAY, CHEN, "MD-1", Profession.PHYSICIAN, NOW - 2 * HOUR,  # type: ignore[arg-type]
                        arrived_at=NOW - 2 * HOUR, left_at=NOW - HOUR, task_id="T-wound")  # type: ignore[arg-type]  # fmt: skip
    uow.visit_records.save(visit)
    uow.notes.save(NOTE)
    for kit in KITS:
        uow.kits.save(kit)
    receipt = Receipt("陳大志", "child", begun, ME)
    uow.equipment_sets.save(EquipmentSet(
        "ES-1", "basic", (("監測器", 2),), begun, begun, ME, SetState.DONE, episode_id=CHEN_STAY,  # type: ignore[arg-type]
        kit_ids=("K-1", "K-2"), receipt=receipt,  # type: ignore[arg-type]
    ))  # fmt: skip
    uow.custody.add([line(kit.kit_id, state, begun + number * HOUR) for kit in KITS
                     for number, state in enumerate((KitState.PREPARED, KitState.SENT, KitState.IN_USE))])  # fmt: skip
    picture = attached("AT-1", CHEN, CHEN_STAY, AttachmentKind.WOUND, PICTURE, title="左小腿", body_site="左小腿",  # type: ignore[arg-type]
                       taken_at=NOW - HOUR, added_at=NOW - HOUR, added_by=ME)  # fmt: skip
    uow.attachments.add(picture, PICTURE)


def line(kit_id: str, state: KitState, at: datetime, stay: str | None = CHEN_STAY) -> Custody:
    return Custody(kit_id, at, ME, state, stay, "", at)  # type: ignore[arg-type]


def admission(uow: UnitOfWork) -> Admission:
    return Admission(uow, Naming("urn:records", "示範"), lambda drug: drug, target_days={Condition.PNEUMONIA: 9})


def told(ward: Bedside) -> dict[str, Resource]:
    with ward.ctx.store() as uow:
        found = admission(uow).resources(CHEN_STAY, NOW)
    return {f"{each['resourceType']}/{each['id']}": each for each in found}


def kinds(found: dict[str, Resource]) -> list[str]:
    new = {"QuestionnaireResponse", "Consent", "Goal", "Procedure", "ClinicalImpression", "SupplyDelivery",
           "DeviceUseStatement", "DocumentReference"}  # fmt: skip
    return sorted(kind for kind in (name.split("/")[0] for name in found) if kind in new)


def test_every_record_is_told_once_and_keeps_its_profile(ward: Bedside) -> None:
    found = told(ward)
    assert kinds(found) == ["ClinicalImpression", "Consent", "DeviceUseStatement", "DeviceUseStatement",
                            "DocumentReference", "Goal", "Procedure", "QuestionnaireResponse", "SupplyDelivery",
                            "SupplyDelivery"]  # fmt: skip
    own = Checker.load(resource_path("fhir"))
    assert [own.errors(parse(written(each))) for each in found.values() if own.errors(parse(written(each)))] == []
    assessment = json.dumps(found["QuestionnaireResponse/IN-1"], ensure_ascii=False)
    assert "電源充足" in assessment
    assert "未提供" in assessment
    assert found["Goal/goal-E-chen"]["target"][0]["dueDate"] == due(ward)  # type: ignore[index]
    assert found["ClinicalImpression/N-1"]["summary"] == "肺炎改善中"


def due(ward: Bedside) -> str:
    with ward.ctx.store() as uow:
        admitted = uow.episodes.get(CHEN_STAY).admitted_at
    return (ward.ctx.local(admitted).date() + timedelta(days=8)).isoformat()


def test_what_was_only_planned_or_not_signed_is_not_told(ward: Bedside) -> None:
    assert "Procedure/done-T-open" not in told(ward)
    with ward.ctx.store() as uow:
        later = replace(TEXT, sections=((Section.ASSESSMENT, "改寫"),), reason="補充")
        uow.notes.save(replace(uow.notes.get(NOTE.note_id), texts=(TEXT, later)))
        visit = uow.visit_records.get("VR-1")  # type: ignore[arg-type]
        uow.visit_records.save(replace(visit, arrived_at=None, left_at=None))
        uow.commit()
    left = kinds(told(ward))
    assert {"ClinicalImpression", "Procedure"}.isdisjoint(left)


def test_a_piece_that_is_with_somebody_else_now_is_named_by_its_identifier(ward: Bedside) -> None:
    with ward.ctx.store() as uow:
        uow.kits.save(replace(uow.kits.get(KITS[0].kit_id), episode_id=None, state=KitState.CLEANING))
        uow.custody.add([line("K-1", KitState.CLEANING, NOW, None)])
        uow.commit()
    found = told(ward)
    uses = [each for name, each in found.items() if name.startswith("DeviceUseStatement/")]
    ended = next(each for each in uses if each["status"] == "completed")
    assert ended["device"] == {"type": "Device", "identifier": {"system": "urn:records/device", "value": "K-1"}}
    assert ended["timingPeriod"]["end"].startswith("2026-11-23T03:12")  # type: ignore[index]
    assert "Device/K-1" not in found
    assert "Device/K-2" in found


def test_a_piece_that_came_twice_was_used_twice() -> None:
    K = KitState  # noqa: N806 - states in a row
    rows = [(K.IN_USE, CHEN_STAY), (K.TO_RETRIEVE, CHEN_STAY), (K.CLEANING, None), (K.IN_USE, "E-lin"),
            (K.CLEANING, None), (K.IN_USE, CHEN_STAY)]  # fmt: skip
    lines = [line("K-1", state, NOW + number * HOUR, stay) for number, (state, stay) in enumerate(rows)]
    episode = Episode(CHEN_STAY, CHEN, Condition.UTI, Mode.EMERGENCY, None, NOW)  # type: ignore[arg-type]
    assert list(uses_of(lines, episode)) == [(NOW, NOW + 2 * HOUR), (NOW + 5 * HOUR, None)]


def collector(ward: Bedside, name: str) -> Collector:
    pack = Papers(ward.ctx).packer(packer(Checker.load(resource_path("fhir"))))
    site = Naming(f"urn:records:{name}", "示範", record_system="urn:mrn")
    return Collector(
        ward.ctx, ward.store.change_feed(),
        lambda uow: Admission(uow, site, lambda drug: drug, target_days={Condition.PNEUMONIA: 9}), pack,
    )  # fmt: skip


def test_the_outbox_keeps_a_note_of_a_picture_and_the_bytes_go_out_with_it(
    ward: Bedside, real: FhirClient, tmp_path: Path
) -> None:
    it = collector(ward, tmp_path.name)
    assert it.tell("h", CHEN_STAY) > 15
    assert it.tell("h", CHEN_STAY) == 0
    with ward.ctx.store() as uow:
        waiting = {each.reference: each for each in uow.exchange.waiting("h", 999)}
        parked = uow.exchange.entries("h", EntryState.PARKED, 99)
    assert parked == ()
    assert len(waiting["DocumentReference/AT-1"].content) < 2_000
    Feed(ward.ctx, "h", Sender(real, Papers(ward.ctx).filled).send).drain()
    with ward.ctx.store() as uow:
        counts, places = uow.exchange.counts("h"), uow.exchange.places("h", waiting)
        parked = uow.exchange.entries("h", EntryState.PARKED, 99)
    assert [(each.reference, each.reason, each.detail) for each in parked] == []
    assert (counts.waiting, set(places)) == (0, set(waiting))
    there = real.read(places["DocumentReference/AT-1"].place)
    assert b64decode(there["content"][0]["attachment"]["data"]) == PICTURE  # type: ignore[index]
    for name in ("QuestionnaireResponse/IN-1", "Consent/CS-1", "Goal/goal-E-chen", "ClinicalImpression/N-1",
                 "Procedure/done-T-wound"):  # fmt: skip
        assert real.read(places[name].place)["resourceType"] == name.split("/")[0]
    it._changes.close()


def test_a_picture_whose_bytes_are_damaged_is_parked_and_never_sent(ward: Bedside, tmp_path: Path) -> None:
    with ward.ctx.store() as uow:
        whole = uow.attachments.get("AT-1")  # type: ignore[arg-type]
        uow.attachments.add(replace(whole, attachment_id="AT-2"), PICTURE + b"!")  # type: ignore[arg-type]
        uow.commit()
    it = collector(ward, tmp_path.name)
    it.tell("h", CHEN_STAY)
    with ward.ctx.store() as uow:
        (parked,) = uow.exchange.entries("h", EntryState.PARKED, 9)
    assert (parked.reference, "damaged" in parked.detail) == ("DocumentReference/AT-2", True)
    it._changes.close()


@pytest.mark.parametrize(
    ("entity", "key"),
    [("intake", "IN-1"), ("consent", "CS-1"), ("note", "N-1"), ("attachment", "AT-1"), ("equipment_set", "ES-1"),
     ("kit", "K-1")],
)  # fmt: skip
def test_a_change_of_a_record_is_followed_to_its_admission(
    ward: Bedside, entity: str, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    it, heard = collector(ward, tmp_path.name), []
    with ward.ctx.store() as uow:
        record(uow, NURSE, NOW, "begin", "site", "x")
        uow.exchange.put_feed(replace(uow.exchange.feed("h"), seen=1))
        record(uow, NURSE, NOW, "touch", entity, key)
        uow.commit()
    monkeypatch.setattr(it, "tell", lambda _feed, stay: heard.append(stay) or 1)
    it.collect("h")
    assert heard == [CHEN_STAY]
    it._changes.close()
