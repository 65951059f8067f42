"""Query of the equipment board: pieces by state with their clocks, sets on their way, stock against need, history.

It changes with ``kit``, ``equipment_set``, ``episode``, ``patient``, ``task`` and ``intake``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.device_status import DeviceStatus
from hah_console.domain.equipment_rules import EquipmentRules, SetUpStep
from hah_console.domain.equipment_set import NOT_THERE, EquipmentSet, SetState
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId
from hah_console.domain.kit import Custody, Kit, KitState
from hah_console.domain.patient import Patient, masked_name
from hah_console.services.context import Context
from hah_console.services.equipment_stock import free_stock, left_to_pack
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class PieceRow:
    """``patient_id`` is None when it is with nobody; ``seen_at`` when its device was last heard, None for never.

    ``due_at`` is when it is to have left its state; None without a clock.
    """

    kit: Kit
    patient_id: PatientId | None
    patient: str
    address: str
    battery_pct: int | None
    seen_at: datetime | None
    due_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether it has been in its state for too long."""
        return self.due_at is not None and now > self.due_at


@dataclass(frozen=True, slots=True)
class SetRow:
    """An open set: whose, what is still to be packed, its check-list; ``due_at``: delivered by, or set up by."""

    one: EquipmentSet
    patient_id: PatientId | None
    patient: str
    address: str
    left: Mapping[str, int]
    steps: tuple[SetUpStep, ...]
    due_at: datetime | None

    def overdue(self, now: datetime) -> bool:
        """Whether what was promised has not been kept."""
        return self.due_at is not None and now > self.due_at

    @property
    def next_step(self) -> SetUpStep | None:
        """The first line of the check-list nobody did."""
        done = {step.step_id for step in self.one.steps}
        return next((step for step in self.steps if step.step_id not in done), None)


@dataclass(frozen=True, slots=True)
class KindStock:
    """Of one kind: how many there are, ready and promised to nobody, set aside, wanted beyond, and coming back."""

    kind: str
    pieces: int
    free: int
    set_aside: int
    short: int
    coming_back: int


@dataclass(frozen=True, slots=True)
class EquipmentBoard:
    """Everything of one reading, as of ``at``; what is most overdue stands first. ``people``: names of accounts."""

    pieces: tuple[PieceRow, ...]
    sets: tuple[SetRow, ...]
    stock: tuple[KindStock, ...]
    at: datetime
    people: Mapping[str, str] = field(default_factory=dict)

    def count(self, state: KitState) -> int:
        """Pieces in a state."""
        return sum(row.kit.state is state for row in self.pieces)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of a piece's history by name."""

    line: Custody
    by: str
    patient: str


_BACK = frozenset({KitState.TO_RETRIEVE, KitState.CLEANING, KitState.TESTING})


def read_equipment(ctx: Context, actor: Actor, rules: EquipmentRules) -> EquipmentBoard:
    """The whole register. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        kits, sets = uow.kits.all(), uow.equipment_sets.open()
        people = _people(uow, kits, sets)
        heard = {status.device_id: status for status in uow.devices.statuses()}
        accounts = {str(user.user_id): user.name for user in uow.users.all()}
        names = {one.set_id: _intake_name(uow, one) for one in sets if one.episode_id is None}
    now = ctx.clock.now()
    known = {kit.kit_id: kit for kit in kits}
    pieces = [_piece(kit, people, heard, rules) for kit in kits]
    rows = [_set(one, people, known, rules, names.get(one.set_id, "")) for one in sets]
    return EquipmentBoard(
        tuple(sorted(pieces, key=lambda row: (*_need(row.due_at, now), row.kit.kit_id))),
        tuple(sorted(rows, key=lambda row: (*_need(row.due_at, now), row.one.set_id))),
        _stock(kits, sets),
        now,
        accounts,
    )


def piece_history(ctx: Context, actor: Actor, kit_id: KitId) -> tuple[HistoryLine, ...]:
    """Who had a piece when, the newest first. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        lines = uow.custody.of_kit(kit_id)
        users = {user.user_id: user.name for user in uow.users.all()}
        held = {line.episode_id: uow.episodes.find(line.episode_id) for line in lines if line.episode_id}
        patients = {p.patient_id: p for p in uow.patients.some({e.patient_id for e in held.values() if e})}
    owners = {at: masked_name(patients[e.patient_id].name) for at, e in held.items() if e and e.patient_id in patients}
    named = [
        HistoryLine(line, users.get(line.by, line.by), owners.get(line.episode_id, "") if line.episode_id else "")
        for line in lines
    ]
    return tuple(reversed(named))


def _people(uow: UnitOfWork, kits: tuple[Kit, ...], sets: tuple[EquipmentSet, ...]) -> dict[EpisodeId, Patient]:
    ids = {at for at in (*(k.episode_id for k in kits), *(one.episode_id for one in sets)) if at is not None}
    open_ones = {e.episode_id: e for e in uow.episodes.open()}
    found = {at: open_ones.get(at) or uow.episodes.find(at) for at in ids}
    patients = {p.patient_id: p for p in uow.patients.some({e.patient_id for e in found.values() if e})}
    return {at: patients[e.patient_id] for at, e in found.items() if e and e.patient_id in patients}


def _intake_name(uow: UnitOfWork, one: EquipmentSet) -> str:
    intake = uow.intakes.find(one.intake_id) if one.intake_id else None
    referral = uow.referrals.find(intake.referral_id) if intake else None
    return masked_name(referral.person.name) if referral else ""


def _piece(
    kit: Kit, people: Mapping[EpisodeId, Patient], heard: Mapping[DeviceId, DeviceStatus], rules: EquipmentRules
) -> PieceRow:
    patient = people.get(kit.episode_id) if kit.episode_id else None
    status = heard.get(kit.device_id) if kit.device_id else None
    told = status.battery_pct if status and status.battery_pct is not None else kit.battery_pct
    lasts = rules.lasts.get(kit.state)
    return PieceRow(
        kit=kit,
        patient_id=patient.patient_id if patient else None,
        patient=masked_name(patient.name) if patient else "",
        address=patient.home.address if patient else "",
        battery_pct=told,
        seen_at=status.last_seen_at if status else None,
        due_at=kit.since + lasts if kit.since is not None and lasts is not None else None,
    )


def _set(
    one: EquipmentSet, people: Mapping[EpisodeId, Patient], known: Mapping[KitId, Kit], rules: EquipmentRules, name: str
) -> SetRow:
    patient = people.get(one.episode_id) if one.episode_id else None
    return SetRow(
        one=one,
        patient_id=patient.patient_id if patient else None,
        patient=masked_name(patient.name) if patient else name,
        address=patient.home.address if patient else "",
        left=left_to_pack(one, known),
        steps=rules.steps_for(frozenset(dict(one.needs))),
        due_at=_set_due(one, rules),
    )


def _set_due(one: EquipmentSet, rules: EquipmentRules) -> datetime | None:
    if one.episode_id is None:
        return None
    if one.state in NOT_THERE:
        return one.promised_at
    began, lasts = one.receipt.at if one.receipt else one.promised_at, rules.lasts.get(KitState.SENT)
    return began + lasts if lasts is not None else None


def _need(due_at: datetime | None, now: datetime) -> tuple[int, float]:
    """Sort key: the longest overdue first, then what is due next, then what has no clock."""
    return (0, (due_at - now).total_seconds()) if due_at is not None else (1, 0.0)


def _stock(kits: tuple[Kit, ...], sets: tuple[EquipmentSet, ...]) -> tuple[KindStock, ...]:
    known, free = {kit.kit_id: kit for kit in kits}, free_stock(kits, sets)
    aside, short = Counter[str](), Counter[str]()
    for one in sets:
        if one.state in (SetState.RESERVED, SetState.WANTED):
            (aside if one.state is SetState.RESERVED else short).update(left_to_pack(one, known))
    total = Counter(kit.kind for kit in kits)
    back = Counter(kit.kind for kit in kits if kit.state in _BACK)
    return tuple(
        KindStock(kind, total[kind], max(0, free[kind]), aside[kind], short[kind], back[kind])
        for kind in sorted({*total, *short})
    )
