"""Allergies that hospitals list of a patient and our record lacks; beside ours, never merged."""

from collections.abc import Iterator
from dataclasses import dataclass

from hah_console.domain.allergy_difference import Stands, names, pairs
from hah_console.domain.hospital_facts import FactKind
from hah_console.domain.identity_match import MatchState
from hah_console.domain.ids import PatientId
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

ENTITIES = ("hospital_fact", "match_case", "patient")
OVER = frozenset({"inactive", "resolved"})
"""Codes of a status that say that it is no longer a risk."""


@dataclass(frozen=True, slots=True)
class TheirAllergy:
    """What one hospital lists, in its words; ``alike``: ours has it in other words, as far as words tell."""

    name: str
    feed: str
    alike: bool


def read_their_allergies(ctx: Context, patient_id: PatientId) -> tuple[TheirAllergy, ...]:
    """Those our record lacks, as of now."""
    with ctx.store() as uow:
        return tuple(each for each in their_allergies(uow, patient_id) if not each.alike)


def their_allergies(uow: UnitOfWork, patient_id: PatientId) -> tuple[TheirAllergy, ...]:
    """Of linked records only, what is a risk there and does not stand in our record word for word."""
    return tuple(_theirs(uow, patient_id))


def _theirs(uow: UnitOfWork, patient_id: PatientId) -> Iterator[TheirAllergy]:
    patient = uow.patients.find(patient_id)
    ours = patient.allergies if patient is not None else ()
    subjects: dict[str, list[str]] = {}
    for case in uow.match_cases.of_patient(patient_id):
        if case.state is MatchState.LINKED:
            subjects.setdefault(case.incoming.feed, []).append(case.incoming.reference)
    for feed, references in subjects.items():
        told = uow.hospital_facts.of_subjects(feed, references, (FactKind.ALLERGY,))
        for pair in pairs(ours, names(each for each in told if each.holds and each.status not in OVER)):
            if pair.stands in (Stands.ONLY_THEIRS, Stands.ALIKE):
                yield TheirAllergy(pair.theirs, feed, pair.stands is Stands.ALIKE)
