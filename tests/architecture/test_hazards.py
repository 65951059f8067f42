"""The hazard log stays true: every test it names exists, every safety comment of the code stands in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "safety" / "hazards.md"
ROW = re.compile(r"^\| (?P<id>[A-Z]\d+) \|.*\|(?P<tests>[^|]*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)`")
SAFETY = re.compile(r"SAFETY\(([^)]+)\)")


def rows() -> dict[str, list[str]]:
    return {row["id"]: NAMED.findall(row["tests"]) for row in ROW.finditer(LOG.read_text("utf-8"))}


@pytest.fixture(scope="module")
def tests_of_the_tree() -> set[str]:
    texts = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {name for text in texts for name in re.findall(r"^\s*def (test_\w+)", text, re.MULTILINE)}


def test_the_log_has_a_line_for_every_kind_of_safety_function() -> None:
    assert {name[0] for name in rows()} >= {"A", "S", "V", "I", "T", "P", "D", "C"}


@pytest.mark.parametrize("hazard", rows())
def test_every_hazard_names_tests_that_exist(hazard: str, tests_of_the_tree: set[str]) -> None:
    assert rows()[hazard], "no test named"
    assert set(rows()[hazard]) <= tests_of_the_tree


def test_every_safety_comment_of_the_code_has_a_line() -> None:
    logged = set(SAFETY.findall(LOG.read_text("utf-8")))
    texts = (path.read_text("utf-8") for path in (ROOT / "hah_console").rglob("*.py"))
    assert {name for text in texts for name in SAFETY.findall(text)} <= logged
