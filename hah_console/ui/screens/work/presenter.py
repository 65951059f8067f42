"""Decides what the worklist shows: rows under headings, the counts, the filter in force, what may be done; no Qt."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.alarm import Alarm, AlarmState, Priority
from hah_console.services.context import Context
from hah_console.services.worklist import WorkItem, WorkKind, Worklist
from hah_console.ui.day_text import stay_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.work.filters import Counts, Grouping, Looker, Whose, WorkFilter, count
from hah_console.ui.screens.work.order import NEW, Placed, WorkOrder
from hah_console.ui.screens.work.words import WorkLine, WorkWords

# i18n: work.whose.*
# i18n: work.kind.*
# i18n: work.grouping.*


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A heading: no row to act on."""

    key: str
    text: str
    priority: Priority | None = None
    heading: bool = True

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.text


@dataclass(frozen=True, slots=True)
class WorkRow:
    """An item in its place; its words are made when they are asked for."""

    key: str
    item: WorkItem
    gone: bool
    say: Callable[[WorkItem], WorkLine] = field(compare=False, repr=False)
    heading: bool = False

    @property
    def line(self) -> WorkLine:
        """The row in words, as of now."""
        return self.say(self.item)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.line.spoken


Row = HeadRow | WorkRow


@dataclass(slots=True)
class WorkPresenter:
    """Holds what was read last, the order of it, and the filter in force."""

    ctx: Context
    actor: Actor
    texts: Texts
    filter: WorkFilter = field(default_factory=WorkFilter)
    order: WorkOrder = field(default_factory=WorkOrder)
    loaded_at: datetime | None = None
    own_ids: frozenset[str] = frozenset()

    @property
    def words(self) -> WorkWords:
        """How rows are said."""
        return WorkWords(self.ctx, self.texts)

    @property
    def looker(self) -> Looker:
        """Who looks."""
        return Looker(self.own_ids, self.actor.role)

    def take(self, worklist: Worklist) -> None:
        """A new reading; nothing moves until ``order.sort``."""
        first = self.loaded_at is None
        self.own_ids, self.loaded_at = worklist.own_ids, worklist.at
        self.order.take(worklist)
        if first:
            self.order.sort()

    def group_by(self, grouping: Grouping) -> None:
        """Other headings, and everything in its place."""
        self.order.grouping = grouping
        self.order.sort()

    def rows(self, now: datetime) -> tuple[Row, ...]:
        """Headings and rows in sight."""
        placed = tuple(self.order.placed(lambda item: self._keeps(item, now)))
        return tuple(self._rows(placed, now))

    def counts(self, now: datetime) -> Counts:
        """How many rows each choice would keep."""
        return count(self.order.items(), self.filter, self.looker, lambda item: self.words.said(item, now))

    def overdue(self) -> int:
        """How many wait for somebody: late or alarm, and nobody is at it."""
        return sum(item.late and not item.owned for item in self.order.items())

    def summary(self, now: datetime) -> str:
        """The sentence beside the title: how much there is, or the filter in force."""
        every = self.order.items()
        if not self.filter.in_force:
            return self.texts("work.summary", count=len(every), overdue=self.overdue())
        shown = sum(self._keeps(item, now) for item in every)
        return self.texts("work.filtered", name=self.filter_text(), shown=shown, count=len(every))

    def filter_text(self) -> str:
        """The parts of the filter in force."""
        texts, wanted = self.texts, self.filter
        parts = (
            texts(f"work.whose.{wanted.whose}") if wanted.whose is not Whose.ALL else "",
            texts(f"work.kind.{wanted.kind}") if wanted.kind is not None else "",
            texts("work.overdue_only") if wanted.overdue else "",
            texts("work.with_text", text=wanted.text) if wanted.text else "",
        )
        return " · ".join(part for part in parts if part)

    def may_acknowledge(self, item: WorkItem | None) -> bool:
        """Whether this is an alarm nobody has, and this person may take it."""
        waiting = isinstance(item.subject, Alarm) if item is not None else False
        if item is None or not waiting or not permits(self.actor.role, Action.ACKNOWLEDGE_ALARM):
            return False
        return isinstance(item.subject, Alarm) and item.subject.state in {AlarmState.ACTIVE, AlarmState.LATCHED}

    def name(self, item: WorkItem, now: datetime) -> str:
        """Who and what, for what is said of an act."""
        return self.texts("work.name", who=item.name or self.texts("work.nobody"), what=self.words.what(item, now))

    def _keeps(self, item: WorkItem, now: datetime) -> bool:
        return self.filter.keeps(item, self.looker, lambda one: self.words.said(one, now))

    def _rows(self, placed: Sequence[Placed], now: datetime) -> Iterator[Row]:
        words = self.words

        def say(item: WorkItem) -> WorkLine:
            return words.line(item, self.ctx.clock.now())

        for group, members in groupby(placed, key=lambda one: one.group):
            found = tuple(members)
            yield self._head(group, found)
            for one in found:
                yield WorkRow(one.item.key, one.item, one.gone, say)

    def _head(self, group: str, placed: Sequence[Placed]) -> HeadRow:
        waiting = sum(not one.gone for one in placed)
        name, priority = self._heading(group, placed[0].item)
        return HeadRow(f"head:{group}", self.texts("work.heading", name=name, count=waiting), priority)

    def _heading(self, group: str, first: WorkItem) -> tuple[str, Priority | None]:
        if group == NEW:
            return self.texts("work.new"), None
        if self.order.grouping is Grouping.SEVERITY:
            return self._severity(Priority(int(group)) if group != "0" else None)
        if self.order.grouping is Grouping.OWNER:
            return self.texts.word("words.role", group), None
        name = first.name or self.texts("work.nobody")
        return f"{name}  {stay_text(self.texts, first.stay)}".strip(), None

    def _severity(self, priority: Priority | None) -> tuple[str, Priority | None]:
        if priority is None:
            return self.texts("work.due_heading"), None
        return self.texts("work.severity", word=self.texts.word("words.priority", int(priority))), priority


def kinds() -> tuple[WorkKind | None, ...]:
    """The choices of kind in the order they are offered; None for every kind."""
    return None, *WorkKind
