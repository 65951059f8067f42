"""A note is written, signed and corrected by keyboard; nothing typed is lost."""

from dataclasses import replace

import pytest
from helpers.bedside import CHEN, LIN, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import CTRL, PASSWORD, OnePassword, notes_of, open_chart, tab_of, write
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.chart.note import NoteKind, NoteState, Section
from hah_console.domain.ids import PatientId
from hah_console.services.notes import correct_note, sign_note
from hah_console.ui.screens.patient.notes.tab import NotesTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def _tab(console: BedsideConsole) -> NotesTab:
    found = tab_of(console, NotesTab)
    assert isinstance(found, NotesTab)
    return found


def _edit(tab: NotesTab, section: Section) -> QPlainTextEdit:
    edit = tab.form.form.rows[section.value].input.parts[0]
    assert isinstance(edit, QPlainTextEdit)
    return edit


def _begin(qtbot: QtBot, console: BedsideConsole) -> NotesTab:
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: tab.form.form.isEnabled() and tab.form.form.rows["kind"].input.parts[0].hasFocus())
    return tab


def _send(qtbot: QtBot, console: BedsideConsole) -> None:
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    console.settle(qtbot)


def test_a_note_is_written_and_signed_without_touching_the_mouse(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Tab)
    assert _edit(tab, Section.SUBJECTIVE).hasFocus()
    console.type(qtbot, "less cough")
    console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "SpO2 95 %")
    _send(qtbot, console)
    qtbot.waitUntil(tab.panel.strip.password.hasFocus)
    console.type(qtbot, PASSWORD)
    console.press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: notes_of(bedside)[0].state is NoteState.SIGNED)
    console.settle(qtbot)
    (note,) = notes_of(bedside)
    assert (note.patient_id, note.kind) == (CHEN, NoteKind.VISIT)
    assert note.text.sections == ((Section.SUBJECTIVE, "less cough"), (Section.OBJECTIVE, "SpO2 95 %"))


def test_a_slash_brings_a_snippet_whose_blanks_are_filled_one_after_the_other(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    edit = _edit(tab, Section.SUBJECTIVE)
    edit.setFocus()
    console.type(qtbot, "/")
    console.type(qtbot, "s-care")
    assert tab.form.hand is not None
    assert tab.form.hand.popup.typed.hasFocus()
    console.press(qtbot, Qt.Key.Key_Return)
    assert edit.hasFocus()
    console.type(qtbot, "daughter")
    console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "slept well")
    assert edit.toPlainText() == "主要照顧者（daughter）表示：slept well。"
    console.press(qtbot, Qt.Key.Key_Tab)
    assert _edit(tab, Section.OBJECTIVE).hasFocus()
    console.settle(qtbot)


def test_a_slash_within_a_number_or_a_snippet_not_taken_is_text(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    edit = _edit(tab, Section.OBJECTIVE)
    edit.setFocus()
    console.type(qtbot, "96/54 /")
    console.type(qtbot, "zz")
    console.press(qtbot, Qt.Key.Key_Return)
    console.press(qtbot, Qt.Key.Key_Escape)
    assert edit.toPlainText() == "96/54 /zz"
    assert edit.hasFocus()
    console.settle(qtbot)


def test_a_blank_left_and_a_missing_kind_are_said_beside_their_fields(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    _edit(tab, Section.PLAN).setPlainText("續用___")
    _send(qtbot, console)
    assert "___" in tab.form.form.rows["plan"].error.text()
    _edit(tab, Section.PLAN).setPlainText("續用 ceftriaxone")
    _send(qtbot, console)
    assert tab.form.form.rows["kind"].error.text()
    assert notes_of(bedside) == ()


def test_a_note_over_a_hundred_kilobytes_is_refused_beside_the_field_and_kept(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    long = "咳嗽減少。\n" * 7_000
    tab.form.form.rows["kind"].input.show_value("visit")
    _edit(tab, Section.SUBJECTIVE).setPlainText(long)
    _send(qtbot, console)
    assert "100 kB" in tab.form.form.rows["subjective"].error.text()
    assert _edit(tab, Section.SUBJECTIVE).toPlainText() == long
    assert notes_of(bedside) == ()
    half = "咳嗽減少。\n" * 4_000
    for section in (Section.SUBJECTIVE, Section.OBJECTIVE):
        _edit(tab, section).setPlainText(half)
    _send(qtbot, console)
    assert "100 kB" in tab.form.form.rows["subjective"].error.text(), "all sections together are too long"


def test_a_draft_stays_with_its_own_patient_and_is_gone_on_with(qtbot: QtBot, bedside: Bedside) -> None:
    console = open_chart(qtbot, bedside, "notes")
    tab = _begin(qtbot, console)
    _edit(tab, Section.SUBJECTIVE).setFocus()
    console.type(qtbot, "of Chen")
    console.frame.navigate("patient", LIN)
    console.settle(qtbot)
    console.settle(qtbot)
    _begin(qtbot, console)
    assert _edit(tab, Section.SUBJECTIVE).toPlainText() == ""
    assert "林志雄" in tab.form.who.text()
    console.frame.navigate("patient", f"{CHEN}#notes")
    console.settle(qtbot)
    console.settle(qtbot)
    assert tab.write.text() == "繼續草稿"
    _begin(qtbot, console)
    assert _edit(tab, Section.SUBJECTIVE).toPlainText() == "of Chen"
    assert "陳麗美" in tab.form.who.text()


def test_a_signed_note_is_corrected_only_with_a_reason(qtbot: QtBot, bedside: Bedside) -> None:
    note = write(bedside)
    sign_note(bedside.ctx, NURSE, OnePassword(), note, PASSWORD)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: tab.form.form.isEnabled() and tab.form.form.rows["reason"].input.parts[0].hasFocus())
    _edit(tab, Section.PLAN).setPlainText("停用 Ceftriaxone")
    _send(qtbot, console)
    assert tab.form.form.rows["reason"].error.text()
    tab.form.form.focus_field("reason")
    console.type(qtbot, "treatment changed")
    _send(qtbot, console)
    qtbot.waitUntil(tab.panel.strip.password.hasFocus)
    assert [text.reason for text in notes_of(bedside)[0].texts] == ["", "treatment changed"]
    assert notes_of(bedside)[0].state is NoteState.CORRECTED


def test_a_correction_of_what_was_changed_meanwhile_is_not_sent(qtbot: QtBot, bedside: Bedside) -> None:
    note = write(bedside)
    console = open_chart(qtbot, bedside, "notes")
    tab = _tab(console)
    console.alt(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(tab.form.form.isEnabled)
    _edit(tab, Section.PLAN).setPlainText("mine")
    correct_note(bedside.ctx, NURSE, note, {Section.PLAN: "other"}, "x")
    _send(qtbot, console)
    assert [text.section(Section.PLAN) for text in notes_of(bedside)[0].texts][-1] == "other"
    assert _edit(tab, Section.PLAN).toPlainText() == "mine"
    assert tab.form.error.text()


def test_without_an_admission_nothing_can_be_written(qtbot: QtBot, bedside: Bedside) -> None:

    with bedside.store.unit_of_work() as uow:
        uow.patients.save(replace(uow.patients.get(LIN), patient_id=PatientId("P-new"), version=0))
        uow.commit()
    console = open_chart(qtbot, bedside, "notes", PHYSICIAN)
    tab = _tab(console)
    console.frame.navigate("patient", "P-new#notes")
    console.settle(qtbot)
    console.settle(qtbot)
    assert not tab.write.isVisible()
    assert "沒有收案" in tab.empty.text()
