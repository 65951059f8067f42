"""Programs as the bundle runs them, without docstrings: docs/decisions/the-bundle-carries-no-docstrings.md."""

import importlib
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LEVEL = {"PYTHONOPTIMIZE": "2"}
"""``optimize=2`` of installer/hah_console.spec."""
PACKAGES = ("hah_console.adapters", "hah_console.app", "hah_console.services", "hah_console.ui")


@contextmanager
def as_bundled() -> Iterator[None]:
    """Every Python started inside leaves docstrings out. What it imports is compiled on disk before: the memory that
    compiling takes is no part of a program that comes compiled."""
    before = {name: os.environ.get(name) for name in LEVEL}
    os.environ.update(LEVEL)
    try:
        subprocess.run([sys.executable, "-m", __name__], check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def import_all() -> None:
    """Every module of the packages, and with it what they import."""
    for root in PACKAGES:
        for module in pkgutil.walk_packages(importlib.import_module(root).__path__, f"{root}."):
            importlib.import_module(module.name)


if __name__ == "__main__":
    import_all()
