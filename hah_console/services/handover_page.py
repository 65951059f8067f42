"""What is said of one patient when she is handed over, and what goes over with her, read for one person to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import OPEN_STATES, Alarm
from hah_console.domain.care_clock import CareClock
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.handover import Carried, CarriedKind, Handover, HandoverItem, HandoverState, ItemState
from hah_console.domain.closing.isbar import Isbar
from hah_console.domain.episode import Episode
from hah_console.domain.ids import AlarmId, EpisodeId, HandoverId, TaskId, TransferId
from hah_console.domain.task import Task
from hah_console.domain.transfer import Transfer
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.context import Context
from hah_console.services.isbar_draft import carried_of, isbar_of
from hah_console.services.patient_facts import Identity, identity_of
from hah_console.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class CarriedThing:
    """One thing that goes over: as it is now, None when it is no longer there."""

    kind: CarriedKind
    reference: str
    thing: Task | Alarm | Transfer | CareClock | None


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """One patient. Before a handover is begun there is no ``handover_id`` and ``isbar`` is what would be drafted."""

    identity: Identity
    episode: Episode
    isbar: Isbar
    carried: tuple[CarriedThing, ...]
    at: datetime
    handover_id: HandoverId | None = None
    version: int = 0
    state: HandoverState | None = None
    item_state: ItemState = ItemState.WAITING
    giver: str = ""
    receiver: str = ""
    owner: str = ""
    given_at: datetime | None = None
    answered_at: datetime | None = None
    reason: str = ""
    read_back: bool = False

    @property
    def editable(self) -> bool:
        """Whether words may still be put in."""
        return self.state is HandoverState.DRAFT


def read_handover_page(
    ctx: Context, book: ClockBook, episode_id: EpisodeId, handover_id: HandoverId | None
) -> HandoverPage:
    """One patient of a handover, or as she would be handed over. Raises NotFound."""
    with ctx.store() as uow:
        return _page(ctx, uow, book, episode_id, handover_id)


def read_handover_pages(
    ctx: Context, book: ClockBook, wanted: Sequence[tuple[EpisodeId, HandoverId | None]]
) -> tuple[HandoverPage, ...]:
    """Several of them, for paper. Raises NotFound."""
    with ctx.store() as uow:
        return tuple(_page(ctx, uow, book, episode_id, handover_id) for episode_id, handover_id in wanted)


def _page(
    ctx: Context, uow: UnitOfWork, book: ClockBook, episode_id: EpisodeId, handover_id: HandoverId | None
) -> HandoverPage:
    now, episode = ctx.clock.now(), uow.episodes.get(episode_id)
    identity = identity_of(uow.patients.get(episode.patient_id), ctx.today())
    handover = uow.handovers.get(handover_id) if handover_id else None
    item = handover.item(episode_id) if handover else None
    if handover is None or item is None:
        carried = _things(ctx, uow, book, episode, carried_of(ctx, uow, episode, book))
        return HandoverPage(identity, episode, isbar_of(ctx, uow, episode, now), carried, now)
    names = {user.user_id: user.name for user in uow.users.all()}
    return HandoverPage(
        identity,
        episode,
        item.isbar,
        _things(ctx, uow, book, episode, item.carried),
        now,
        handover.handover_id,
        handover.version,
        handover.state,
        item.state,
        names.get(handover.giver_id, handover.giver_id),
        names.get(handover.receiver_id, handover.receiver_id),
        names.get(item.owner_id, item.owner_id),
        handover.given.at if handover.given else None,
        *_answer(handover, item),
    )


def _answer(handover: Handover, item: HandoverItem) -> tuple[datetime | None, str, bool]:
    answer = item.answer
    if answer is None:
        return handover.withdrawn_at, handover.withdrawn_for, False
    return answer.signature.at, answer.reason, answer.read_back


def _things(
    ctx: Context, uow: UnitOfWork, book: ClockBook, episode: Episode, carried: tuple[Carried, ...]
) -> tuple[CarriedThing, ...]:
    clocks = {clock.key: clock for clock in clocks_of_episode(ctx, uow, book, episode.episode_id)}
    return tuple(_thing(uow, one, clocks) for one in carried)


def _thing(uow: UnitOfWork, one: Carried, clocks: dict[str, CareClock]) -> CarriedThing:
    found: Task | Alarm | Transfer | CareClock | None
    if one.kind is CarriedKind.TASK:
        found = uow.tasks.find(TaskId(one.reference))
    elif one.kind is CarriedKind.ALARM:
        found = uow.alarms.find(AlarmId(one.reference))
    elif one.kind is CarriedKind.TRANSFER:
        found = uow.transfers.find(TransferId(one.reference))
    else:
        found = clocks.get(one.reference)
    return CarriedThing(one.kind, one.reference, found)


def still_open(things: Sequence[CarriedThing]) -> Iterator[CarriedThing]:
    """Those nobody has ended yet."""
    return (one for one in things if _is_open(one.thing))


def _is_open(thing: Task | Alarm | Transfer | CareClock | None) -> bool:
    if isinstance(thing, Transfer):
        return not thing.ended
    if isinstance(thing, Alarm):
        return thing.state in OPEN_STATES
    return thing is not None and thing.is_open
