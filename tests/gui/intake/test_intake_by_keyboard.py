"""An intake over a real store, by keyboard: answered, signed, decided; what is missing is gone to; nothing is lost."""

from pathlib import Path

import pytest
from helpers.bedside import DISPATCHER, NURSE, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.intakes import good_fields
from helpers.referral_desk import FEW, UNKNOWN, accepted, stored, typed
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hah_console.domain.episode import Condition
from hah_console.domain.ids import ReferralId
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_rules import Answer
from hah_console.domain.referral import ReferralState
from hah_console.services.intake_board import intake_of_referral
from hah_console.services.intakes import save_answers
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.screens.intake.begin_dialog import BeginDialog
from hah_console.ui.screens.intake.index_text import IndexLine, Standing
from hah_console.ui.screens.intake.view import IntakeScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def screen_of(console: BedsideConsole) -> IntakeScreen:
    return console.screen("intake", IntakeScreen)


def intake_in(bedside: Bedside, referral_id: ReferralId) -> Intake:
    found = intake_of_referral(bedside.ctx, referral_id)
    assert found is not None
    return found


def fill(form: DraftForm, fields: dict[str, str]) -> None:
    """As if somebody had typed these fields."""
    form.form.show_fields({**form.fields(), **fields})
    form._on_typed(next(iter(fields)))


def send(qtbot: QtBot, console: BedsideConsole) -> None:
    console.press(qtbot, _Key.Key_Return, CTRL)
    console.settle(qtbot)


def answer_everything(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, good_fields())
    screen.open_page("criteria")
    with qtbot.waitSignal(screen.answers.form.sent):
        console.press(qtbot, _Key.Key_Return, CTRL)
    console.settle(qtbot)


def sign(qtbot: QtBot, console: BedsideConsole, folder: Path) -> None:
    paper = folder / "consent.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    screen = screen_of(console)
    console.alt(qtbot, _Key.Key_F7)
    fill(screen.consents.form, {
        "explained_by": NURSE.user_id, "explained_at": "115/11/23 01:30", "signer_name": "吳大明", "relation": "child",
        "why_not_self": "意識不清", "signed_at": "2026-11-23 01:45", "file": str(paper),
    })  # fmt: skip
    with qtbot.waitSignal(screen.consents.form.sent):
        console.press(qtbot, _Key.Key_Return, CTRL)
    console.settle(qtbot)


def decide(qtbot: QtBot, console: BedsideConsole, decision: str, reason: str = "") -> None:
    screen = screen_of(console)
    screen.open_page("decision")
    fill(screen.decision.form, {"decision": decision, "reason": reason})
    screen.decision.form.form.focus_field("reason")
    send(qtbot, console)


def standing(console: BedsideConsole, key: str) -> Standing:
    rows = screen_of(console).presenter.index()
    return next(row for row in rows if row.key == key).standing


def test_opening_begins_the_intake_of_an_accepted_referral(
    console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    intake = intake_in(bedside, referral_id)
    assert intake.answers.condition is Condition.PNEUMONIA
    assert intake.answers.answers == {}
    assert "吳春梅" in screen_of(console).head.title.text()
    assert standing(console, "person") is Standing.COMPLETE
    assert standing(console, "flags") is Standing.MISSING


def test_answers_are_given_counted_and_saved_by_keyboard(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    screen = screen_of(console)
    screen.index.setFocus()
    assert screen.index.choose("criteria")
    console.press(qtbot, _Key.Key_Return)
    assert console.focused().objectName() == "intake.item.pneumonia_signs.unknown"
    console.press(qtbot, _Key.Key_Left)
    console.press(qtbot, _Key.Key_Left)
    qtbot.waitUntil(lambda: "1" in screen.answers.form.form.sections["criteria"].hint.text()[:12])
    send(qtbot, console)
    assert intake_in(bedside, referral_id).answers.answers == {"pneumonia_signs": Answer.YES}


def test_a_whole_intake_is_answered_signed_and_decided(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId, tmp_path: Path
) -> None:
    answer_everything(qtbot, console)
    sign(qtbot, console, tmp_path)
    screen = screen_of(console)
    qtbot.waitUntil(lambda: standing(console, "consent") is Standing.COMPLETE)
    assert screen.decision.summary.text().startswith("✓")
    decide(qtbot, console, "eligible")
    qtbot.waitUntil(lambda: standing(console, "decision") is Standing.COMPLETE)
    assert intake_in(bedside, referral_id).decision is Decision.ELIGIBLE


def test_what_is_missing_is_listed_and_each_line_leads_to_its_field(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, {**good_fields(), "item.home_safe": "", "item.caregiver_willing": "no"})
    console.alt(qtbot, _Key.Key_F8)
    qtbot.waitUntil(lambda: 0 < screen.decision.blocks.rows.rowCount() < 6)
    names = [row.spoken for row in screen.decision.blocks.rows._rows]
    assert any("住家安全" in name for name in names)
    key = next(line.key for line in screen.decision._lines.values() if line.field == "item.home_safe")
    screen.decision.blocks.choose(key)
    console.press(qtbot, _Key.Key_Return)
    assert console.focused().objectName() == "intake.item.home_safe.unknown"
    assert screen.index.key() == "home"


def test_eligible_is_not_sent_while_something_is_missing_and_the_reason_typed_stays(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    decide(qtbot, console, "eligible", "family asks")
    screen = screen_of(console)
    assert screen.decision.form.error.isVisible()
    assert console.focused() is screen.decision.blocks
    assert screen.decision.form.fields()["reason"] == "family asks"
    assert intake_in(bedside, referral_id).decision is None


def test_not_eligible_needs_a_reason_beside_its_field_and_declines_the_referral(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    decide(qtbot, console, "ineligible")
    screen = screen_of(console)
    qtbot.waitUntil(lambda: bool(screen.decision.form.form.rows["reason"].fault))
    decide(qtbot, console, "ineligible", "needs intensive care")
    qtbot.waitUntil(lambda: standing(console, "decision") is Standing.BLOCKED)
    assert stored(bedside, referral_id).state is ReferralState.DECLINED
    assert not screen.answers.form.submit.isVisible()


def test_bad_input_stands_beside_its_field_and_nothing_is_stored(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    screen = screen_of(console)
    bad = {"weight_kg": "700", "national_id": "A234567890", "diagnosis": "N39.0", "item.home_safe": "yes"}
    fill(screen.answers.form, bad)
    screen.open_page("case")
    send(qtbot, console)
    qtbot.waitUntil(screen.answers.form.error.isVisible)
    faulty = {name for name, row in screen.answers.form.form.rows.items() if row.fault}
    assert faulty == {"weight_kg", "national_id", "diagnosis"}
    assert screen.answers.form.fields()["item.home_safe"] == "yes"
    assert intake_in(bedside, referral_id).answers.answers == {}


def test_unsaved_answers_are_there_again_after_the_console_was_closed(
    qtbot: QtBot, console: BedsideConsole, open_screen: object
) -> None:
    fill(screen_of(console).answers.form, {"summary": "喘 😮‍💨", "item.home_safe": "no"})
    console.window.close()
    again = open_screen()  # type: ignore[operator]
    form = screen_of(again).answers.form
    assert (form.fields()["summary"], form.fields()["item.home_safe"]) == ("喘 😮‍💨", "no")
    assert form.draft_bar.isVisible()


def test_a_lock_keeps_what_was_typed(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    fill(screen_of(console).answers.form, {"summary": "before the lock"})
    console.window.lock_desk()
    console.settle(qtbot)
    with bedside.store.unit_of_work() as uow:
        assert [draft.fields["summary"] for draft in uow.drafts.of_user(NURSE.user_id)] == ["before the lock"]


def test_a_colleagues_answers_are_told_and_what_was_typed_stays(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, {"summary": "mine"})
    intake = intake_in(bedside, referral_id)
    fields = {"condition": "uti", "mode": "C", "summary": "hers"}
    save_answers(bedside.ctx, NURSE, RULES, intake.intake_id, intake.version, fields)
    screen.refresh()
    console.settle(qtbot)
    assert screen.answers.form.fields()["summary"] == "mine"
    assert screen.answers.form.draft_bar.isVisible()


def test_a_consent_without_its_paper_is_refused_beside_the_field_and_the_form_stays(
    qtbot: QtBot, console: BedsideConsole
) -> None:
    screen = screen_of(console)
    console.alt(qtbot, _Key.Key_F7)
    fill(screen.consents.form, {"signer_name": "吳大明", "relation": "child"})
    screen.consents.form.form.focus_field("signer_name")
    send(qtbot, console)
    rows = screen.consents.form.form.rows
    qtbot.waitUntil(lambda: bool(rows["file"].fault))
    assert {name for name, row in rows.items() if row.fault} == {
        "explained_by", "explained_at", "why_not_self", "signed_at", "file",
    }  # fmt: skip
    assert screen.consents.form.fields()["signer_name"] == "吳大明"


def test_a_consent_taken_back_reopens_the_decision(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId, tmp_path: Path
) -> None:
    answer_everything(qtbot, console)
    sign(qtbot, console, tmp_path)
    qtbot.waitUntil(lambda: standing(console, "consent") is Standing.COMPLETE)
    decide(qtbot, console, "eligible")
    qtbot.waitUntil(lambda: standing(console, "decision") is Standing.COMPLETE)
    screen = screen_of(console)
    screen.open_page("consent")
    qtbot.waitUntil(screen.consents.withdraw.isVisible)
    screen.consents.withdraw.click()
    qtbot.waitUntil(lambda: standing(console, "consent") is Standing.MISSING)
    console.settle(qtbot)
    assert intake_in(bedside, referral_id).decision is Decision.PENDING
    row = screen.decision.history.rows.row(0)
    assert row is not None
    assert "系統自動" in row.spoken


def test_what_an_antibiotic_takes_at_this_home_is_said_in_words(qtbot: QtBot, console: BedsideConsole) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, {"antibiotic": "cefazolin"})
    screen.open_page("treatment")
    qtbot.waitUntil(lambda: "✕" in screen.answers.home.verdict.text())
    assert "幫浦" in screen.answers.home.verdict.accessibleName()
    hours = screen.answers.form.form.rows["home.ambient_c"].input
    hours.take_focus()
    console.press(qtbot, _Key.Key_A, CTRL)
    console.type(qtbot, "x")
    qtbot.waitUntil(lambda: "✕" not in screen.answers.home.verdict.text())


def test_a_referral_without_a_condition_asks_for_one(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    other = accepted(bedside, typed(bedside, {**FEW, "condition": ""}))
    console.frame.navigate("intake", other)
    screen = screen_of(console)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in screen.findChildren(QDialog)))
    dialog = next(d for d in screen.findChildren(QDialog) if d.isVisible())
    assert isinstance(dialog, BeginDialog)
    assert "吳春梅" not in screen.head.title.text() or not screen._body.isVisible()
    dialog.condition.setCurrentIndex(2)
    dialog.send()
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    console.settle(qtbot)
    assert intake_in(bedside, other).answers.condition is Condition.UTI


def test_nothing_of_one_intake_is_shown_for_another(qtbot: QtBot, console: BedsideConsole, bedside: Bedside) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, {"summary": "of the first"})
    late = screen._read_intake()
    other = accepted(bedside, typed(bedside, {**UNKNOWN, "name": "黃金水", "national_id": "", "record_number": "9"}))
    console.frame.navigate("intake", other)
    assert screen.answers.form.fields()["summary"] == ""
    screen._on_read(late)
    assert screen.presenter.page is None
    qtbot.waitUntil(lambda: screen.presenter.live is not None)
    console.settle(qtbot)
    assert "黃金水" in screen.head.title.text()
    assert screen.answers.form.fields()["summary"] == ""


def test_who_may_not_assess_can_read_and_change_nothing(
    qtbot: QtBot, open_screen: object, console: BedsideConsole
) -> None:
    watched = open_screen(actor=DISPATCHER)  # type: ignore[operator]
    screen = screen_of(watched)
    assert not screen.answers.form.submit.isVisible()
    assert isinstance(screen.index.row(), IndexLine)


def test_ctrl_enter_in_the_index_saves_the_answers(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    screen = screen_of(console)
    fill(screen.answers.form, {"item.home_safe": "yes"})
    screen.index.setFocus()
    send(qtbot, console)
    assert intake_in(bedside, referral_id).answers.answers == {"home_safe": Answer.YES}
