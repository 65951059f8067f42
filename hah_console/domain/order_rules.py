"""The rule pack of orders: what each kind becomes as work, when a dose is late, how long a prescription is valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.dose import DoseWindow
from hah_console.domain.order import OrderKind
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class WorkRule:
    """How an order of a kind becomes dated work; ``window`` is before and after the moment it is due.

    ``task`` is None for what needs nobody's visit.
    """

    task: TaskKind | None
    minutes: int
    skills: frozenset[str]
    priority: int
    hard: bool
    window: timedelta


@dataclass(frozen=True, slots=True)
class DoseRule:
    """Doses ``every`` so often or rarer: on time within ``window`` before and after, missed ``missed`` after."""

    every: timedelta
    window: timedelta
    missed: timedelta


@dataclass(frozen=True, slots=True)
class OrderRules:
    """``doses`` by falling interval; the first that is not longer than the order's is taken. ``longest`` and ``most``
    bound an order: how long it may run, how many doses it may have."""

    info: PackInfo
    work: Mapping[OrderKind, WorkRule]
    doses: tuple[DoseRule, ...]
    longest: timedelta
    most_doses: int
    widest_window: timedelta
    prescription_valid: timedelta
    delivery: WorkRule
    pump_skill: str

    def dose_rule(self, every_hours: int) -> DoseRule:
        """The rule for an interval; one dose alone goes by the longest."""
        every = timedelta(hours=every_hours) if every_hours else self.doses[0].every
        return next((rule for rule in self.doses if rule.every <= every), self.doses[-1])

    def window_of(self, due_at: datetime, every_hours: int, widened_minutes: int | None = None) -> DoseWindow:
        """The window of a dose; a wider one of the prescriber moves the moment it counts as missed no further."""
        rule = self.dose_rule(every_hours)
        around = rule.window if widened_minutes is None else timedelta(minutes=widened_minutes)
        missed = max(rule.missed, around)
        return DoseWindow(due_at - around, due_at + around, due_at + missed)
