"""Commands of sets of equipment until they are packed: reserve at intake, order, equip an admission, cancel."""

import uuid
from collections import Counter
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.equipment_rules import EquipmentRules, Recipe
from hah_console.domain.equipment_set import EquipmentSet, SetState
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, EquipmentSetId, IntakeId, TaskId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.task import Task, TaskKind, TaskState, Withdrawal
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.equipment_stock import covers, free_stock, left_to_pack, require_stock, settle_wanted
from hah_console.services.equipment_store import SET, keep, pieces_in, set_as_seen, store_set
from hah_console.services.ports import UnitOfWork


def reserve_for_intake(
    ctx: Context, actor: Actor, rules: EquipmentRules, intake_id: IntakeId, recipe_id: str = ""
) -> Changes:
    """Set the pieces of a recipe aside for somebody who may be admitted, that of her condition unless one is named.

    SAFETY(stock): counted and set aside in one step, so that two consoles never promise the same piece. Raises
    NotPermitted, NotFound, InvalidInput (no recipe, reserved before), StockShort, IllegalTransition after admission.
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        intake = uow.intakes.get(intake_id)
        if intake.episode_id is not None:
            raise IllegalTransition(entity="intake", state="admitted", move="reserve_equipment")
        condition = intake.answers.condition
        recipe = rules.recipe(recipe_id) if recipe_id else rules.for_condition(condition)
        if recipe is None:
            raise InvalidInput(field="recipe", value=condition.value, reason="unknown")
        if any(one.is_open for one in uow.equipment_sets.of_intake(intake_id)):
            raise InvalidInput(field="recipe", value=recipe.recipe_id, reason="reserved_before")
        require_stock(recipe.needs, _free(uow))
        store_set(uow, actor, _new(actor, recipe, SetState.RESERVED, now, intake_id), "reserve_equipment", now)
        return uow.commit()


def order_set(
    ctx: Context, actor: Actor, rules: EquipmentRules, episode_id: EpisodeId, recipe_id: str, *, may_wait: bool = False
) -> Changes:
    """The set of a recipe for somebody in care, with the task that brings it; when the stock is short it is refused,
    or waits until pieces are ready. Raises NotPermitted, NotFound, InvalidInput, StockShort, IllegalTransition."""
    require(actor, Action.MOVE_EQUIPMENT)
    now, recipe = ctx.clock.now(), rules.recipe(recipe_id)
    with ctx.store() as uow:
        uow.take_turn()
        episode = uow.episodes.get(episode_id)
        if episode.state is EpisodeState.CLOSED:
            raise IllegalTransition(entity="episode", state=episode.state.value, move="order_equipment")
        free = _free(uow)
        if not may_wait:
            require_stock(recipe.needs, free)
        state = SetState.RESERVED if covers(free, dict(recipe.needs)) else SetState.WANTED
        one = replace(_new(actor, recipe, state, now), episode_id=episode_id)
        store_set(uow, actor, one, "order_equipment", now)
        send_for(uow, actor, rules, episode, one, now)
        return uow.commit()


def equip_admission(
    uow: UnitOfWork,
    actor: Actor,
    rules: EquipmentRules,
    episode: Episode,
    intake_id: IntakeId,
    kit: Kit | None,
    now: datetime,
) -> None:
    """The set of an admission that is being made (in the caller's transaction): what was reserved at the intake, else
    the recipe of the condition, which waits when the stock is short. ``kit`` is what the patient has already.

    The promised time runs from the beginning of the admission.
    """
    found = next((one for one in uow.equipment_sets.of_intake(intake_id) if one.is_open), None)
    recipe = rules.recipes.get(found.recipe) if found else rules.for_condition(episode.condition)
    if recipe is None:
        return
    one = found or _fitting(uow, actor, recipe, kit, now)
    mine = (kit.kit_id,) if kit else ()
    bound = replace(one, intake_id=intake_id).bound(episode.episode_id, episode.admitted_at + recipe.promised, mine)
    whole = not left_to_pack(bound, {kit.kit_id: kit} if kit else {})
    if whole and episode.state is EpisodeState.ACTIVE:
        store_set(uow, actor, bound.delivered(None), "equip_admission", now)
        return
    store_set(uow, actor, bound, "equip_admission", now)
    if not whole:
        send_for(uow, actor, rules, episode, bound, episode.admitted_at)


def begin_equipment(uow: UnitOfWork, actor: Actor, episode: Episode, now: datetime) -> None:
    """A planned admission begins (in the caller's transaction): a set that is whole with her is there."""
    for one in uow.equipment_sets.of_episode(episode.episode_id):
        known = {kit.kit_id: kit for kit in uow.kits.of_episode(episode.episode_id)}
        if one.state is SetState.RESERVED and not left_to_pack(one, known):
            store_set(uow, actor, one.delivered(None), "begin_equipment", now)


def reservation_of(ctx: Context, intake_id: IntakeId) -> EquipmentSet | None:
    """What is set aside for an intake, or became of it; None for nothing. It changes with ``equipment_set``."""
    with ctx.store() as uow:
        found = uow.equipment_sets.of_intake(intake_id)
    return next((one for one in reversed(found) if one.state is not SetState.CANCELLED), None)


def reserved_elsewhere(uow: UnitOfWork, kit: Kit, intake_id: IntakeId) -> bool:
    """SAFETY(stock): whether a ready piece is set aside for somebody else than an intake."""
    return kit.state is KitState.AVAILABLE and free_for(uow, intake_id)[kit.kind] < 1


def free_for(uow: UnitOfWork, intake_id: IntakeId) -> Counter[str]:
    """Ready pieces of each kind that are not set aside for somebody else than an intake."""
    return free_stock(uow.kits.all(), [one for one in uow.equipment_sets.open() if one.intake_id != intake_id])


def cancel_set(ctx: Context, actor: Actor, set_id: EquipmentSetId, version: int, reason: str) -> Changes:
    """No longer needed: packed pieces are ready again, its delivery is withdrawn, others get what was set aside.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition once it was delivered, InvalidInput.
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now, why = ctx.clock.now(), written_line(reason, "reason", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        one = set_as_seen(uow, set_id, version)
        if one.state is SetState.DELIVERED:
            raise IllegalTransition(entity=SET, state=one.state.value, move=SetState.CANCELLED.value)
        for kit in pieces_in(uow, one, KitState.PREPARED):
            keep(uow, actor, kit.moved(KitState.AVAILABLE, now), "cancel_equipment", now, now, why)
        store_set(uow, actor, one.cancelled(why, now), "cancel_equipment", now, reason=why)
        _withdraw_delivery(uow, actor, set_id, now)
        settle_wanted(uow, actor, now)
        return uow.commit()


def delivery_task(set_id: EquipmentSetId) -> TaskId:
    """The task that brings a set."""
    return TaskId(f"{set_id}-D")


def send_for(
    uow: UnitOfWork, actor: Actor, rules: EquipmentRules, episode: Episode, one: EquipmentSet, earliest: datetime
) -> None:
    """The task that brings a set to the home by the moment it is promised."""
    task = Task(
        task_id=delivery_task(one.set_id),
        episode_id=episode.episode_id,
        patient_id=episode.patient_id,
        kind=rules.delivery.task or TaskKind.KIT_DELIVERY,
        earliest=earliest,
        latest=max(earliest, one.promised_at),
        duration_minutes=rules.delivery.minutes,
        required_skills=rules.delivery.skills,
        priority=rules.delivery.priority,
        hard_window=rules.delivery.hard,
        note=one.set_id,
    )
    uow.tasks.add_many([task])
    uow.changed("add_tasks", "task", task.task_id, actor, earliest)


def _free(uow: UnitOfWork) -> Counter[str]:
    return free_stock(uow.kits.all(), uow.equipment_sets.open())


def _new(
    actor: Actor, recipe: Recipe, state: SetState, now: datetime, intake_id: IntakeId | None = None
) -> EquipmentSet:
    number = EquipmentSetId(f"ES-{uuid.uuid4().hex[:12]}")
    promised_at = now + recipe.promised
    return EquipmentSet(number, recipe.recipe_id, recipe.needs, promised_at, now, actor.user_id, state, intake_id)


def _fitting(uow: UnitOfWork, actor: Actor, recipe: Recipe, kit: Kit | None, now: datetime) -> EquipmentSet:
    """A set of a recipe for somebody who has ``kit``: reserved when the rest is free, else it waits."""
    left = Counter(dict(recipe.needs)) - Counter([kit.kind] if kit else [])
    state = SetState.RESERVED if covers(_free(uow), left) else SetState.WANTED
    return _new(actor, recipe, state, now)


def _withdraw_delivery(uow: UnitOfWork, actor: Actor, set_id: EquipmentSetId, now: datetime) -> None:
    task = uow.tasks.find(delivery_task(set_id))
    if task is not None and task.state is TaskState.REQUESTED:
        uow.tasks.save(task.withdrawn(Withdrawal.ORDER_STOPPED))
        record(uow, actor, now, "cancel_task", "task", task.task_id, task.patient_id, kind=task.kind.value)
