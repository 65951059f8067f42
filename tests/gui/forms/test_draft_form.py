"""A form by keyboard: faults beside their fields, drafts that outlive the window and the process."""

from dataclasses import replace

import pytest
from helpers.bedside import PHYSICIAN
from helpers.form_desk import SUBJECT, OpenForm, Sample
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hah_console.domain.errors import IllegalTransition, InvalidFields, InvalidInput
from hah_console.services.changes import Changes
from hah_console.ui.i18n import Texts

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LONG_NOTE = "喘😮‍💨 " * 12_000
"""Over 100 kB."""


def line(sample: Sample, name: str) -> QLineEdit:
    found = sample.form.findChild(QLineEdit, f"sample.{name}")
    assert found is not None
    found.setFocus()
    return found


def compose(widget: QWidget, text: str) -> None:
    """Type through an input method, as 注音 does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def wait_for_draft(qtbot: QtBot, sample: Sample) -> None:
    with qtbot.waitSignal(sample.form.keeper.kept):
        pass


def refuse(sample: Sample) -> None:
    faults = (
        InvalidInput(field="weight_kg", value="700", reason="out_of_range"),
        InvalidInput(field="birth_date", value="2099-01-01", reason="in_the_future"),
    )
    sample.form.refuse(InvalidFields(faults))


def test_what_was_typed_is_kept_a_second_later_as_it_was_typed(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    line(sample, "weight_kg").setFocus()
    compose(line(sample, "weight_kg"), "５８．５")
    compose(line(sample, "birth_date"), "民國30年3月2日")
    wait_for_draft(qtbot, sample)
    draft = sample.stored()
    assert draft is not None
    assert (draft.fields["weight_kg"], draft.fields["birth_date"]) == ("５８．５", "民國30年3月2日")
    assert draft.based_on == 1
    assert "03:12" in sample.form.kept.text()


def test_a_draft_survives_a_process_that_was_killed(qtbot: QtBot, open_form: OpenForm) -> None:
    """Nothing of the first form is closed, hidden or flushed: only what was kept by the timer is there."""
    killed = open_form()
    compose(line(killed, "name"), "玉😀")
    wait_for_draft(qtbot, killed)
    killed.form.keeper._timer.stop()
    again = open_form()
    assert again.form.fields()["name"] == killed.form.fields()["name"]
    assert "03:12" in again.form.draft_line.text()
    assert again.form.draft_bar.isVisible()


def test_hiding_the_form_keeps_the_draft_at_once(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "name"), "X")
    sample.form.hide()
    sample.settle(qtbot)
    assert sample.stored() is not None


def test_a_note_of_more_than_100_kb_is_kept_whole(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    note = sample.form.findChild(QPlainTextEdit, "sample.note")
    assert note is not None
    note.setPlainText(LONG_NOTE)
    sample.form.hide()
    sample.settle(qtbot)
    draft = sample.stored()
    assert draft is not None
    assert draft.fields["note"] == LONG_NOTE


def test_a_draft_says_that_the_record_has_changed_since(qtbot: QtBot, open_form: OpenForm) -> None:
    first = open_form()
    qtbot.keyClicks(line(first, "name"), "X")
    first.form.hide()
    first.settle(qtbot)
    later = open_form(version=2)
    assert "changed" in later.form.draft_line.text()
    assert "changed" in later.form.draft_line.accessibleName()


def test_a_discarded_draft_can_be_brought_back(qtbot: QtBot, open_form: OpenForm) -> None:
    first = open_form()
    qtbot.keyClicks(line(first, "name"), "X")
    first.form.hide()
    first.settle(qtbot)
    sample = open_form()
    sample.form.discard.click()
    sample.settle(qtbot)
    assert sample.form.fields()["name"] == "陳麗美"
    assert sample.stored() is None
    sample.form.discard.click()
    assert sample.form.fields()["name"] == "X陳麗美"
    sample.form.hide()
    sample.settle(qtbot)
    assert sample.stored() is not None


def test_nobody_is_shown_what_another_person_typed(qtbot: QtBot, open_form: OpenForm) -> None:
    first = open_form()
    qtbot.keyClicks(line(first, "name"), "X")
    first.form.hide()
    first.settle(qtbot)
    other = open_form(actor=PHYSICIAN)
    assert other.form.fields()["name"] == "陳麗美"
    assert not other.form.draft_bar.isVisible()


def test_text_of_one_subject_never_shows_for_another(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "name"), "X")
    with qtbot.waitSignal(sample.form.ready):
        sample.form.open("R-2", 1, {})
    assert sample.form.fields()["name"] == ""
    assert sample.stored("R-2") is None
    kept = sample.stored(SUBJECT)
    assert kept is not None
    assert kept.fields["name"] == "X陳麗美"


def test_typing_back_to_what_is_stored_leaves_no_draft(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "birth_date"), "1")
    wait_for_draft(qtbot, sample)
    qtbot.keyClick(line(sample, "birth_date"), Qt.Key.Key_Backspace)
    sample.form.hide()
    sample.settle(qtbot)
    assert sample.stored() is None


def test_a_form_opens_no_window_of_its_own(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    assert [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()] == [sample.form]


def test_ctrl_enter_sends_and_the_draft_is_dropped_afterwards(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "name"), "X")
    qtbot.keyClick(line(sample, "name"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [fields["name"] for fields in sample.asked] == ["X陳麗美"]
    with qtbot.waitSignal(sample.form.sent):
        sample.form.run(Changes)
    sample.settle(qtbot)
    assert sample.stored() is None
    assert not sample.form.dirty


def test_a_refusal_is_said_beside_each_field_and_clears_nothing(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "weight_kg"), "700")
    refuse(sample)
    assert "beyond" in sample.error("weight_kg")
    assert "future" in sample.error("birth_date")
    assert sample.error("name") == ""
    assert sample.form.fields()["weight_kg"] == "700"
    assert QApplication.focusWidget() is line(sample, "birth_date")
    assert "2 fields" in sample.form.error.text()
    assert "send again" in sample.form.error.text()


def test_a_fault_is_part_of_what_a_screen_reader_says_of_its_field(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    refuse(sample)
    weight = QAccessible.queryAccessibleInterface(line(sample, "weight_kg"))
    assert weight.text(QAccessible.Text.Name) == "Weight, kg"
    assert "beyond" in weight.text(QAccessible.Text.Description)
    qtbot.keyClicks(line(sample, "weight_kg"), "5")
    assert "beyond" not in weight.text(QAccessible.Text.Description)
    assert sample.error("weight_kg") == ""


def test_the_first_fault_is_spoken(qtbot: QtBot, open_form: OpenForm, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def hear(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())

    sample = open_form()
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    refuse(sample)
    assert len(said) == 1
    assert "2 fields" in said[0]
    assert "Born" in said[0]


def test_a_refusal_about_no_field_is_said_below_the_form(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    sample.form.refuse(IllegalTransition(entity="referral", state="declined", move="accepted"))
    assert sample.form.error.isVisible()
    assert sample.form.submit.isEnabled()


def test_a_change_by_somebody_else_never_overwrites_what_was_typed(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    sample.form.changed(2, {"name": "陳美麗"})
    assert sample.form.fields()["name"] == "陳美麗"
    qtbot.keyClicks(line(sample, "name"), "X")
    sample.form.changed(3, {"name": "other"})
    assert sample.form.fields()["name"] == "X陳美麗"
    assert sample.form.draft_bar.isVisible()


def test_answers_are_given_with_the_arrow_keys(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    sample.form.form.focus_field("item.falls")
    assert sample.form.fields()["item.falls"] == ""
    here = QApplication.focusWidget()
    assert here is not None
    qtbot.keyClick(here, Qt.Key.Key_Left)
    assert sample.form.fields()["item.falls"] == "no"
    sample.form.hide()
    sample.settle(qtbot)
    assert sample.stored() is not None


def test_tab_goes_through_the_fields_in_their_order(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    sample.form.form.focus_first()
    passed = []
    for _ in range(9):
        here = QApplication.focusWidget()
        assert here is not None
        passed.append(here.objectName().removeprefix("sample."))
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    order = [
        "name",
        "birth_date",
        "sex",
        "weight_kg",
        "item.fever.yes",
        "item.falls.unknown",
        "note",
        "signed_at",
        "copy",
    ]
    assert passed == order


def test_the_wheel_over_a_choice_changes_nothing(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    box = sample.form.form.rows["sex"].input.parts[0]
    box.setFocus()
    place, still = QPointF(5, 5), Qt.ScrollPhase.NoScrollPhase
    none, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(place, place, QPoint(0, 0), QPoint(0, -120), none, plain, still, False)
    QApplication.sendEvent(box, turn)
    assert sample.form.fields()["sex"] == "female"


def test_the_language_is_switched_live_and_keeps_what_was_typed(qtbot: QtBot, open_form: OpenForm) -> None:
    sample = open_form()
    qtbot.keyClicks(line(sample, "name"), "X")
    sample.form.restyle(replace(sample.desk, texts=Texts("zh_TW")))
    assert sample.form.fields()["name"] == "X陳麗美"
    assert line(sample, "name").accessibleName() == "姓名（必填）"


def test_a_form_to_be_read_is_reached_and_read_by_keyboard_and_changed_by_nothing(
    qtbot: QtBot, open_form: OpenForm
) -> None:
    sample = open_form()
    sample.form.form.set_read_only(True)
    before = sample.form.fields()
    for name in ("name", "sex", "weight_kg", "item.fever", "item.falls", "note", "copy"):
        assert sample.form.form.focus_field(name)
        here = QApplication.focusWidget()
        assert here is not None
        assert here.objectName().startswith(f"sample.{name}")
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_F, Qt.Key.Key_1):
            qtbot.keyClick(here, key)
        qtbot.mouseClick(here, Qt.MouseButton.LeftButton)
    assert sample.form.fields() == before


def test_what_is_only_read_restores_no_draft(qtbot: QtBot, open_form: OpenForm) -> None:
    first = open_form()
    qtbot.keyClicks(line(first, "name"), "X")
    first.form.show_stored(2, {"name": "陳麗美"})
    first.settle(qtbot)
    assert first.form.fields()["name"] == "陳麗美"
    assert not first.form.draft_bar.isVisible()
    assert first.stored() is not None
