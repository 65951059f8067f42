"""The document of the alarms names every number of the rule pack and every file of the engine."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "alarms.md").read_text("utf-8")
NAMED = set(re.findall(r"`\[?\[?([\w./]+)\]?\]?`", TEXT))
HEAD = {"pack_id", "version", "effective_from", "source"}
ENGINE = ROOT / "hah_console" / "alarms"


def keys(table: dict[str, Any], inside: str = "") -> Iterator[str]:
    """Every key of a pack; of a table with one number per vital the table."""
    for name, value in table.items():
        rows = value if isinstance(value, list) else [value]
        if not isinstance(rows[0], dict):
            yield name
            continue
        yield f"{inside}{name}"
        if name not in {"fall", "after_minutes"}:
            for row in rows:
                yield from keys(row, f"{name}.")


@pytest.mark.parametrize("pack", sorted((ROOT / "resources" / "rulepacks").glob("alarms-*.toml")), ids=lambda p: p.name)
def test_every_key_of_the_alarm_pack_is_explained(pack: Path) -> None:
    assert set(keys(tomllib.loads(pack.read_text("utf-8")))) - HEAD - NAMED == set()


def test_every_rule_and_every_stage_is_explained() -> None:
    rules = {path.stem for path in (ENGINE / "rules").glob("*.py")} - {"__init__"}
    stages = {f"alarms/stages/{path.name}" for path in (ENGINE / "stages").glob("*.py")} - {"alarms/stages/__init__.py"}
    assert (rules | stages) - NAMED == set()


def test_every_file_it_names_exists() -> None:
    files = [name for name in NAMED if name.endswith(".py")]
    assert files
    assert [name for name in files if not (ROOT / "hah_console" / name).is_file()] == []
