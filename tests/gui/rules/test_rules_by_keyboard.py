"""Rule sets over a real store: imported, replayed with progress and stop, proposed, decided by a second person."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.bedside import NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.ward import RULES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.app.rule_desk import StoredRuleDesk
from hah_console.app.screens import SCREENS
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import RuleSetId, UserId
from hah_console.domain.rule_set import RuleSet, RuleSetState
from hah_console.services.replay.report import ReplayReport
from hah_console.services.replay.walk import ReplayCancelled
from hah_console.services.rule_sets import decide_rule_set, draft_rule_set, propose_rule_set, replay_rule_set
from hah_console.ui.screens.rules.view import RulesScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
TEXT = (PACKS / "alarms-2026-05.toml").read_text("utf-8").replace('version = "2026-05"', 'version = "2026-11"', 1)
SECOND = Actor(UserId("U-second"), "李主任", Role.PHYSICIAN, "WS-9")


class Stopping(StoredRuleDesk):
    """A replay that goes on until somebody stops it."""

    def replay(self, rules: RuleSet, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> ReplayReport:
        while not cancelled():
            progress(0.5)
        raise ReplayCancelled


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path)
    yield bedside
    bedside.store.close()


@pytest.fixture
def tools(bedside: Bedside) -> StoredRuleDesk:
    return StoredRuleDesk(bedside.ctx, RULES)


def opened(qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk, actor: Actor = PHYSICIAN) -> BedsideConsole:
    console = open_console(qtbot, bedside, actor, screens=SCREENS, rule_desk=tools)
    console.frame.navigate("rules", "")
    console.settle(qtbot)
    qtbot.waitUntil(screen_of(console).list.hasFocus)
    return console


def screen_of(console: BedsideConsole) -> RulesScreen:
    screen = console.frame.screens["rules"]
    assert isinstance(screen, RulesScreen)
    return screen


def stored(bedside: Bedside) -> tuple[RuleSet, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.rule_sets.all()


def drafted(bedside: Bedside, tools: StoredRuleDesk, actor: Actor = NURSE) -> RuleSetId:
    return draft_rule_set(bedside.ctx, actor, "night", TEXT, tools.parse)


def proposed(bedside: Bedside, tools: StoredRuleDesk, actor: Actor = NURSE) -> RuleSetId:
    rule_set_id = drafted(bedside, tools, actor)
    report = tools.replay(stored(bedside)[0], lambda _: None, lambda: False)
    replay_rule_set(bedside.ctx, actor, rule_set_id, report, 1)
    propose_rule_set(bedside.ctx, actor, rule_set_id, 2)
    return rule_set_id


def test_a_file_is_imported_replayed_over_the_stored_data_and_proposed(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk, tmp_path: Path
) -> None:
    console = opened(qtbot, bedside, tools)
    screen = screen_of(console)
    file = tmp_path / "night.toml"
    file.write_text(TEXT, "utf-8")
    screen.import_file(file)
    qtbot.waitUntil(lambda: screen.chosen() is not None)
    assert "尚未回放" in screen.presenter.lines()[0].rate
    console.alt(qtbot, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(stored(bedside)[0].report), timeout=60_000)
    console.settle(qtbot)
    qtbot.waitUntil(screen.report.isVisible)
    assert "位病人" in screen.report.head.text()
    assert screen.report.cells[0][1].text() == "night 2026-11"
    console.alt(qtbot, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: stored(bedside)[0].state is RuleSetState.PROPOSED)
    console.settle(qtbot)


def test_a_file_that_is_wrong_is_told_by_file_key_and_cure(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk, tmp_path: Path
) -> None:
    screen = screen_of(opened(qtbot, bedside, tools))
    file = tmp_path / "night.toml"
    file.write_text(TEXT.replace("hysteresis = 1\n", 'hysteresis = "much"\n', 1), "utf-8")
    screen.import_file(file)
    qtbot.waitUntil(lambda: "night.toml" in screen.said.text())
    assert "hysteresis" in screen.said.text()
    assert "請" in screen.said.text()
    screen.import_file(tmp_path / "gone.toml")
    qtbot.waitUntil(lambda: "gone.toml" in screen.said.text())
    assert stored(bedside) == ()


def test_a_replay_shows_its_progress_and_a_stopped_one_keeps_nothing(qtbot: QtBot, bedside: Bedside) -> None:
    tools = Stopping(bedside.ctx, RULES)
    drafted(bedside, tools)
    console = opened(qtbot, bedside, tools)
    screen = screen_of(console)
    console.alt(qtbot, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: screen.progress.value() == 50)
    assert screen.progress.isVisible()
    console.alt(qtbot, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not screen.run.running)
    console.settle(qtbot)
    assert not screen.progress.isVisible()
    assert stored(bedside)[0].report == ""


def test_who_proposed_is_told_that_a_second_person_is_needed_and_nothing_changes(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk
) -> None:
    proposed(bedside, tools, PHYSICIAN)
    console = opened(qtbot, bedside, tools)
    console.alt(qtbot, Qt.Key.Key_F8)
    screen = screen_of(console)
    qtbot.waitUntil(lambda: bool(screen.said.text()))
    assert "同事" in screen.said.text() or "另一位" in screen.said.text()
    assert stored(bedside)[0].state is RuleSetState.PROPOSED


def test_a_second_person_puts_rules_into_force_and_every_console_goes_by_them(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk
) -> None:
    proposed(bedside, tools)
    console = opened(qtbot, bedside, tools)
    assert console.frame.desk.ports.rules.alarms.info.version == "2026-05"
    console.alt(qtbot, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: stored(bedside)[0].state is RuleSetState.ACTIVE)
    qtbot.waitUntil(lambda: console.frame.desk.ports.rules.alarms.info.version == "2026-11", timeout=8_000)
    assert "2026-11" in console.frame.status._rules.text()
    console.frame.navigate("alarms", "")
    console.settle(qtbot)
    assert console.alarms.desk.ports.rules.alarms.info.version == "2026-11"


def test_rules_decided_on_another_workstation_appear_by_themselves(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk
) -> None:
    rule_set_id = proposed(bedside, tools)
    console = opened(qtbot, bedside, tools)
    decide_rule_set(bedside.ctx, SECOND, rule_set_id, accepted=True, expected_version=3, parse=tools.parse)
    qtbot.waitUntil(lambda: console.frame.desk.ports.rules.alarms.info.version == "2026-11", timeout=8_000)
    qtbot.waitUntil(lambda: screen_of(console).presenter.lines()[0].in_force)
    console.settle(qtbot)


def test_the_rules_are_reached_from_the_alarms_and_by_the_command_bar(
    qtbot: QtBot, bedside: Bedside, tools: StoredRuleDesk
) -> None:
    console = open_console(qtbot, bedside, NURSE, screens=SCREENS, rule_desk=tools)
    console.alt(qtbot, Qt.Key.Key_2)
    console.settle(qtbot)
    console.alarms.rules_button.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.frame.current_screen == "rules"
    console.settle(qtbot)
    console.alt(qtbot, Qt.Key.Key_2)
    console.press(qtbot, Qt.Key.Key_Slash)
    console.type(qtbot, "rul")
    console.press(qtbot, Qt.Key.Key_Return)
    assert console.frame.current_screen == "rules"
    console.settle(qtbot)
    assert "程式內附" in screen_of(console).presenter.lines()[-1].name
