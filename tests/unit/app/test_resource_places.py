"""Bundled files are found in a checkout and inside a bundle."""

import sys
from pathlib import Path

import pytest

from hah_console.app.resources import resource_path


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert resource_path("themes", "light.json").is_file()


def test_a_bundle_has_its_resources_where_it_was_unpacked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("fonts") == tmp_path / "resources" / "fonts"


def test_a_frozen_program_without_a_marked_folder_looks_beside_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "hah_console"))
    assert resource_path("fonts") == tmp_path / "resources" / "fonts"
