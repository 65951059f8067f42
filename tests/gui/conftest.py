"""A console over a ward of its own, signed in or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.desk import Console, make_console
from helpers.ward import Ward, make_template, open_ward
from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def ward_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("ward"))


@pytest.fixture
def ward(ward_template: Path, tmp_path: Path) -> Iterator[Ward]:
    ward = open_ward(ward_template, tmp_path)
    yield ward
    ward.store.close()


@pytest.fixture
def console(qtbot: QtBot, ward: Ward) -> Iterator[Console]:
    """A console with the sign-in form in sight."""
    console = make_console(ward)
    qtbot.addWidget(console.window)
    console.show(qtbot)
    yield console
    console.close(qtbot)


@pytest.fixture
def signed_in(qtbot: QtBot, console: Console) -> Console:
    """A console with a nurse's census in sight."""
    console.sign_in(qtbot)
    return console
