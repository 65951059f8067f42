"""Decides what the transfers say, which moves are offered, and what is sent to the store; no Qt.

SAFETY(right transfer): notes are kept per transfer, and a command is made from the transfer and the version in sight.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import HospitalId, TransferId
from hah_console.domain.pack_delivery import DeliveryState, PackDelivery
from hah_console.domain.pathway import ClockState, Pathway
from hah_console.domain.transfer import IN_OTHER_HANDS, NEEDS_REASON, Side, TransferStage
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.down_referral import THERE
from hah_console.services.hospital_board import Need
from hah_console.services.leaving import CANCELLED_WITH_TRANSFER, RUNNING_AT_TRANSFER
from hah_console.services.transfer_board import StageMark, TransferBoard, TransferCard
from hah_console.services.transfer_ends import cancel, close_transfer, hand_over, patient_died
from hah_console.services.transfer_packs import retry_now
from hah_console.services.transfers import (
    accept,
    ambulance_cancelled,
    arrive,
    ask_hospital,
    call_ambulance,
    depart,
    refuse,
)
from hah_console.ui.day_text import day_text
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, clock_text, stopwatch

# i18n: transfers.pack.* transfers.trouble.* transfers.channel.* words.transfer_stage.*
# i18n: pathway.name.* pathway.clock.* pathway.side.* pathway.means.*
Command = Callable[[], Changes]
FORWARD = {
    TransferStage.ACCEPTED: "transfers.act.accept",
    TransferStage.AMBULANCE_CALLED: "transfers.act.call_ambulance",
    TransferStage.DEPARTED: "transfers.act.depart",
    TransferStage.ARRIVED: "transfers.act.arrive",
    TransferStage.HANDED_OVER: "transfers.act.hand_over",
    TransferStage.CLOSED: "transfers.act.close",
}
_COMMANDS: Mapping[TransferStage, Callable[[Context, Actor, TransferId, int, str], Changes]] = {
    TransferStage.ACCEPTED: accept,
    TransferStage.REFUSED: refuse,
    TransferStage.AMBULANCE_CALLED: call_ambulance,
    TransferStage.AMBULANCE_CANCELLED: ambulance_cancelled,
    TransferStage.DEPARTED: depart,
    TransferStage.ARRIVED: arrive,
    TransferStage.HANDED_OVER: hand_over,
    TransferStage.CLOSED: close_transfer,
    TransferStage.CANCELLED: cancel,
    TransferStage.DIED: patient_died,
}
_CLINICAL = frozenset({TransferStage.CANCELLED, TransferStage.DIED})


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One transfer in the list."""

    key: str
    who: str
    stage: str
    place: str
    clock: str
    overdue: bool
    ended: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class RungLine:
    """One stage of the ladder."""

    key: str
    name: str
    times: str
    by: str
    done: bool
    current: bool
    overdue: bool
    spoken: str


@dataclass(slots=True)
class TransfersPresenter:
    """Holds what was read last, which transfer is in sight, and what was typed for each."""

    ctx: Context
    actor: Actor
    texts: Texts
    pathways: Mapping[str, Pathway] = field(default_factory=dict)
    board: TransferBoard | None = None
    chosen_id: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    def card(self) -> TransferCard | None:
        """The transfer in sight."""
        cards = self.board.cards if self.board else ()
        return next((card for card in cards if card.transfer_id == self.chosen_id), None)

    def lines(self, now: datetime) -> tuple[TransferLine, ...]:
        """All transfers, running ones first."""
        return tuple(self._line(card, now) for card in self.board.cards) if self.board else ()

    def summary(self, now: datetime) -> str:
        """How many are under way, and how many are late."""
        running = self.board.running if self.board else ()
        late = sum(card.overdue(now) for card in running)
        text = self.texts("transfers.running", count=len(running))
        return f"{text} · {self.texts('transfers.overdue', count=late)}" if late else text

    def ladder(self, now: datetime) -> tuple[RungLine, ...]:
        """The stages of the transfer in sight, then the clocks of its pathway."""
        card = self.card()
        if card is None:
            return ()
        clocks = (self._clock_rung(card, state, now) for state in card.pathway_clocks)
        return (*(self._rung(card, mark, now) for mark in card.line), *clocks)

    def who(self, card: TransferCard) -> str:
        """Masked name, age, sex, condition, day of the stay."""
        texts = self.texts
        condition = texts.word("words.condition", card.condition) if card.condition else ""
        sex = texts.word("words.sex", card.sex)
        stay = f"{condition} {day_text(texts, card.day)}" if card.day is not None else condition
        return texts("transfers.who", name=card.name, age=card.age_years, sex=sex, condition=stay)

    def about(self, card: TransferCard, now: datetime) -> tuple[str, ...]:
        """Why, where to, how long in all, and who refused."""
        texts = self.texts
        refused = (texts("transfers.refused", hospital=r.hospital, reason=r.reason) for r in card.refusals)
        total = texts("transfers.total", elapsed=stopwatch(card.total(now)))
        why = texts("transfers.reason", reason=card.reason)
        if card.pathway:
            why = f"{texts('transfers.pathway', pathway=texts.word('pathway.name', card.pathway))} · {why}"
        place = f"{self._place(card)} · {total}"
        return (why, place, *self._pack(card), *self._signed(card), *self._ed_stay(card), *refused)

    def _ed_stay(self, card: TransferCard) -> Iterator[str]:
        """How long she was in the emergency department; that nobody has told it, once she is handed over."""
        if card.ed_stay is not None:
            yield self.texts("transfers.ed_stay", stay=stopwatch(card.ed_stay), by=card.ed_told)
        elif card.stage in THERE:
            yield self.texts("transfers.ed_unknown")

    def _pack(self, card: TransferCard) -> Iterator[str]:
        """How far the newest version of the pack has come, what failed with when it is tried again."""
        texts = self.texts
        if card.pack is None:
            return
        said = [texts("transfers.pack.version", number=card.pack.number)]
        for one in card.pack.deliveries:
            at = clock_text(self.ctx.local(one.next_at)) if one.next_at else ""
            trouble = self._trouble(one.trouble)
            state = texts(f"transfers.pack.{one.state.value}", at=at, name=one.received_by, trouble=trouble)
            said.append(f"{texts.word('transfers.channel', one.channel)} {state}")
        yield " · ".join(said)

    def _trouble(self, code: str) -> str:
        """Why it did not get there; what has no words of its own is out of reach."""
        known = self.texts.has(f"transfers.trouble.{code}")
        return self.texts(f"transfers.trouble.{code}" if known else "transfers.trouble.other")

    def _signed(self, card: TransferCard) -> Iterator[str]:
        """Who has signed, while the hand-over waits for the other side, and when both have."""
        for one in card.signatures:
            at, side = clock_text(self.ctx.local(one.at)), self.texts.word("pathway.side", one.side)
            means = self.texts.word("pathway.means", one.means)
            yield self.texts("transfers.signed", side=side, name=one.name, at=at, means=means)

    def need(self) -> Need:
        """What the transfer in sight asks of a hospital."""
        card = self.card()
        pathway = self.pathways.get(card.pathway) if card else None
        return Need(pathway.item if pathway else "", card.refused_ids if card else frozenset())

    def refused(self) -> frozenset[str]:
        """Names of the hospitals that could not take the patient in sight."""
        card = self.card()
        return frozenset(r.hospital for r in card.refusals) if card else frozenset()

    def offers(self, stage: TransferStage) -> bool:
        """Whether the transfer in sight may take this step, and this person may take it."""
        card = self.card()
        if card is None or stage not in card.next_stages:
            return False
        needed = [Action.MOVE_TRANSFER, *([Action.DECIDE_TRANSFER] if stage in _CLINICAL else [])]
        return all(permits(self.actor.role, action) for action in needed)

    def offers_code(self) -> bool:
        """Whether a hospital is asked, or expects the patient, and this person may give it a code."""
        card = self.card()
        before = {TransferStage.DECIDED, TransferStage.REFUSED}
        asked = card is not None and card.stage not in IN_OTHER_HANDS | before
        return asked and permits(self.actor.role, Action.MOVE_TRANSFER)

    def offers_pathway(self) -> bool:
        """Whether the transfer in sight goes on, or has moments that are told later, and this person may tell them."""
        card = self.card()
        open_still = card is not None and (not card.ended or card.stage is TransferStage.CLOSED)
        return open_still and permits(self.actor.role, Action.DECIDE_TRANSFER)

    def offers_back(self) -> bool:
        """Whether the patient in sight is at the hospital, which may offer her back, and this person may note it."""
        card = self.card()
        there = card is not None and card.stage in THERE and card.hospital_id is not None
        return there and permits(self.actor.role, Action.TAKE_REFERRAL)

    def undelivered(self) -> PackDelivery | None:
        """A way of the pack in sight that failed and waits for its next attempt, if this person may hurry it."""
        card = self.card()
        ways = card.pack.deliveries if card is not None and card.pack is not None else ()
        failed = next((one for one in ways if one.state is DeliveryState.FAILED), None)
        return failed if permits(self.actor.role, Action.MOVE_TRANSFER) else None

    def retry(self) -> Command | None:
        """Try the failed way at once."""
        way = self.undelivered()
        return (lambda: retry_now(self.ctx, self.actor, way.delivery_id, way.version)) if way is not None else None

    def forward(self) -> TransferStage | None:
        """The one step ahead, or None when it has ended or is not this person's."""
        return next((s for s in (TransferStage.ASKED, *FORWARD) if self.offers(s)), None)

    def forward_text(self, hospital: str) -> str:
        """The word of the button for the step ahead."""
        step = self.forward()
        if step is TransferStage.ASKED:
            return self.texts("transfers.act.ask", hospital=hospital or NOTHING)
        return self.texts(FORWARD[step]) if step else self.texts("transfers.act.ended")

    def hint(self) -> str:
        """What to know before the next step."""
        card = self.card()
        if card is None:
            return self.texts("transfers.act.none_chosen")
        if self.forward() is not TransferStage.HANDED_OVER:
            return ""
        return self.texts(
            "transfers.act.hand_over_hint" if self._receiver_signed(card) else "transfers.act.need_receiver"
        )

    def command(self, to: TransferStage, hospital_id: str) -> Command | str:
        """What to run for a step, or the sentence that says what is missing."""
        card, note = self.card(), self.notes.get(self.chosen_id, "")
        if card is None or not self.offers(to):
            return self.texts("transfers.act.none_chosen")
        if to in NEEDS_REASON and not note.strip():
            return self.texts("transfers.act.need_reason")
        if to is TransferStage.HANDED_OVER and not note.strip() and not self._receiver_signed(card):
            return self.texts("transfers.act.need_receiver")
        if to is TransferStage.ASKED:
            if not hospital_id:
                return self.texts("transfers.act.need_hospital")
            asked = HospitalId(hospital_id)
            return lambda: ask_hospital(self.ctx, self.actor, card.transfer_id, card.version, asked)
        move = _COMMANDS[to]
        return lambda: move(self.ctx, self.actor, card.transfer_id, card.version, note)

    def _receiver_signed(self, card: TransferCard) -> bool:
        return card.signed(Side.RECEIVER) is not None

    def done(self, card: TransferCard, to: TransferStage, sent: str, changes: Changes) -> str:
        """After a step: forget the note that was sent with it, and say what happened, also to the patient's work."""
        if to is not TransferStage.ASKED and self.notes.get(card.transfer_id) == sent:
            self.notes.pop(card.transfer_id, None)
        done = self.texts("transfers.act.done", name=card.name, stage=self._stage(to))
        return " · ".join((done, *self._work(changes)))

    def _work(self, changes: Changes) -> Iterator[str]:
        kinds = [item.kind for item in changes.items]
        if cancelled := kinds.count(CANCELLED_WITH_TRANSFER):
            yield self.texts("transfers.act.cancelled_work", count=cancelled)
        if running := kinds.count(RUNNING_AT_TRANSFER):
            yield self.texts("transfers.act.running_work", count=running)

    def failed(self, error: Exception) -> str:
        """What went wrong; after a conflict, that nothing typed is lost."""
        sentence = self.texts.error(error)
        return (
            self.texts("transfers.act.conflict", sentence=sentence) if isinstance(error, VersionConflict) else sentence
        )

    def _line(self, card: TransferCard, now: datetime) -> TransferLine:
        late, stage, place = card.overdue(now), self._stage(card.stage), self._place(card)
        clock = self._clock(card, now)
        key = "transfers.spoken_overdue" if late else "transfers.spoken"
        spoken = self.texts(key, name=card.name, stage=stage, place=place, clock=clock)
        return TransferLine(card.transfer_id, self.who(card), stage, place, clock, late, card.ended, spoken)

    def _clock(self, card: TransferCard, now: datetime) -> str:
        if card.ended:
            return self.texts("transfers.ended")
        elapsed, left = card.clock.elapsed(now), card.clock.left(now)
        if left is not None and left < timedelta(0):
            return self.texts("transfers.stage.over", over=stopwatch(-left))
        return self._running(elapsed, card.clock.target)

    def _running(self, elapsed: timedelta, target: timedelta | None) -> str:
        if target is None:
            return self.texts("transfers.stage.no_target", elapsed=stopwatch(elapsed))
        return self.texts("transfers.stage.waiting", elapsed=stopwatch(elapsed), target=stopwatch(target))

    def _rung(self, card: TransferCard, mark: StageMark, now: datetime) -> RungLine:
        current, late = mark.stage is card.stage, mark.overdue(now)
        name, times = self._stage(mark.stage), self._times(mark, now, current=current and not card.ended)
        by = f"{mark.by} · {mark.note}" if mark.note else mark.by
        spoken = f"{name}, {times}, {by}" if by else f"{name}, {times}"
        return RungLine(mark.stage.value, name, times, by, mark.reached_at is not None, current, late, spoken)

    def _clock_rung(self, card: TransferCard, state: ClockState, now: datetime) -> RungLine:
        """A clock of the pathway, after the stages."""
        texts, taken, late = self.texts, state.taken(now), state.overdue(now)
        limit = stopwatch(state.clock.limit)
        if taken is None or state.began is None:
            times = texts("transfers.stage.target", target=limit)
        elif late:
            at, over = clock_text(self.ctx.local(state.began)), stopwatch(taken - state.clock.limit)
            times = texts("transfers.stage.took_over", at=at, elapsed=over)
        else:
            times = texts("transfers.stage.waiting", elapsed=stopwatch(taken), target=limit)
        name = texts("transfers.clock", name=texts.word("pathway.clock", state.clock.clock_id))
        runs = state.began is not None and state.ended is None and not card.ended
        key, source = f"clock:{state.clock.clock_id}", state.clock.source
        said = source if state.clock.confirmed else texts("transfers.unconfirmed", source=source)
        return RungLine(key, name, times, said, state.ended is not None, runs, late, f"{name}, {times}")

    def _times(self, mark: StageMark, now: datetime, *, current: bool) -> str:
        taken = mark.taken(now)
        if mark.reached_at is None or taken is None:
            return self.texts("transfers.stage.target", target=stopwatch(mark.target)) if mark.target else NOTHING
        at, late = clock_text(self.ctx.local(mark.reached_at)), mark.overdue(now)
        key = "transfers.stage.took_over" if late else "transfers.stage.took"
        if not current and mark.left_at == mark.reached_at:
            return at
        elapsed = taken - mark.target if late and mark.target else taken
        return self.texts(key, at=at, elapsed=stopwatch(elapsed))

    def _place(self, card: TransferCard) -> str:
        return self.texts("transfers.to", hospital=card.hospital) if card.hospital else self.texts("transfers.nowhere")

    def _stage(self, stage: TransferStage) -> str:
        return self.texts.word("words.transfer_stage", stage.value)
