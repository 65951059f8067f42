"""The case tab of the patient page over a real store, by keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.desk import EmptyScreen
from helpers.intakes import PAPER, entity, good_fields
from helpers.medication_desk import WITH_TABS
from helpers.referral_desk import UNKNOWN, accepted, typed
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.episode import Episode, EpisodeState, HoldReason
from hah_console.domain.ids import EpisodeId, IntakeId, PatientId, ReferralId, StaffId
from hah_console.domain.intake import Decision
from hah_console.services.admission import AdmissionPlan, admit
from hah_console.services.consents import sign_consent
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.case.hold_dialog import HoldDialog
from hah_console.ui.screens.patient.case.tab import CaseTab

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_Key = Qt.Key
OpenCase = Callable[..., BedsideConsole]
SIGNED = {
    "explained_by": NURSE.user_id, "explained_at": "115/11/23 01:30", "signer_name": "吳大明", "relation": "child",
    "why_not_self": "意識不清", "signed_at": "2026-11-23 01:45",
}  # fmt: skip


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    yield bedside
    bedside.store.close()


def admitted(bedside: Bedside) -> tuple[PatientId, ReferralId]:
    """Somebody who came by a referral, an intake with its consent, and a decision."""
    ctx, referral_id = bedside.ctx, accepted(bedside, typed(bedside, UNKNOWN))
    intake_id = IntakeId(entity(open_intake(ctx, NURSE, referral_id), "intake"))
    save_answers(ctx, NURSE, RULES, intake_id, 1, {**good_fields(), "summary": "咳嗽三天"})
    sign_consent(ctx, NURSE, intake_id, SIGNED, "consent.pdf", PAPER)
    decide_intake(ctx, NURSE, RULES, intake_id, 2, Decision.ELIGIBLE)
    plan = AdmissionPlan(StaffId("N-1"), StaffId("MD-1"))
    changes = admit(ctx, PHYSICIAN, RULES, intake_id, 3, plan)
    return PatientId(entity(changes, "patient")), referral_id


@pytest.fixture
def open_case(qtbot: QtBot, bedside: Bedside) -> OpenCase:
    """Opens a patient's page with the case tab in front and everything on it read."""

    def opened(
        patient_id: PatientId = CHEN, actor: Actor = NURSE, preferences: Preferences | None = None
    ) -> BedsideConsole:
        screens = {**WITH_TABS, "intake": EmptyScreen, "referrals": EmptyScreen}
        console = open_console(qtbot, bedside, actor, preferences, screens=screens)
        console.frame.navigate("patient", f"{patient_id}#case/")
        qtbot.waitUntil(lambda: bool(console.patient.findChildren(CaseTab)))
        qtbot.waitUntil(lambda: tab_of(console).presenter.case is not None)
        console.settle(qtbot)
        return console

    return opened


def tab_of(console: BedsideConsole) -> CaseTab:
    (tab,) = console.patient.findChildren(CaseTab)
    return tab


def episode(bedside: Bedside, episode_id: EpisodeId = CHEN_STAY) -> Episode:
    with bedside.store.unit_of_work() as uow:
        return uow.episodes.get(episode_id)


def test_the_admission_is_told_with_its_day_and_its_people(open_case: OpenCase) -> None:
    told = tab_of(open_case()).facts.accessibleDescription()
    assert "第 3 天" in told
    assert "王淑芬" in told
    assert "尚未登錄" in told


def test_care_is_put_on_hold_with_a_reason_and_resumed_by_one_key(
    qtbot: QtBot, open_case: OpenCase, bedside: Bedside
) -> None:
    console = open_case()
    console.alt(qtbot, _Key.Key_F7)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in tab_of(console).findChildren(QDialog)))
    dialog = next(d for d in tab_of(console).findChildren(HoldDialog) if d.isVisible())
    dialog.send()
    assert dialog.error.isVisible()
    dialog.reason.setCurrentIndex(1)
    dialog.send()
    qtbot.waitUntil(lambda: episode(bedside).state is EpisodeState.ON_HOLD)
    assert episode(bedside).hold_reason is HoldReason.EXAMINATION
    qtbot.waitUntil(lambda: "外出檢查" in tab_of(console).facts.accessibleDescription())
    console.settle(qtbot)
    assert not tab_of(console).hold_button.isVisible()
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, _Key.Key_F5)
    qtbot.waitUntil(lambda: episode(bedside).state is EpisodeState.ACTIVE)
    console.settle(qtbot)


def test_a_hold_for_another_reason_asks_for_words(qtbot: QtBot, open_case: OpenCase, bedside: Bedside) -> None:
    console = open_case()
    console.alt(qtbot, _Key.Key_F7)
    qtbot.waitUntil(lambda: any(d.isVisible() for d in tab_of(console).findChildren(QDialog)))
    dialog = next(d for d in tab_of(console).findChildren(HoldDialog) if d.isVisible())
    dialog.reason.setCurrentIndex(dialog.reason.count() - 1)
    dialog.send()
    qtbot.waitUntil(dialog.error.isVisible)
    assert episode(bedside).state is EpisodeState.ACTIVE
    dialog.note.setPlainText("返鄉祭祖")
    dialog.send()
    qtbot.waitUntil(lambda: episode(bedside).state is EpisodeState.ON_HOLD)
    console.settle(qtbot)


def test_the_way_from_referral_to_admission_is_read_and_gone_back(
    qtbot: QtBot, open_case: OpenCase, bedside: Bedside
) -> None:
    patient_id, referral_id = admitted(bedside)
    console = open_case(patient_id)
    tab = tab_of(console)
    told = tab.origin.accessibleDescription()
    for words in ("示範醫院急診", "符合收案", "吳大明", "咳嗽三天"):
        assert words in told
    spoken = [row.spoken for row in tab.clocks.rows._rows]
    assert any("健保 VPN" in row for row in spoken)
    console.alt(qtbot, _Key.Key_F10)
    qtbot.waitUntil(lambda: not tab.enrol_button.isVisible())
    console.settle(qtbot)
    console.alt(qtbot, _Key.Key_F11)
    assert console.screen("intake", EmptyScreen).shown == [referral_id]


def test_who_may_not_move_an_admission_only_reads_it(open_case: OpenCase) -> None:
    tab = tab_of(open_case(actor=DISPATCHER))
    assert not any(button.isVisible() for button in tab._buttons())
    assert tab.facts.accessibleDescription()


def test_the_case_of_one_patient_is_never_shown_for_another(qtbot: QtBot, open_case: OpenCase) -> None:
    console = open_case()
    tab = tab_of(console)
    late = tab._read_case()
    tab.show_patient(LIN)
    assert tab.facts.accessibleDescription() == ""
    tab._on_case(late)
    assert tab.presenter.case is None
    qtbot.waitUntil(lambda: tab.presenter.case is not None)
    console.settle(qtbot)
    assert tab.presenter.case is not None
    assert tab.presenter.case.patient_id == LIN
