"""The source texts of the modules a console loads are not kept in its memory."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOAD = """
import linecache
from hah_console.app.unread_sources import leave_sources_unread
leave_sources_unread()
from hah_console.app.console import make_application
from hah_console.app.screens import SCREENS, LateScreen
for screen in SCREENS.values():
    if isinstance(screen, LateScreen):
        screen.load()
print(len(linecache.cache))
"""
A_FEW = 60
"""Modules between the import of PySide6 and that of the first screen, and what the standard library itself looks up."""


def test_pyside_reads_no_sources_of_what_a_console_loads() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < A_FEW
