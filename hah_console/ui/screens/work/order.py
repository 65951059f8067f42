"""The order of the worklist: what stands in it keeps its place until it is sorted; no Qt.

SAFETY(right row): nothing moves under a hand. What is done stays where it was and says so, what is new comes last.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hah_console.services.worklist import WorkItem, Worklist
from hah_console.ui.screens.work.filters import Grouping

NEW = "new"
"""The group of what has come since the last sort."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item under a group's heading; ``gone``: nobody owes it any more."""

    item: WorkItem
    group: str
    gone: bool = False


def group_of(item: WorkItem, grouping: Grouping) -> str:
    """The id of the heading an item stands under."""
    if grouping is Grouping.SEVERITY:
        return str(int(item.priority or 0))
    if grouping is Grouping.PATIENT:
        return str(item.patient_id or "")
    return item.role.value


@dataclass(slots=True)
class WorkOrder:
    """Holds the items by key. Groups stand in the order of their most urgent item."""

    grouping: Grouping = Grouping.SEVERITY
    _items: dict[str, WorkItem] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)
    _gone: dict[str, WorkItem] = field(default_factory=dict)

    def take(self, worklist: Worklist) -> None:
        """A new reading: nothing moves."""
        fresh = {item.key: item for item in worklist.items}
        left = self._items.keys() - fresh.keys()
        self._gone = {key: one for key, one in self._gone.items() if key not in fresh}
        self._gone.update({key: self._items[key] for key in left if key in self._places})
        for item in worklist.items:
            self._places.setdefault(item.key, NEW)
        self._items = fresh

    def sort(self) -> None:
        """Put everything in its place, and let go of what is done."""
        self._gone.clear()
        self._places = self._sorted()

    def waits(self) -> int:
        """How many rows a sort would move, add or take away."""
        wanted = self._sorted()
        if len(self._places) == len(wanted) and list(self._places) == list(wanted) and self._places == wanted:
            return 0
        kept = [key for key in self._places if key in wanted]
        moved = sum(
            1 for one, other in zip(kept, [k for k in wanted if k in self._places], strict=True) if one != other
        )
        regrouped = sum(self._places[key] != group for key, group in wanted.items() if key in self._places)
        return max(1, len(self._gone), moved, regrouped)

    def items(self) -> Sequence[WorkItem]:
        """Everything that is owed, in no order."""
        return tuple(self._items.values())

    def placed(self, keeps: Callable[[WorkItem], bool]) -> Iterator[Placed]:
        """The rows in their present order that are kept."""
        for key, group in self._places.items():
            item = self._items.get(key)
            gone = item is None
            shown = self._gone.get(key) if item is None else item
            if shown is not None and keeps(shown):
                yield Placed(shown, group, gone)

    def find(self, key: str) -> WorkItem | None:
        """An item that is still owed."""
        return self._items.get(key)

    def _sorted(self) -> dict[str, str]:
        """Keys in order with their groups."""
        groups: dict[str, list[str]] = {}
        for item in sorted(self._items.values(), key=WorkItem.need):
            groups.setdefault(group_of(item, self.grouping), []).append(item.key)
        return dict(_flat(groups))


def _flat(groups: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for group, keys in groups.items():
        for key in keys:
            yield key, group
