"""The list over everybody's forms, by keyboard: the two kinds apart, exported apart, opened on the patient's page."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.closing_desk import open_closing
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hah_console.app.claim_desk import DeskFiles
from hah_console.app.screens import SCREENS
from hah_console.domain.closing.hospital_referral import Receiver, ReferralContent, ReferralPurpose
from hah_console.domain.closing.ltc_referral import LtcUnit
from hah_console.services.referral_forms import issue_hospital_referral, issue_ltc_referral
from hah_console.ui.screens.forms.presenter import Kind
from hah_console.ui.screens.forms.view import FormsScreen

Key = Qt.Key
CONTENT = ReferralContent(ReferralPurpose.FOLLOW_UP, "肺炎", Receiver("示範醫院", "胸腔科"))


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    issue_ltc_referral(bedside.ctx, NURSE, CHEN_STAY, LtcUnit("B01", "長照中心"), "沐浴")
    issue_hospital_referral(bedside.ctx, PHYSICIAN, LIN_STAY, CONTENT, RULES.forms)
    yield bedside
    bedside.store.close()


@pytest.fixture
def opened(qtbot: QtBot, bedside: Bedside) -> tuple[BedsideConsole, FormsScreen]:
    console = open_console(qtbot, bedside, NURSE, screens=SCREENS)
    console.frame.desk = replace(
        console.frame.desk, ports=replace(console.frame.desk.ports, files=DeskFiles(bedside.ctx.zone))
    )
    console.frame.navigate("forms", "")
    screen = console.screen("forms", FormsScreen)
    qtbot.waitUntil(lambda: screen.presenter.board is not None)
    console.settle(qtbot)
    return console, screen


def test_the_two_kinds_are_two_lists(qtbot: QtBot, opened: tuple[BedsideConsole, FormsScreen]) -> None:
    console, screen = opened
    assert screen.list.hasFocus()
    (care,) = screen.presenter.lines(console.bedside.clock.now())
    assert "長照中心" in care.spoken
    screen.kinds[Kind.HOSPITAL].setFocus()
    console.press(qtbot, Key.Key_Space)
    (medical,) = screen.presenter.lines(console.bedside.clock.now())
    assert "示範醫院" in medical.spoken
    screen.choose_kind(Kind.WATCHED)
    assert "沒有結案後追蹤中的病人" in screen.message.sentence


def test_enter_opens_the_form_on_the_page_of_its_patient(
    qtbot: QtBot, opened: tuple[BedsideConsole, FormsScreen]
) -> None:
    console, screen = opened
    console.press(qtbot, Key.Key_Return)
    console.settle(qtbot)
    assert console.frame.current_screen == "patient"
    assert console.patient.presenter.patient_id == CHEN
    assert screen.presenter.place(screen.list.key()).startswith(f"{CHEN}#referral/LF-")


def test_one_kind_is_exported_and_the_export_is_in_the_audit_trail(
    qtbot: QtBot, opened: tuple[BedsideConsole, FormsScreen], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console, screen = opened
    path = tmp_path / "care.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    console.alt(qtbot, Key.Key_F11)
    qtbot.waitUntil(lambda: str(path) in screen.said.text())
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    assert (row["unit"], row["patient"], row["sender_state"]) == ("長照中心", "陳麗美", "issued")
    with console.bedside.store.unit_of_work() as uow:
        assert any(link.entry.action == "export_forms" for link in uow.audit.entries())
