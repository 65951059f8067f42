"""Relative days of a pack turned into dated rows."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hah_console.domain.episode import Condition, EpisodeState, Mode
from hah_console.domain.ids import EpisodeId, PatientId, ShiftId, StaffId
from hah_console.domain.place import Place
from hah_console.domain.site_day import PackDay
from hah_console.domain.site_pack import PackEpisode, PackShift, PackWork, SiteDescription, SitePack
from hah_console.domain.task import TaskKind
from hah_console.services import site_days

DAY = date(2026, 11, 23)
SITE = SiteDescription("s", {}, "Asia/Taipei", 480, Place(24.8, 121.0), {}, {}, horizon_days=2)
EPISODE = PackEpisode(
    EpisodeId("E1"), PatientId("P1"), Condition.UTI, Mode.EMERGENCY, EpisodeState.ACTIVE, PackDay(offset=-3), 9 * 60
)


def pack(*work: PackWork, shifts: tuple[PackShift, ...] = ()) -> SitePack:
    return SitePack(SITE, (), (EPISODE,), (), shifts, (), (), (), work, ())


def order(interval_hours: int, earliest: int, first: int = -3, last: int = 5) -> PackWork:
    return PackWork(
        "O1", EpisodeId("E1"), TaskKind.IV_DOSE, PackDay(offset=first), PackDay(offset=last), earliest,
        earliest + 120, 40, interval_hours,
    )  # fmt: skip


def test_an_admission_three_days_ago_is_dated_in_local_time() -> None:
    (episode,) = site_days.episodes_on(pack(), DAY)
    assert episode.admitted_at == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert episode.day_number(DAY, date(2026, 11, 20)) == 4


def test_doses_every_twelve_hours_lie_twelve_hours_apart_across_midnight() -> None:
    starts = [task.earliest for task in site_days.tasks_on(pack(order(12, 7 * 60 + 30)), DAY)]
    assert len(starts) == 4
    assert {later - earlier for earlier, later in pairwise(starts)} == {timedelta(hours=12)}


def test_a_daily_dose_comes_once_a_day_at_the_same_time() -> None:
    tasks = site_days.tasks_on(pack(order(24, 8 * 60)), DAY)
    assert [task.task_id for task in tasks] == ["O1-20261123-1", "O1-20261124-1"]
    assert tasks[1].earliest - tasks[0].earliest == timedelta(hours=24)


def test_an_order_that_has_ended_gives_no_task() -> None:
    assert site_days.tasks_on(pack(order(24, 8 * 60, last=-1)), DAY) == ()


def test_the_night_shift_of_the_day_before_is_made_too() -> None:
    night = PackShift(ShiftId("S"), StaffId("N"), PackDay(), 22 * 60, 32 * 60)
    shifts = site_days.shifts_on(pack(shifts=(night,)), DAY)
    assert shifts[0].starts_at == datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
    assert shifts[0].ends_at == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert [shift.shift_id for shift in shifts] == ["S-20261122", "S-20261123", "S-20261124"]


def test_a_calendar_day_holds_only_on_that_day() -> None:
    fixed = PackShift(ShiftId("S"), StaffId("N"), PackDay(on=date(2026, 11, 24)), 480, 960)
    assert [shift.shift_id for shift in site_days.shifts_on(pack(shifts=(fixed,)), DAY)] == ["S-20261124"]
