"""One-off tasks and repeated orders."""

from collections.abc import Iterable, Mapping, Sequence

from hah_console.adapters.site.columns import TASKS
from hah_console.adapters.site.row import Row
from hah_console.adapters.site.team import DAY_MINUTES, read_skills
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.domain.site_pack import PackShift, PackWork
from hah_console.domain.staff import Staff
from hah_console.domain.task import TaskKind

INTERVALS = (0, 4, 6, 8, 12, 24)
"""Hours between occurrences that repeat at the same clock times every day; 0 is once a day."""


def read_work(
    row: Row, episodes: frozenset[str] | None, staff: frozenset[str] | None, skills: Mapping[str, object]
) -> PackWork | None:
    """The task or order of a row, or None when the row has errors."""
    once = row.file == TASKS.file
    work_id = row.identifier("task_id" if once else "order_id")
    episode = row.reference("episode_id", episodes, "episodes.csv")
    kind = row.choice("kind", TaskKind)
    first = row.day("day" if once else "from_day")
    last = first if once else row.day("to_day")
    earliest, latest = row.clock("earliest"), row.clock("latest")
    duration = row.whole("duration_minutes", 1, 480)
    interval = 0 if once else _interval(row)
    required = read_skills(row, "required_skills", skills)
    priority, people = row.whole("priority", 1, 3, 2), row.whole("staff_needed", 1, 4, 1)
    optional, hard = row.flag("optional", False), row.flag("hard_window", True)
    preferred = row.reference("preferred_staff_id", staff, "staff.csv", needed=False)
    if earliest is not None and latest is not None:
        _check_window(row, earliest, latest)
    if not row.ok or not (episode and kind and first and last and duration and priority and people):
        return None
    if earliest is None or latest is None or interval is None:
        return None
    return PackWork(
        work_id, EpisodeId(episode), kind, first, last, earliest, latest, duration, interval, required, priority,
        bool(optional), hard is not False, people, StaffId(preferred) if preferred else None, row.text("note"),
    )  # fmt: skip


def _interval(row: Row) -> int | None:
    hours = row.whole("interval_hours", 0, 24)
    if hours is not None and hours not in INTERVALS:
        allowed = tuple(str(i) for i in INTERVALS)
        row.note("interval_hours", "not_a_choice", value=hours, allowed=allowed)
        return None
    return hours


def _check_window(row: Row, earliest: int, latest: int) -> None:
    if latest < earliest:
        facts = {"earliest": row.text("earliest"), "latest": row.text("latest")}
        row.note("latest", "window_reversed", **facts)
    elif earliest >= DAY_MINUTES:
        row.note("earliest", "starts_next_day", value=row.text("earliest"))


def check_somebody_able(work: Iterable[tuple[Row, PackWork]], staff: Sequence[Staff]) -> None:
    """Report work for which too few people have all the skills."""
    for row, item in work:
        able = sum(item.required_skills <= person.skills for person in staff)
        if able < item.staff_needed:
            named = tuple(sorted(item.required_skills))
            row.note("required_skills", "nobody_skilled", skills=named, able=able, wanted=item.staff_needed)


def check_fits_a_shift(
    work: Iterable[tuple[Row, PackWork]], staff: Sequence[Staff], shifts: Sequence[PackShift]
) -> None:
    """Report work that is longer than every shift, overtime included, of those who could do it."""
    longest: dict[StaffId, int] = {}
    for shift in shifts:
        minutes = shift.ends - shift.starts - shift.break_minutes + shift.max_overtime_minutes
        longest[shift.staff_id] = max(minutes, longest.get(shift.staff_id, 0))
    for row, item in work:
        able = [longest[p.staff_id] for p in staff if p.staff_id in longest and item.required_skills <= p.skills]
        if able and item.duration_minutes > max(able):
            row.note("duration_minutes", "longer_than_shifts", minutes=item.duration_minutes, longest=max(able))
