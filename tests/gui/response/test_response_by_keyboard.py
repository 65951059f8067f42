"""The response desk over a real store, by keyboard: from the alarm to a decision that is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, FAR, NEAR, NOW, NURSE, PHYSICIAN, SPO2_ALARM, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from helpers.ward import LOADER, RULES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.alarms.stages.escalate import LadderView, escalate
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Lane
from hah_console.domain.escalation import Escalation, EscalationState
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import StaffId, TaskId
from hah_console.domain.roster import PHYSICIAN as PHYSICIAN_ON_DUTY
from hah_console.domain.staff import Duty
from hah_console.domain.visit import LegSource
from hah_console.services.escalation_book import new_escalation_id
from hah_console.services.escalation_steps import save_steps
from hah_console.services.escalations import answer_escalation
from hah_console.services.urgent_pricing import UrgentPrices, VisitPrice
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.response.presenter import ResponsePresenter
from hah_console.ui.screens.response.view import ResponseScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
WITH_DESK = {**SCREENS, "response": ResponseScreen}


@dataclass
class Desk:
    """The window with the response desk in it."""

    console: BedsideConsole
    bedside: Bedside

    @property
    def screen(self) -> ResponseScreen:
        return self.console.screen("response", ResponseScreen)

    def case(self) -> Escalation:
        with self.bedside.store.unit_of_work() as uow:
            found = uow.escalations.open_of(CHEN, Lane.PHYSIOLOGICAL)
        assert found is not None
        return found


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    with bedside.store.unit_of_work() as uow:
        alarms = uow.alarms.open()
        view = LadderView(
            alarms, frozenset(), uow.staff.duties(NOW), RULES.escalation, NOW, "service", new_escalation_id
        )
        for case in escalate(view, ()):
            save_steps(uow, LOADER, None, case, NOW)
        uow.commit()
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = PHYSICIAN) -> Desk:
    """From the alarm list by one key."""
    console = open_console(qtbot, bedside, actor, screens=WITH_DESK)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    assert console.alarms.list.choose(SPO2_ALARM)
    console.alt(qtbot, Qt.Key.Key_F9)
    desk = Desk(console, bedside)
    qtbot.waitUntil(lambda: desk.screen.presenter.known is not None)
    console.settle(qtbot)
    return desk


def test_one_key_on_an_alarm_opens_the_desk_with_who_what_happened_and_four_choices(
    qtbot: QtBot, bedside: Bedside
) -> None:
    desk = opened(qtbot, bedside)
    screen = desk.screen
    assert screen.presenter.patient_id == CHEN
    assert "王淑芬" in screen.ladder.text()
    assert screen.cards[Decision.URGENT_VISIT].hint.text() == "這台電腦不能計價"
    assert [card.headline.text() for card in screen.cards.values()] == [
        "無法計價", "值班表上沒有醫師", screen.cards[Decision.TRANSFER].headline.text(), "在家等待",
    ]  # fmt: skip
    assert "分" in screen.cards[Decision.TRANSFER].headline.text()
    with bedside.store.unit_of_work() as uow:
        assert "view_patient" in [item.entry.action for item in uow.audit.entries()]


def test_a_choice_needs_a_reason_and_is_recorded_with_it(qtbot: QtBot, bedside: Bedside) -> None:
    desk = opened(qtbot, bedside)
    control = Qt.KeyboardModifier.ControlModifier
    desk.console.press(qtbot, Qt.Key.Key_4, control)
    qtbot.waitUntil(desk.screen.reason.hasFocus)
    desk.console.press(qtbot, Qt.Key.Key_Return, control)
    assert desk.screen.said.text() == "請寫下理由。"
    desk.console.type(qtbot, "SpO2 recovered after repositioning")
    desk.console.press(qtbot, Qt.Key.Key_Return, control)
    qtbot.waitUntil(lambda: desk.case().state is EscalationState.DECIDED)
    case = desk.case()
    assert (case.decision, case.steps[-1].reason) == (Decision.ADVICE, "SpO2 recovered after repositioning")
    qtbot.waitUntil(lambda: not desk.screen.reason.text())


def test_when_a_colleague_was_faster_her_name_is_said_and_nothing_typed_is_lost(qtbot: QtBot, bedside: Bedside) -> None:
    desk = opened(qtbot, bedside)
    answer_escalation(bedside.ctx, NURSE, RULES.escalation, desk.case().escalation_id)
    desk.screen.pick(Decision.ADVICE)
    desk.screen.reason.setText("衛教")
    desk.screen.send()
    qtbot.waitUntil(lambda: "王淑芬" in desk.screen.said.text())
    assert desk.screen.reason.text() == "衛教"


def test_answer_and_pass_on_have_their_keys(qtbot: QtBot, bedside: Bedside) -> None:
    desk = opened(qtbot, bedside)
    desk.console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: desk.case().state is EscalationState.ANSWERED)
    desk.console.settle(qtbot)
    desk.console.alt(qtbot, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: desk.case().rung == 1)


def a_price(name: str, minutes: int, cost: int) -> VisitPrice:
    there = NOW + timedelta(minutes=minutes)
    return VisitPrice(StaffId(name), name, "", frozenset(), NOW, there, there - NOW, 3000, LegSource.ESTIMATE,
                      timedelta(minutes=9), (), (), cost)  # fmt: skip


def test_a_better_price_takes_the_place_of_the_one_before_and_a_worse_one_does_not(bedside: Bedside) -> None:
    texts = Texts("zh_TW")
    presenter = ResponsePresenter(bedside.ctx, PHYSICIAN, texts, RULES)
    presenter.begin(CHEN)
    assert presenter.take_desk(presenter.read())
    presenter.take_prices(UrgentPrices((a_price("甲", 20, 900),), NOW, 3, TaskId("t")), 0.4)
    presenter.take_improved(a_price("甲", 20, 950), 1.0)
    assert presenter.known is not None
    assert not presenter.known.improved
    presenter.take_improved(a_price("甲", 19, 700), 1.1)
    assert "1.1 秒內已改善" in presenter.cards()[0].hint
    assert presenter.cards()[0].headline == "03:31 到宅"
    assert replace(presenter.known) == presenter.known


def test_hospitals_say_beds_and_diversion_with_their_age_and_specialists_their_department(
    qtbot: QtBot, bedside: Bedside
) -> None:
    with bedside.store.unit_of_work() as uow:
        for hospital, minutes, beds, diversion in ((NEAR, 12, 3, Diversion.PARTIAL), (FAR, 100, 0, None)):
            at = NOW - timedelta(minutes=minutes)
            uow.hospital_news.add(HospitalNews(hospital, hospital, at, "U-nurse", False, beds, 1, 9, diversion))
        for role in (PHYSICIAN_ON_DUTY, "specialist:chest"):
            uow.staff.add_duties([Duty(role, StaffId("MD-1"), NOW - timedelta(hours=1), NOW + timedelta(hours=1))])
        uow.commit()
    desk = opened(qtbot, bedside)
    qtbot.waitUntil(
        lambda: desk.screen.presenter.known is not None and desk.screen.presenter.known.hospitals is not None
    )
    _, video, green, _ = desk.screen.presenter.cards()
    assert dict(green.facts)["床位與分流"] == "12 分前回報 · 部分分流 · 病房空床 3 · 加護空床 1 · 急診待床 9"
    assert [option.more for option in green.options] == ["12 分前 · 部分分流 · 床3 加護1", "1 小時前，過時 · 床0 加護1"]
    assert dict(video.facts)["待命專科"] == "胸腔內科"
    assert video.options[0].detail.startswith("值班醫師、胸腔內科")
