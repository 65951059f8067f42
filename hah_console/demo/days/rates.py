"""How often things happen in the days that are run: resources/profiles/simulation.toml."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from hah_console.domain.errors import InvalidInput

_HEAD = frozenset({"version", "first_day"})


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares are of 1, times in minutes, ``*_per_day`` means; see the file for the source of each."""

    version: str
    first_day: date
    travel_median: float
    travel_spread: float
    service_median: float
    service_spread: float
    long_share: float
    long_least: float
    long_most: float
    no_show_share: float
    no_show_wait_min: int
    again_after_min: int
    sick_per_day: float
    closed_per_day: float
    closed_within_m: float
    detour_least_min: int
    detour_most_min: int
    admissions_per_day: float
    specimens_per_day: int
    pairs_per_day: int
    physician_visits_per_day: int
    specimen_limit_min: int
    kit_limit_min: int
    dose_limit_min: int
    spare_kits: int
    cleaning_min: int
    told_late_min: int
    ride_factor: float
    window_min: int
    specimen_min: int
    late_price: int
    worst_price: int
    early_price: float
    look_again_min: int
    grown_min: int
    plan_moves: int
    burst_moves: int


def load_rates(path: Path) -> Rates:
    """The rates in a TOML file; raises InvalidInput naming what is missing or wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        flat = {name: value for table in raw.values() if isinstance(table, dict) for name, value in table.items()}
        found = {one.name: flat[one.name] for one in fields(Rates) if one.name not in _HEAD}
        return Rates(version=str(raw["version"]), first_day=raw["first_day"], **found)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=path.name, value="", reason=str(error)) from error
    except (KeyError, TypeError) as error:
        raise InvalidInput(field=f"{path.name}: {error}", value="", reason="missing") from error
