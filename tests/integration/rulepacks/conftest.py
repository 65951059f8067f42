"""Folders of rule packs: those that ship, with something changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[3] / "resources" / "rulepacks"
Change = Callable[..., Path]


@pytest.fixture
def packs(tmp_path: Path) -> Change:
    """``packs(name, old, new, as_name)`` copies what ships, changes the file that begins with ``name``; a copy under
    ``as_name`` stands beside it."""
    for path in SHIPPED.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")

    def change(name: str = "", old: str = "", new: str = "", as_name: str = "") -> Path:
        if name:
            path = next(path for path in tmp_path.glob("*.toml") if path.name.startswith(name))
            text = path.read_text("utf-8")
            assert old in text
            (tmp_path / as_name if as_name else path).write_text(text.replace(old, new, 1), "utf-8")
        return tmp_path

    return change
