"""A stay of some days of the patient Chen in the bedside store, with something of every kind that can happen."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.chart.contact import Contact, IdentityMark
from hah_console.domain.chart.contact import Outcome as Reached
from hah_console.domain.chart.note import Note, NoteKind, NoteText, Section
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.dose import Dose, DoseState, DoseWindow, Giver, NotGivenReason
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.ids import (
    AttachmentId,
    CaseEventId,
    ContactId,
    DeviceId,
    DoseId,
    LabResultId,
    NoteId,
    OrderId,
    StaffId,
    TransferId,
    VisitRecordId,
)
from hah_console.domain.lab import Analyte, LabResult, LabSource
from hah_console.domain.medication_check import Medication
from hah_console.domain.order import Order, OrderKind, OrderState
from hah_console.domain.own_reading import OwnKind, OwnReading
from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.reading import Reading, Vital
from hah_console.domain.staff import Profession
from hah_console.domain.timing import Timing
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.ports import UnitOfWork
from helpers.bedside import CHEN, CHEN_STAY, NEAR, NOW, NURSE, PHYSICIAN, Bedside

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ORDER = OrderId("O-ceftriaxone")


def fill_stay(bedside: Bedside, days: int, *, every_min: int = 20) -> None:
    """Admitted ``days`` - 1 days ago; a set of vital signs every so many minutes, the rest day by day."""
    with bedside.store.unit_of_work() as uow:
        episode = uow.episodes.get(CHEN_STAY)
        uow.episodes.save(replace(episode, admitted_at=NOW - (days - 1) * DAY))
        uow.readings.add_many(_readings(days, every_min))
        uow.own_readings.add_many(_own(days))
        uow.orders.save(_order(days))
        for day in range(days):
            _fill_day(uow, day, days)
        _events(uow, days)
        uow.transfers.save(_transfer())
        uow.commit()


def _own(days: int) -> list[OwnReading]:
    """What she measured herself with a watch, once a day."""
    return [
        OwnReading(CHEN, NOW - day * DAY - HOUR, Vital.SPO2, 96.0, "Watch", OwnKind.CSV, NOW, NURSE.user_id)
        for day in range(days)
    ]


def _readings(days: int, every_min: int) -> list[Reading]:
    found = []
    for number in range(days * 24 * 60 // every_min):
        at = NOW - number * every_min * MINUTE
        swing = number % 7
        values = {
            Vital.SPO2: 93.0 + swing % 4,
            Vital.HEART_RATE: 84.0 + 2 * swing,
            Vital.RESPIRATORY_RATE: 17.0 + swing % 3,
        }
        if number % 6 == 0:
            values |= {
                Vital.SYSTOLIC: 120.0 + swing,
                Vital.DIASTOLIC: 70.0 + swing,
                Vital.TEMPERATURE: 37.2 + swing / 10,
            }
        found.append(Reading(CHEN, DeviceId("D-07"), 900_000 - number, at, at, values))
    return found


def _order(days: int) -> Order:
    given = Medication("ceftriaxone", Amount(Decimal(2), AmountUnit.G), Route.IV, 30)
    first, by = NOW - (days - 1) * DAY + HOUR, PHYSICIAN.user_id
    return Order(
        ORDER, CHEN_STAY, CHEN, OrderKind.IV_DOSE, Timing(first, 24, first + (days + 3) * DAY), by, first,
        OrderState.ACTIVE, given, ordered_by=PHYSICIAN.user_id, ordered_at=first,
    )  # fmt: skip


def _fill_day(uow: UnitOfWork, day: int, days: int) -> None:
    at = NOW - day * DAY - 8 * HOUR
    uow.doses.add_many([_dose(day)])
    uow.visit_records.save(
        VisitRecord(
            VisitRecordId(f"V-{day}"), CHEN_STAY, CHEN, StaffId("N-1"), Profession.NURSE, at, VisitMode.IN_PERSON, at,
            at + 35 * MINUTE, note="換管路，教導照顧者",
        )
    )  # fmt: skip
    sections = ((Section.SUBJECTIVE, "咳嗽減少，夜眠可。"), (Section.ASSESSMENT, f"第 {days - day} 天，改善中。"))
    text = NoteText(sections, NURSE.user_id, at + 50 * MINUTE)
    uow.notes.save(
        Note(NoteId(f"N-{day}"), CHEN, CHEN_STAY, NoteKind.VISIT, NURSE.user_id, (text,), subject_id=f"V-{day}")
    )
    if day % 2 == 0:
        _fill_second_day(uow, day)


def _fill_second_day(uow: UnitOfWork, day: int) -> None:
    at = NOW - day * DAY - 9 * HOUR
    for analyte, value, unit in (
        (Analyte.CRP, f"{40 + 6 * day}", Unit.MG_L), (Analyte.WBC, "11.2", Unit.THOUSAND_UL),
        (Analyte.CREATININE, "0.9", Unit.MG_DL), (Analyte.POTASSIUM, "4.1", Unit.MMOL_L),
    ):  # fmt: skip
        result_id = LabResultId(f"L-{day}-{analyte}")
        measured = quantity(value, unit)
        uow.lab_results.save(LabResult(result_id, CHEN, analyte, measured, at, at + 90 * MINUTE, LabSource.LABORATORY))
    held = Contact(
        ContactId(f"C-{day}"), CHEN, CHEN_STAY, StaffId("MD-1"), VisitMode.VIDEO, at - HOUR, at - 50 * MINUTE,
        (IdentityMark.NAME, IdentityMark.BIRTH_DATE), consented=True, outcome=Reached.DONE,
    )  # fmt: skip
    uow.contacts.save(held)
    picture = Attachment(
        AttachmentId(f"A-{day}"), CHEN, CHEN_STAY, AttachmentKind.WOUND, "左小腿", "左小腿外側", "image/png", 8,
        "0" * 64, at, at, NURSE.user_id,
    )  # fmt: skip
    uow.attachments.add(picture, b"\x89PNG\r\n\x1a\n")


def _dose(day: int) -> Dose:
    due = NOW - day * DAY - 6 * HOUR
    window = DoseWindow(due - HOUR, due + HOUR, due + 6 * HOUR)
    dose = Dose(DoseId(f"D-{day}"), ORDER, CHEN_STAY, CHEN, due, window)
    if day == 0:
        return dose
    if day == 3:
        return dose.not_given(NURSE.user_id, due + 2 * HOUR, NotGivenReason.NOT_AT_HOME)
    at = due + (100 * MINUTE if day == 2 else 10 * MINUTE)
    return replace(dose, state=DoseState.GIVEN, at=at, by=NURSE.user_id, giver=Giver.STAFF)


def _events(uow: UnitOfWork, days: int) -> None:
    begin = NOW - (days - 1) * DAY
    told: tuple[tuple[CaseEventKind, timedelta, str, dict[str, str]], ...] = (
        (CaseEventKind.REFERRAL_RECEIVED, -20 * HOUR, "R-1", {}),
        (CaseEventKind.INTAKE_DECIDED, -2 * HOUR, "R-1", {"decision": "eligible"}),
        (CaseEventKind.ADMITTED, timedelta(), str(CHEN_STAY), {"condition": "pneumonia", "mode": "C"}),
        (CaseEventKind.ORDERED, HOUR, str(ORDER), {"drug": "ceftriaxone", "kind": "iv_dose"}),
        (CaseEventKind.SPECIMEN_TAKEN, 2 * HOUR, "SP-1", {"specimen": "blood_culture"}),
        (CaseEventKind.RESULT_REPORTED, 20 * HOUR, "SP-1", {"specimen": "blood_culture", "growth": "none_yet"}),
        (CaseEventKind.HANDED_OVER, 12 * HOUR, "H-1", {"step": "accept"}),
        (CaseEventKind.ROUND_DECIDED, 14 * HOUR, "N-round", {"decision": "continue"}),
        (CaseEventKind.FORM_ISSUED, 15 * HOUR, "F-1", {"form": "care_referral"}),
        (CaseEventKind.ANSWERED, 16 * HOUR, "Q-1", {"questionnaire": "symptom_diary"}),
    )
    for number, (kind, after, entity_id, facts) in enumerate(told):
        at = begin + after
        uow.case_events.add(
            CaseEvent(
                CaseEventId(f"EV-{number}"), CHEN, CHEN_STAY, kind, at, at, PHYSICIAN.user_id, "thing", entity_id,
                tuple(sorted(facts.items())),
            )
        )  # fmt: skip


def _transfer() -> Transfer:
    stages = (
        StageEntry(TransferStage.DECIDED, NOW - 30 * HOUR, PHYSICIAN.user_id, note="呼吸變快"),
        StageEntry(TransferStage.CANCELLED, NOW - 29 * HOUR, PHYSICIAN.user_id, NEAR, "家屬希望在家"),
    )
    return Transfer(TransferId("T-1"), CHEN_STAY, CHEN, "呼吸變快", stages)
