"""The tabs of what is written about a patient, and their forms, without a mouse and without sight."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, NURSE, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import chart_parts, fill_notes, open_chart, tab_of
from helpers.files import PDF, photo
from helpers.reach import expect_a_dialog_for_everybody, label, missed, named, names, stops, walk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from hah_console.app.screens import SCREENS
from hah_console.domain.chart.attachment import AttachmentKind
from hah_console.domain.chart.questionnaire import Answered
from hah_console.services.contacts import answer, attach
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.attachments.tab import AttachmentsTab
from hah_console.ui.screens.patient.notes.tab import NotesTab
from hah_console.ui.screens.patient.questionnaires.tab import QuestionnairesTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LANGUAGES = ("zh_TW", "en")
PLACES = ("notes", "writing", "correcting", "questionnaires", "asking", "photos", "documents", "signing")
_ROLE = QAccessible.Role
NO_ROLE = {_ROLE.NoRole, _ROLE.Border, _ROLE.Grouping}


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    fill_notes(bedside)
    cat = chart_parts().questionnaires["cat"]
    answer(bedside.ctx, NURSE, CHEN_STAY, cat, {item.code: 1 for item in cat.items}, Answered.TELEPHONE)
    for hours in (3, 2, 1):
        taken = bedside.clock.now() - timedelta(hours=hours)
        attach(
            bedside.ctx, NURSE, CHEN_STAY, AttachmentKind.WOUND, photo(), title="", body_site="x", taken_at=taken
        )  # fmt: skip
    attach(bedside.ctx, NURSE, CHEN_STAY, AttachmentKind.CONSENT, PDF, title="consent")
    yield bedside
    bedside.store.close()


def _open(qtbot: QtBot, bedside: Bedside, place: str, language: str) -> BedsideConsole:
    tab_id = {"writing": "notes", "correcting": "notes", "asking": "questionnaires", "signing": ""}.get(place, place)
    screens = {"signing": SCREENS["signing"]}
    console = open_chart(qtbot, bedside, tab_id, preferences=Preferences(language=language), screens=screens)
    if place == "signing":
        console.frame.navigate("signing", "")
    if place in {"writing", "correcting"}:
        notes = tab_of(console, NotesTab)
        assert isinstance(notes, NotesTab)
        notes.begin_writing() if place == "writing" else notes.begin_correcting()
        qtbot.waitUntil(notes.form.form.isEnabled)
    if place == "asking":
        asked = tab_of(console, QuestionnairesTab)
        assert isinstance(asked, QuestionnairesTab)
        asked.begin_asking()
        qtbot.waitUntil(lambda: asked.panel._ready)
    for _ in range(3):
        console.settle(qtbot)
    return console


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_everything_on_them_has_a_name_a_role_and_an_id(
    qtbot: QtBot, bedside: Bedside, place: str, language: str
) -> None:
    found = stops(_open(qtbot, bedside, place, language).window)
    assert {label(widget) for widget in found if not named(widget)} == set()
    roles = {label(w): QAccessible.queryAccessibleInterface(w).role() for w in found}
    assert {name for name, role in roles.items() if role in NO_ROLE} == set()
    assert {label(widget) for widget in found if not widget.objectName()} == set()


@pytest.mark.parametrize("place", PLACES)
def test_their_names_follow_the_language(qtbot: QtBot, bedside: Bedside, place: str) -> None:
    console = _open(qtbot, bedside, place, "zh_TW")
    before = names(console.window)
    console.window.switch_language("en")
    console.settle(qtbot)
    switched = names(console.window)
    assert switched.keys() == before.keys()
    fresh = names(_open(qtbot, bedside, place, "en").window)
    assert {name: (switched[name], fresh[name]) for name in fresh if switched.get(name) != fresh[name]} == {}


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
@pytest.mark.parametrize("place", PLACES)
def test_tab_reaches_all_of_them_and_comes_back(qtbot: QtBot, bedside: Bedside, place: str, key: Qt.Key) -> None:
    console = _open(qtbot, bedside, place, "zh_TW")
    console.frame.focus_screen()
    qtbot.keyClick(console.focused(), key)
    assert missed(console.window, walk(qtbot, key)) == set()


@pytest.mark.parametrize("tab_id", ["photos", "documents"])
def test_the_form_of_a_file_needs_neither_mouse_nor_sight(qtbot: QtBot, bedside: Bedside, tab_id: str) -> None:
    console = _open(qtbot, bedside, tab_id, "en")
    tab = next(tab for tab in console.patient.findChildren(AttachmentsTab) if tab.tab_id == tab_id)
    tab.open_form()
    expect_a_dialog_for_everybody(qtbot, console, tab)
