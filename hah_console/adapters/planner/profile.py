"""Reads a planning profile from TOML."""

import tomllib
from pathlib import Path

from hah_console.domain.errors import InvalidInput
from hah_console.domain.planning_profile import PlanningProfile


def load_planning_profile(path: Path) -> PlanningProfile:
    """The profile in a TOML file; raises InvalidInput naming what is missing or wrong."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        price, search = raw["price"], raw["search"]
        return PlanningProfile(
            version=str(raw["version"]),
            driving=int(price["driving"]),
            lateness=int(price["lateness"]),
            overtime=int(price["overtime"]),
            unfamiliar_visit=int(price["unfamiliar_visit"]),
            required_left_out=int(price["required_left_out"]),
            optional_left_out={int(k): int(v) for k, v in raw["optional_left_out"].items()},
            helper_skills=frozenset(raw["pair"]["helper_skills"]),
            search_seconds=float(search["seconds"]),
            backend=str(search["backend"]),
            seed=int(search["seed"]),
            name=path.stem,
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=path.name, value="", reason=str(error)) from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(field=f"{path.name}: {error}", value="", reason="missing or not a number") from error
