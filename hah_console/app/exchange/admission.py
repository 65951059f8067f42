"""Everything hospitals are told of one admission, as it stands in the store."""

from collections.abc import Callable, Iterator
from datetime import datetime

from hah_console.adapters.fhir.mapping import episode as stay
from hah_console.adapters.fhir.mapping.care_plan import plan_resource
from hah_console.adapters.fhir.mapping.equipment import device_resource
from hah_console.adapters.fhir.mapping.handover import Words, handover_resource, plain_words
from hah_console.adapters.fhir.mapping.lab import lab_resource, report_resource, specimen_resource
from hah_console.adapters.fhir.mapping.medication import administration_resource, request_resource
from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.order import order_resource
from hah_console.adapters.fhir.mapping.patient import caregiver_resource, home_resource, patient_resource
from hah_console.adapters.fhir.mapping.problem import allergy_resources, condition_resource
from hah_console.adapters.fhir.mapping.task import task_resource
from hah_console.adapters.fhir.mapping.team import hospital_resource, site_resource, team_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.mapping.transfer import referral_resources
from hah_console.adapters.fhir.mapping.visit import visit_resource
from hah_console.app.exchange.people import People
from hah_console.app.exchange.records import Records, TargetDays
from hah_console.domain.episode import Episode
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.domain.patient import Patient
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.ports import UnitOfWork

DrugName = Callable[[str], str]


class Admission:
    """Reads one admission and maps it. ``drug_name`` says a drug in words, ``words`` an entry of a handover."""

    def __init__(
        self,
        uow: UnitOfWork,
        naming: Naming,
        drug_name: DrugName,
        words: Words = plain_words,
        target_days: TargetDays | None = None,
    ) -> None:
        self._uow, self._naming, self._drug_name, self._words = uow, naming, drug_name, words
        self._target_days = target_days or {}

    def resources(self, episode_id: EpisodeId, now: datetime) -> tuple[Resource, ...]:
        """Everything, what others refer to first. Raises NotFound."""
        uow, naming = self._uow, self._naming
        episode = uow.episodes.get(episode_id)
        patient = uow.patients.get(episode.patient_id)
        people = People(uow, naming)
        for each in filter(None, (episode.owner_id, episode.physician_id)):
            people.staff(each)
        happened = list(self._happened(episode, people, now))
        return (site_resource(naming), *people.resources(), *self._base(episode, patient, people), *happened)

    def _base(self, episode: Episode, patient: Patient, people: People) -> Iterator[Resource]:
        naming = self._naming
        transfers = self._uow.transfers.of_patient(patient.patient_id)
        here = [each for each in transfers if each.episode_id == episode.episode_id and each.hospital_id]
        yield from (
            hospital_resource(self._uow.hospitals.get(each.hospital_id), naming) for each in here if each.hospital_id
        )
        yield patient_resource(patient, naming)
        yield from filter(None, (caregiver_resource(patient, naming),))
        yield home_resource(patient, naming)
        yield stay.episode_resource(episode, naming)
        arrived = next((each for each in here if _has_arrived(each)), None)
        yield stay.admission_resource(episode, naming, arrived.hospital_id if arrived else None)
        yield condition_resource(episode, naming)
        yield from allergy_resources(patient, episode.admitted_at, naming)
        yield team_resource(episode, people.members(), naming)
        kits = (each for each in self._uow.kits.all() if each.episode_id == episode.episode_id)
        yield from (device_resource(each, patient.patient_id, naming) for each in kits)

    def _happened(self, episode: Episode, people: People, now: datetime) -> Iterator[Resource]:
        for each in self._uow.visit_records.of_episode(episode.episode_id):
            people.staff(each.staff_id)
            yield from filter(None, (visit_resource(each, self._naming),))
        yield from self._plan(episode, people)
        yield from self._orders(episode, people)
        yield from self._results(episode, people, now)
        yield from self._handovers(episode, people)
        yield from self._transfers(episode, people)
        yield from Records(self._uow, self._naming, people, self._target_days).resources(episode, now)

    def _plan(self, episode: Episode, people: People) -> Iterator[Resource]:
        """The plan and its tasks; its moment is that of the admission, so that it changes with its tasks only."""
        tasks = [
            each for each in self._uow.tasks.of_patient(episode.patient_id) if each.episode_id == episode.episode_id
        ]
        if not tasks:
            return
        planned = [(each, each.preferred_staff_id) for each in tasks]
        for _, staff in planned:
            if staff:
                people.staff(staff)
        yield plan_resource(episode, planned, episode.admitted_at, self._naming)
        requester = people.user(None, episode.physician_id or episode.owner_id)
        ordered = {each.order_id: each.ordered_at for each in self._uow.orders.of_episode(episode.episode_id)}
        focus = reference("CarePlan", f"plan-{local_id(episode.episode_id)}"[:64])
        for task, staff in planned:
            visit = self._uow.visit_records.of_task(task.task_id)
            asked_at = ordered.get(task.order_id) if task.order_id else None
            told = task_resource(
                task, self._naming, requester=requester, authored_at=asked_at or episode.admitted_at, owner=staff,
                visit=visit, focus=focus,
            )  # fmt: skip
            yield from filter(None, (told,))

    def _orders(self, episode: Episode, people: People) -> Iterator[Resource]:
        doctor = episode.physician_id or episode.owner_id
        for order in self._uow.orders.of_episode(episode.episode_id):
            requester = people.user(order.ordered_by, doctor)
            if order.medication is None:
                yield from filter(None, (order_resource(order, requester, self._naming),))
                continue
            name = self._drug_name(order.medication.drug_id)
            yield from filter(None, (request_resource(order, name, requester, self._naming),))
            for dose in self._uow.doses.of_order(order.order_id):
                visit = self._uow.visit_records.of_task(dose.task_id) if dose.task_id else None
                there = visit.visit_record_id if visit is not None and visit.arrived_at is not None else None
                performer = people.user(dose.by, episode.owner_id)
                told = administration_resource(dose, order.medication, name, performer, self._naming, there)
                yield from filter(None, (told,))

    def _results(self, episode: Episode, people: People, now: datetime) -> Iterator[Resource]:
        for specimen in self._uow.specimens.of_episode(episode.episode_id):
            taker = people.user(specimen.taken_by, episode.owner_id) if specimen.taken_by else None
            yield from filter(None, (specimen_resource(specimen, self._naming, taker),))
        end = episode.closed_at or now
        results = self._uow.lab_results.of_patient(episode.patient_id, episode.admitted_at, end)
        yield from (lab_resource(each, episode.episode_id, self._naming) for each in results)
        by_specimen: dict[str, list[int]] = {}
        for number, each in enumerate(results):
            by_specimen.setdefault(each.specimen_id or each.result_id, []).append(number)
        for numbers in by_specimen.values():
            yield report_resource([results[number] for number in numbers], episode.episode_id, self._naming)

    def _handovers(self, episode: Episode, people: People) -> Iterator[Resource]:
        for each in self._uow.handovers.of_episode(episode.episode_id):
            item = each.item(episode.episode_id)
            if item is None:
                continue
            sender = people.user(each.giver_id, episode.owner_id)
            recipient = people.user(each.receiver_id, episode.owner_id)
            told = handover_resource(each, item, sender, recipient, self._naming, words=self._words)
            yield from filter(None, (told,))

    def _transfers(self, episode: Episode, people: People) -> Iterator[Resource]:
        requester: StaffId = people.user(None, episode.physician_id or episode.owner_id)
        for each in self._uow.transfers.of_patient(episode.patient_id):
            if each.episode_id == episode.episode_id:
                yield from referral_resources(each, requester, self._naming)


def _has_arrived(transfer: Transfer) -> bool:
    return TransferStage.ARRIVED in transfer.stages()
