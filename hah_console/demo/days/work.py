"""The work of each day: the pack's orders for who is in care, single tasks in the mix of the demo day, new cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hah_console.demo.days.calls import Call
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.people import Stay, at, discharged_on
from hah_console.demo.days.rates import Rates
from hah_console.domain.ids import TaskId
from hah_console.domain.site_pack import SitePack
from hah_console.domain.task import Task, TaskKind
from hah_console.services.site_days import tasks_on

DOSE_TOLERANCE_MIN = 60
FIRST_DOSE_SOONEST_MIN, KIT_SOONEST_MIN = 20, 15
VISITS = {
    TaskKind.SPECIMEN: ((8 * 60 + 30, 15 * 60), 20, frozenset({"blood"}), 3),
    TaskKind.PHYSICIAN_VISIT: ((9 * 60, 16 * 60), 30, frozenset({"medical"}), 3),
    TaskKind.KIT_RETRIEVAL: ((9 * 60, 17 * 60), 15, frozenset({"courier"}), 1),
    TaskKind.KIT_DELIVERY: ((0, 0), 20, frozenset({"courier"}), 3),
    TaskKind.IV_DOSE: ((0, 0), 40, frozenset({"iv"}), 3),
}
"""Window (minutes after midnight), minutes at the home, skills and priority of what is made here."""


@dataclass(frozen=True, slots=True)
class DayWork:
    """``tasks`` are all of the day; those of ``calls`` become known only when they are called in."""

    on: date
    tasks: tuple[Task, ...]
    calls: tuple[Call, ...]

    @property
    def known(self) -> tuple[Task, ...]:
        """What the morning knows."""
        called = {task_id for call in self.calls for task_id in call.task_ids}
        return tuple(task for task in self.tasks if task.task_id not in called)


class WorkBook:
    """Makes the work of any of the days; the same for every policy that asks."""

    def __init__(
        self, pack: SitePack, first: date, days: int, stays: tuple[Stay, ...], chances: Chances, rates: Rates
    ) -> None:
        longer = replace(pack, site=replace(pack.site, horizon_days=days + 1))
        self._pack, self._first, self._chances, self._rates = pack, first, chances, rates
        self.stays = stays
        self._ordered = tasks_on(longer, first)

    def on(self, on: date) -> DayWork:
        """The work of one day."""
        stays = [stay for stay in self.stays if stay.in_care(on)]
        new = [stay for stay in stays if stay.called_min is not None and stay.first == on]
        tasks = [*self._orders(on), *self._doses(on, stays), *self._fetches(on)]
        if on > self._first:
            tasks += self._singles(on, [stay for stay in stays if stay.first < on])
        calls = [self._admission(stay) for stay in new]
        called = [
            Call(60 * (stay.called_min or 0), tuple(t.task_id for t in made))
            for stay, made in zip(new, calls, strict=True)
        ]
        return DayWork(
            on, (*tasks, *(t for made in calls for t in made)), tuple(sorted(called, key=lambda call: call.at))
        )

    def _orders(self, on: date) -> Iterator[Task]:
        """Work of the pack for those still in care."""
        last = {stay.episode.episode_id: stay.last for stay in self.stays}
        for task in self._ordered:
            local = task.earliest.astimezone(self._pack.site.zone).date()
            if local == on and task.kind.on_site and on <= last.get(task.episode_id, on - timedelta(days=1)):
                yield task

    def _doses(self, on: date, stays: Sequence[Stay]) -> Iterator[Task]:
        """The daily dose of those admitted in these days, from their second day on."""
        for stay in stays:
            if stay.called_min is not None and stay.first < on:
                window = (stay.dose_min - DOSE_TOLERANCE_MIN, stay.dose_min + DOSE_TOLERANCE_MIN)
                yield self._task(stay, TaskKind.IV_DOSE, on, "dose", window)

    def _fetches(self, on: date) -> Iterator[Task]:
        return (self._task(stay, TaskKind.KIT_RETRIEVAL, on, "fetch") for stay in discharged_on(self.stays, on))

    def _singles(self, on: date, stays: Sequence[Stay]) -> Iterator[Task]:
        """Specimens and visits of physicians for some who are in care; the newest see a physician first."""
        rates = self._rates
        newest = sorted(stays, key=lambda stay: (stay.first, stay.episode.episode_id), reverse=True)
        for stay in newest[: rates.physician_visits_per_day]:
            yield self._task(stay, TaskKind.PHYSICIAN_VISIT, on, "doctor")
        for number, stay in enumerate(self._some(stays, rates.specimens_per_day, "specimen", on)):
            yield self._task(stay, TaskKind.SPECIMEN, on, f"specimen{number}")
        for number, stay in enumerate(self._some(stays, rates.pairs_per_day, "pair", on)):
            made = self._task(stay, TaskKind.NURSE_VISIT, on, f"pair{number}", (10 * 60, 16 * 60), 40)
            yield replace(made, required_skills=frozenset({"nursing"}), staff_needed=2, priority=2)

    def _some(self, stays: Sequence[Stay], count: int, what: str, on: date) -> list[Stay]:
        drawn = sorted(stays, key=lambda stay: self._chances.share(what, on, stay.episode.episode_id))
        return drawn[:count]

    def _admission(self, stay: Stay) -> tuple[Task, ...]:
        """The monitoring kit and the first dose at home, each within its limit from the call."""
        called, rates = stay.called_min or 0, self._rates
        kit = (called + KIT_SOONEST_MIN, called + rates.kit_limit_min)
        dose = (called + FIRST_DOSE_SOONEST_MIN, called + rates.dose_limit_min)
        return (
            self._task(stay, TaskKind.KIT_DELIVERY, stay.first, "kit", kit),
            self._task(stay, TaskKind.IV_DOSE, stay.first, "first", dose, 60),
        )

    def _task(
        self, stay: Stay, kind: TaskKind, on: date, what: str,
        window: tuple[int, int] | None = None, minutes: int | None = None,
    ) -> Task:  # fmt: skip
        usual, length, skills, priority = VISITS.get(kind, ((0, 0), 30, frozenset[str](), 2))
        first, last = window or usual
        return Task(
            TaskId(f"{what}-{stay.episode.episode_id}-{on:%m%d}"),
            stay.episode.episode_id,
            stay.patient.patient_id,
            kind,
            at(on, first, self._pack),
            at(on, last, self._pack),
            minutes or length,
            skills,
            priority,
            hard_window=kind is not TaskKind.KIT_RETRIEVAL,
        )
