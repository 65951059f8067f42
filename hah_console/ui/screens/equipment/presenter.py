"""Decides what the board of equipment shows, what may be done next with what is in sight, by which command; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.equipment_rules import EquipmentRules, SetUpStep
from hah_console.domain.equipment_set import AlreadyDelivered, DoneStep, SetState, StockShort
from hah_console.domain.kit import AT_HOME, KitState
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.equipment_board import (
    EquipmentBoard,
    HistoryLine,
    PieceRow,
    SetRow,
    piece_history,
    read_equipment,
)
from hah_console.services.equipment_delivery import pack_set, tick_step, unpack_set
from hah_console.services.equipment_moves import collect_piece, move_piece
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.equipment.lines import PieceLine, SetLine, StepLine, StockLine, Words
from hah_console.ui.widgets.facts import Fact
from hah_console.ui.wording import NOTHING, near_clock

# i18n: equipment.act.*
# i18n: equipment.filter.*
# i18n: equipment.fact.*
ALL, OVERDUE = "all", "overdue"
FILTERS = (OVERDUE, *(state.value for state in KitState), ALL)
Command = Callable[[], Changes]


class Act(StrEnum):
    """What can be done next with what is in sight."""

    PACK = "pack"
    DELIVER = "deliver"
    TICK = "tick"
    COLLECT = "collect"
    CLEANED = "cleaned"
    PASSED = "passed"
    REPAIRED = "repaired"


_NEXT_OF_SET = {SetState.RESERVED: Act.PACK, SetState.PACKED: Act.DELIVER, SetState.DELIVERED: Act.TICK}
_NEXT_OF_PIECE = {
    KitState.TO_RETRIEVE: Act.COLLECT,
    KitState.CLEANING: Act.CLEANED,
    KitState.TESTING: Act.PASSED,
    KitState.FAULTY: Act.REPAIRED,
}
_MOVES = {
    Act.CLEANED: KitState.TESTING,
    Act.PASSED: KitState.AVAILABLE,
    Act.REPAIRED: KitState.TESTING,
}
BREAKABLE = frozenset(KitState) - {KitState.TO_RETRIEVE, KitState.FAULTY}


@dataclass(slots=True)
class EquipmentPresenter:
    """``chosen`` is the key of the set or the piece in sight; rows keep their place until ``resort``."""

    ctx: Context
    actor: Actor
    texts: Texts
    rules: EquipmentRules
    filter: str = ALL
    board: EquipmentBoard | None = None
    chosen: str = ""
    history: tuple[HistoryLine, ...] = ()
    history_of: str = ""
    _order: tuple[str, ...] = field(default=())

    @property
    def words(self) -> Words:
        """How things are written here."""
        return Words(self.texts, self.rules, self.ctx.local)

    def read(self) -> EquipmentBoard:
        """The whole register; on a worker thread."""
        return read_equipment(self.ctx, self.actor, self.rules)

    def read_history(self, kit_id: str) -> tuple[str, tuple[HistoryLine, ...]]:
        """The history of a piece, with whose it is; on a worker thread."""
        row = self.piece(kit_id)
        return kit_id, piece_history(self.ctx, self.actor, row.kit.kit_id) if row else ()

    def take(self, board: EquipmentBoard) -> None:
        """Accept a new reading; newcomers go to the end, and what is gone is no longer chosen."""
        first = self.board is None
        self.board = board
        known = {row.kit.kit_id for row in board.pieces}
        kept = tuple(key for key in self._order if key in known)
        self._order = (*kept, *(row.kit.kit_id for row in board.pieces if row.kit.kit_id not in set(kept)))
        if first:
            self.resort()
        if self.set() is None and self.piece() is None:
            self.chosen = ""

    def take_history(self, found: tuple[str, tuple[HistoryLine, ...]]) -> bool:
        """SAFETY(right piece): the history of another piece than the one in sight is dropped."""
        if found[0] != self.chosen:
            return False
        self.history_of, self.history = found
        return True

    def resort(self) -> None:
        """The longest overdue first."""
        self._order = tuple(row.kit.kit_id for row in self.board.pieces) if self.board else ()

    def counts(self, now: datetime) -> dict[str, int]:
        """How many pieces each filter keeps."""
        pieces = self.board.pieces if self.board else ()
        return {name: sum(_keeps(name, row, now) for row in pieces) for name in FILTERS}

    def pieces(self, now: datetime) -> tuple[PieceLine, ...]:
        """The pieces in sight."""
        rows = {str(row.kit.kit_id): row for row in self.board.pieces} if self.board else {}
        shown = (rows[key] for key in self._order if key in rows)
        return tuple(self.words.piece(row, now) for row in shown if _keeps(self.filter, row, now))

    def sets(self, now: datetime) -> tuple[SetLine, ...]:
        """The sets of which something is still to be done."""
        return tuple(self.words.set(row, now) for row in self.board.sets) if self.board else ()

    def stock(self) -> tuple[StockLine, ...]:
        """The kinds."""
        return tuple(self.words.stock(row) for row in self.board.stock) if self.board else ()

    def summary(self, now: datetime) -> str:
        """How many pieces and how many of them are overdue; the same of the sets that wait, which are counted apart."""
        if self.board is None:
            return ""
        board = self.board
        late = [sum(row.overdue(now) for row in rows) for rows in (board.pieces, board.sets)]
        return self.texts(
            "equipment.summary",
            count=len(board.pieces),
            late=late[0],
            sets=len(board.sets),
            sets_late=late[1],
            short=sum(row.one.state is SetState.WANTED for row in board.sets),
        )

    def set(self, key: str = "") -> SetRow | None:
        """A set, the one in sight unless named."""
        wanted = key or self.chosen
        return next((row for row in self.board.sets if row.one.set_id == wanted), None) if self.board else None

    def piece(self, key: str = "") -> PieceRow | None:
        """A piece, the one in sight unless named."""
        wanted = key or self.chosen
        return next((row for row in self.board.pieces if row.kit.kit_id == wanted), None) if self.board else None

    def patient_of(self, key: str) -> str:
        """Whose it is, or empty."""
        row = self.set(key) or self.piece(key)
        return row.patient_id or "" if row else ""

    def title(self) -> str:
        """What is in sight."""
        one, piece = self.set(), self.piece()
        if one is not None:
            return f"{one.patient or self.texts('equipment.nobody_yet')} · {self.words.recipe(one.one.recipe)}"
        return f"{piece.kit.kit_id} {self.words.kind(piece.kit.kind)}" if piece else ""

    def facts(self, now: datetime) -> tuple[Fact, ...]:
        """The card of what is in sight."""
        one, piece = self.set(), self.piece()
        if one is not None:
            return self._set_facts(one, now)
        return self._piece_facts(piece, now) if piece else ()

    def steps(self, now: datetime) -> tuple[StepLine, ...]:
        """The check-list of the set in sight, or the history of the piece."""
        one = self.set()
        if one is None:
            mine = self.history if self.history_of == self.chosen else ()
            return tuple(self.words.step(number, line, now) for number, line in enumerate(mine))
        done = {step.step_id: step for step in one.one.steps}
        return tuple(self._step(step, done.get(step.step_id), now) for step in one.steps)

    def next_act(self) -> Act | None:
        """What is done next, when this person may."""
        one, piece = self.set(), self.piece()
        if one is not None:
            ready = one.one.episode_id is not None
            return self._if_permitted(_NEXT_OF_SET.get(one.one.state) if ready else None)
        return self._if_permitted(_NEXT_OF_PIECE.get(piece.kit.state)) if piece else None

    def next_word(self) -> str:
        """The word on the button of the next step."""
        act, one = self.next_act(), self.set()
        if act is Act.TICK and one is not None and one.next_step is not None:
            return self.texts("equipment.act.tick", step=one.next_step.labels.get(self.texts.language, ""))
        return self.texts.word("equipment.act", act) if act else self.texts("equipment.act.none")

    def command(self, act: Act) -> Command | None:
        """The command of a next step that needs no form; SAFETY(right piece): with id and version in sight."""
        one, piece = self.set(), self.piece()
        if one is not None:
            return self._set_command(act, one)
        return self._piece_command(act, piece) if piece else None

    def may_break(self) -> bool:
        """Whether the piece in sight can be put out of order."""
        piece = self.piece()
        return piece is not None and piece.kit.state in BREAKABLE and permits(self.actor.role, Action.MOVE_EQUIPMENT)

    def may_swap(self) -> bool:
        """Whether another piece can be sent for the one in sight."""
        piece = self.piece()
        at_home = piece is not None and piece.kit.state in AT_HOME and bool(self.replacements())
        return at_home and permits(self.actor.role, Action.MOVE_EQUIPMENT)

    def may_unpack(self) -> bool:
        """Whether the set in sight can be taken apart."""
        one = self.set()
        packed = one is not None and one.one.state is SetState.PACKED
        return packed and permits(self.actor.role, Action.MOVE_EQUIPMENT)

    def may_cancel(self) -> bool:
        """Whether the set in sight can be given up."""
        one = self.set()
        open_yet = one is not None and one.one.state is not SetState.DELIVERED
        return open_yet and permits(self.actor.role, Action.MOVE_EQUIPMENT)

    def unpack(self) -> Command | None:
        """Take the set in sight apart."""
        one = self.set()
        return partial(unpack_set, self.ctx, self.actor, one.one.set_id, one.one.version) if one else None

    def replacements(self) -> tuple[PieceRow, ...]:
        """Ready pieces of the same kind, the fullest battery first."""
        piece = self.piece()
        rows = self.board.pieces if self.board and piece else ()
        ready = [r for r in rows if piece and r.kit.kind == piece.kit.kind and r.kit.state is KitState.AVAILABLE]
        return tuple(sorted(ready, key=lambda row: -(row.battery_pct or 0)))

    def refusal(self, error: Exception) -> str:
        """Why it was not done, with names and moments as people here read them."""
        if isinstance(error, StockShort):
            named = {**error.facts, "kind": self.words.kind(str(error.facts["kind"]))}
            return self.texts("errors.stock_short", **named)
        if isinstance(error, AlreadyDelivered) and isinstance(at := error.facts["at"], datetime):
            return self.texts("errors.already_delivered", at=f"{self.ctx.local(at):%m-%d %H:%M}", by=error.facts["by"])
        return self.texts.error(error)

    def _if_permitted(self, act: Act | None) -> Act | None:
        needed = Action.COMPLETE_TASK if act in (Act.DELIVER, Act.TICK, Act.COLLECT) else Action.MOVE_EQUIPMENT
        return act if act is not None and permits(self.actor.role, needed) else None

    def _set_command(self, act: Act, row: SetRow) -> Command | None:
        one = row.one
        if act is Act.PACK:
            return partial(pack_set, self.ctx, self.actor, one.set_id, one.version)
        if act is Act.TICK and row.next_step is not None:
            step_id = row.next_step.step_id
            return partial(tick_step, self.ctx, self.actor, self.rules, one.set_id, one.version, step_id)
        return None

    def _piece_command(self, act: Act, row: PieceRow) -> Command | None:
        kit = row.kit
        if act is Act.COLLECT:
            return partial(collect_piece, self.ctx, self.actor, kit.kit_id, kit.version)
        to = _MOVES.get(act)
        return partial(move_piece, self.ctx, self.actor, kit.kit_id, kit.version, to) if to else None

    def _set_facts(self, row: SetRow, now: datetime) -> tuple[Fact, ...]:
        one, line = row.one, self.words.set(row, now)
        receipt = one.receipt
        signed = f"{receipt.received_by} {self._at(receipt.at, now)}" if receipt else NOTHING
        return (
            self._fact("state", line.state),
            self._fact("clock", line.clock, line.late),
            self._fact("next", line.what, one.state is SetState.WANTED),
            self._fact("pieces", " ".join(one.kit_ids) or NOTHING),
            self._fact("address", row.address or NOTHING),
            self._fact("receipt", signed),
        )

    def _piece_facts(self, row: PieceRow, now: datetime) -> tuple[Fact, ...]:
        texts, kit = self.texts, row.kit
        line = self.words.piece(row, now)
        since = self._at(kit.since, now) if kit.since else NOTHING
        return (
            self._fact("state", texts("equipment.since", state=line.state, at=since)),
            self._fact("clock", line.clock, line.late),
            self._fact("fault", kit.fault or NOTHING, bool(kit.fault)),
            self._fact("patient", line.patient),
            self._fact("address", row.address or NOTHING),
            self._fact("battery", f"{line.battery}（{line.seen}）" if row.seen_at else line.battery),
            self._fact("serial", kit.serial or NOTHING),
        )

    def _fact(self, name: str, value: str, urgent: bool = False) -> Fact:
        return Fact(name, self.texts(f"equipment.fact.{name}"), value, urgent)

    def _step(self, step: SetUpStep, done: DoneStep | None, now: datetime) -> StepLine:
        step_id, label = step.step_id, step.labels.get(self.texts.language, step.step_id)
        by, at = (done.by, done.at) if done else ("", None)
        when = self._at(at, now) if at else ""
        who = self.board.people.get(by, by) if self.board else by
        spoken = self.texts("equipment.step_done" if at else "equipment.step_open", step=label, at=when)
        return StepLine(step_id, when, label, who, bool(at), spoken)

    def _at(self, moment: datetime, now: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.local(now).date())


def _keeps(name: str, row: PieceRow, now: datetime) -> bool:
    return name == ALL or (row.overdue(now) if name == OVERDUE else row.kit.state.value == name)
