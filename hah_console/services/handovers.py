"""Commands of a shift handover: draft, rewrite, send, accept, refuse, take back, keep."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.handover import Handover, HandoverItem, HandoverState, ItemState, NotOwner, WrongHand
from hah_console.domain.closing.isbar import Isbar
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.errors import IllegalTransition, NotPermitted
from hah_console.domain.ids import EpisodeId, HandoverId, UserId
from hah_console.services.case_line import About, note_event
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.isbar_draft import NO_CLOCKS, carried_of, isbar_of
from hah_console.services.ports import UnitOfWork
from hah_console.services.seen import require_seen

CHARGE_NURSE = "charge_nurse"


def draft_handover(
    ctx: Context,
    actor: Actor,
    receiver_id: UserId,
    episode_ids: Sequence[EpisodeId],
    written: Mapping[EpisodeId, Isbar] | None = None,
    book: ClockBook = NO_CLOCKS,
) -> Changes:
    """Begin to hand over patients; what is said of each is drafted from the record unless ``written``.

    With a ``book`` the open clocks go over too.

    Raises NotPermitted, NotFound, NotOwner for a patient somebody else answers for, IllegalTransition for one who is
    not in care or stands in another open handover.
    """
    require(actor, Action.HAND_OVER)
    now = ctx.clock.now()
    said = written or {}
    with ctx.store() as uow:
        uow.take_turn()
        uow.users.get(receiver_id)
        episodes = [uow.episodes.get(key) for key in episode_ids]
        items = tuple(_item(ctx, uow, actor, one, said.get(one.episode_id), book) for one in episodes)
        handover = Handover(HandoverId(f"HO-{uuid.uuid4().hex[:16]}"), actor.user_id, receiver_id, now, items)
        uow.handovers.save(handover)
        record(uow, actor, now, "draft_handover", "handover", handover.handover_id, None, patients=str(len(items)))
        return uow.commit()


def rewrite_item(
    ctx: Context, actor: Actor, handover_id: HandoverId, version: int, episode_id: EpisodeId, isbar: Isbar
) -> Changes:
    """Other words about one patient, by the giver before sending. Raises as ``send_handover`` does."""

    def change(handover: Handover, _now: datetime) -> Handover:
        if actor.user_id != handover.giver_id:
            raise WrongHand(move="rewrite", expected=handover.giver_id)
        return handover.rewritten(episode_id, isbar)

    return _changed(ctx, actor, handover_id, version, "rewrite_handover", change)


def send_handover(ctx: Context, actor: Actor, handover_id: HandoverId, version: int) -> Changes:
    """Sign and send. Raises NotPermitted, NotFound, WrongHand, VersionConflict, IllegalTransition."""
    return _changed(ctx, actor, handover_id, version, "send_handover", lambda h, now: h.sent(actor.user_id, now))


def accept_item(
    ctx: Context, actor: Actor, handover_id: HandoverId, version: int, episode_id: EpisodeId, *, read_back: bool = False
) -> Changes:
    """Take one patient: from now on the receiver answers for her, on the admission too. Raises as ``send_handover``."""

    def change(handover: Handover, now: datetime) -> Handover:
        return handover.accepted(episode_id, actor.user_id, now, read_back=read_back)

    return _changed(ctx, actor, handover_id, version, "accept_item", change, episode_id)


def refuse_item(
    ctx: Context, actor: Actor, handover_id: HandoverId, version: int, episode_id: EpisodeId, reason: str
) -> Changes:
    """Do not take one patient, with a reason: she goes back. Raises InvalidInput, and as ``send_handover``."""

    def change(handover: Handover, now: datetime) -> Handover:
        return handover.refused(episode_id, actor.user_id, now, reason)

    return _changed(ctx, actor, handover_id, version, "refuse_item", change, episode_id)


def withdraw_handover(ctx: Context, actor: Actor, handover_id: HandoverId, version: int, reason: str) -> Changes:
    """Take back what was not accepted, with a reason. Raises InvalidInput, and as ``send_handover``."""

    def change(handover: Handover, now: datetime) -> Handover:
        return handover.withdrawn(actor.user_id, now, reason)

    return _changed(ctx, actor, handover_id, version, "withdraw_handover", change)


def keep_item(ctx: Context, actor: Actor, handover_id: HandoverId, version: int, episode_id: EpisodeId) -> Changes:
    """The charge nurse on duty answers for a patient who is not accepted.

    Raises NotPermitted for anybody else, IllegalTransition for a patient who is in a later handover, and as
    ``send_handover``.
    """

    def change(handover: Handover, now: datetime) -> Handover:
        return handover.kept_by(episode_id, actor.user_id, now)

    return _changed(ctx, actor, handover_id, version, "keep_item", change, episode_id)


def owner_of(uow: UnitOfWork, episode: Episode) -> UserId | None:
    """Who answers for a patient: by the last handover she was in, else the user who is the admission's owner."""
    in_order = uow.handovers.of_episode(episode.episode_id)
    if in_order and (item := in_order[-1].item(episode.episode_id)) is not None:
        return item.owner_id
    users = (user for user in uow.users.all() if user.staff_id is not None)
    return next((user.user_id for user in users if user.staff_id == episode.owner_id), None)


def in_charge(uow: UnitOfWork, actor: Actor, now: datetime) -> bool:
    """Whether the actor is the charge nurse on duty."""
    user = uow.users.find(actor.user_id)
    if user is None or user.staff_id is None:
        return False
    return any(duty.role == CHARGE_NURSE and duty.staff_id == user.staff_id for duty in uow.staff.duties(now))


def _item(
    ctx: Context, uow: UnitOfWork, actor: Actor, episode: Episode, written: Isbar | None, book: ClockBook
) -> HandoverItem:
    """SAFETY(two owners): only who answers for a patient hands her over, and she is in one open handover at most."""
    now = ctx.clock.now()
    if episode.state is EpisodeState.CLOSED:
        raise IllegalTransition(entity="episode", state=episode.state.value, move="hand_over")
    for other in uow.handovers.of_episode(episode.episode_id):
        if _unanswered(other, episode.episode_id):
            raise IllegalTransition(entity="handover", state=other.state.value, move="hand_over")
    owner = owner_of(uow, episode) or actor.user_id
    if owner != actor.user_id and not in_charge(uow, actor, now):
        name = uow.patients.get(episode.patient_id).name
        raise NotOwner(name=name, owner=uow.users.get(owner).name)
    isbar = written or isbar_of(ctx, uow, episode, now)
    return HandoverItem(
        episode.episode_id, episode.patient_id, actor.user_id, isbar, carried_of(ctx, uow, episode, book)
    )


def _unanswered(handover: Handover, episode_id: EpisodeId) -> bool:
    """Whether the patient waits in it; one who was refused may be given to somebody else at once."""
    item = handover.item(episode_id)
    waits = item is not None and item.state is ItemState.WAITING
    return waits and handover.state in {HandoverState.DRAFT, HandoverState.SENT}


def _changed(
    ctx: Context,
    actor: Actor,
    handover_id: HandoverId,
    version: int,
    action: str,
    change: Callable[[Handover, datetime], Handover],
    episode_id: EpisodeId | None = None,
) -> Changes:
    require(actor, Action.HAND_OVER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        handover = _as_seen(uow, handover_id, version)
        if action == "keep_item" and episode_id is not None:
            _require_keeper(uow, actor, handover, episode_id, now)
        changed = _named(uow, lambda: change(handover, now))
        uow.handovers.save(changed)
        item = changed.item(episode_id) if episode_id is not None else None
        if item is not None:
            _note_item(uow, actor, changed, item, action, now)
        facts = _reason(changed, item)
        record(uow, actor, now, action, "handover", handover_id, item.patient_id if item else None, **facts)
        return uow.commit()


def _reason(handover: Handover, item: HandoverItem | None) -> dict[str, str]:
    """Why it was refused or taken back, for the trail."""
    reason = item.answer.reason if item is not None and item.answer is not None else handover.withdrawn_for
    return {"reason": reason} if reason else {}


def _note_item(
    uow: UnitOfWork, actor: Actor, handover: Handover, item: HandoverItem, action: str, now: datetime
) -> None:
    about = About(item.patient_id, item.episode_id, "handover", handover.handover_id)
    facts = {"step": action.removesuffix("_item"), "owner": item.owner_id, "giver": handover.giver_id}
    note_event(uow, actor, now, CaseEventKind.HANDED_OVER, about, None, **facts)
    new_owner = uow.users.get(item.owner_id).staff_id
    episode = uow.episodes.get(item.episode_id)
    if action != "refuse_item" and new_owner is not None and episode.owner_id != new_owner:
        uow.episodes.save(replace(episode, owner_id=new_owner))
        record(uow, actor, now, "own_episode", "episode", item.episode_id, item.patient_id, owner=new_owner)


def _require_keeper(uow: UnitOfWork, actor: Actor, handover: Handover, episode_id: EpisodeId, now: datetime) -> None:
    if not in_charge(uow, actor, now):
        raise NotPermitted(action=Action.HAND_OVER.value, role=actor.role.value)
    in_order = uow.handovers.of_episode(episode_id)
    if in_order and in_order[-1].handover_id != handover.handover_id:
        raise IllegalTransition(entity="handover", state=handover.state.value, move="keep")


def _as_seen(uow: UnitOfWork, handover_id: HandoverId, version: int) -> Handover:
    handover = uow.handovers.get(handover_id)
    require_seen("handover", handover_id, version, handover.version)
    return handover


def _named(uow: UnitOfWork, change: Callable[[], Handover]) -> Handover:
    """The changed handover; a step of somebody else is refused with that person's name."""
    try:
        return change()
    except WrongHand as wrong:
        expected = uow.users.find(UserId(str(wrong.facts["expected"])))
        name = expected.name if expected else wrong.facts["expected"]
        raise WrongHand(move=wrong.facts["move"], expected=name) from wrong
