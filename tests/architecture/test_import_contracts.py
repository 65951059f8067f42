"""The import contracts of pyproject.toml hold, name every package, and do break when they should."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*LINT, "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_every_import_keeps_the_contracts() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_layers_name_every_package() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    named = {name.strip() for layer in contracts[0]["layers"] for name in layer.split("|")}
    assert named == {path.parent.name for path in (ROOT / "hah_console").glob("*/__init__.py")}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("hah_console/domain/patient.py", "import hah_console.services.board"),
        ("hah_console/services/board.py", "import PySide6.QtCore"),
        ("hah_console/ui/tasks.py", "import hah_console.adapters.db"),
        ("hah_console/adapters/site/load.py", "import hah_console.services.board"),
        ("hah_console/adapters/site/check.py", "import hah_console.adapters.db"),
        ("hah_console/app/cli.py", "import sqlalchemy"),
        ("hah_console/services/planning.py", "import scheduling.solve"),
        ("scheduling/check.py", "import ortools"),
        ("scheduling/problem.py", "import hah_console.domain.task"),
        ("hah_console/ui/bridge.py", "import paho.mqtt.client"),
    ],
)
def test_a_forbidden_import_breaks_a_contract(tmp_path: Path, module: str, line: str) -> None:
    for package in ("hah_console", "scheduling"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    result = lint(tmp_path)
    assert (result.returncode, "BROKEN" in result.stdout) == (1, True), result.stdout + result.stderr
