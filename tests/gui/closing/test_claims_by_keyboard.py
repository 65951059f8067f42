"""Cards, visits, limits and the claim of a month over a real store, by keyboard."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN_STAY, NURSE, Bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.closing_desk import open_closing
from helpers.ward import RULES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hah_console.app.claim_desk import DeskFiles
from hah_console.app.screens import SCREENS
from hah_console.domain.actor import Actor, Role
from hah_console.domain.claims.card_upload import UploadState
from hah_console.domain.claims.claim import ClaimSite, Identity
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.ids import StaffId, UserId, VisitRecordId
from hah_console.domain.staff import Profession
from hah_console.services.claim_desk import ClaimDesk
from hah_console.services.visit_records import arrive, leave
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.screens.claims.presenter import View
from hah_console.ui.screens.claims.view import ClaimsScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier
ZONE = ZoneInfo("Asia/Taipei")
CODES = {(Profession.NURSE, VisitMode.IN_PERSON): "N1", (Profession.PHYSICIAN, VisitMode.IN_PERSON): "P1"}
OWN = replace(RULES.claims, codes=CODES, departments={Profession.NURSE: "02", Profession.PHYSICIAN: "01"})


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    with bedside.store.unit_of_work() as uow:
        for stay in (CHEN_STAY, LIN_STAY):
            uow.episodes.save(replace(uow.episodes.get(stay), principal_diagnosis="J18.9"))
        uow.commit()
    yield bedside
    bedside.store.close()


def visited(bedside: Bedside, *, over: bool = True) -> VisitRecordId:
    """A nurse was with Chen for half an hour, and has left or not."""
    now = bedside.clock.now()
    came = arrive(bedside.ctx, NURSE, CHEN_STAY, StaffId("N-1"), at=now - timedelta(minutes=40))
    key = VisitRecordId(next(c.entity_id for c in came.items if c.entity == "visit_record"))
    if over:
        leave(bedside.ctx, NURSE, key, OWN, at=now - timedelta(minutes=10), card_read=True)
    return key


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = NURSE) -> tuple[BedsideConsole, ClaimsScreen]:
    console = open_console(qtbot, bedside, actor, screens=SCREENS)
    claims = ClaimDesk(ClaimSite("0000000000", ZONE, Identity.MEDICAL_RECORD_NUMBER), OWN)
    ports = replace(console.frame.desk.ports, files=DeskFiles(ZONE), claims=claims)
    console.frame.desk = replace(console.frame.desk, ports=ports)
    console.frame.navigate("claims", "")
    screen = console.screen("claims", ClaimsScreen)
    qtbot.waitUntil(lambda: screen.presenter.board is not None)
    console.settle(qtbot)
    return console, screen


def form_of(qtbot: QtBot, console: BedsideConsole, screen: ClaimsScreen, key: Key) -> DraftDialog:
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.alt(qtbot, key)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(DraftDialog)))
    console.settle(qtbot)
    return next(one for one in screen.findChildren(DraftDialog) if one.isVisible())


def send(qtbot: QtBot, console: BedsideConsole, form: DraftDialog, fields: Mapping[str, str]) -> None:
    form.form.form.show_fields(form.form.fields() | fields)
    form.form.send()
    console.settle(qtbot)
    console.settle(qtbot)


def stored(bedside: Bedside) -> list[VisitRecord]:
    with bedside.store.unit_of_work() as uow:
        return list(uow.visit_records.all())


@pytest.mark.parametrize(("role", "may"), [(Role.DISPATCHER, True), (Role.PHARMACIST, False)])
def test_who_may_not_record_visits_is_offered_nothing_about_their_cards(
    qtbot: QtBot, bedside: Bedside, role: Role, may: bool
) -> None:
    visited(bedside)
    _, screen = opened(qtbot, bedside, Actor(UserId("U-x"), "李藥師", role, "WS-5"))
    assert {act: screen.buttons[act].isEnabled() for act in ("taken", "refuse", "correct", "open")} == {
        "taken": may, "refuse": may, "correct": may, "open": True,
    }  # fmt: skip
    assert not screen.buttons["make"].isEnabled()


def test_a_card_says_its_time_left_is_refused_with_a_reason_and_taken_in_the_end(
    qtbot: QtBot, bedside: Bedside
) -> None:
    key = visited(bedside)
    console, screen = opened(qtbot, bedside)
    (row,) = screen.presenter.rows(bedside.clock.now())
    assert "剩 23 小時" in row.spoken
    assert "陳○美" in row.spoken
    send(qtbot, console, form_of(qtbot, console, screen, Key.Key_F7), {"failure": "B12 讀卡錯誤"})
    (row,) = screen.presenter.rows(bedside.clock.now())
    assert "B12 讀卡錯誤" in row.spoken
    send(qtbot, console, form_of(qtbot, console, screen, Key.Key_F5), {"receipt": "R-1"})
    assert screen.presenter.rows(bedside.clock.now()) == ()
    assert "都已上傳" in screen.message.sentence
    with bedside.store.unit_of_work() as uow:
        assert uow.card_uploads.get(key).state is UploadState.UPLOADED


def test_a_late_card_says_so(qtbot: QtBot, bedside: Bedside) -> None:
    visited(bedside)
    bedside.advance(26 * 60)
    console, screen = opened(qtbot, bedside)
    (row,) = screen.presenter.rows(bedside.clock.now())
    assert row.urgent
    assert row.standing.startswith("逾時")
    assert "1 筆逾時" in screen.summary.text()
    console.settle(qtbot)


def test_a_visit_is_entered_with_full_width_digits_and_impossible_times_stand_beside_their_field(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, screen = opened(qtbot, bedside)
    screen.choose_view(View.VISITS)
    form = form_of(qtbot, console, screen, Key.Key_F10)
    fields = {"episode": LIN_STAY, "staff": "N-1", "arrived_at": "１１５／１１／２３　０１：００", "mode": "in-person"}
    send(qtbot, console, form, fields | {"left_at": "2026-11-23 00:30"})
    assert form.form.form.rows["left_at"].fault
    assert not stored(bedside)
    send(qtbot, console, form, {"left_at": "2026-11-24 09:00"})
    assert form.form.form.rows["left_at"].fault
    send(qtbot, console, form, {"left_at": "2026-11-23 01:35"})
    (visit,) = stored(bedside)
    assert visit.arrived_at == datetime(2026, 11, 23, 1, 0, tzinfo=ZONE)
    assert visit.left_at == datetime(2026, 11, 23, 1, 35, tzinfo=ZONE)
    assert len(screen.presenter.rows(bedside.clock.now())) == 1


def test_a_case_without_a_leaving_time_is_left_out_by_name_and_claimed_once_it_is_put_right(
    qtbot: QtBot, bedside: Bedside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited(bedside, over=False)
    console, screen = opened(qtbot, bedside)
    screen.choose_view(View.CLAIM)
    console.alt(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: screen.presenter.claim is not None)
    (row,) = screen.presenter.rows(bedside.clock.now())
    assert "陳○美" in row.who
    assert "缺離開時間" in row.detail
    assert screen.presenter.patient_of(row.key) == CHEN
    screen.choose_view(View.VISITS)
    form = form_of(qtbot, console, screen, Key.Key_F8)
    send(qtbot, console, form, {"left_at": "2026-11-23 03:00", "reason": "補登"})
    screen.choose_view(View.CARDS)
    send(qtbot, console, form_of(qtbot, console, screen, Key.Key_F5), {"receipt": "R-9"})
    screen.choose_view(View.CLAIM)
    screen.make_claim()
    console.settle(qtbot)
    assert screen.presenter.claim is not None
    assert len(screen.presenter.claim.lines) == 1
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    screen.export()
    qtbot.waitUntil(lambda: "claim-2026-11.csv" in screen.said.text())
    written = json.loads((tmp_path / "out" / "claim-2026-11.json").read_text("utf-8"))
    assert (len(written["lines"]), written["refused"]) == (1, [])


def test_a_physician_near_a_limit_is_named_before_it_breaks(qtbot: QtBot, bedside: Bedside) -> None:
    with bedside.store.unit_of_work() as uow:
        now = bedside.clock.now()
        for number in range(RULES.claims.caps.visits_a_day - 1):
            at = now - timedelta(minutes=10 * number + 10)
            uow.visit_records.save(
                VisitRecord(
                    VisitRecordId(f"V{number}"), CHEN_STAY, CHEN, StaffId("MD-1"), Profession.PHYSICIAN, at,
                    arrived_at=at, left_at=at,
                )
            )  # fmt: skip
        uow.commit()
    console, screen = opened(qtbot, bedside)
    assert "張承恩" in screen.warning.text()
    row = next(row for row in screen.presenter.caps() if row.name == "今日訪視")
    assert "只剩 1" in row.words
    assert "張承恩" in row.spoken
    console.settle(qtbot)


def test_what_is_no_month_is_said(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    screen.choose_view(View.VISITS)
    screen.month.setFocus()
    screen.month.selectAll()
    console.type(qtbot, "2026-13")
    console.press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: "2026-11" in screen.said.text())
    console.settle(qtbot)
