"""Reads the runs of couriers of a day: what brings equipment and medicine, what fetches, what stock allows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from hah_console.domain.care_rules import CareRules
from hah_console.domain.drug import Formulary
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import NOT_THERE, EquipmentSet, SetState
from hah_console.domain.ids import EquipmentSetId, OrderId, PrescriptionId, TaskId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.place import Place
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.specimen import Specimen, SpecimenRules, SpecimenState, Transport
from hah_console.domain.task import Task, TaskKind
from hah_console.services.aboard import NOTHING, Aboard
from hah_console.services.equipment_stock import free_stock, left_to_pack
from hah_console.services.planning_document import Day
from hah_console.services.ports import UnitOfWork
from hah_console.services.supply import Run, Supply

_COMING = frozenset({KitState.CLEANING, KitState.TESTING})
"""Ready by tomorrow."""
_COOL = Decimal(8)
"""°C: as cool as a bag is kept on the way; its stability is that of the table at this temperature."""


def read_supply(
    uow: UnitOfWork,
    day: Day,
    rules: RulePacks,
    now: datetime,
    aboard: Aboard = NOTHING,
) -> Supply | None:
    """The runs of a day; None where the site has no store.

    SAFETY(aboard): what somebody has ``aboard`` is loaded once, taken from the stock once, and keeps since then.
    """
    store, equipment, care = _store(uow), rules.equipment, rules.care
    if store is None:
        return None
    no_runs = aboard.no_runs(day)
    tasks = [task for task in day.tasks.values() if task.task_id not in no_runs and task.staff_needed == 1]
    kits, sets = uow.kits.all(), uow.equipment_sets.open()
    waiting = _waiting(kits, sets)
    found = {run.task_id: run for task in tasks for run in _runs(uow, day, task, equipment, care, waiting)}
    runs = {name: _loaded(day, run, aboard) for name, run in found.items()}
    gone = Counter(found[name].kit for name in aboard.loaded if name in found)
    deadlines = _deadlines(uow, day, care.specimens, aboard)
    laboratories = tuple(h.place for h in uow.hospitals.all() if h.is_laboratory)
    return Supply(
        store=store,
        runs=runs,
        units={
            kind: max(0, _units(kind, kits, sets, tomorrow=day.begins > now) - gone[kind])
            for kind in sorted(set(waiting.values()))
        },
        cleaning_s=round(equipment.cleaning.total_seconds()),
        loading_s=round(equipment.loading.total_seconds()),
        holds=equipment.holds,
        deadlines=deadlines if laboratories else {},
        laboratories=laboratories,
        aboard={name: loading.staff_id for name, loading in aboard.loaded.items() if name in runs},
    )


def _store(uow: UnitOfWork) -> Place | None:
    base = next((hospital.place for hospital in uow.hospitals.all() if hospital.is_base), None)
    lat, lon = uow.site.get("base_lat"), uow.site.get("base_lon")
    return Place(float(lat), float(lon), uow.site.get("base_address"), "") if lat and lon else base


def _waiting(kits: tuple[Kit, ...], sets: tuple[EquipmentSet, ...]) -> dict[EquipmentSet, str]:
    """The kind each set without stock waits for: of those it lacks the scarcest."""
    known, free = {kit.kit_id: kit for kit in kits}, free_stock(kits, sets)
    short = {one: left_to_pack(one, known) for one in sets if one.state is SetState.WANTED}
    return {one: min(left, key=lambda kind: (free[kind] - left[kind], kind)) for one, left in short.items() if left}


def _units(kind: str, kits: tuple[Kit, ...], sets: tuple[EquipmentSet, ...], *, tomorrow: bool) -> int:
    coming = sum(kit.kind == kind and kit.state in _COMING for kit in kits) if tomorrow else 0
    return max(0, free_stock(kits, sets)[kind]) + coming


def _runs(
    uow: UnitOfWork,
    day: Day,
    task: Task,
    equipment: EquipmentRules,
    care: CareRules,
    waiting: dict[EquipmentSet, str],
) -> Iterator[Run]:
    if task.kind is TaskKind.KIT_DELIVERY:
        one = uow.equipment_sets.find(_set_id(task))
        if one is not None and one.state in NOT_THERE:
            yield Run(task.task_id, True, waiting.get(one, ""), max(1, sum(count for _, count in one.needs)))
    elif task.kind is TaskKind.KIT_RETRIEVAL:
        pieces = [kit for kit in uow.kits.of_episode(task.episode_id) if kit.state is KitState.TO_RETRIEVE]
        wanted = Counter(waiting.values())
        kit = next((piece.kind for piece in pieces if wanted[piece.kind]), "")
        yield Run(task.task_id, False, kit, max(1, len(pieces)))
    elif task.kind is TaskKind.MEDICINE_DELIVERY:
        yield Run(task.task_id, True, "", 1, *_keeps(uow, day, task, equipment, care.drugs))


def _set_id(task: Task) -> EquipmentSetId:
    return EquipmentSetId(task.note)


def _keeps(
    uow: UnitOfWork, day: Day, task: Task, equipment: EquipmentRules, drugs: Formulary
) -> tuple[int, int | None]:
    """The longest way of a medicine from the store, and the second of the day until which it keeps."""
    prescription = uow.prescriptions.find(PrescriptionId(task.note)) if task.note else None
    lines = prescription.lines if prescription else ()
    hours = [hours for line in lines for hours in _hours(uow, line.order_id, line.drug_id, drugs)]
    way = round(equipment.cold_chain.total_seconds())
    if not hours or prescription is None or prescription.dispensed_at is None:
        return way, None
    until = prescription.dispensed_at + timedelta(hours=float(min(hours)))
    return way, day.seconds(until)


def _hours(uow: UnitOfWork, order_id: OrderId, drug_id: str, drugs: Formulary) -> Iterator[Decimal]:
    order, drug = uow.orders.find(order_id), drugs.drugs.get(drug_id)
    given = order.medication if order else None
    answer = drug.keeps(given.preparation, _COOL) if drug and given and given.preparation else None
    if answer is not None:
        yield answer.strictest.hours


def _loaded(day: Day, run: Run, aboard: Aboard) -> Run:
    """A run that somebody has loaded: its piece is in the store no more, and its cold chain runs since it left it."""
    if run.task_id not in aboard.loaded:
        return run
    limits = [limit for limit in (run.valid_until_s,) if limit is not None]
    limits += [day.seconds(aboard.left_store(run.task_id)) + run.cold_chain_s] if run.cold_chain_s is not None else []
    return replace(run, kit="", cold_chain_s=None, valid_until_s=min(limits, default=None))


def _deadlines(uow: UnitOfWork, day: Day, rules: SpecimenRules, aboard: Aboard) -> dict[TaskId, int]:
    """Seconds from leaving each visit until the first of its specimens has to be in a laboratory: by the windows of
    their kinds at room temperature, of those that are taken by the clock of each."""
    gone = {visit.task_id for visit in aboard.begun} - aboard.carried.keys()
    asked = {task.task_id: task for task in day.tasks.values() if task.task_id not in gone}
    episodes = sorted(
        {t.episode_id for t in asked.values() if t.kind is TaskKind.SPECIMEN or t.task_id in aboard.carried}
    )
    found: dict[TaskId, int] = {}
    for specimen in uow.specimens.of_episodes(episodes):
        task = asked.get(specimen.task_id) if specimen.task_id is not None else None
        seconds = _lasts(day, specimen, task, rules, aboard) if task is not None else None
        if task is not None and seconds is not None:
            found[task.task_id] = min(seconds, found.get(task.task_id, seconds))
    return found


def _lasts(day: Day, specimen: Specimen, task: Task, rules: SpecimenRules, aboard: Aboard) -> int | None:
    """SAFETY(specimen aboard): a specimen that was taken has its own clock, whatever the plan thought of it."""
    kind, left = rules.kinds.get(specimen.kind), aboard.carried.get(task.task_id)
    if specimen.state is SpecimenState.TAKEN and specimen.valid_until is not None and left is not None:
        return max(0, day.seconds(specimen.valid_until) - day.seconds(left))
    if kind is None or task.kind is not TaskKind.SPECIMEN or specimen.state is not SpecimenState.WANTED:
        return None
    window = kind.windows.get(Transport.ROOM) or max(kind.windows.values())
    return round(window.total_seconds())
