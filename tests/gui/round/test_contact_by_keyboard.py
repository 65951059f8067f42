"""A contact by video or telephone, recorded by keyboard from the round."""

from datetime import timedelta

import pytest
from helpers.desk import Console
from helpers.round_ward import RoundWard
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.chart.contact import Advice, Contact, ContactReason, IdentityMark, Outcome
from hah_console.domain.chart.note import NoteKind, Section
from hah_console.ui.chart.contact_form import ContactForm
from hah_console.ui.screens.round.view import RoundScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CONTROL = Qt.KeyboardModifier.ControlModifier
MARKS = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)


@pytest.fixture
def form(qtbot: QtBot, console: Console, round_screen: RoundScreen) -> ContactForm:
    """Alt+F5 on the first patient of the round."""
    console.alt(qtbot, Qt.Key.Key_F5)
    return opened(qtbot)


def opened(qtbot: QtBot) -> ContactForm:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ContactForm))
    form = QApplication.activeModalWidget()
    assert isinstance(form, ContactForm)
    qtbot.waitUntil(form.form.form.isEnabled)
    qtbot.waitUntil(form.form.form.rows["mode"].input.parts[0].hasFocus)
    return form


def fill(form: ContactForm, **fields: str) -> None:
    """What a person would choose and type."""
    form.form.form.show_fields({**form.form.fields(), **fields})
    form.form.keeper.touch()


def held(**more: str) -> dict[str, str]:
    marks = {f"mark_{mark.value}": "yes" for mark in MARKS}
    return {"mode": "video", "reason": "routine", "outcome": "done", "consented": "yes", **marks, **more}


def stored(ward: RoundWard) -> list[Contact]:
    with ward.ward.ctx.store() as uow:
        return list(uow.contacts.all())


def events(ward: RoundWard, contact: Contact) -> list[CaseEvent]:
    with ward.ward.ctx.store() as uow:
        return [e for e in uow.case_events.of_entity(contact.contact_id) if e.kind is CaseEventKind.CONTACT_HELD]


def test_the_form_names_its_patient_and_the_keyboard_alone_fills_it(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, form: ContactForm, ward: RoundWard
) -> None:
    sight = round_screen.presenter.sight
    assert sight is not None
    assert sight.round.identity.name in form.who.text()
    assert sight.round.identity.birth_date.isoformat() in form.known.text()
    console.press(qtbot, Qt.Key.Key_Down)
    console.press(qtbot, Qt.Key.Key_Tab)
    console.press(qtbot, Qt.Key.Key_Down)
    for _ in range(3):
        console.press(qtbot, Qt.Key.Key_Tab)
    for _ in range(2):
        assert isinstance(console.focused(), QCheckBox)
        console.press(qtbot, Qt.Key.Key_Space)
        console.press(qtbot, Qt.Key.Key_Tab)
    for _ in range(4):
        console.press(qtbot, Qt.Key.Key_Tab)
    console.press(qtbot, Qt.Key.Key_Space)
    console.press(qtbot, Qt.Key.Key_Tab)
    console.press(qtbot, Qt.Key.Key_Down)
    for _ in range(4):
        console.press(qtbot, Qt.Key.Key_Tab)
    console.type(qtbot, "less cough")
    with qtbot.waitSignal(form.recorded):
        console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    (contact,) = stored(ward)
    assert (contact.patient_id, contact.outcome, contact.marks) == (sight.patient_id, Outcome.DONE, MARKS)
    console.settle(qtbot)
    assert "已記錄通訊診察" in round_screen.said.text()


def test_an_emergency_writes_the_facts_the_clocks_read_and_a_note_that_says_by_telecommunication(
    qtbot: QtBot, form: ContactForm, ward: RoundWard
) -> None:
    fill(form, **held(reason="emergency", consented="", advice="stay", note="喘"))
    with qtbot.waitSignal(form.recorded):
        form.form.send()
    (contact,) = stored(ward)
    (event,) = events(ward, contact)
    assert (contact.reason, contact.advice, contact.urgent) == (ContactReason.EMERGENCY, Advice.STAY, True)
    assert (event.fact("reason"), event.fact("advice"), event.fact("mode")) == ("emergency", "stay", "video")
    with ward.ward.ctx.store() as uow:
        (note,) = uow.notes.all()
    assert (note.kind, note.subject_id) == (NoteKind.CONTACT, contact.contact_id)
    said = note.text.section(Section.OBJECTIVE)
    assert "通訊方式（視訊）" in said
    assert "身分核對：姓名、出生日期" in said
    assert "未事先取得同意" in said
    assert (note.text.section(Section.SUBJECTIVE), note.text.section(Section.PLAN)) == ("喘", "留在家中觀察")


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"mark_name": ""}, "mark_name", "須核對兩項身分"),
        ({"consented": ""}, "consented", "必填"),
        ({"reason": "emergency"}, "advice", "必填"),
        ({"ended_at": "02:00"}, "ended_at", "早於開始時間"),
        ({"started_at": "23:59"}, "started_at", "時間在未來，請再核對"),
        ({"started_at": "morning"}, "started_at", "請寫日期與時間，例如 115/03/05 14:30"),
        ({"outcome": "unfit"}, "unfit_advice", "必填"),
        ({"mode": ""}, "mode", "此欄必填，請填寫"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_stored(
    qtbot: QtBot, form: ContactForm, ward: RoundWard, wrong: dict[str, str], field: str, reason: str
) -> None:
    fill(form, **held(**wrong))
    form.form.send()
    qtbot.waitUntil(lambda: reason in form.form.form.rows[field].fault)
    assert stored(ward) == []


def test_what_was_typed_waits_as_a_draft_and_is_dropped_once_it_is_recorded(
    qtbot: QtBot, console: Console, round_screen: RoundScreen, form: ContactForm
) -> None:
    fill(form, **held(note="half"))
    console.press(qtbot, Qt.Key.Key_Escape)
    console.settle(qtbot)
    console.window.activateWindow()
    round_screen.open_contact()
    again = opened(qtbot)
    assert again.form.fields()["note"] == "half"
    assert again.form.draft_bar.isVisible()
    with qtbot.waitSignal(again.recorded):
        again.form.send()
    console.settle(qtbot)
    round_screen.open_contact()
    assert opened(qtbot).form.fields()["note"] == ""


def test_nobody_reached_needs_neither_marks_nor_consent(qtbot: QtBot, form: ContactForm, ward: RoundWard) -> None:
    fill(form, mode="telephone", reason="routine", outcome="not_reached")
    with qtbot.waitSignal(form.recorded):
        form.form.send()
    (contact,) = stored(ward)
    assert (contact.outcome, events(ward, contact)) == (Outcome.NOT_REACHED, [])
    with ward.ward.ctx.store() as uow:
        assert uow.notes.all() == ()


def test_a_video_contact_of_the_physician_meets_her_clock_of_the_day(
    qtbot: QtBot, form: ContactForm, ward: RoundWard, round_screen: RoundScreen
) -> None:
    sight = round_screen.presenter.sight
    assert sight is not None
    assert sight.round.row.contact is not None
    fill(form, **held())
    with qtbot.waitSignal(form.recorded):
        form.form.send()
    ward.ward.clock.advance(timedelta(minutes=1))
    assert ward.row(sight.patient_id).contact is None
