"""A house with somebody at every form, made once and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside_desk import BedsideConsole
from helpers.every_form import House, console_of, open_house, reopened
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.ui.forms import draft_keeper

Enter = Callable[..., BedsideConsole]


@pytest.fixture(scope="session")
def house_template(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = open_house(tmp_path_factory.mktemp("house"))
    house.bedside.store.close()
    return house


@pytest.fixture
def house(house_template: House, tmp_path: Path) -> Iterator[House]:
    shutil.copy(house_template.folder / "hah.db", tmp_path / "hah.db")
    made = reopened(replace(house_template, folder=tmp_path))
    yield made
    made.bedside.store.close()


@pytest.fixture
def again(house: House) -> Iterator[House]:
    """The house as after the program has been started again."""
    made = reopened(house)
    yield made
    made.bedside.store.close()


@pytest.fixture
def enter(qtbot: QtBot) -> Enter:
    """Opens the console as somebody, in a language."""

    def entered(house: House, actor: Actor, language: str = "zh_TW") -> BedsideConsole:
        return console_of(qtbot, house, actor, language)

    return entered


@pytest.fixture
def kept_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a second after it was typed but at once; the second itself is waited for where a process is killed."""
    monkeypatch.setattr(draft_keeper, "KEEP_AFTER_MS", 10)
