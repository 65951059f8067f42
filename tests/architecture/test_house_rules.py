"""The house rules hold, and each finds what it forbids."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import house_rules
import pytest
from lock_rules import lock_faults


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_house_rule_holds(rule: Callable[[], Iterator[str]]) -> None:
    assert list(rule()) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (house_rules.MACHINE_PATH, 'open("/' + 'tmp/x.txt")'),
        (house_rules.MACHINE_PATH, "cd /" + "home/anna/checkout"),
        (house_rules.REGISTRY, "--index" + "-url https://example.org/simple"),
        (house_rules.SECRET, "-----BEGIN " + "RSA PRIVATE KEY-----"),
        (house_rules.HEX_COLOUR, 'pen = QPen("#' + 'c5161d")'),
        (house_rules.HEX_COLOUR, "QColor(" + "12, 13, 14)"),
        (house_rules.WALL_CLOCK, "now = datetime." + "now(UTC)"),
        (house_rules.SILENCED, "import x  # " + "noqa"),
        (house_rules.SILENCED, "x = 1  # type: " + "ignore"),
        (house_rules.UNFINISHED, "# TO" + "DO later"),
    ],
)
def test_the_pattern_finds_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (house_rules.MACHINE_PATH, "see docs/work/plan.md and {home}/tmp/"),
        (house_rules.HEX_COLOUR, 'texts("#12 of 30")'),
        (house_rules.SILENCED, "import x  # noqa: F401"),
        (house_rules.SILENCED, "x = 1  # type: ignore[assignment]"),
        (house_rules.WALL_CLOCK, "now = clock.now()"),
    ],
)
def test_the_pattern_lets_pass_what_is_allowed(pattern: re.Pattern[str], line: str) -> None:
    assert not pattern.search(line)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpy>=2"]\n[project.optional-dependencies]\ndev = []\n', "utf-8"
    )
    return tmp_path


def write_locks(project: Path, lock: str) -> None:
    for name in ("runtime.txt", "dev.txt"):
        (project / "requirements" / name).write_text(lock, "utf-8")


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        ("numpy==1.26.4 \\\n    --hash=sha256:aa\n", "does not satisfy"),
        ("numpy==2.1.0\n", "no hash"),
        ("scipy==1.0 \\\n    --hash=sha256:aa\n", "numpy is not locked"),
        ("numpy==2.1.0 \\\n    --hash=sha256:aa\n    # via https://example.org\n", "an address"),
    ],
)
def test_a_faulty_lock_is_told_apart(project: Path, lock: str, fault: str) -> None:
    write_locks(project, lock)
    assert fault in "\n".join(lock_faults(project))


def test_a_good_lock_passes(project: Path) -> None:
    write_locks(project, "numpy==2.1.0 \\\n    --hash=sha256:aa\n")
    assert list(lock_faults(project)) == []
