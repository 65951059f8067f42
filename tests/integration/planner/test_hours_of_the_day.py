"""The planner is told travel times for each hour at which they change."""

import json
from datetime import date
from itertools import pairwise
from typing import Any

from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.context import Context
from hah_console.services.planning_document import measure_legs, read_day, write_problem

DAY = date(2026, 11, 23)


def matrices(demo: Context, travel: EstimatedTravel, profile: PlanningProfile) -> list[dict[str, Any]]:
    with demo.store() as uow:
        day = read_day(uow, demo.zone, DAY)
    return json.loads(write_problem(day, measure_legs(day, travel), profile))["problem"]["matrices"]


def test_every_vehicle_has_a_table_for_each_hour_band_and_rush_hours_are_slower(
    demo: Context, travel: EstimatedTravel, profile: PlanningProfile
) -> None:
    tables = matrices(demo, travel, profile)
    assert {table["from_time"] for table in tables} == {0, 7 * 3600, 9 * 3600, 17 * 3600, 19 * 3600}
    for kind in {table["vehicle"] for table in tables}:
        longest = [max(map(max, t["seconds"])) for t in tables if t["vehicle"] == kind]
        assert [a < b for a, b in pairwise(longest)] == [True, False, True, False]
        assert longest[0] == longest[2] == longest[4]
