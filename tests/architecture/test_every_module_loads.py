"""Every module of the program can be loaded: screens are loaded late, and none may be broken when it is opened."""

import subprocess
import sys

LOAD = """
import importlib, pkgutil, sys, hah_console
for module in pkgutil.walk_packages(hah_console.__path__, "hah_console."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def test_every_module_can_be_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", LOAD], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
