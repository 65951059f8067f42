"""Nobody is closed during a transfer or half, and nobody in care is admitted a second time."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN, LIN_STAY, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.every_form import House, admission, decided_for, intake_screen, modal, on_referral_tab, patient_tab
from helpers.referral_desk import SAME_NAME, accepted, stored, typed
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.closing.closure import TransferOpen
from hah_console.domain.episode import Episode, EpisodeState
from hah_console.domain.ids import EpisodeId, PatientId, ReferralId
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.referral import ReferralState
from hah_console.services.referrals import match_referral
from hah_console.services.transfers import decide_transfer
from hah_console.ui.closing.closure_dialog import ClosureNotice
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.view import IntakeScreen

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
    pytest.mark.parametrize("language", ["zh_TW", "en"]),
]
Enter = Callable[..., BedsideConsole]
Key = Qt.Key
RARE = "𠮷野 😀"
DIFFERS = ("address", "caregiver_name", "caregiver_phone", "phone")
"""Somebody has moved since."""


def episodes(bedside: Bedside) -> tuple[Episode, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.episodes.open()


def chen_again(bedside: Bedside) -> ReferralId:
    """Chen, who is in care, referred by another house, answered and decided for."""
    more = {"national_id": "A245678905", "allergy_state": "none_known", "caregiver_name": "陳大志", "weight_kg": "50",
            "caregiver_relationship": "兒子", "phone": "0912345118", "position": "24.8040, 120.9710",
            "condition": "pneumonia", "mode": "C"}  # fmt: skip
    referral_id = accepted(bedside, typed(bedside, {**SAME_NAME, **more}))
    match_referral(bedside.ctx, PHYSICIAN, referral_id, stored(bedside, referral_id).version, CHEN)
    return decided_for(bedside, referral_id)


def test_closing_during_a_transfer_is_refused_with_the_way_to_it(
    qtbot: QtBot, house: House, enter: Enter, language: str
) -> None:
    decide_transfer(house.bedside.ctx, PHYSICIAN, CHEN_STAY, "SpO2 86 %")
    console = enter(house, PHYSICIAN, language)
    patient_tab(qtbot, console, f"{CHEN}#referral")
    console.alt(qtbot, Key.Key_F11)
    notice = modal(qtbot, ClosureNotice)
    assert isinstance(notice, ClosureNotice)
    said = Texts(language).error(TransferOpen(name="陳麗美", stage="decided"))
    assert (notice.sentence.text(), notice.sentence.isVisible()) == (said, True)
    notice.go.setFocus()
    console.press(qtbot, Key.Key_Space)
    qtbot.waitUntil(lambda: console.frame.current_screen == "transfers")
    console.settle(qtbot)
    assert all(episode.state is not EpisodeState.CLOSED for episode in episodes(house.bedside))


def test_half_a_closure_is_refused_beside_each_field(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = on_referral_tab(Key.Key_F11)(qtbot, enter(house, PHYSICIAN, language), house)
    form.enter("summary.care", RARE)
    form.enter("said.care", "none")
    form.send()
    qtbot.waitUntil(lambda: bool(form.faults()))
    other = "矛盾" if language == "zh_TW" else "contradicts"
    assert other in form.faults()["said.care"]
    assert {"outcome", "path", "task_reason", "task.T-dose"} <= set(form.faults())
    assert form.form.fields()["summary.care"] == RARE
    assert CHEN_STAY in {episode.episode_id for episode in episodes(house.bedside)}


def test_somebody_in_care_is_not_admitted_again_and_nothing_is_overwritten(
    qtbot: QtBot, house: House, enter: Enter, language: str
) -> None:
    again = chen_again(house.bedside)
    before = episodes(house.bedside)
    console = enter(house, PHYSICIAN, language)
    screen = intake_screen(qtbot, console, again)
    console.alt(qtbot, Key.Key_F9)
    assert isinstance(screen, IntakeScreen)
    said = Texts(language)("intake.admit.in_care", name="陳麗美")
    assert said in screen.admission.status.text()
    assert said in screen.admission.status.accessibleName()
    assert not screen.admission.form.isVisible()
    assert console.focused() is screen.admission.status
    assert episodes(house.bedside) == before
    assert stored(house.bedside, again).state is not ReferralState.ADMITTED


def known_to_the_house(house: House) -> Patient:
    """A patient of earlier days, whom the referral decided for is about."""
    bedside = house.bedside
    person = stored(bedside, house.decided).person
    with bedside.store.unit_of_work() as uow:
        old = uow.patients.get(LIN)
        patient = replace(
            old, patient_id=PatientId("P-9"), medical_record_number="0009-0009", name=person.name, version=0,
            birth_date=person.birth_date or old.birth_date, national_id=person.national_id, sex=Sex.MALE,
        )  # fmt: skip
        uow.patients.save(patient)
        uow.commit()
    version = stored(bedside, house.decided).version
    match_referral(bedside.ctx, PHYSICIAN, house.decided, version, patient.patient_id, DIFFERS)
    return patient


def admitted_elsewhere(bedside: Bedside, patient: Patient) -> None:
    """A colleague was faster, with another referral."""
    with bedside.store.unit_of_work() as uow:
        stay = replace(
            uow.episodes.get(LIN_STAY), episode_id=EpisodeId("E-9"), patient_id=patient.patient_id, version=0
        )
        uow.episodes.save(stay)
        uow.commit()


def test_a_second_admission_while_the_form_is_open_is_refused_with_the_reason(
    qtbot: QtBot, house: House, enter: Enter, language: str
) -> None:
    patient = known_to_the_house(house)
    console = enter(house, PHYSICIAN, language)
    form = admission(qtbot, console, house)
    form.write(owner_id="N-1", physician_id="MD-1")
    admitted_elsewhere(house.bedside, patient)
    before = episodes(house.bedside)
    form.send()
    console.settle(qtbot)
    screen = console.screen("intake", IntakeScreen)
    qtbot.waitUntil(
        lambda: Texts(language)("intake.admit.in_care", name=patient.name) in screen.admission.status.text()
    )
    assert form.form.fields()["owner_id"] == "N-1"
    assert (episodes(house.bedside), stored(house.bedside, house.decided).state) == (before, ReferralState.ACCEPTED)
    assert console.focused() is screen.admission.status
