"""The prescriptions that wait, with whose they are and what is in them, for whoever dispenses or delivers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.ids import PatientId, PrescriptionId
from hah_console.domain.patient import masked_name
from hah_console.domain.prescription import QR_FORMAT, Prescription
from hah_console.services.context import Context
from hah_console.services.patient_facts import Identity, identity_of
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Line:
    """One medication; ``drug`` is its name in the pack."""

    drug: str
    amount: str
    route: str
    every_hours: int
    doses: int


@dataclass(frozen=True, slots=True)
class PrescriptionRow:
    """``masked`` is the name for lists of many patients. Names of people are empty where nobody has acted."""

    prescription: Prescription
    identity: Identity
    masked: str
    lines: tuple[Line, ...]
    issued_by: str
    dispensed_by: str
    handed_by: str


@dataclass(frozen=True, slots=True)
class Dispensary:
    """What is issued and not dispensed, or dispensed and not delivered, as read at ``at``; the oldest first."""

    rows: tuple[PrescriptionRow, ...]
    at: datetime

    def find(self, prescription_id: str) -> PrescriptionRow | None:
        """A prescription by its number."""
        return next((row for row in self.rows if row.prescription.prescription_id == prescription_id), None)


def read_dispensary(ctx: Context, actor: Actor, rules: CareRules) -> Dispensary:
    """All that wait. Raises NotPermitted.

    SAFETY(code unseen): the codes stay in the store; whoever dispenses has to be shown one.
    """
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        waiting = tuple(replace(one, code="") for one in uow.prescriptions.waiting())
        return Dispensary(prescription_rows(ctx, uow, rules, waiting), ctx.clock.now())


def read_prescriptions(
    ctx: Context, actor: Actor, rules: CareRules, patient_id: PatientId
) -> tuple[PrescriptionRow, ...]:
    """Those of a patient, of every admission, the newest first; with the code for who may show it to a pharmacy."""
    require(actor, Action.VIEW_PATIENT)
    shows = permits(actor.role, Action.GIVE_DOSE)
    with ctx.store() as uow:
        episodes = uow.episodes.of_patient(patient_id)
        found = [one for e in episodes for one in uow.prescriptions.of_episode(e.episode_id)]
        found.sort(key=lambda one: one.issued_at, reverse=True)
        kept = tuple(one if shows else replace(one, code="") for one in found)
        return prescription_rows(ctx, uow, rules, kept)


def prescription_rows(
    ctx: Context, uow: UnitOfWork, rules: CareRules, prescriptions: tuple[Prescription, ...]
) -> tuple[PrescriptionRow, ...]:
    """With the names of people and drugs."""
    patients = {p.patient_id: p for p in uow.patients.some({one.patient_id for one in prescriptions})}
    names = {str(user.user_id): user.name for user in uow.users.all()}
    return tuple(
        PrescriptionRow(
            prescription=one,
            identity=identity_of(patients[one.patient_id], ctx.today()),
            masked=masked_name(patients[one.patient_id].name),
            lines=_lines(one, rules),
            issued_by=_name(names, one.issued_by),
            dispensed_by=_name(names, one.dispensed_by),
            handed_by=_name(names, one.receipt.handed_by if one.receipt else None),
        )
        for one in prescriptions
        if one.patient_id in patients
    )


def scanned_number(text: str) -> PrescriptionId | None:
    """The number in the text of a scanned square; None for a code alone."""
    parts = text.strip().split("|")
    return PrescriptionId(parts[1]) if len(parts) > 2 and parts[0] == QR_FORMAT else None


def _lines(prescription: Prescription, rules: CareRules) -> tuple[Line, ...]:
    drugs = rules.drugs.drugs
    return tuple(
        Line(drugs[x.drug_id].name if x.drug_id in drugs else x.drug_id, x.amount, x.route, x.every_hours, x.doses)
        for x in prescription.lines
    )


def _name(names: Mapping[str, str], user_id: str | None) -> str:
    return names.get(user_id or "", user_id or "")
