"""The command bar: unique prefixes, patients by name, honest answers."""

from helpers.desk import Console, EmptyScreen
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot


def open_bar(qtbot: QtBot, console: Console) -> None:
    console.press(qtbot, Qt.Key.Key_Slash)


def test_a_patient_is_found_by_her_name_and_opened(qtbot: QtBot, signed_in: Console) -> None:
    open_bar(qtbot, signed_in)
    bar = signed_in.frame.command_bar
    signed_in.type(qtbot, "pt ")
    bar.edit.insert("陳阿嬌")
    qtbot.waitUntil(lambda: len(bar.suggestions) == 1)
    assert "陳○嬌" in bar.suggestions[0].text
    signed_in.press(qtbot, Qt.Key.Key_Return)
    patient = signed_in.frame.screens["patient"]
    assert isinstance(patient, EmptyScreen)
    assert patient.shown == ["P003"]


def test_a_name_alone_is_enough(qtbot: QtBot, signed_in: Console) -> None:
    open_bar(qtbot, signed_in)
    signed_in.frame.command_bar.edit.insert("DEMO0007")
    qtbot.waitUntil(lambda: len(signed_in.frame.command_bar.suggestions) == 1)
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert signed_in.frame.current_screen == "patient"


def test_an_ambiguous_word_is_not_guessed(qtbot: QtBot, signed_in: Console) -> None:
    open_bar(qtbot, signed_in)
    signed_in.type(qtbot, "s")
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert "「s」" in signed_in.frame.notice.text()
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert not signed_in.frame.command_bar.edit.text()


def test_arrow_keys_choose_among_the_suggestions(qtbot: QtBot, signed_in: Console) -> None:
    open_bar(qtbot, signed_in)
    for _ in range(2):
        signed_in.press(qtbot, Qt.Key.Key_Down)
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert signed_in.frame.current_screen == "routes"


def test_a_slash_typed_into_a_text_field_stays_there(qtbot: QtBot, signed_in: Console) -> None:
    open_bar(qtbot, signed_in)
    signed_in.type(qtbot, "/xfer")
    signed_in.press(qtbot, Qt.Key.Key_Return)
    assert signed_in.frame.current_screen == "transfers"


def test_alt_and_a_number_opens_each_screen(qtbot: QtBot, signed_in: Console) -> None:
    keys = {"alarms": Qt.Key.Key_2, "routes": Qt.Key.Key_5, "transfers": Qt.Key.Key_7, "census": Qt.Key.Key_1}
    for screen, key in keys.items():
        signed_in.press(qtbot, key, Qt.KeyboardModifier.AltModifier)
        assert signed_in.frame.current_screen == screen


def test_help_lists_every_action_with_its_key(qtbot: QtBot, signed_in: Console) -> None:
    from PySide6.QtWidgets import QLabel

    from hah_console.ui.shell.help_page import HelpPage

    signed_in.press(qtbot, Qt.Key.Key_F1)
    page = signed_in.frame.findChild(HelpPage)
    assert page is not None
    written = {label.text() for label in page.findChildren(QLabel)}
    for spec in signed_in.frame.actions_table.available():
        assert signed_in.window.texts(spec.text) in written
        assert not spec.keys or "  ".join(spec.keys) in written
    signed_in.press(qtbot, Qt.Key.Key_Escape)
    assert signed_in.focused() is signed_in.census.table
