"""What an order would become before it is signed: its moments, its visits, what the home allows, what is found."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hah_console.domain.actor import Action, Actor, permits, require
from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import DoseWindow
from hah_console.domain.drug import Regimen, StabilityAnswer
from hah_console.domain.home_feasibility import Feasibility, regimen_feasibility
from hah_console.domain.home_told import NOTHING_TOLD, HomeTold
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.medication_check import CheckRecord, Medication, Proposed
from hah_console.domain.order import Order
from hah_console.domain.timing import due_times
from hah_console.services.context import Context
from hah_console.services.order_check import OrderDesk, check_proposal
from hah_console.services.order_entry import Entry
from hah_console.services.order_work import window_of, work_of
from hah_console.services.orders import draft_of
from hah_console.services.patient_facts import Identity, identity_of, shown_episode
from hah_console.services.staff_hours import hours_on_duty, nurse_shifts


@dataclass(frozen=True, slots=True)
class OrderCase:
    """Whose order it is, and what the form has to know. ``signs``: who asks may sign it herself.

    ``staff_hours``: from the first nurse's beginning to the last one's end today; 0 when nobody is on duty. ``home`` is
    what the intake found out about it.
    """

    identity: Identity
    episode_id: EpisodeId | None
    staff_hours: Decimal
    signs: bool
    home: HomeTold = NOTHING_TOLD


@dataclass(frozen=True, slots=True)
class DueMoment:
    """A moment it is due, with its window."""

    at: datetime
    window: DoseWindow


@dataclass(frozen=True, slots=True)
class OrderPreview:
    """``visits``: how many visits it asks for; ``a_day``: due moments on its fullest day. Without a drug no ``check``,
    without the temperature of the room no ``home``; ``keeps`` is how long the mixture keeps at it."""

    moments: tuple[DueMoment, ...]
    visits: int
    a_day: int
    bedside_minutes: int
    check: CheckRecord | None
    home: Feasibility | None
    keeps: StabilityAnswer | None


def read_order_case(ctx: Context, actor: Actor, patient_id: PatientId) -> OrderCase:
    """Raises NotPermitted, NotFound."""
    require(actor, Action.PREPARE_ORDER)
    with ctx.store() as uow:
        patient = uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        hours = hours_on_duty(nurse_shifts(ctx, uow))
        intake = uow.intakes.of_referral(episode.referral_id) if episode and episode.referral_id else None
    return OrderCase(
        identity=identity_of(patient, ctx.today()),
        episode_id=episode.episode_id if episode else None,
        staff_hours=hours,
        signs=permits(actor.role, Action.ORDER),
        home=intake.answers.home if intake is not None else NOTHING_TOLD,
    )


def preview_order(ctx: Context, actor: Actor, desk: OrderDesk, entry: Entry) -> OrderPreview:
    """Nothing is stored. Raises NotPermitted, NotFound, InvalidInput, IllegalTransition as ordering it would."""
    require(actor, Action.PREPARE_ORDER)
    request, now = entry.request, ctx.clock.now()
    with ctx.store() as uow:
        order = draft_of(ctx, uow, actor, desk, request, now)
    return _preview(ctx, actor, desk, order, entry)


def preview_draft(ctx: Context, actor: Actor, desk: OrderDesk, order: Order) -> OrderPreview:
    """What a draft would become if it was signed now."""
    require(actor, Action.PREPARE_ORDER)
    return _preview(ctx, actor, desk, order, None)


def _preview(ctx: Context, actor: Actor, desk: OrderDesk, order: Order, entry: Entry | None) -> OrderPreview:
    work = work_of(order, desk.rules, ctx.zone)
    moments = tuple(DueMoment(at, window_of(order, desk.rules, at)) for at in due_times(order.timing, ctx.zone))
    days = [ctx.local(moment.at).date() for moment in moments]
    given, home = order.medication, entry.home if entry else None
    check = feasible = keeps = None
    if given is not None:
        proposed = Proposed(given, order.timing.every_hours, order.replaces)
        check = check_proposal(ctx, actor, desk, order.episode_id, proposed)
        drug = desk.rules.drugs.drug(given.drug_id)
        if home is not None:
            feasible = regimen_feasibility(drug, _regimen(desk.rules, given, order.timing.every_hours), home)
            keeps = drug.keeps(given.preparation, home.ambient_c)
    minutes = work.tasks[0].duration_minutes if work.tasks else 0
    a_day = max((days.count(day) for day in set(days)), default=0)
    return OrderPreview(moments, len(work.tasks), a_day, minutes, check, feasible, keeps)


def _regimen(rules: CareRules, given: Medication, every_hours: int) -> Regimen:
    """The way of giving that is ordered, with the bedside time of the pack where it lists it."""
    drug = rules.drugs.drug(given.drug_id)
    every = every_hours or 24
    listed = [r for r in drug.regimens if r.route is given.route and r.continuous == given.continuous]
    listed.sort(key=lambda r: abs(r.interval_hours - every))
    bedside = listed[0].bedside_minutes if listed else given.infusion_minutes
    return Regimen(
        "ordered", given.route, given.amount, every, given.infusion_minutes, bedside, given.continuous,
        given.preparation, "",
    )  # fmt: skip
