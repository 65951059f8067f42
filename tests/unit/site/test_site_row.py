"""Cells of a site pack's rows."""

import pytest

from hah_console.adapters.site.equipment import read_items
from hah_console.adapters.site.problem import ProblemList
from hah_console.adapters.site.row import Row
from hah_console.adapters.site.work import read_work
from hah_console.domain.patient import Sex
from hah_console.domain.site_day import PackDay


def row(**cells: str) -> tuple[Row, ProblemList]:
    problems = ProblemList()
    return Row("any.csv", 7, cells, problems), problems


def codes(problems: ProblemList) -> list[str]:
    return [problem.code for problem in problems.sorted()]


@pytest.mark.parametrize(
    "phone",
    ["0912-345-678", "03-5326151", "(03)532-6151", "03-532-6151#123", "+886912345678", "０９１２３４５６７８", ""],
)
def test_telephone_numbers_as_written_in_taiwan_are_accepted(phone: str) -> None:
    line, problems = row(phone=phone)
    assert line.phone("phone") == phone
    assert codes(problems) == []


@pytest.mark.parametrize("phone", ["12345", "0912-345", "09123456789", "call me", "+1 555 0100"])
def test_other_numbers_are_reported(phone: str) -> None:
    line, problems = row(phone=phone)
    line.phone("phone")
    assert codes(problems) == ["bad_phone"]


def test_a_night_is_written_past_midnight() -> None:
    assert row(ends="32:00")[0].clock("ends") == 32 * 60


@pytest.mark.parametrize("clock", ["8", "24:60", "48:01", "8:5", "noon", "-1:00"])
def test_impossible_times_are_reported(clock: str) -> None:
    line, problems = row(ends=clock)
    assert line.clock("ends") is None
    assert codes(problems) == ["not_a_time"]


@pytest.mark.parametrize(("written", "offset"), [("0", 0), ("-3", -3), ("+2", 2), ("－1", -1)])
def test_a_number_is_an_offset_from_the_loading_day(written: str, offset: int) -> None:
    line, problems = row(day=written)
    assert line.day("day") == PackDay(offset=offset)
    assert codes(problems) == []


def test_a_star_is_every_day() -> None:
    found = row(day="*")[0].day("day")
    assert found is not None
    assert found.every


def test_an_unknown_choice_names_the_allowed_ones() -> None:
    line, problems = row(sex="F")
    assert line.choice("sex", Sex) is None
    assert problems.sorted()[0].facts["allowed"] == ("female", "male", "other", "unknown")


@pytest.mark.parametrize("value", ["P/001", "P+1", "P#1", "病1", "a b", "x" * 41])
def test_ids_that_would_break_a_message_topic_are_refused(value: str) -> None:
    line, problems = row(patient_id=value)
    line.identifier("patient_id")
    assert codes(problems) == ["bad_id"]


def test_a_window_that_ends_before_it_begins_is_reported() -> None:
    problems = ProblemList()
    cells = {"task_id": "T1", "episode_id": "E1", "kind": "iv_dose", "day": "0", "earliest": "10:00",
             "latest": "09:00", "duration_minutes": "30"}  # fmt: skip
    assert read_work(Row("tasks.csv", 2, cells, problems), frozenset({"E1"}), frozenset(), {}) is None
    assert codes(problems) == ["window_reversed"]


def test_items_of_a_hospital_are_read_with_their_levels_and_a_half_one_is_reported() -> None:
    whole, problems = row(items="trauma=中度級; stroke = 重度級")
    assert read_items(whole) == (("stroke", "重度級"), ("trauma", "中度級"))
    assert codes(problems) == []
    assert read_items(row(items="")[0]) == ()
    half, problems = row(items="stroke; trauma=中度級")
    read_items(half)
    assert codes(problems) == ["not_a_choice"]
