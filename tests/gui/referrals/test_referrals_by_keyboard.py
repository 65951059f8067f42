"""The referral inbox over a real store, by keyboard."""

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.desk import EmptyScreen
from helpers.referral_desk import UNKNOWN, all_referrals, stored, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from hah_console.domain.ids import ReferralId
from hah_console.domain.referral import DeclineReason, ReferralState
from hah_console.services.referral_receipt import receive_referral
from hah_console.services.referrals import accept_referral, match_referral
from hah_console.ui.forms.inputs import ChoiceInput
from hah_console.ui.screens.referrals.end_dialog import EndDialog
from hah_console.ui.screens.referrals.refused_dialog import RefusedDialog
from hah_console.ui.screens.referrals.return_dialog import ReturnDialog
from hah_console.ui.screens.referrals.view import ReferralsScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
Ids = dict[str, ReferralId]


def screen_of(console: BedsideConsole) -> ReferralsScreen:
    return console.screen("referrals", ReferralsScreen)


def dialog_of(qtbot: QtBot, console: BedsideConsole) -> QDialog:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in screen_of(console).findChildren(QDialog)))
    dialog = next(d for d in screen_of(console).findChildren(QDialog) if d.isVisible())
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def state_of(console: BedsideConsole, referral_id: ReferralId) -> ReferralState:
    return stored(console.bedside, referral_id).state


def write(console: BedsideConsole, name: str, text: str) -> None:
    """Fill a field of the form in."""
    field = screen_of(console).form.form.form.rows[name].input
    field.take_focus()
    if isinstance(field, ChoiceInput):
        field.show_value(text)
        field.typed.emit()
    else:
        line = field.parts[0]
        assert isinstance(line, QLineEdit)
        line.selectAll()
        line.insert(text)


def send(qtbot: QtBot, console: BedsideConsole) -> None:
    console.press(qtbot, _Key.Key_Return, CTRL)
    console.settle(qtbot)


def test_one_key_accepts_and_the_same_key_opens_the_intake(qtbot: QtBot, inbox: BedsideConsole, referrals: Ids) -> None:
    inbox.alt(qtbot, _Key.Key_F9)
    qtbot.waitUntil(lambda: screen_of(inbox).presenter.forward() == "intake")
    assert state_of(inbox, referrals["unknown"]) is ReferralState.ACCEPTED
    inbox.alt(qtbot, _Key.Key_F9)
    intake = inbox.screen("intake", EmptyScreen)
    assert intake.shown == [referrals["unknown"]]


def test_a_referral_is_declined_with_a_reason(qtbot: QtBot, inbox: BedsideConsole, referrals: Ids) -> None:
    inbox.alt(qtbot, _Key.Key_F7)
    dialog = dialog_of(qtbot, inbox)
    assert isinstance(dialog, EndDialog)
    dialog.send()
    assert dialog.error.isVisible()
    dialog.reason.setFocus()
    qtbot.keyClick(dialog.reason, _Key.Key_Down)
    qtbot.keyClick(dialog.reason, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    inbox.settle(qtbot)
    referral = stored(inbox.bedside, referrals["unknown"])
    assert (referral.state, referral.history[-1].reason) == (ReferralState.DECLINED, DeclineReason.NOT_ELIGIBLE)


def test_declining_for_another_reason_asks_for_words_and_keeps_the_dialog(
    qtbot: QtBot, inbox: BedsideConsole, referrals: Ids
) -> None:
    inbox.alt(qtbot, _Key.Key_F7)
    dialog = dialog_of(qtbot, inbox)
    assert isinstance(dialog, EndDialog)
    dialog.reason.setCurrentIndex(dialog.reason.count() - 1)
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    dialog.note.setPlainText("family moves")
    dialog.send()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    inbox.settle(qtbot)
    assert stored(inbox.bedside, referrals["unknown"]).history[-1].note == "family moves"


def test_a_referral_is_returned_for_the_fields_that_are_missing(
    qtbot: QtBot, inbox: BedsideConsole, referrals: Ids
) -> None:
    screen_of(inbox).show_entity(referrals["known"])
    qtbot.waitUntil(lambda: screen_of(inbox).presenter.referral() is not None)
    inbox.alt(qtbot, _Key.Key_F8)
    dialog = dialog_of(qtbot, inbox)
    assert isinstance(dialog, ReturnDialog)
    assert dialog.boxes["national_id"].isChecked()
    assert not dialog.boxes["birth_date"].isChecked()
    dialog.note.setFocus()
    qtbot.keyClick(dialog.note, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    inbox.settle(qtbot)
    assert "national_id" in stored(inbox.bedside, referrals["known"]).history[-1].missing


def test_a_referral_is_typed_in_and_is_in_sight_afterwards(qtbot: QtBot, inbox: BedsideConsole) -> None:
    inbox.alt(qtbot, _Key.Key_F5)
    screen = screen_of(inbox)
    qtbot.waitUntil(lambda: screen.form_open and screen.form.form.form.isEnabled())
    write(inbox, "sender_organisation", "示範診所")
    write(inbox, "mode", "A")
    write(inbox, "name", "林 😀")
    send(qtbot, inbox)
    qtbot.waitUntil(lambda: not screen.form_open)
    inbox.settle(qtbot)
    newest = next(r for r in all_referrals(inbox.bedside) if r.sender.organisation == "示範診所")
    qtbot.waitUntil(lambda: screen.presenter.referral() is not None)
    assert screen.presenter.chosen_id == newest.referral_id
    assert newest.person.name == "林 😀"


def test_bad_input_is_said_beside_each_field_and_nothing_is_lost(qtbot: QtBot, inbox: BedsideConsole) -> None:
    inbox.alt(qtbot, _Key.Key_F5)
    screen = screen_of(inbox)
    qtbot.waitUntil(lambda: screen.form_open and screen.form.form.form.isEnabled())
    typed = {"national_id": "A123456788", "birth_date": "2099-01-01", "weight_kg": "７００", "name": "林"}
    for name, text in typed.items():
        write(inbox, name, text)
    send(qtbot, inbox)
    qtbot.waitUntil(screen.form.form.error.isVisible)
    rows = screen.form.form.form.rows
    faulty = {name for name, row in rows.items() if row.fault}
    assert faulty == {"mode", "sender_organisation", "national_id", "birth_date", "weight_kg"}
    assert {name: screen.form.form.fields()[name] for name in typed} == typed
    assert inbox.focused().objectName() == "referral.sender_organisation"


def test_an_unsent_referral_is_there_again_after_the_window_was_closed(
    qtbot: QtBot, inbox: BedsideConsole, bedside: Bedside
) -> None:
    inbox.alt(qtbot, _Key.Key_F5)
    form = screen_of(inbox).form
    qtbot.waitUntil(form.form.form.isEnabled)
    write(inbox, "name", "林")
    inbox.window.close()
    with bedside.store.unit_of_work() as uow:
        assert [draft.fields["name"] for draft in uow.drafts.of_user(NURSE.user_id)] == ["林"]


def test_leaving_the_form_keeps_the_draft_and_esc_returns_to_the_inbox(qtbot: QtBot, inbox: BedsideConsole) -> None:
    screen = screen_of(inbox)
    inbox.alt(qtbot, _Key.Key_F5)
    qtbot.waitUntil(screen.form.form.form.isEnabled)
    write(inbox, "name", "林")
    inbox.press(qtbot, _Key.Key_Escape)
    inbox.settle(qtbot)
    assert not screen.form_open
    inbox.alt(qtbot, _Key.Key_F5)
    qtbot.waitUntil(screen.form.form.draft_bar.isVisible)
    assert screen.form.form.fields()["name"] == "林"


def test_what_the_sender_added_is_written_down_and_the_referral_waits_for_us_again(
    qtbot: QtBot, inbox: BedsideConsole, referrals: Ids
) -> None:
    screen = screen_of(inbox)
    screen.show_entity(referrals["few"])
    qtbot.waitUntil(lambda: screen.presenter.referral() is not None)
    inbox.alt(qtbot, _Key.Key_F9)
    qtbot.waitUntil(lambda: screen.form_open and screen.form.form.form.isEnabled())
    assert inbox.focused().objectName() == "referral.birth_date"
    write(inbox, "birth_date", "民國28年5月1日")
    send(qtbot, inbox)
    qtbot.waitUntil(lambda: not screen.form_open)
    inbox.settle(qtbot)
    assert state_of(inbox, referrals["few"]) is ReferralState.COMPLETED


def test_a_patient_the_house_knows_is_shown_with_what_agrees_and_is_matched_by_one_key(
    qtbot: QtBot, inbox: BedsideConsole, referrals: Ids
) -> None:
    screen = screen_of(inbox)
    screen.show_entity(referrals["known"])
    qtbot.waitUntil(lambda: bool(screen.detail.matches.key()))
    assert screen.detail.matches.key() == CHEN
    row = screen.detail.matches.row()
    assert row is not None
    assert "出生日期" in row.spoken
    inbox.alt(qtbot, _Key.Key_F12)
    qtbot.waitUntil(screen.open_button.isVisible)
    assert stored(inbox.bedside, referrals["known"]).patient_id == CHEN
    assert screen.match_button.text() == "不是此人"


def test_a_filter_is_in_sight_and_cleared_by_one_click(qtbot: QtBot, inbox: BedsideConsole, referrals: Ids) -> None:
    screen = screen_of(inbox)
    assert not screen.head.clear.isVisible()
    screen.head.filters["returned"].click()
    assert [line.key for line in screen.list.rows._rows] == [referrals["few"]]
    assert screen.head.clear.isVisible()
    screen.head.clear.click()
    assert screen.list.rows.rowCount() == 3
    inbox.press(qtbot, _Key.Key_F, CTRL)
    inbox.type(qtbot, "zzz")
    assert screen.message.isVisible()
    screen.message.button.click()
    assert screen.list.rows.rowCount() == 3
    inbox.settle(qtbot)


def test_an_overdue_answer_says_so_in_words_and_comes_first(
    qtbot: QtBot, inbox: BedsideConsole, bedside: Bedside, referrals: Ids
) -> None:
    bedside.advance(125)
    screen_of(inbox).refresh()
    inbox.settle(qtbot)
    first = screen_of(inbox).list.rows.row(0)
    assert first is not None
    assert first.key == referrals["unknown"]
    assert "逾時" in first.spoken
    assert "逾時" in screen_of(inbox).head.summary.text()


def test_when_a_colleague_was_faster_it_is_said_and_shown(
    qtbot: QtBot, inbox: BedsideConsole, bedside: Bedside, referrals: Ids
) -> None:
    screen = screen_of(inbox)
    command = screen.presenter.accept()
    accept_referral(bedside.ctx, PHYSICIAN, referrals["unknown"], stored(bedside, referrals["unknown"]).version)
    screen._send(command, "referrals.act.accepted")
    qtbot.waitUntil(screen.detail.said.isVisible)
    inbox.settle(qtbot)
    assert state_of(inbox, referrals["unknown"]) is ReferralState.ACCEPTED


def test_who_may_not_answer_referrals_is_offered_nothing(qtbot: QtBot, open_inbox: object, referrals: Ids) -> None:
    console = open_inbox(actor=DISPATCHER)  # type: ignore[operator]
    screen = screen_of(console)
    assert not screen.new_button.isEnabled()
    assert not screen.forward_button.isEnabled()
    assert not screen.forward_button.isVisible()
    assert not any(b.isVisible() for b in (screen.return_button, screen.decline_button, screen.correct_button))


def test_the_detail_of_one_referral_is_never_shown_for_another(
    qtbot: QtBot, inbox: BedsideConsole, referrals: Ids
) -> None:
    screen = screen_of(inbox)
    assert "吳春梅" in screen.detail.who.text()
    late = screen._page_of_chosen()
    screen.list.choose(referrals["few"])
    assert screen.detail.who.text() == ""
    screen._on_page(late)
    assert screen.detail.who.text() == ""
    qtbot.waitUntil(lambda: "黃金水" in screen.detail.who.text())
    inbox.settle(qtbot)


def test_a_document_that_could_not_be_taken_is_in_sight_with_its_reasons_until_it_is_settled(
    qtbot: QtBot, inbox: BedsideConsole, bedside: Bedside
) -> None:
    screen = screen_of(inbox)
    assert not screen.head.refused.isVisible()
    receive_referral(bedside.ctx, NURSE, b'{"format": "hah-referral", "version": 1, "external_id": "7"}', "er.json")
    screen.refresh()
    qtbot.waitUntil(screen.head.refused.isVisible)
    screen.head.refused.setFocus()
    inbox.press(qtbot, _Key.Key_Space)
    dialog = dialog_of(qtbot, inbox)
    assert isinstance(dialog, RefusedDialog)
    assert "\n" in dialog.unusable.text()
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    dialog.note.setPlainText("called the ED")
    dialog.send()
    qtbot.waitUntil(lambda: not screen.head.refused.isVisible())
    inbox.settle(qtbot)


def test_enter_in_the_list_answers_nobody(qtbot: QtBot, inbox: BedsideConsole, referrals: Ids) -> None:
    screen = screen_of(inbox)
    screen.list.setFocus()
    inbox.press(qtbot, _Key.Key_Return)
    inbox.settle(qtbot)
    assert state_of(inbox, referrals["unknown"]) is ReferralState.RECEIVED
    assert inbox.focused() is screen.detail.facts


def test_a_person_in_care_and_one_referred_twice_are_told_before_the_answer(
    qtbot: QtBot, inbox: BedsideConsole, bedside: Bedside, referrals: Ids
) -> None:
    screen = screen_of(inbox)
    typed(bedside, {**UNKNOWN, "sender_organisation": "另一家醫院"})
    match_referral(bedside.ctx, NURSE, referrals["known"], stored(bedside, referrals["known"]).version, CHEN, ())
    screen.refresh()
    qtbot.waitUntil(lambda: "另有 1 件" in screen.detail.missing.text())
    screen.show_entity(referrals["known"])
    qtbot.waitUntil(lambda: "未結案" in screen.detail.missing.text())
    inbox.settle(qtbot)
    row = screen.list.row()
    assert row is not None
    assert "收案中" in row.spoken
