"""The core starts on a machine that has no Qt: alarms, plans and the service never need a window system."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMPORT_THE_CORE = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "pyqtgraph"}:
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)

sys.meta_path.insert(0, NoQt())
count = 0
for root in ("hah_console.domain", "hah_console.alarms", "hah_console.services", "hah_console.adapters",
             "hah_console.demo", "scheduling"):
    package = importlib.import_module(root)
    for module in pkgutil.walk_packages(package.__path__, root + "."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
            count += 1
print(count)
"""


def test_every_module_of_the_core_imports_without_qt() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_THE_CORE], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 100


def test_the_version_is_said_without_loading_qt_or_the_database() -> None:
    code = (
        "import sys\nfrom hah_console.app.cli import main\n"
        "try:\n    sys.argv = ['hah_console', '--version']\n    main()\nexcept SystemExit as end:\n"
        "    print(end.code, [n for n in ('PySide6', 'sqlalchemy', 'ortools') if n in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.stdout.splitlines()[-1:] == ["0 []"], result.stdout + result.stderr
