"""Whose every patient is, as the person who looks sees it: what she hands over, what she is offered, what came back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.domain.actor import Action, Actor, Role, permits
from hah_console.domain.care_day import CareDay
from hah_console.domain.closing.handover import Handover, HandoverItem, HandoverState, ItemState
from hah_console.domain.episode import Condition, Episode
from hah_console.domain.ids import EpisodeId, HandoverId, PatientId, StaffId, UserId
from hah_console.domain.patient import Patient, Sex, masked_name
from hah_console.services.context import Context
from hah_console.services.handovers import in_charge
from hah_console.services.ports import UnitOfWork
from hah_console.services.stay import NO_DAYS, DaysByCondition, care_day_of

SHOWN_FOR = timedelta(hours=12)
"""How long an answer stays in sight."""


class Standing(StrEnum):
    """How it is with one patient, in the order in which somebody has to see to her.

    RETURNED: refused or taken back. UNOWNED: the record names nobody, or nobody whose account works (seen by the charge
    nurse). UNTAKEN: somebody else's, not accepted yet, seen by the charge nurse. DRAFT: being written. READY: mine, in
    no handover. WAITING: given, not answered yet. OFFERED: waits for my answer. TAKEN: accepted. DECLINED: I refused
    her.
    """

    RETURNED = "returned"
    UNOWNED = "unowned"
    OFFERED = "offered"
    DRAFT = "draft"
    UNTAKEN = "untaken"
    READY = "ready"
    WAITING = "waiting"
    DECLINED = "declined"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may be handed a patient."""

    user_id: UserId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One patient in one of the two columns (masked name). ``other`` is the other side of the handover, ``owner`` who
    answers for her now; ``reason`` why she came back; ``unsaid`` how many fields nobody has said anything of, None
    before anything is drafted; ``at`` is when her standing began."""

    episode_id: EpisodeId
    patient_id: PatientId
    name: str
    age_years: int
    sex: Sex
    condition: Condition
    day: int
    standing: Standing
    owner: str
    handover_id: HandoverId | None = None
    version: int = 0
    other: str = ""
    reason: str = ""
    unsaid: int | None = None
    at: datetime | None = None
    may_keep: bool = False
    may_take_back: bool = False
    care_day: CareDay | None = None


@dataclass(frozen=True, slots=True)
class HandoverBoard:
    """``mine`` is what the person gives, ``hers`` what she is given; ``in_charge`` when she is the charge nurse."""

    mine: tuple[HandoverRow, ...]
    hers: tuple[HandoverRow, ...]
    receivers: tuple[Party, ...]
    in_charge: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything the rows are made of."""

    ctx: Context
    actor: Actor
    now: datetime
    last: Mapping[EpisodeId, Handover]
    patients: Mapping[PatientId, Patient]
    names: Mapping[UserId, str]
    users_of_staff: Mapping[StaffId, UserId]
    staff: Mapping[StaffId, str]
    in_charge: bool
    days: DaysByCondition
    able: frozenset[UserId]

    def fresh(self, at: datetime | None) -> bool:
        """Whether an answer is still to be seen."""
        return at is not None and self.now - at < SHOWN_FOR


def read_handover_board(ctx: Context, actor: Actor, days: DaysByCondition = NO_DAYS) -> HandoverBoard:
    """Both columns, each in the order in which somebody has to see to them; days of a stay by its condition."""
    with ctx.store() as uow:
        episodes = uow.episodes.open()
        look = _look(ctx, uow, actor, episodes, days)
        receivers = tuple(
            Party(user.user_id, user.name, user.role)
            for user in uow.users.all()
            if user.enabled and user.user_id != actor.user_id and permits(user.role, Action.HAND_OVER)
        )
    mine = [row for episode in episodes for row in _mine(look, episode)]
    hers = [row for episode in episodes for row in _hers(look, episode)]
    return HandoverBoard(_ordered(mine), _ordered(hers), receivers, look.in_charge, look.now)


def _look(ctx: Context, uow: UnitOfWork, actor: Actor, episodes: tuple[Episode, ...], days: DaysByCondition) -> _Look:
    now = ctx.clock.now()
    users = uow.users.all()
    return _Look(
        ctx,
        actor,
        now,
        _last_handovers(uow, episodes, now),
        {patient.patient_id: patient for patient in uow.patients.some({e.patient_id for e in episodes})},
        {user.user_id: user.name for user in users},
        {user.staff_id: user.user_id for user in reversed(users) if user.staff_id is not None and user.enabled},
        {person.staff_id: person.name for person in uow.staff.all()},
        in_charge(uow, actor, now),
        days,
        frozenset(user.user_id for user in users if user.enabled),
    )


def _last_handovers(uow: UnitOfWork, episodes: tuple[Episode, ...], now: datetime) -> dict[EpisodeId, Handover]:
    """The newest handover each admission stands in."""
    since = min((episode.admitted_at for episode in episodes), default=now)
    begun = uow.handovers.between(min(since, now), now + timedelta(milliseconds=1))
    return {item.episode_id: handover for handover in begun for item in handover.items}


def _mine(look: _Look, episode: Episode) -> Iterator[HandoverRow]:
    me, handover = look.actor.user_id, look.last.get(episode.episode_id)
    item = handover.item(episode.episode_id) if handover else None
    if handover is None or item is None:
        yield from _without_handover(look, episode)
        return
    answered_at = item.answer.signature.at if item.answer else handover.withdrawn_at
    if item.state is ItemState.ACCEPTED:
        if item.owner_id == me:
            yield _row(look, episode, Standing.READY, me)
        elif look.in_charge and item.owner_id not in look.able:
            yield _row(look, episode, Standing.UNOWNED, item.owner_id)
        elif handover.giver_id == me and look.fresh(answered_at):
            yield _row(look, episode, Standing.TAKEN, item.owner_id, handover, item)
    elif me in _givers(handover, item):
        yield _row(look, episode, _given(handover, item), item.owner_id, handover, item)
    elif look.in_charge and handover.receiver_id != me:
        yield _row(look, episode, Standing.UNTAKEN, item.owner_id, handover, item)


def _given(handover: Handover, item: HandoverItem) -> Standing:
    """How a patient who is not accepted stands on the giver's side."""
    if item.state is ItemState.REFUSED or handover.state is HandoverState.WITHDRAWN:
        return Standing.RETURNED
    return Standing.DRAFT if handover.state is HandoverState.DRAFT else Standing.WAITING


def _without_handover(look: _Look, episode: Episode) -> Iterator[HandoverRow]:
    owner = look.users_of_staff.get(episode.owner_id) if episode.owner_id else None
    if owner == look.actor.user_id:
        yield _row(look, episode, Standing.READY, owner)
    elif episode.owner_id is None or (owner is None and look.in_charge):
        # SAFETY(no owner): who has no account that works can neither give her nor answer for her on this screen.
        yield _row(look, episode, Standing.UNOWNED, None)


def _hers(look: _Look, episode: Episode) -> Iterator[HandoverRow]:
    handover = look.last.get(episode.episode_id)
    item = handover.item(episode.episode_id) if handover else None
    if handover is None or item is None or handover.receiver_id != look.actor.user_id:
        return
    if item in handover.pending():
        yield _row(look, episode, Standing.OFFERED, item.owner_id, handover, item)
    elif item.answer is not None and look.fresh(item.answer.signature.at):
        standing = Standing.TAKEN if item.state is ItemState.ACCEPTED else Standing.DECLINED
        yield _row(look, episode, standing, item.owner_id, handover, item)


def _row(
    look: _Look,
    episode: Episode,
    standing: Standing,
    owner_id: UserId | None,
    handover: Handover | None = None,
    item: HandoverItem | None = None,
) -> HandoverRow:
    patient, me = look.patients[episode.patient_id], look.actor.user_id
    admitted_on = look.ctx.local(episode.admitted_at).date()
    row = HandoverRow(
        episode.episode_id,
        episode.patient_id,
        masked_name(patient.name),
        patient.age_years(look.ctx.today()),
        patient.sex,
        episode.condition,
        episode.day_number(look.ctx.today(), admitted_on),
        standing,
        look.names.get(owner_id, owner_id) if owner_id else "",
        care_day=care_day_of(look.ctx, look.days, episode, look.ctx.today()),
    )
    if handover is None or item is None:
        return row
    other = handover.giver_id if handover.receiver_id == me else handover.receiver_id
    return replace(
        row,
        handover_id=handover.handover_id,
        version=handover.version,
        other=look.names.get(other, other),
        reason=item.answer.reason if item.answer else handover.withdrawn_for,
        unsaid=len(item.isbar.missing),
        at=_since(handover, item),
        may_keep=_may_keep(look, handover, item),
        may_take_back=item.state is ItemState.WAITING and standing in _TAKEN_BACK and me in _givers(handover, item),
    )


_TAKEN_BACK = frozenset({Standing.DRAFT, Standing.WAITING})


def _givers(handover: Handover, item: HandoverItem) -> set[UserId]:
    return {handover.giver_id, item.owner_id}


def _may_keep(look: _Look, handover: Handover, item: HandoverItem) -> bool:
    """The charge nurse may take a patient who is not accepted, unless she is hers or offered to her."""
    me = look.actor.user_id
    return look.in_charge and item.state is not ItemState.ACCEPTED and me not in {item.owner_id, handover.receiver_id}


def _since(handover: Handover, item: HandoverItem) -> datetime:
    if item.answer is not None:
        return item.answer.signature.at
    return handover.withdrawn_at or (handover.given.at if handover.given else handover.drafted_at)


def _ordered(rows: list[HandoverRow]) -> tuple[HandoverRow, ...]:
    order = {standing: place for place, standing in enumerate(Standing)}
    return tuple(sorted(rows, key=lambda row: (order[row.standing], row.name, row.episode_id)))
