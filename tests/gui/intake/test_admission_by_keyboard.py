"""A person is admitted from her intake, by keyboard, over a real store."""

from dataclasses import replace

import pytest
from helpers.bedside import CHEN, CHEN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.desk import EmptyScreen
from helpers.intakes import PAPER, good_fields
from helpers.referral_desk import UNKNOWN, accepted, stored, typed
from helpers.ward import RULES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.episode import Condition, Episode, EpisodeState
from hah_console.domain.ids import EpisodeId, KitId, ReferralId, StaffId
from hah_console.domain.intake import Decision
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.referral import ReferralState
from hah_console.services.consents import sign_consent
from hah_console.services.intake_board import intake_of_referral
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.ui.screens.intake.view import IntakeScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
_Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SIGNED = {
    "explained_by": NURSE.user_id, "explained_at": "115/11/23 01:30", "signer_name": "吳大明", "relation": "child",
    "why_not_self": "意識不清", "signed_at": "2026-11-23 01:45",
}  # fmt: skip
PLAN = {"owner_id": "N-1", "physician_id": "MD-1"}


def eligible(bedside: Bedside, referral_id: ReferralId) -> ReferralId:
    """Answered, signed, decided for."""
    ctx = bedside.ctx
    open_intake(ctx, NURSE, referral_id)
    intake = intake_of_referral(ctx, referral_id)
    assert intake is not None
    save_answers(ctx, NURSE, RULES, intake.intake_id, 1, good_fields())
    sign_consent(ctx, NURSE, intake.intake_id, SIGNED, "consent.pdf", PAPER)
    decide_intake(ctx, NURSE, RULES, intake.intake_id, 2, Decision.ELIGIBLE)
    return referral_id


@pytest.fixture
def referral_id(bedside: Bedside) -> ReferralId:
    """Somebody unknown, decided for."""
    return eligible(bedside, accepted(bedside, typed(bedside, UNKNOWN)))


@pytest.fixture
def console(open_screen: object) -> BedsideConsole:
    """With a physician at it."""
    return open_screen(actor=PHYSICIAN)  # type: ignore[operator, no-any-return]


def screen_of(console: BedsideConsole) -> IntakeScreen:
    return console.screen("intake", IntakeScreen)


def plan(console: BedsideConsole, fields: dict[str, str]) -> None:
    form = screen_of(console).admission.form
    form.form.show_fields({**form.fields(), **fields})
    form._on_typed("owner_id")


def open_episodes(bedside: Bedside) -> tuple[Episode, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.episodes.open()


def test_one_key_and_a_short_form_admit_somebody_new(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    with bedside.store.unit_of_work() as uow:
        uow.kits.save(Kit(KitId("K-1"), "monitor", KitState.AVAILABLE))
        uow.commit()
    screen = screen_of(console)
    screen.refresh()
    console.settle(qtbot)
    console.alt(qtbot, _Key.Key_F9)
    assert console.focused().objectName() == "admission.owner_id"
    plan(console, {**PLAN, "kit_id": "K-1"})
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: console.frame.current_screen == "patient")
    console.settle(qtbot)
    admitted = next(e for e in open_episodes(bedside) if e.referral_id == referral_id)
    assert (admitted.condition, admitted.state) == (Condition.PNEUMONIA, EpisodeState.ACTIVE)
    assert (admitted.owner_id, admitted.kit_id) == (StaffId("N-1"), KitId("K-1"))
    assert stored(bedside, referral_id).state is ReferralState.ADMITTED
    assert console.screen("patient", EmptyScreen).shown == [admitted.patient_id]


def test_what_is_missing_of_the_plan_stands_beside_its_field(qtbot: QtBot, console: BedsideConsole) -> None:
    console.alt(qtbot, _Key.Key_F9)
    plan(console, {"begins_at": "yesterday"})
    console.press(qtbot, _Key.Key_Return, CTRL)
    rows = screen_of(console).admission.form.form.rows
    qtbot.waitUntil(lambda: bool(rows["begins_at"].fault))
    plan(console, {"begins_at": ""})
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(rows["owner_id"].fault and rows["physician_id"].fault))
    console.settle(qtbot)


def test_the_physicians_cap_is_seen_before_it_breaks_and_needs_a_reason_then(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, referral_id: ReferralId
) -> None:
    screen, limit = screen_of(console), RULES.claims.caps.cases_at_once
    with bedside.store.unit_of_work() as uow:
        stay = replace(uow.episodes.get(CHEN_STAY), physician_id=StaffId("MD-1"), patient_id=CHEN, version=0)
        for number in range(limit):
            uow.episodes.save(replace(stay, episode_id=EpisodeId(f"E-full-{number}")))
        uow.commit()
    screen.refresh()
    console.settle(qtbot)
    console.alt(qtbot, _Key.Key_F9)
    rows = screen.admission.form.form.rows
    assert not rows["cap_reason"].isVisible()
    plan(console, PLAN)
    assert "超過" in rows["physician_id"].hint.text()
    assert rows["cap_reason"].isVisible()
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(screen.admission.form.error.isVisible)
    assert console.focused().objectName() == "admission.cap_reason"
    plan(console, {"cap_reason": "夜間無他人"})
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: stored(bedside, referral_id).state is ReferralState.ADMITTED)
    console.settle(qtbot)


def test_somebody_who_may_be_a_known_patient_is_not_admitted_unseen(
    qtbot: QtBot, open_screen: object, bedside: Bedside
) -> None:
    alike = {**UNKNOWN, "name": "陳麗美", "birth_date": "1941-03-02", "national_id": "", "record_number": "Z-9"}
    console = open_screen(  # type: ignore[operator]
        actor=PHYSICIAN, referral=eligible(bedside, accepted(bedside, typed(bedside, alike)))
    )
    console.alt(qtbot, _Key.Key_F9)
    screen = screen_of(console)
    assert "陳麗美" in screen.admission.status.accessibleName()
    plan(console, PLAN)
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(screen.admission.form.error.isVisible)
    console.settle(qtbot)
    assert len(open_episodes(bedside)) == 3
    plan(console, {"new_person": "yes"})
    console.press(qtbot, _Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(open_episodes(bedside)) == 4)
    console.settle(qtbot)


def test_a_nurse_reads_that_a_physician_admits(qtbot: QtBot, open_screen: object) -> None:
    console = open_screen(actor=NURSE)  # type: ignore[operator]
    console.alt(qtbot, _Key.Key_F9)
    screen = screen_of(console)
    assert "醫師" in screen.admission.status.text()
    assert not screen.admission.form.isVisible()
    assert console.focused() is screen.admission.status
