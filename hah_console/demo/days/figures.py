"""What came of a day: visits, lateness, dose windows, specimens, kilometres, overtime, and what must never be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby, pairwise

from hah_console.demo.days.field import Field
from hah_console.demo.days.state import Doing, Entry, Job
from hah_console.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Counts, and lists to be pooled over days. ``late_min`` has one number for each visit done (0 in time),
    ``dose_late_min`` one for each dose given."""

    due: int
    done: int
    late_min: tuple[float, ...]
    dose_late_min: tuple[float, ...]
    doses: int
    doses_kept: int
    specimens: int
    specimens_in_time: int
    km: float
    overtime_min: float
    out_of_stock: int
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Over all days; percentiles in minutes, shares of 1."""

    visits_due: int
    visits_done: int
    late_p50_min: float
    late_p95_min: float
    late_worst_min: float
    late_share: float
    dose_late_p95_min: float
    dose_late_worst_min: float
    dose_windows_kept: float
    specimens_in_time: float
    km: float
    overtime_min: float
    kits_out_of_stock: int


def day_figures(field: Field, out_of_stock: int) -> DayFigures:
    """The figures of a day that has been played."""
    jobs = list(field.jobs.values())
    required = [job for job in jobs if not job.task.optional]
    done = [job for job in jobs if job.ended is not None]
    doses = [job for job in jobs if job.task.kind is TaskKind.IV_DOSE]
    return DayFigures(
        due=len(required),
        done=len([job for job in required if job.ended is not None]),
        late_min=tuple(_late_s(field, job) / 60 for job in done),
        dose_late_min=tuple(_late_s(field, job) / 60 for job in doses if job.ended is not None),
        doses=len(doses),
        doses_kept=sum(job.begun is not None and _late_s(field, job) == 0 for job in doses),
        specimens=len([job for job in done if job.task.kind is TaskKind.SPECIMEN]),
        specimens_in_time=sum(at <= one.due for one, at in field.handed_in),
        km=sum(entry.metres for entry in field.log) / 1000,
        overtime_min=sum(max(0, (w.home_at or 0) - w.ends) for w in field.workers.values()) / 60,
        out_of_stock=out_of_stock,
        broken=tuple(broken(field)),
    )


def _late_s(field: Field, job: Job) -> int:
    """Seconds the visit began after the window it was asked for."""
    return max(0, (job.begun or 0) - field.facts.seconds(job.task.latest))


def broken(field: Field) -> Iterator[str]:
    """What must never be: a visit done by nobody, a person at two places at once, stock below zero, time going back."""
    for job in field.jobs.values():
        if job.ended is not None and len(set(job.by)) != job.task.staff_needed:
            yield f"{job.task.task_id}: done by {len(set(job.by))} of {job.task.staff_needed}"
        if job.begun is not None and job.begun < field.facts.seconds(job.task.earliest):
            yield f"{job.task.task_id}: begun before its window"
    if not field.stock.sound:
        yield "stock below zero"
    ordered = sorted(field.log, key=lambda entry: (entry.staff_id, entry.start, entry.end))
    for staff_id, entries in groupby(ordered, key=lambda entry: entry.staff_id):
        yield from _at_two_places(staff_id, list(entries))
    yield from _unlogged(field)


def _at_two_places(staff_id: str, entries: Sequence[Entry]) -> Iterator[str]:
    for before, after in pairwise(entries):
        if after.start < before.end:
            yield f"{staff_id}: {before.doing} until {before.end} and {after.doing} from {after.start}"


def _unlogged(field: Field) -> Iterator[str]:
    """Everybody who did a visit stood at its home for as long as it went on, by the log."""
    served = {(e.staff_id, e.task_id, e.place) for e in field.log if e.doing is Doing.SERVING}
    for job in field.jobs.values():
        if job.ended is not None:
            place = field.place_of(job)
            for staff_id in job.by:
                if (staff_id, job.task.task_id, place) not in served:
                    yield f"{job.task.task_id}: {staff_id} was not there"


def totals(days: Sequence[DayFigures]) -> Totals:
    """The figures of all days together."""
    late = sorted(minutes for day in days for minutes in day.late_min)
    doses = sorted(minutes for day in days for minutes in day.dose_late_min)
    return Totals(
        visits_due=sum(day.due for day in days),
        visits_done=sum(day.done for day in days),
        late_p50_min=round(_percentile(late, 0.50), 1),
        late_p95_min=round(_percentile(late, 0.95), 1),
        late_worst_min=round(late[-1] if late else 0.0, 1),
        late_share=round(_share(sum(minutes > 0 for minutes in late), len(late)), 4),
        dose_late_p95_min=round(_percentile(doses, 0.95), 1),
        dose_late_worst_min=round(doses[-1] if doses else 0.0, 1),
        dose_windows_kept=round(_share(sum(d.doses_kept for d in days), sum(d.doses for d in days)), 4),
        specimens_in_time=round(_share(sum(d.specimens_in_time for d in days), sum(d.specimens for d in days)), 4),
        km=round(sum(day.km for day in days), 1),
        overtime_min=round(sum(day.overtime_min for day in days), 1),
        kits_out_of_stock=sum(day.out_of_stock for day in days),
    )


def ratios(planned: Totals, thumb: Totals) -> dict[str, float | None]:
    """Each figure of the planner divided by that of the rule of thumb; None where that is zero."""
    pairs = ((one.name, getattr(planned, one.name), getattr(thumb, one.name)) for one in fields(Totals))
    return {name: round(ours / theirs, 3) if theirs else None for name, ours, theirs in pairs}


MORE_IS_BETTER = frozenset({"visits_done", "dose_windows_kept", "specimens_in_time"})
NO_CONTEST = frozenset({"visits_due"})


def verdicts(planned: Totals, thumb: Totals) -> dict[str, str]:
    """For each figure whether the planner is ``better``, ``worse`` or ``equal``."""
    found = {}
    for name in (one.name for one in fields(Totals) if one.name not in NO_CONTEST):
        gain = getattr(planned, name) - getattr(thumb, name)
        gain = gain if name in MORE_IS_BETTER else -gain
        found[name] = "better" if gain > 0 else "worse" if gain < 0 else "equal"
    return found


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The value below or at which this share lies (nearest rank); 0 for nothing."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def all_broken(days: Iterable[DayFigures]) -> tuple[str, ...]:
    """Everything that must never be, of all days."""
    return tuple(line for day in days for line in day.broken)
