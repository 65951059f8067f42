"""How a piece, a set, a kind and a step of a history are written in the lists of the board; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.equipment_set import SetState
from hah_console.services.equipment_board import HistoryLine, KindStock, PieceRow, SetRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, near_clock

# i18n: equipment.state.*
# i18n: equipment.set_state.*
# i18n: equipment.why.*
ToLocal = Callable[[datetime], datetime]
NO_KIT_ID = ""


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece in words; ``late`` when it has been in its state for too long."""

    key: str
    state: str
    piece: str
    patient: str
    clock: str
    battery: str
    seen: str
    late: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class SetLine:
    """One set in words."""

    key: str
    state: str
    name: str
    what: str
    clock: str
    late: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class StockLine:
    """One kind in figures; ``short`` when more is wanted than there is."""

    key: str
    name: str
    figures: tuple[str, ...]
    short: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a history, or one line of a check-list."""

    key: str
    at: str
    what: str
    who: str
    done: bool
    spoken: str


@dataclass(slots=True)
class Words:
    """What the lines are written with."""

    texts: Texts
    rules: EquipmentRules
    local: ToLocal

    def kind(self, kind: str) -> str:
        """What people call a kind."""
        return self.rules.kind_name(kind, self.texts.language)

    def recipe(self, recipe_id: str) -> str:
        """What people call a set."""
        recipe = self.rules.recipes.get(recipe_id)
        return recipe.labels.get(self.texts.language, recipe_id) if recipe else self.texts("equipment.swap_set")

    def clock(self, due_at: datetime | None, now: datetime) -> str:
        """Until when, or for how long it is overdue; nothing without a clock."""
        if due_at is None:
            return NOTHING
        if now > due_at:
            return self.texts("equipment.over", age=age_text(self.texts, now - due_at))
        at = near_clock(self.local(due_at), self.local(now).date())
        return self.texts("equipment.until", at=at, age=age_text(self.texts, due_at - now))

    def piece(self, row: PieceRow, now: datetime) -> PieceLine:
        """A piece."""
        texts, kit = self.texts, row.kit
        words = {
            "state": texts.word("equipment.state", kit.state),
            "piece": f"{kit.kit_id} {self.kind(kit.kind)}",
            "patient": f"{row.patient} {row.patient_id}" if row.patient_id else NOTHING,
            "clock": self.clock(row.due_at, now),
            "battery": self._battery(row),
            "seen": texts("equipment.ago", age=age_text(texts, now - row.seen_at)) if row.seen_at else NOTHING,
        }
        return PieceLine(kit.kit_id, **words, late=row.overdue(now), spoken=texts("equipment.spoken", **words))

    def set(self, row: SetRow, now: datetime) -> SetLine:
        """A set."""
        texts, one = self.texts, row.one
        state = texts.word("equipment.set_state", one.state)
        who = row.patient or texts("equipment.nobody_yet")
        name = f"{who} · {self.recipe(one.recipe)}"
        what, clock = self._what(row), self.clock(row.due_at, now)
        spoken = texts("equipment.comma").join((state, name, clock, what))
        return SetLine(one.set_id, state, name, what, clock, row.overdue(now), spoken)

    def _what(self, row: SetRow) -> str:
        """What is to be done with it next."""
        texts, one = self.texts, row.one
        if one.state in (SetState.WANTED, SetState.RESERVED) and row.left:
            left = [texts("equipment.count", kind=self.kind(kind), n=n) for kind, n in sorted(row.left.items())]
            key = "equipment.waits_for" if one.state is SetState.WANTED else "equipment.to_pack"
            return texts(key, what=texts("equipment.comma").join(left))
        if one.state is SetState.DELIVERED:
            return texts("equipment.steps_done", done=len(one.steps), count=len(row.steps))
        key = "equipment.to_deliver" if one.state is SetState.PACKED else "equipment.pieces"
        return texts(key, pieces=" ".join(one.kit_ids))

    def _battery(self, row: PieceRow) -> str:
        """What a device has told; what was written down when nothing ever was told says so, for it has no age."""
        if row.battery_pct is None:
            return NOTHING
        return f"{row.battery_pct} %" if row.seen_at else self.texts("equipment.noted", pct=row.battery_pct)

    def stock(self, row: KindStock) -> StockLine:
        """A kind."""
        figures = tuple(str(n) for n in (row.free, row.set_aside, row.short, row.coming_back, row.pieces))
        name = self.kind(row.kind)
        names = ("free", "set_aside", "short", "coming_back", "pieces")
        spoken = self.texts("equipment.stock_spoken", name=name, **dict(zip(names, figures, strict=True)))
        return StockLine(row.kind, name, figures, row.short > 0, spoken)

    def step(self, number: int, row: HistoryLine, now: datetime) -> StepLine:
        """A step of a history."""
        texts, line = self.texts, row.line
        at = near_clock(self.local(line.at), self.local(now).date())
        state = texts.word("equipment.state", line.state)
        why = self.reason(line.reason)
        who = texts("equipment.comma").join(part for part in (row.by, row.patient, why) if part)
        return StepLine(f"{number}", at, state, who, False, texts("equipment.comma").join((at, state, who)))

    def reason(self, reason: str) -> str:
        """Why, as a word where it is a code of this program."""
        key = f"equipment.why.{reason}"
        return self.texts(key) if reason and self.texts.has(key) else self._label(reason)

    def _label(self, reason: str) -> str:
        return self.recipe(reason) if reason in self.rules.recipes else reason
