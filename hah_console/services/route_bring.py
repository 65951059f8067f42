"""What somebody has to have along for a visit: by its work, its doses, its specimens, and what to protect against."""

from collections.abc import Iterator, Sequence

from hah_console.domain.drug import Route
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.patient import Precaution
from hah_console.domain.route_paper import Bring, PaperDose, PaperItem, PaperSpecimen
from hah_console.domain.specimen import Transport
from hah_console.domain.task import Task, TaskKind

_WORK = {
    TaskKind.WOUND_CARE: Bring.DRESSING_SET,
    TaskKind.KIT_DELIVERY: Bring.KIT,
    TaskKind.MEDICINE_DELIVERY: Bring.MEDICINE,
    TaskKind.KIT_RETRIEVAL: Bring.BOX_FOR_RETURN,
    TaskKind.PHYSICIAN_VISIT: Bring.DIAGNOSTIC_BAG,
    TaskKind.IMAGING: Bring.ULTRASOUND,
    TaskKind.SPECIMEN: Bring.BLOOD_SET,
}
_SKILLS = {
    "foley": Bring.CATHETER_SET, "ng": Bring.TUBE_SET, "picc": Bring.PICC_SET, "ecg": Bring.ECG,
    "pocus": Bring.ULTRASOUND, "wound": Bring.DRESSING_SET, "blood": Bring.BLOOD_SET,
}  # fmt: skip
_PROTECTION = {
    Precaution.CONTACT: Bring.GOWN_AND_GLOVES,
    Precaution.DROPLET: Bring.MASK,
    Precaution.AIRBORNE: Bring.RESPIRATOR,
}
_COOLING = {Transport.COOLED: Bring.COOL_BOX, Transport.ICE: Bring.ICE}


def things_to_bring(
    task: Task, doses: Sequence[PaperDose], specimens: Sequence[PaperSpecimen], precautions: Sequence[Precaution]
) -> tuple[PaperItem, ...]:
    """Each thing once, drugs first. Nothing here replaces the unit's own lists."""
    found = [*_drugs(doses), *_for_doses(doses), *_for_work(task), *_for_specimens(specimens)]
    found += [PaperItem(_PROTECTION[one]) for one in precautions if one in _PROTECTION]
    return tuple(dict.fromkeys(found))


def _drugs(doses: Sequence[PaperDose]) -> Iterator[PaperItem]:
    return (PaperItem(Bring.DRUG, f"{dose.drug} {dose.medication.amount}") for dose in doses)


def _for_doses(doses: Sequence[PaperDose]) -> Iterator[PaperItem]:
    given = [dose.medication for dose in doses]
    if any(one.route is Route.IV for one in given):
        yield PaperItem(Bring.IV_SET)
    if any(one.continuous for one in given):
        yield PaperItem(Bring.PUMP)
    if any(dose.first and dose.medication.first_dose is FirstDose.AT_HOME for dose in doses):
        yield PaperItem(Bring.ANAPHYLAXIS_SET)


def _for_work(task: Task) -> Iterator[PaperItem]:
    if task.kind in _WORK:
        yield PaperItem(_WORK[task.kind])
    if task.kind is not TaskKind.PHYSICIAN_VISIT:
        yield from (PaperItem(_SKILLS[skill]) for skill in sorted(task.required_skills & _SKILLS.keys()))
    else:
        extra = sorted(task.required_skills & {"pocus", "ecg"})
        yield from (PaperItem(_SKILLS[skill]) for skill in extra)


def _for_specimens(specimens: Sequence[PaperSpecimen]) -> Iterator[PaperItem]:
    for one in specimens:
        yield PaperItem(Bring.CONTAINER, one.kind)
        if one.ways and all(way in _COOLING for way in one.ways):
            yield PaperItem(_COOLING[one.ways[0]])
