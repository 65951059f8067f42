"""What the records of one admission say beside its orders: intake, consent, goal, procedures, notes, equipment."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from hah_console.adapters.fhir.mapping.attachment import attachment_resource, is_told
from hah_console.adapters.fhir.mapping.care_plan import WORDS, goal_resource
from hah_console.adapters.fhir.mapping.equipment import (
    delivery_resource,
    piece_reference,
    use_resource,
)
from hah_console.adapters.fhir.mapping.impression import impression_resource
from hah_console.adapters.fhir.mapping.intake import assessment_resource, consent_resource
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.mapping.procedure import procedure_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.app.exchange.people import People
from hah_console.domain.chart.note import NoteState, Section
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.episode import Condition, Episode
from hah_console.domain.ids import VisitRecordId
from hah_console.domain.intake import Intake
from hah_console.domain.kit import Custody, Kit, KitState
from hah_console.domain.staff import Profession
from hah_console.domain.task import Task, TaskKind, TaskState
from hah_console.services.ports import UnitOfWork

PROCEDURES = frozenset({TaskKind.WOUND_CARE, TaskKind.SPECIMEN, TaskKind.IMAGING})
"""Work that is a procedure; a dose is told as what was given, a visit as the visit."""
GOAL = "於計畫天數內完成在宅急症治療"
SIGNED = frozenset({NoteState.SIGNED, NoteState.AMENDED})
HOME, CAREGIVER = "home", "caregiver"
"""How items of the intake about the home and the caregiver begin."""
AFTER = timedelta(days=30)
"""Notes about an admission are written until so long after its end."""
TargetDays = Mapping[Condition, int]


class Records:
    """Reads and maps them. ``target_days`` are those of the programme; a condition without has no goal."""

    def __init__(self, uow: UnitOfWork, naming: Naming, people: People, target_days: TargetDays) -> None:
        self._uow, self._naming, self._people, self._target_days = uow, naming, people, target_days

    def resources(self, episode: Episode, now: datetime) -> Iterator[Resource]:
        """Everything, what others refer to first."""
        yield from self._beginning(episode)
        yield from self._goal(episode)
        yield from self._procedures(episode)
        yield from self._impressions(episode, now)
        yield from self._equipment(episode)
        yield from self._papers(episode)

    def _papers(self, episode: Episode) -> Iterator[Resource]:
        """Notes of pictures and papers; one that is too large to be sent is not told."""
        for each in self._uow.attachments.of_patient(episode.patient_id):
            if each.episode_id == episode.episode_id and (each.withdrawn_at is not None or is_told(each)):
                author = self._people.user(each.added_by, episode.owner_id)
                yield attachment_resource(each, None, author, self._naming)

    def _beginning(self, episode: Episode) -> Iterator[Resource]:
        """The decision for care at home, and the consents to it."""
        intake = self._uow.intakes.of_referral(episode.referral_id) if episode.referral_id else None
        if intake is None or intake.episode_id != episode.episode_id:
            return
        doctor = episode.physician_id or episode.owner_id
        author = self._people.user(intake.decisions[-1].by if intake.decisions else None, doctor)
        told = assessment_resource(
            intake, episode.patient_id, author, self._naming, home=_noted(intake, HOME),
            caregiver=_noted(intake, CAREGIVER),
        )  # fmt: skip
        yield from filter(None, (told,))
        for each in self._uow.consents.of_intake(intake.intake_id):
            yield consent_resource(each, episode.patient_id, episode.episode_id, self._naming)

    def _goal(self, episode: Episode) -> Iterator[Resource]:
        """The day of the programme by which the treatment is to end; no other goal is recorded."""
        days = self._target_days.get(episode.condition)
        if days is not None:
            begun = episode.admitted_at.astimezone(self._naming.zone).date()
            yield goal_resource(episode, GOAL, begun + timedelta(days=days - 1), self._naming)

    def _procedures(self, episode: Episode) -> Iterator[Resource]:
        """SAFETY(done is not planned): only work that was completed in a visit somebody really made."""
        for task in self._uow.tasks.of_patient(episode.patient_id):
            if task.episode_id == episode.episode_id and task.kind in PROCEDURES and task.state is TaskState.COMPLETED:
                yield from filter(None, (self._procedure(task),))

    def _procedure(self, task: Task) -> Resource | None:
        visit = self._uow.visit_records.of_task(task.task_id)
        if visit is None or visit.arrived_at is None or visit.in_vain:
            return None
        performer, at = self._people.staff(visit.staff_id), visit.left_at or visit.arrived_at
        words = " ".join(filter(None, (WORDS[task.kind], task.note)))
        return procedure_resource(f"done-{task.task_id}", words, visit, performer, at, self._naming)

    def _impressions(self, episode: Episode, now: datetime) -> Iterator[Resource]:
        """The assessment of a physician about a visit, once the note is signed as it stands."""
        end = (episode.closed_at or now) + AFTER
        for note in self._uow.notes.of_patient(episode.patient_id, episode.admitted_at, end):
            words = note.text.section(Section.ASSESSMENT)
            if note.episode_id != episode.episode_id or note.state not in SIGNED or not words or not note.subject_id:
                continue
            visit = self._visit(episode, note.subject_id)
            if visit is not None and visit.profession is Profession.PHYSICIAN and visit.arrived_at is not None:
                author = self._people.user(note.author, episode.physician_id or episode.owner_id)
                yield impression_resource(note.note_id, visit, words, author, note.text.at, self._naming)

    def _equipment(self, episode: Episode) -> Iterator[Resource]:
        """What was handed over, and from when until when it was used here."""
        for one in self._uow.equipment_sets.of_episode(episode.episode_id):
            if one.receipt is None:
                continue
            for kit in filter(None, (self._uow.kits.find(each) for each in one.kit_ids)):
                piece = piece_reference(kit, episode.episode_id, self._naming)
                yield delivery_resource(kit, episode.patient_id, one.receipt.at, self._naming, piece=piece)
                yield from self._uses(kit, episode, piece)

    def _uses(self, kit: Kit, episode: Episode, piece: Resource) -> Iterator[Resource]:
        for start, end in uses_of(self._uow.custody.of_kit(kit.kit_id), episode):
            yield use_resource(kit, episode.patient_id, start, self._naming, end, piece)

    def _visit(self, episode: Episode, identity: str) -> VisitRecord | None:
        """The visit a note is about; None for a contact or another admission's."""
        found = self._uow.visit_records.find(VisitRecordId(identity))
        return found if found is not None and found.episode_id == episode.episode_id and not found.in_vain else None


def uses_of(lines: Sequence[Custody], episode: Episode) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when a piece was in use with an admission, by its history; None while it still is."""
    start: datetime | None = None
    for line in lines:
        here = line.episode_id == episode.episode_id and line.state in (KitState.IN_USE, KitState.TO_RETRIEVE)
        if here and start is None and line.state is KitState.IN_USE:
            start = line.at
        elif not here and start is not None:
            yield start, line.at
            start = None
    if start is not None:
        yield start, None


def _noted(intake: Intake, prefix: str) -> str:
    """What was written beside the questions of a part, in their order."""
    return "；".join(words for item, words in intake.answers.notes.items() if item.startswith(prefix))
