"""What becomes of an admission's equipment when it ends: to be fetched, and a courier is asked for."""

from collections import defaultdict
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import NOT_THERE, EquipmentSet
from hah_console.domain.ids import EpisodeId, TaskId
from hah_console.domain.kit import AT_HOME, Kit, KitState
from hah_console.domain.task import Task, TaskKind
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.equipment_sets import delivery_task, send_for
from hah_console.services.equipment_stock import settle_wanted
from hah_console.services.equipment_store import keep, store_set
from hah_console.services.ports import UnitOfWork


def return_equipment(uow: UnitOfWork, actor: Actor, episode_id: EpisodeId, why: str, now: datetime) -> None:
    """SAFETY(kit of who left): what is in the home is to be fetched, what never left is ready, no set goes out."""
    for one in uow.equipment_sets.of_episode(episode_id):
        if one.is_open:
            store_set(uow, actor, one.cancelled(why, now), "end_equipment", now, reason=why)
    for kit in uow.kits.of_episode(episode_id):
        if kit.state is KitState.PREPARED:
            keep(uow, actor, kit.moved(KitState.AVAILABLE, now), "end_equipment", now, now, why)
        elif kit.state in AT_HOME and kit.state is not KitState.TO_RETRIEVE:
            keep(uow, actor, kit.moved(KitState.TO_RETRIEVE, now), "end_equipment", now, now, why)
    settle_wanted(uow, actor, now)


def ask_for_couriers(ctx: Context, actor: Actor, rules: EquipmentRules) -> Changes:
    """A visit for each set that is to be delivered and for each home where something is to be fetched, where there is
    none yet; nothing is written when all have one. Raises NotPermitted.
    """
    require(actor, Action.MOVE_EQUIPMENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        if not _unasked(uow) and not _unsent(uow):
            return Changes()
        uow.take_turn()
        for one, episode_id in _unsent(uow):
            send_for(uow, actor, rules, uow.episodes.get(episode_id), one, one.reserved_at)
        for episode_id, kits in _unasked(uow).items():
            _ask(uow, actor, rules, episode_id, kits, now)
        return uow.commit()


def _unsent(uow: UnitOfWork) -> list[tuple[EquipmentSet, EpisodeId]]:
    """Sets that are to be delivered without a visit that brings them."""
    waits = [one for one in uow.equipment_sets.open() if one.state in NOT_THERE]
    return [
        (one, one.episode_id)
        for one in waits
        if one.episode_id is not None and uow.tasks.find(delivery_task(one.set_id)) is None
    ]


def _unasked(uow: UnitOfWork) -> dict[EpisodeId, list[Kit]]:
    """What is to be fetched, by admission, where nobody is asked to fetch it."""
    found: defaultdict[EpisodeId, list[Kit]] = defaultdict(list)
    for kit in uow.kits.all():
        if kit.state is KitState.TO_RETRIEVE and kit.episode_id is not None:
            found[kit.episode_id].append(kit)
    return {at: kits for at, kits in found.items() if not any(task.is_open for task in _asked(uow, at))}


def _asked(uow: UnitOfWork, episode_id: EpisodeId) -> list[Task]:
    mine = uow.tasks.of_patient(uow.episodes.get(episode_id).patient_id)
    return [task for task in mine if task.episode_id == episode_id and task.kind is TaskKind.KIT_RETRIEVAL]


def _ask(
    uow: UnitOfWork, actor: Actor, rules: EquipmentRules, episode_id: EpisodeId, kits: list[Kit], now: datetime
) -> None:
    rule, episode = rules.retrieval, uow.episodes.get(episode_id)
    task = Task(
        task_id=TaskId(f"KR-{episode_id}-{len(_asked(uow, episode_id)) + 1}"),
        episode_id=episode_id,
        patient_id=episode.patient_id,
        kind=rule.task or TaskKind.KIT_RETRIEVAL,
        earliest=now,
        latest=now + rule.window,
        duration_minutes=rule.minutes,
        required_skills=rule.skills,
        priority=rule.priority,
        hard_window=rule.hard,
        note=" ".join(kit.kit_id for kit in kits),
    )
    uow.tasks.add_many([task])
    pieces = " ".join(kit.kit_id for kit in kits)
    record(uow, actor, now, "ask_retrieval", "task", task.task_id, episode.patient_id, pieces=pieces)
