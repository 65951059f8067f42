"""Programs as the bundle runs them, without docstrings: docs/decisions/the-bundle-carries-no-docstrings.md."""

import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

LEVEL = "2"
"""``optimize=2`` of installer/hah_console.spec."""
PACKAGES = ("hah_console.adapters", "hah_console.app", "hah_console.services", "hah_console.ui")


@contextmanager
def as_bundled() -> Iterator[None]:
    """Every Python started inside leaves docstrings out and finds what it imports compiled, as in the bundle: the
    memory that compiling takes is no part of it."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="hah-compiled-") as folder:
        os.environ.update(PYTHONOPTIMIZE=LEVEL, PYTHONPYCACHEPREFIX=folder, PYTHONDONTWRITEBYTECODE="")
        try:
            screenless = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            subprocess.run([sys.executable, "-m", __name__], check=True, env=screenless)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def import_all() -> None:
    """Every module of the packages, and with it what they import."""
    for root in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            importlib.import_module(module.name)


if __name__ == "__main__":
    import_all()
