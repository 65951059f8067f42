"""Estimates the room of a day for the command line, with a planner of its own."""

from contextlib import closing
from datetime import date
from pathlib import Path

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.options import DEFAULT_BROKER_PORT, program_options
from hah_console.app.outside import ROAD_CACHE, open_roads
from hah_console.app.resources import resource_path
from hah_console.app.routes_export import CLERK
from hah_console.app.stored import stored
from hah_console.domain.equipment_rules import EquipmentRules
from hah_console.domain.errors import InvalidInput
from hah_console.services.capacity import Capacity, Means, estimate_capacity


def room_on(
    day: date, *, database: str = "", home: Path | None = None, roads: Path | None = None
) -> tuple[EquipmentRules, Capacity]:
    """The rules that count on ``day``, and the estimate the intake would show.

    Raises InvalidInput for a day that is over, RoadFileUnusable, PlannerUnavailable and what a database may raise.
    """
    options = program_options(home, None, DEFAULT_BROKER_PORT, None, None)
    rules, found = load_rule_packs(resource_path("rulepacks"), day), open_roads(roads, options.home / ROAD_CACHE)
    profile = load_planning_profile(resource_path("profiles", "planning-default.toml"))
    with stored(database or options.database_url) as ctx, closing(PlannerProcess()) as planner:
        if day < ctx.today():
            raise InvalidInput(field="day", value=day.isoformat(), reason="too_long_ago")
        means = Means(rules, found.travel, planner, profile)
        return rules.equipment, estimate_capacity(ctx, CLERK, means, on=day)
