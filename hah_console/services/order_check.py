"""The check of a medication against the record of the patient, and what the national prompt service says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.ids import EpisodeId, OrderId, PatientId
from hah_console.domain.medication_check import (
    AllergyRecord,
    CheckRecord,
    Override,
    PromptAnswer,
    PromptState,
    Proposed,
    RunningMedication,
    check_medication,
    prompt_findings,
    told_findings,
)
from hah_console.domain.order import Order, OrderState
from hah_console.services.context import Context
from hah_console.services.hospital_allergies import their_allergies
from hah_console.services.order_ports import MedicationPrompts
from hah_console.services.ports import UnitOfWork


class NobodyAsked:
    """No national prompt service is connected; the record of every check says so."""

    def ask(self, patient_id: PatientId, drug_ids: Sequence[str]) -> PromptAnswer:  # noqa: ARG002 - the slot is empty
        """Not asked."""
        return PromptAnswer(PromptState.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """By what orders are checked: the rule packs and the slot of the national service."""

    rules: CareRules
    prompts: MedicationPrompts


def check_proposal(
    ctx: Context, actor: Actor, desk: OrderDesk, episode_id: EpisodeId, proposed: Proposed
) -> CheckRecord:
    """What ordering this would find now, for the form to show. Raises NotPermitted, NotFound, InvalidInput."""
    require(actor, Action.PREPARE_ORDER)
    with ctx.store() as uow:
        patient_id = uow.episodes.get(episode_id).patient_id
    answer = desk.prompts.ask(patient_id, (proposed.medication.drug_id,))
    with ctx.store() as uow:
        return checked(uow, desk.rules, patient_id, proposed, answer, ctx.clock.now())


def checked(
    uow: UnitOfWork,
    rules: CareRules,
    patient_id: PatientId,
    proposed: Proposed,
    answer: PromptAnswer,
    now: datetime,
    override: Override | None = None,
) -> CheckRecord:
    """The check against what is recorded in this transaction."""
    patient = uow.patients.get(patient_id)
    allergies = AllergyRecord(patient.allergy_state, patient.allergies)
    running = medications(uow.orders.of_patient(patient_id))
    found = check_medication(proposed, running, allergies, rules.checks, rules.drugs)
    drug_id = proposed.medication.drug_id
    theirs = [(each.name, each.feed) for each in their_allergies(uow, patient_id)]
    told = (*told_findings(drug_id, theirs, rules.checks, rules.drugs), *prompt_findings(answer, drug_id, rules.checks))
    findings = tuple(sorted((*found, *told), key=lambda finding: -finding.severity))
    versions = (rules.checks.info.version, rules.drugs.info.version)
    return CheckRecord(now, *versions, patient.allergy_state, findings, answer, override)


def medications(orders: Sequence[Order]) -> tuple[RunningMedication, ...]:
    """The medications of active orders."""
    return tuple(
        RunningMedication(OrderId(order.order_id), order.medication)
        for order in orders
        if order.state is OrderState.ACTIVE and order.medication is not None
    )
