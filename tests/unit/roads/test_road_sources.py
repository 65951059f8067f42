"""Behind several sources of travel times: who is left alone, what is asked for, how ways are written, the hour."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import numpy as np
import pytest
from helpers.routing_servers import encoded
from hypothesis import given
from hypothesis import strategies as st
from road_square import at

from hah_console.adapters.roads.breaker import REST_S, Breaker
from hah_console.adapters.roads.covering import blocks, pieces
from hah_console.adapters.roads.errors import PlacesOffRoads
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.polyline import decoded
from hah_console.adapters.roads.profile import HourBand, SpeedProfile, load_profile
from hah_console.adapters.roads.troubles import Troubles
from hah_console.domain.errors import InvalidInput

SPEEDS = Path(__file__).parents[3] / "resources" / "profiles" / "speeds.toml"


class Machine:
    """A clock that is moved by hand."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_one_failure_is_forgiven_and_the_second_opens_the_breaker() -> None:
    breaker = Breaker(Machine())
    breaker.failed()
    assert not breaker.resting
    breaker.failed()
    assert breaker.resting


def test_after_its_rest_it_is_tried_and_rests_longer_when_it_fails_again() -> None:
    machine = Machine()
    breaker = Breaker(machine)
    breaker.failed()
    breaker.failed()
    machine.now_s += REST_S
    assert not breaker.resting
    breaker.failed()
    machine.now_s += REST_S
    assert breaker.resting
    machine.now_s += REST_S
    assert not breaker.resting


def test_an_answer_makes_good_for_all_failures() -> None:
    breaker = Breaker(Machine())
    for _ in range(3):
        breaker.failed()
        breaker.worked()
    assert not breaker.resting


TABLES = st.integers(1, 9).flatmap(
    lambda rows: st.integers(1, 9).flatmap(
        lambda columns: st.lists(
            st.lists(st.booleans(), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@given(TABLES, st.integers(1, 4))
def test_the_rectangles_cover_everything_unknown_within_the_limit(rows: list[list[bool]], limit: int) -> None:
    unknown = np.array(rows)
    asked = np.zeros_like(unknown)
    for block in blocks(unknown):
        for above, beside in pieces(block, limit):
            assert len(above) <= limit
            assert len(beside) <= limit
            asked[np.ix_(above, beside)] = True
    assert not (unknown & ~asked).any()
    assert unknown.any() or not asked.any()


def test_one_unknown_place_costs_its_row_and_its_column_only() -> None:
    unknown = np.zeros((30, 30), bool)
    unknown[7, :] = unknown[:, 7] = True
    unknown[7, 7] = False
    assert sum(len(rows) * len(columns) for rows, columns in blocks(unknown)) == 29 + 29


@given(st.lists(st.tuples(st.integers(-80, 80), st.integers(-179, 179), st.integers(-999, 999)), max_size=20))
def test_a_written_way_is_read_back(numbers: list[tuple[int, int, int]]) -> None:
    points = [(lat + more / 1e5, lon - more / 1e6) for lat, lon, more in numbers]
    assert np.array(decoded(encoded(points))) == pytest.approx(np.array(points), abs=1e-6)


@pytest.mark.parametrize("broken", ["_", "__", "?", "abc\x1f", "路"])
def test_a_way_cut_off_or_of_other_signs_is_refused(broken: str) -> None:
    with pytest.raises(ValueError):
        decoded(broken)


def test_the_shipped_speeds_are_slower_at_rush_hour_and_scooters_less_so() -> None:
    speeds = load_profile(SPEEDS)
    assert [speeds.pace("car", time(hour)) for hour in (6, 7, 8, 9, 12, 17, 19)] == [1, 0.75, 0.75, 1, 1, 0.75, 1]
    assert speeds.pace("scooter", time(8, 30)) == 0.9
    assert speeds.pace("car", None) == 1
    assert speeds.turns == (time(0), time(7), time(9), time(17), time(19))


def test_a_ride_at_rush_hour_takes_longer_and_parking_does_not(profile: SpeedProfile) -> None:
    rush = HourBand(time(7), time(9), {"car": 0.5})
    travel = EstimatedTravel(replace(profile, hours=(rush,)))
    places = [at(0), at(3600)]
    quiet, slow, other = (
        travel.matrix(places, kind, moment).seconds[0][1]
        for kind, moment in (("car", time(6, 59)), ("car", time(7)), ("scooter", time(7)))
    )
    assert (quiet, slow, other) == (540 + 60, 1080 + 60, 540 + 30)


def test_an_estimated_ride_carries_slack_and_no_more_metres(profile: SpeedProfile) -> None:
    places = [at(0), at(3600)]
    plain = EstimatedTravel(profile).matrix(places, "car")
    slack = EstimatedTravel(replace(profile, estimate_slack=0.5)).matrix(places, "car")
    assert slack.seconds[0][1] - 60 == pytest.approx(1.5 * (plain.seconds[0][1] - 60), abs=1)
    assert slack.metres == plain.metres
    assert load_profile(SPEEDS).estimate_slack == 0.5


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("slack = 0.5", "slack = -1"), ("slack = 0.5", ""), ('from = "07:00"', 'from = "10:00"'),
        ('until = "09:00"', 'until = "noon"'), ("car = 0.75, scooter", "car = 0, scooter"),
    ],
)  # fmt: skip
def test_speeds_that_cannot_be_meant_are_refused(tmp_path: Path, written: str, instead: str) -> None:
    file = tmp_path / "speeds.toml"
    file.write_text(SPEEDS.read_text("utf-8").replace(written, instead, 1), "utf-8")
    with pytest.raises(InvalidInput) as refused:
        load_profile(file)
    assert refused.value.facts["reason"] == "bad_speed_profile"


def test_places_off_the_roads_are_told_once_for_all_vehicles_and_never_logged() -> None:
    troubles = Troubles()
    troubles.note("places for car", PlacesOffRoads(count=2, limit_m=500))
    troubles.note("places for scooter", PlacesOffRoads(count=5, limit_m=500))
    assert [error.facts["count"] for error in troubles.now()] == [5]
    troubles.clear("places for scooter")
    assert [error.facts["count"] for error in troubles.now()] == [2]
