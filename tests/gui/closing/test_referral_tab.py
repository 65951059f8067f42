"""The two referral forms on the patient page over a real store, by keyboard: apart, in order, answered, never lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import open_chart, tab_of
from helpers.closing_desk import open_closing
from helpers.ward import RULES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.closing.closure import ClosureForm, ReturnPath
from hah_console.domain.closing.hospital_referral import FormState, HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral, LtcResult, SenderState
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.services.closures import close_episode, open_work
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.screens.patient.referral.tab import ReferralTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
UNIT = {"unit_code": "B01", "unit": "示範長照中心", "needs": "協助沐浴"}
HOSPITAL = {"purpose": "follow_up", "receiver_name": "示範醫院", "department": "胸腔科", "history": "肺炎第 3 天"}


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = PHYSICIAN) -> tuple[BedsideConsole, ReferralTab]:
    console = open_chart(qtbot, bedside, "referral", actor=actor)
    tab = tab_of(console, ReferralTab)
    assert isinstance(tab, ReferralTab)
    qtbot.waitUntil(lambda: tab.presenter.read is not None)
    console.settle(qtbot)
    return console, tab


def stepped(
    qtbot: QtBot, console: BedsideConsole, tab: ReferralTab, key: Key, done: Callable[[], bool], **fields: str
) -> None:
    """Press a key, fill in the form that opens, send it, and wait until it is stored."""
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, key)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in tab.findChildren(DraftDialog)))
    dialog = next(one for one in tab.findChildren(DraftDialog) if one.isVisible())
    console.settle(qtbot)
    dialog.form.form.show_fields(fields)
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(console.focused(), Key.Key_Return, Ctrl)
    qtbot.waitUntil(done)
    console.settle(qtbot)
    console.settle(qtbot)


def ltc(bedside: Bedside) -> list[LtcReferral]:
    with bedside.store.unit_of_work() as uow:
        return list(uow.ltc_referrals.of_patient(CHEN))


def hospital(bedside: Bedside) -> HospitalReferral:
    with bedside.store.unit_of_work() as uow:
        return uow.hospital_referrals.of_patient(CHEN)[-1]


def test_a_care_referral_goes_from_issue_to_another_unit(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside, NURSE)
    stepped(qtbot, console, tab, Key.Key_F5, lambda: len(ltc(bedside)) == 1, **UNIT)
    assert [line.name for line in tab.presenter.stages(bedside.clock.now())][1] == "查詢收案"
    assert tab.step_button.text() == "查詢是否已收案"
    stepped(qtbot, console, tab, Key.Key_F10, lambda: ltc(bedside)[0].check is not None, enrolment="not_enrolled")
    stepped(qtbot, console, tab, Key.Key_F10, lambda: ltc(bedside)[0].sender_state is SenderState.SENT)
    stepped(qtbot, console, tab, Key.Key_F10, lambda: ltc(bedside)[0].processed_at is not None)
    stepped(qtbot, console, tab, Key.Key_F10, lambda: ltc(bedside)[0].result is LtcResult.UNABLE, result="unable")
    bedside.advance(5)
    another = {"unit_code": "B02", "unit": "第二單位"}
    stepped(qtbot, console, tab, Key.Key_F10, lambda: len(ltc(bedside)) == 2, **another)
    first, second = ltc(bedside)
    assert (first.followed_by, second.follows) == (second.form_id, first.form_id)
    assert tab.presenter.chosen is not None
    assert tab.presenter.chosen[1] == second.form_id
    assert f"前一張單號 {first.form_id}" in tab.about.text()
    assert tab.lists["ltc"].rows.rowCount() == 2  # type: ignore[index]
    assert not tab.lists["hospital"].isVisible()  # type: ignore[index]


def test_an_enrolled_person_is_not_referred(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside, NURSE)
    stepped(qtbot, console, tab, Key.Key_F5, lambda: len(ltc(bedside)) == 1, **UNIT)
    known = {"enrolment": "enrolled", "enrolled_unit": "別的單位"}
    stepped(qtbot, console, tab, Key.Key_F10, lambda: ltc(bedside)[0].check is not None, **known)
    assert tab.step_button.text() == "查詢是否已收案"
    assert not tab.other_button.isVisible()
    assert ltc(bedside)[0].sent_at is None


def test_a_medical_referral_is_sent_attended_and_replied_to(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside)
    with_digits = HOSPITAL | {"valid_until": "１１５／１２／３１"}
    stepped(qtbot, console, tab, Key.Key_F7, lambda: hospital_there(bedside), **with_digits)
    assert hospital(bedside).valid_until.isoformat() == "2026-12-31"
    stepped(qtbot, console, tab, Key.Key_F10, lambda: hospital(bedside).state is FormState.SENT, serial="T-77")
    bedside.advance(60)
    seen = {"attendance": "outpatient", "happened_at": "115/11/23 03:30"}
    stepped(qtbot, console, tab, Key.Key_F10, lambda: hospital(bedside).state is FormState.ATTENDED, **seen)
    line = tab.lists["hospital"].rows.row(0)  # type: ignore[index]
    assert line is not None
    assert "電子轉診回覆" in line.spoken
    stepped(qtbot, console, tab, Key.Key_F10, lambda: hospital(bedside).state is FormState.REPLIED, reply="stable")
    assert not tab.step_button.isVisible()


def hospital_there(bedside: Bedside) -> bool:
    with bedside.store.unit_of_work() as uow:
        return bool(uow.hospital_referrals.of_patient(CHEN))


def test_a_date_beyond_the_rules_is_refused_beside_its_field(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside)
    console.alt(qtbot, Key.Key_F7)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in tab.findChildren(DraftDialog)))
    dialog = next(one for one in tab.findChildren(DraftDialog) if one.isVisible())
    console.settle(qtbot)
    dialog.form.form.show_fields(HOSPITAL | {"valid_until": "2027-12-31"})
    dialog.form.send()
    console.settle(qtbot)
    assert dialog.form.form.rows["valid_until"].fault
    assert not hospital_there(bedside)
    dialog.reject()
    console.settle(qtbot)


def test_after_closure_a_visit_to_an_emergency_department_is_noted(qtbot: QtBot, bedside: Bedside) -> None:
    summary = DischargeSummary(tuple(SectionText(section, Said.NONE) for section in SummarySection))
    form = ClosureForm(Outcome.COMPLETED_TREATMENT, "", summary, ReturnPath.CLINIC)
    with bedside.store.unit_of_work() as uow:
        version = uow.episodes.get(CHEN_STAY).version
    named = frozenset(task.task_id for task in open_work(bedside.ctx, CHEN_STAY))
    close_episode(bedside.ctx, PHYSICIAN, CHEN_STAY, version, form, RULES.forms, named_tasks=named, task_reason="well")
    bedside.advance(120)
    console, tab = opened(qtbot, bedside, NURSE)
    assert not tab.close_button.isVisible()
    assert tab.step_button.text() == "登錄急診或再住院"

    def heard() -> bool:
        with bedside.store.unit_of_work() as uow:
            (closure,) = uow.closures.watching()
        return len(closure.heard) == 1

    event = {"heard": "emergency_department", "happened_at": "2026-11-23 04:00"}
    stepped(qtbot, console, tab, Key.Key_F10, heard, **event)
    assert any(line.name == "急診就診" for line in tab.presenter.stages(bedside.clock.now()))


def test_another_patient_shows_nothing_of_the_one_before(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside, NURSE)
    stepped(qtbot, console, tab, Key.Key_F5, lambda: len(ltc(bedside)) == 1, **UNIT)
    console.frame.navigate("patient", f"{LIN}#referral")
    console.settle(qtbot)
    console.settle(qtbot)
    assert tab.presenter.read is not None
    assert tab.presenter.read.identity.patient_id == LIN
    assert tab.presenter.thing() is None
    assert tab.head.text() == ""


@pytest.mark.parametrize(("actor", "may"), [(PHYSICIAN, True), (NURSE, False), (DISPATCHER, False)])
def test_only_who_may_close_a_case_can_press_its_button(
    qtbot: QtBot, bedside: Bedside, actor: Actor, may: bool
) -> None:
    _, tab = opened(qtbot, bedside, actor)
    assert tab.close_button.isVisible()
    assert tab.close_button.isEnabled() == may
