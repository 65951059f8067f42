"""Which rows of the worklist are kept: whose, of which kind, overdue only, with a text; and how they are grouped."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from hah_console.domain.actor import Role
from hah_console.services.worklist import WorkItem, WorkKind


class Whose(StrEnum):
    """Everybody's, what is mine by name or of the patients I answer for, or what my role may do."""

    ALL = "all"
    MINE = "mine"
    ROLE = "role"


class Grouping(StrEnum):
    """What the rows stand under."""

    SEVERITY = "severity"
    PATIENT = "patient"
    OWNER = "owner"

    @property
    def next(self) -> "Grouping":
        """The one after this."""
        every = tuple(Grouping)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks: her ids and her role."""

    ids: frozenset[str]
    role: Role

    def owns(self, item: WorkItem) -> bool:
        """By name, or as one of her role who answers for the patient."""
        if item.owner_id:
            return item.owner_id in self.ids
        return item.role is self.role and item.stay is not None and bool(item.stay.carers & self.ids)


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """All parts must hold. ``text`` is looked for in what a row says, whatever the case."""

    whose: Whose = Whose.ALL
    kind: WorkKind | None = None
    overdue: bool = False
    text: str = ""

    @property
    def in_force(self) -> bool:
        """Whether anything is left out."""
        return self != WorkFilter()

    def keeps(self, item: WorkItem, looker: Looker, said: Callable[[WorkItem], str]) -> bool:
        """Whether a row stays; ``said`` is what it says, asked for only when a text is looked for."""
        if self.overdue and not item.late:
            return False
        if self.kind is not None and item.kind is not self.kind:
            return False
        if self.whose is Whose.MINE and not looker.owns(item):
            return False
        if self.whose is Whose.ROLE and item.role is not looker.role:
            return False
        return not self.text or self.text.casefold() in said(item).casefold()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows each choice would keep, the rest of the filter as it is; ``kinds`` has None for every kind."""

    whose: dict[Whose, int]
    kinds: dict[WorkKind | None, int]
    overdue: int


def count(items: Iterable[WorkItem], wanted: WorkFilter, looker: Looker, said: Callable[[WorkItem], str]) -> Counts:
    """The counts on the buttons. PERF(600 items): every item is looked at once, not once for each button."""
    counts = Counts(dict.fromkeys(Whose, 0), dict.fromkeys((None, *WorkKind), 0), 0)
    text = WorkFilter(text=wanted.text)
    overdue = 0
    for item in items:
        if wanted.text and not text.keeps(item, looker, said):
            continue
        theirs = _whose(item, looker)
        in_time, of_kind = item.late or not wanted.overdue, wanted.kind in {None, item.kind}
        for whose in theirs if in_time and of_kind else ():
            counts.whose[whose] += 1
        if wanted.whose in theirs:
            for kind in (None, item.kind) if in_time else ():
                counts.kinds[kind] += 1
            overdue += item.late and of_kind
    return replace(counts, overdue=overdue)


def _whose(item: WorkItem, looker: Looker) -> tuple[Whose, ...]:
    """Every choice of whose that keeps an item."""
    mine = (Whose.MINE,) if looker.owns(item) else ()
    role = (Whose.ROLE,) if item.role is looker.role else ()
    return (Whose.ALL, *mine, *role)
