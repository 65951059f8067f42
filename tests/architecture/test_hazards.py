"""The hazard log stays true: what it names exists, and every safety comment of the code stands in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "safety" / "hazards.md"
ROW = re.compile(
    r"^\| (?P<id>[A-Z]\d+) \| (?P<hazard>[^|]+) \| (?P<cause>[^|]+) \| (?P<control>[^|]+) \|(?P<tests>[^|]*)\|$",
    re.MULTILINE,
)
LINE = re.compile(r"^\| [A-Z]\d+ \|", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)`")
FILE = re.compile(r"`([\w/]+\.py)`")
SAFETY = re.compile(r"SAFETY\(([^)]+)\)")
PLACES = (ROOT, ROOT / "hah_console")


def log() -> str:
    return LOG.read_text("utf-8")


def rows() -> dict[str, re.Match[str]]:
    return {row["id"]: row for row in ROW.finditer(log())}


def safety_comments() -> Iterator[tuple[str, Path]]:
    for path in (ROOT / "hah_console").rglob("*.py"):
        for name in SAFETY.findall(path.read_text("utf-8")):
            yield name, path


@pytest.fixture(scope="module")
def tests_of_the_tree() -> set[str]:
    texts = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^\s*def (test_\w+)", text, re.MULTILINE)}


def test_the_log_has_a_line_for_every_kind_of_safety_function() -> None:
    assert {name[0] for name in rows()} >= set("ASKMVITPDC")


def test_every_line_is_whole_and_has_an_id_of_its_own() -> None:
    assert len(rows()) == len(LINE.findall(log()))


@pytest.mark.parametrize("hazard", rows())
def test_every_hazard_names_tests_that_exist(hazard: str, tests_of_the_tree: set[str]) -> None:
    named = NAMED.findall(rows()[hazard]["tests"])
    assert named, "no test named"
    assert set(named) <= tests_of_the_tree


@pytest.mark.parametrize("hazard", rows())
def test_every_hazard_has_a_control_in_a_file_that_exists(hazard: str) -> None:
    files = FILE.findall(rows()[hazard]["control"])
    assert files, "no file named"
    assert [name for name in files if not any((place / name).is_file() for place in PLACES)] == []


def test_every_safety_comment_of_the_code_has_a_line_that_names_its_file() -> None:
    controls = [row["control"] for row in rows().values()]
    for name, path in safety_comments():
        lines = [control for control in controls if name in SAFETY.findall(control)]
        assert lines, f"SAFETY({name}) of {path.name} is in no line"
        files = [place / file for control in lines for file in FILE.findall(control) for place in PLACES]
        assert path in files, f"no line of SAFETY({name}) names {path.name}"


def test_every_safety_control_of_the_log_is_in_the_code() -> None:
    logged = {name for row in rows().values() for name in SAFETY.findall(row["control"])}
    assert logged - {name for name, _ in safety_comments()} == set()
