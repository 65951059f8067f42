"""The decision services of a site, asked about our patients: what they may know is mapped from the store."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hah_console.adapters.fhir.hooks.caller import Caller, Question
from hah_console.adapters.fhir.hooks.known import KnownLists
from hah_console.adapters.fhir.hooks.prefetch import Context as AskedOf
from hah_console.adapters.fhir.hooks.request import Subject, question
from hah_console.adapters.fhir.hooks.setup import HookService
from hah_console.adapters.fhir.mapping.medication import request_resource
from hah_console.adapters.fhir.mapping.naming import Naming, local_id
from hah_console.adapters.fhir.mapping.order import order_resource
from hah_console.adapters.fhir.mapping.patient import patient_resource
from hah_console.adapters.fhir.mapping.terms import Resource
from hah_console.adapters.fhir.mapping.vitals import SINGLE, VitalSet, vital_resources
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.people import People
from hah_console.domain.actor import Actor
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.decision_support import CardAnswer, Hook, ServiceAnswer
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.order import Order, OrderState
from hah_console.domain.reading import LatestVitals, Quality, Vital
from hah_console.services.context import Context
from hah_console.services.patient_facts import shown_episode
from hah_console.services.ports import UnitOfWork

TOLD_VITALS = frozenset({*SINGLE, Vital.SYSTOLIC, Vital.DIASTOLIC})


class SiteDecisions:
    """See the port ``DecisionServices``. ``drugs`` says drugs of the pack in words."""

    def __init__(self, ctx: Context, caller: Caller, naming: Naming, drugs: Mapping[str, str]) -> None:
        self._ctx, self._caller, self._naming, self._drugs = ctx, caller, naming, drugs
        self._lists = KnownLists(caller.services, caller.list_of, ctx.clock.now)

    def names(self, hook: Hook) -> tuple[str, ...]:
        """The services of a hook, without those whose list is known to lack it."""
        return tuple(each.name for each in self._of_hook(hook))

    def catalogues(self) -> tuple[ServiceCatalogue, ...]:
        """The lists as they are known; those that are due are read behind the caller's back."""
        self._lists.look_behind(self._caller.total_s)
        return self._lists.catalogues()

    def read_catalogues(self) -> tuple[ServiceCatalogue, ...]:
        """The lists, read now as far as they are due."""
        self._lists.look(self._caller.total_s)
        return self._lists.catalogues()

    def of_patient(self, actor: Actor, patient_id: PatientId) -> tuple[ServiceAnswer, ...]:
        """What the services of ``patient-view`` say."""
        return self._ask(actor, Hook.PATIENT_VIEW, patient_id, None)

    def of_order(self, actor: Actor, order: Order) -> tuple[ServiceAnswer, ...]:
        """What the services of ``order-select`` say of an order that is not signed."""
        return self._ask(actor, Hook.ORDER_SELECT, order.patient_id, order)

    def tell(self, service: str, answers: Sequence[CardAnswer]) -> str:
        """Why a service that is still configured could not be told; ``not_configured`` for one that is not."""
        return self._caller.tell(service, answers) if service in self._caller.services else "not_configured"

    def _ask(self, actor: Actor, hook: Hook, patient_id: PatientId, order: Order | None) -> tuple[ServiceAnswer, ...]:
        """The limit covers what we read and map for them as well."""
        deadline = time.monotonic() + self._caller.total_s
        wanted = self._of_hook(hook)
        if not wanted:
            return ()
        with self._ctx.store() as uow:
            about = Subject(hook, *self._facts(uow, actor, patient_id, order))
        return self._caller.ask({each.name: self._question(each, about) for each in wanted}, deadline)

    def _of_hook(self, hook: Hook) -> list[HookService]:
        own = self._caller.services.values()
        return [each for each in own if hook in each.hooks and self._lists.may_offer(each, hook)]

    def _question(self, service: HookService, about: Subject) -> Question:
        """Made on the thread that asks: the list of the service may have to be read first."""

        def made(deadline: float) -> Resource:
            wanted = self._lists.wanted(service, about.hook, deadline)
            return question(about, wanted, identifying=service.identifying)

        return made

    def _facts(
        self, uow: UnitOfWork, actor: Actor, patient_id: PatientId, order: Order | None
    ) -> tuple[AskedOf, Sequence[Resource], Resource | None]:
        naming, episode = self._naming, shown_episode(uow.episodes.of_patient(patient_id))
        people = People(uow, naming)
        user = local_id(people.user(actor.user_id, None))
        resources = [*people.resources(), patient_resource(uow.patients.get(patient_id), naming)]
        if episode is not None:
            resources += self._of_episode(uow, episode)
        encounter = local_id(episode.episode_id) if episode is not None else ""
        context = AskedOf(local_id(patient_id), encounter, f"Practitioner/{user}")
        return context, resources, self._draft(order, user) if order is not None else None

    def _of_episode(self, uow: UnitOfWork, episode: Episode) -> Sequence[Resource]:
        admission = Admission(uow, self._naming, self._drug_name)
        latest = uow.readings.latest_of(episode.patient_id)
        told = admission.resources(episode.episode_id, self._ctx.clock.now())
        return (*told, *(self._vitals(latest, episode) if latest is not None else ()))

    def _vitals(self, latest: LatestVitals, episode: Episode) -> Sequence[Resource]:
        """The last value of each vital, with the moment it was measured."""
        found: list[Resource] = []
        for vital, last in latest.values.items():
            if vital in TOLD_VITALS and last.value is not None and last.quality is Quality.GOOD:
                told = VitalSet(episode.patient_id, episode.episode_id, last.measured_at, {vital: last.value})
                found += vital_resources(told, self._naming)
        return found

    def _draft(self, order: Order, user: str) -> Resource | None:
        """SAFETY(draft): the order as it would be, called a draft; nothing of it is stored or sent as ordered."""
        would_be = replace(order, state=OrderState.ACTIVE, ordered_at=order.prepared_at)
        requester = StaffId(user)
        if order.medication is not None:
            name = self._drug_name(order.medication.drug_id)
            mapped = request_resource(would_be, name, requester, self._naming)
        else:
            mapped = order_resource(would_be, requester, self._naming)
        return mapped | {"status": "draft"} if mapped is not None else None

    def _drug_name(self, drug: str) -> str:
        return self._drugs.get(drug, drug)
