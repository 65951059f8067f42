"""The panel of the running day by keyboard, over a real store and the real planning engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.crow import Crow
from helpers.field_day import DISPATCHER, NINE, NURSES, FieldDay, make_template, open_day
from helpers.field_halts import add_halts, names_of
from helpers.ward import RULES, Bell
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.app.resources import resource_path
from hah_console.domain.alarm import AlarmState
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import AlarmId, SpecimenId
from hah_console.domain.position import StaffPosition
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.visit import HaltKind
from hah_console.services.halt_reports import read_said
from hah_console.services.phone_passes import PassRefused, entered, issue_pass, open_pass
from hah_console.services.planning import draft_plan, publish_plan
from hah_console.services.proposals import Proposals
from hah_console.services.staff_safety import call_for_help
from hah_console.services.web_address import note_web
from hah_console.ui.dispatch.live.dialogs import LinkDialog, ReportDialog, UrgentDialog
from hah_console.ui.dispatch.live.halt_dialog import HaltDialog
from hah_console.ui.dispatch.live.lines import CALL, HALT, OPTION, ROAD, STOP, WORKER
from hah_console.ui.dispatch.live.panel import LivePanel
from hah_console.ui.dispatch.live.road_dialogs import ClosedRoadDialog, OpenAgainDialog
from hah_console.ui.dispatch.live.safety_dialogs import CallDialog, HomeDialog
from hah_console.ui.dispatch.team.lines import PERSON, PHONE
from hah_console.ui.dispatch.team.panel import RevokeDialog, TeamPanel
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk, DeskPorts
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import Theme

PROFILE = load_planning_profile(resource_path("profiles", "planning-default.toml"))
PATIENCE_MS = 20_000
pytestmark = [pytest.mark.qt_log_ignore("does not support propagateSizeHints"), pytest.mark.slow]


@pytest.fixture(scope="module")
def planner() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


@pytest.fixture(scope="module")
def template(planner: PlannerProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    day = open_day(make_template(tmp_path_factory.mktemp("site")), folder)
    day.clock.moment = NINE - timedelta(hours=2, minutes=30)
    with day.ctx.store() as uow:
        uow.plans.save(day.plan.superseded())
        uow.commit()
    plan, _ = draft_plan(day.ctx, DISPATCHER, day.ctx.today(), Crow(), planner, PROFILE, seconds=1.0)
    publish_plan(day.ctx, DISPATCHER, plan.plan_id, plan.version)
    day.store.close()
    return folder / "field.db"


@pytest.fixture
def day(template: Path, tmp_path: Path) -> Iterator[FieldDay]:
    opened = open_day(template, tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture
def panel(qtbot: QtBot, day: FieldDay, planner: PlannerProcess) -> Iterator[LivePanel]:
    tasks = TaskRunner()
    ports = DeskPorts(
        travel=Crow(), planner=planner, rules=RULES, notifier=Bell(), proposals=Proposals(Crow(), planner, PROFILE)
    )
    desk = Desk(day.ctx, DISPATCHER, Texts("en"), Theme.load("light"), tasks, lambda *_: None, ports=ports)
    made = LivePanel(desk)
    qtbot.addWidget(made)
    made.resize(420, 800)
    made.show()
    qtbot.waitUntil(lambda: made.day is not None and bool(made.list.key()), timeout=PATIENCE_MS)
    made.take_focus()
    yield made
    qtbot.waitUntil(lambda: tasks.idle, timeout=PATIENCE_MS)
    tasks.close()


def choose(panel: LivePanel, key: str) -> None:
    panel.list.choose(key)
    panel.list.setFocus()


def back_at_the_panel(qtbot: QtBot, panel: LivePanel) -> None:
    """Without a window manager nobody makes the panel active when a dialog has closed."""
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow, timeout=PATIENCE_MS)


def test_everybody_is_in_sight_with_the_next_stop(panel: LivePanel, day: FieldDay) -> None:
    wanted = {WORKER + v.staff_id for v in day.plan.visits} | {STOP + v.visit_id for v in day.plan.visits}
    assert all(panel.list.rows.position(key) is not None for key in wanted)
    assert panel.title()


def test_that_nothing_is_published_is_said_in_the_language_chosen_and_only_while_it_is_so(
    qtbot: QtBot, panel: LivePanel
) -> None:
    assert panel.day is not None
    assert not panel.sentence.isVisible()
    panel._on_day(replace(panel.day, plan_id=None))
    assert "No routes" in panel.sentence.text() or "published" in panel.sentence.text()
    panel.restyle(replace(panel.desk, texts=Texts("zh_TW")))
    assert panel.sentence.text() == "今天尚未發布路線；發布後才有當日進行。"
    panel.refresh()
    qtbot.waitUntil(lambda: not panel.sentence.isVisible(), timeout=PATIENCE_MS)


def test_a_report_told_on_the_telephone_is_entered_by_keyboard(qtbot: QtBot, panel: LivePanel, day: FieldDay) -> None:
    visit = day.plan.visits[0]
    choose(panel, STOP + visit.visit_id)
    qtbot.keyClick(panel.list, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    dialog = panel.findChild(ReportDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    dialog.state.setCurrentIndex(dialog.state.findData(FieldState.ARRIVED))
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible() or bool(dialog.error.text()), timeout=PATIENCE_MS)
    assert dialog.error.text() == ""
    with day.ctx.store() as uow:
        assert uow.field_visits.get(visit.visit_id).state is FieldState.ARRIVED


def test_a_courier_who_telephones_from_the_laboratory_is_entered_by_keyboard(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    with day.ctx.store() as uow:
        found = uow.plans.published(day.ctx.today())
    assert found is not None
    day.plan = found
    add_halts(day)
    panel.refresh()
    (laboratory,) = names_of(day, NURSES[0], HaltKind.HAND_IN)
    qtbot.waitUntil(lambda: panel.list.rows.position(HALT + laboratory) is not None, timeout=PATIENCE_MS)
    choose(panel, HALT + laboratory)
    qtbot.keyClick(panel.list, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    dialog = panel.findChild(HaltDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    dialog.state.setCurrentIndex(dialog.state.findData(HaltState.DONE))
    dialog.handed_in.setFocus()
    qtbot.keyClick(dialog.handed_in, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible() or bool(dialog.error.text()), timeout=PATIENCE_MS)
    assert dialog.error.text() == ""
    with day.ctx.store() as uow:
        assert read_said(uow, day.ctx.today()).state(laboratory) is HaltState.DONE
        states = {uow.specimens.get(SpecimenId(name)).state for name in ("SP-1", "SP-2")}
    assert states == {SpecimenState.RECEIVED}


def test_an_urgent_visit_gets_proposals_and_one_is_accepted_by_keyboard(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    dialog = panel.findChild(UrgentDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: dialog.patient.count() > 1, timeout=PATIENCE_MS)
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert set(dialog.said_beside()) == {"patient"}, "nobody is sent to a home that no person has chosen"
    assert dialog.patient.hasFocus()
    qtbot.keyClick(dialog.patient, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.patient, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(panel.proposals) and not panel.search.searching, timeout=PATIENCE_MS)
    assert 1 <= len(panel.proposals) <= 3
    assert panel.options.isVisible()
    assert "Final" in panel.sentence.text()
    qtbot.waitUntil(lambda: not panel.search.just_changed(shown_kind(panel)), timeout=PATIENCE_MS)
    back_at_the_panel(qtbot, panel)
    qtbot.keyClick(panel.options, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not panel.proposals or "Final" not in panel.sentence.text(), timeout=PATIENCE_MS)
    assert panel.proposals == (), panel.sentence.text()
    with day.ctx.store() as uow:
        plan = uow.plans.published(day.ctx.today())
    assert plan is not None
    assert plan.number == 3
    assert any(v.task_id.startswith("urgent-") for v in plan.visits)


def ask_who_goes_instead(qtbot: QtBot, panel: LivePanel, day: FieldDay) -> None:
    """The worker of the last visit falls ill."""
    choose(panel, WORKER + day.plan.visits[-1].staff_id)
    qtbot.keyClick(panel.list, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(panel.proposals), timeout=PATIENCE_MS)


def test_what_stands_there_is_accepted_while_better_ones_are_searched(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    ask_who_goes_instead(qtbot, panel, day)
    assert panel.search.searching
    assert "Searching" in panel.sentence.text()
    qtbot.waitUntil(lambda: not panel.search.just_changed(shown_kind(panel)), timeout=PATIENCE_MS)
    seen = panel.search.of(shown_kind(panel))
    assert seen is not None
    qtbot.keyClick(panel.options, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not panel.search.searching
    qtbot.waitUntil(lambda: panel.proposals == (), timeout=PATIENCE_MS)
    with day.ctx.store() as uow:
        plan = uow.plans.published(day.ctx.today())
    assert plan is not None
    assert plan.plan_id == seen.plan.plan_id
    assert plan.visits == seen.plan.visits


def test_a_row_that_changed_just_now_is_read_before_it_is_accepted(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    stopped = [0.0]
    panel.search._seconds = lambda: stopped[0]
    ask_who_goes_instead(qtbot, panel, day)
    qtbot.waitUntil(lambda: not panel.search.searching, timeout=PATIENCE_MS)
    qtbot.keyClick(panel.options, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "just now" in panel.sentence.text()
    assert panel.proposals
    stopped[0] = 1.0
    qtbot.keyClick(panel.options, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.proposals == (), timeout=PATIENCE_MS)


def shown_kind(panel: LivePanel) -> str:
    return panel.options.key().removeprefix(OPTION)


def test_going_back_changes_nothing(qtbot: QtBot, panel: LivePanel, day: FieldDay) -> None:
    worker = day.plan.visits[-1].staff_id
    choose(panel, WORKER + worker)
    qtbot.keyClick(panel.list, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(panel.proposals), timeout=PATIENCE_MS)
    qtbot.keyClick(panel.options, Qt.Key.Key_Escape)
    assert panel.proposals == ()
    with day.ctx.store() as uow:
        plan = uow.plans.published(day.ctx.today())
    assert plan is not None
    assert plan.plan_id == day.plan.plan_id


def test_a_workers_link_is_a_square_and_says_when_no_pages_are_served(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    choose(panel, WORKER + day.plan.visits[0].staff_id)
    qtbot.keyClick(panel.list, Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    dialog = panel.findChild(LinkDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "web.toml" in dialog.error.text(), timeout=PATIENCE_MS)
    note_web(day.ctx, "https://127.0.0.1:8443", "AB:CD")
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(dialog.code.isVisible, timeout=PATIENCE_MS)
    assert len(day.audited("issue_phone_pass")) == 1
    dialog.reject()
    QApplication.processEvents()


def test_a_call_for_help_stands_on_top_is_taken_and_ends_with_what_was_found(
    qtbot: QtBot, panel: LivePanel, day: FieldDay
) -> None:
    worker = day.plan.visits[0].staff_id
    call = call_for_help(day.ctx, DISPATCHER, worker, "a", "t")
    panel.refresh()
    qtbot.waitUntil(lambda: panel.list.rows.position(CALL + call) == 0, timeout=PATIENCE_MS)
    assert "▲" in panel.title()
    panel.buttons["call"].click()
    qtbot.waitUntil(lambda: state_of(day, call) is AlarmState.ACKNOWLEDGED, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: panel.day.calls[0].state is AlarmState.ACKNOWLEDGED, timeout=PATIENCE_MS)
    panel.buttons["call"].click()
    dialog = panel.findChild(CallDialog)
    assert dialog is not None
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=PATIENCE_MS)
    dialog.outcome.setText("a dog; she is well")
    dialog.send()
    qtbot.waitUntil(lambda: state_of(day, call) is AlarmState.CLEARED, timeout=PATIENCE_MS)


def state_of(day: FieldDay, call: str) -> AlarmState:
    with day.ctx.store() as uow:
        return uow.alarms.get(AlarmId(call)).state


def test_a_home_gets_its_rule_with_a_reason(qtbot: QtBot, panel: LivePanel, day: FieldDay) -> None:
    visit = day.plan.visits[0]
    choose(panel, STOP + visit.visit_id)
    panel.buttons["home"].click()
    dialog = panel.findChild(HomeDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.two.isEnabled, timeout=PATIENCE_MS)
    dialog.two.setChecked(True)
    dialog.send()
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=PATIENCE_MS)
    dialog.reason.setText("a threat")
    dialog.send()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE_MS)
    with day.ctx.store() as uow:
        (flag,) = uow.home_flags.in_force({visit.patient_id})
    assert (flag.two_persons, flag.reason, flag.set_by) == (True, "a threat", DISPATCHER.user_id)


def test_a_closed_road_is_kept_listed_and_taken_back_by_keyboard(qtbot: QtBot, panel: LivePanel, day: FieldDay) -> None:
    choose(panel, STOP + day.stops(day.plan.visits[0].staff_id)[0].visit_id)
    tried: list[tuple[tuple[float, float], ...]] = []
    panel.stretch_tried.connect(tried.append)
    qtbot.keyClick(panel.list, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    dialog = panel.findChild(ClosedRoadDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.submit.isEnabled(), timeout=PATIENCE_MS)
    dialog.note.setText("under water")
    qtbot.keyClick(dialog.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(panel.proposals) or bool(dialog.error.text()), timeout=PATIENCE_MS)
    assert panel.proposals, (dialog.error.text(), panel.sentence.text())
    assert len(tried[0]) > 1, "the part in hand is shown on the map"
    assert tried[-1] == (), "and no more once it is decided"
    back_at_the_panel(qtbot, panel)
    qtbot.keyClick(panel.options, Qt.Key.Key_Escape)
    panel.refresh()
    qtbot.waitUntil(lambda: bool(panel.day.closed), timeout=PATIENCE_MS)
    (row,) = panel.day.closed
    key = ROAD + row.closure.closure_id
    assert panel.list.rows.position(key) == 0
    assert "✕" in panel.list.rows.row(0).spoken
    assert "under water" in panel.list.rows.row(0).spoken
    choose(panel, key)
    qtbot.keyClick(panel.list, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    again = panel.findChild(OpenAgainDialog)
    assert again is not None
    qtbot.waitUntil(again.isActiveWindow, timeout=PATIENCE_MS)
    again.reason.setText("dry")
    qtbot.keyClick(again.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not again.isVisible(), timeout=PATIENCE_MS)
    panel.refresh()
    qtbot.waitUntil(lambda: not panel.day.closed[0].holds, timeout=PATIENCE_MS)


@pytest.fixture
def team(qtbot: QtBot, day: FieldDay) -> Iterator[TeamPanel]:
    tasks = TaskRunner()
    ports = DeskPorts(travel=Crow(), planner=None, rules=RULES, notifier=Bell())
    made = TeamPanel(Desk(day.ctx, DISPATCHER, Texts("en"), Theme.load("light"), tasks, lambda *_: None, ports=ports))
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.show()
    yield made
    qtbot.waitUntil(lambda: tasks.idle, timeout=PATIENCE_MS)
    tasks.close()


def test_people_are_listed_by_the_age_of_their_position_and_choosing_one_centres_the_map(
    qtbot: QtBot, team: TeamPanel, day: FieldDay
) -> None:
    older, newer = (StaffPosition(staff, 120.9 + n / 10, 24.8, day.clock.now() - timedelta(minutes=9 - 5 * n))
                    for n, staff in enumerate(NURSES))  # fmt: skip
    with day.ctx.store() as uow:
        uow.positions.put((older, newer))
        uow.commit()
    team.refresh()
    rows = [PERSON + newer.staff_id, PERSON + older.staff_id]
    qtbot.waitUntil(lambda: [team.list.rows.position(key) for key in rows] == [0, 1], timeout=PATIENCE_MS)
    assert "9 min" in team.list.rows.row(1).spoken
    chosen: list[tuple[float, float]] = []
    team.place_chosen.connect(lambda lat, lon: chosen.append((lat, lon)))
    team.take_focus()
    qtbot.keyClick(team.list, Qt.Key.Key_Down)
    assert chosen == [(older.lat, older.lon)]


def test_a_phone_is_revoked_by_one_key_with_a_reason(qtbot: QtBot, team: TeamPanel, day: FieldDay) -> None:
    phone = open_pass(
        day.ctx, issue_pass(day.ctx, DISPATCHER, NURSES[0]).code, "30" * 91, "Mozilla (Linux; Android 15)"
    )
    team.refresh()
    qtbot.waitUntil(lambda: team.list.rows.position(PHONE + phone.pass_id) is not None, timeout=PATIENCE_MS)
    assert "Android" in team.list.rows.row(1).spoken
    team.list.choose(PHONE + phone.pass_id)
    team.take_focus()
    qtbot.keyClick(team.list, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    dialog = team.findChild(RevokeDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=PATIENCE_MS)
    dialog.reason.setText("left on the bus")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE_MS)
    with pytest.raises(PassRefused):
        entered(day.ctx, phone.pass_id)
    team.refresh()
    qtbot.waitUntil(lambda: "left on the bus" in team.list.rows.row(1).spoken, timeout=PATIENCE_MS)
    assert not team.revoke.isEnabled()
