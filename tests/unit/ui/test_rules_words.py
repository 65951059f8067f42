"""What the rules screen says of rule sets and replay reports, and who may do what."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from helpers.ward import RULES as PACKS

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import TAIPEI, ManualClock
from hah_console.domain.ids import RuleSetId, UserId
from hah_console.domain.rule_set import RuleSet, RuleSetState
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.services.replay.compare import AWAKE_ON_AIR, STAFF_AS_NOW
from hah_console.services.replay.report import (
    Reach,
    ReachedEvent,
    ReplayReport,
    ReplaySource,
    RuleCount,
    RuleSetFigures,
    ScoreFigures,
    Spread,
)
from hah_console.services.rule_desk import RuleSetBoard, RuleSetRow
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.rule_words import rule_about, rule_name
from hah_console.ui.screens.rules.presenter import RulesPresenter
from hah_console.ui.screens.rules.report_text import (
    Pair,
    figure_rows,
    forecast_text,
    hour_pairs,
    legend_text,
    missed_lines,
    missed_text,
    rule_pairs,
    set_name,
)

NOW = datetime(2026, 11, 22, 19, 12, tzinfo=UTC)
EN = Texts("en")
SPREAD = Spread(0.0, 0.5, 1.0, 2.0, 9.0, 0.4, 0.57)
EVENT = ReachedEvent("P-000017", 31.0, 20.0, 11.0, "spo2_low")
ONE = RuleSetFigures(
    "night", "2026-11", "d", 640, 0.64, 1.3, 0.2, {"high": 10},
    (RuleCount("spo2_low", "physiological", "high", 5, 0, 0.4), RuleCount("silence", "technical", "medium", 9, 0, 8.0)),
    (0,) * 24, SPREAD, (), Reach(10, 7, 0.7, 0.6, 11.0, (4.0, 20.0), 9.0, 0.05, (EVENT,)),
)  # fmt: skip
OTHER = replace(
    ONE, name="default", version="2026-05", reach=Reach(10, 8, 0.8, 0.7, 12.0, (4.0, 20.0), 9.0, 0.04, (), (EVENT,))
)
SOURCE = ReplaySource("", "database", 12, 90.5, NOW, NOW, 60, 60)
REPORT = ReplayReport(SOURCE, ONE, OTHER, 50.0, 10.0, NOW, "0.1.0", "RCP 2017")


def a_set(state: RuleSetState, report: ReplayReport | None = None) -> RuleSetRow:
    rules = RuleSet(RuleSetId("RS-1"), "night", "2026-11", "", "d", state, "U-nurse", NOW, "x" if report else "")
    return RuleSetRow(rules, "王淑芬", "王淑芬", "張承恩", report)


def presenter(*rows: RuleSetRow, role: Role = Role.PHYSICIAN) -> RulesPresenter:
    ctx = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))
    actor = Actor(UserId("U"), "U", role, "WS")
    return RulesPresenter(ctx, actor, EN, "2026-05", RuleSetBoard(rows, NOW))


@pytest.mark.parametrize(
    ("act", "row", "role", "may"),
    [
        ("replay", a_set(RuleSetState.DRAFT), Role.NURSE, True),
        ("propose", a_set(RuleSetState.DRAFT), Role.NURSE, False),
        ("propose", a_set(RuleSetState.DRAFT, REPORT), Role.NURSE, True),
        ("activate", a_set(RuleSetState.PROPOSED, REPORT), Role.NURSE, False),
        ("activate", a_set(RuleSetState.PROPOSED, REPORT), Role.PHYSICIAN, True),
        ("reject", a_set(RuleSetState.PROPOSED, REPORT), Role.PHYSICIAN, True),
        ("activate", a_set(RuleSetState.DRAFT, REPORT), Role.PHYSICIAN, False),
        ("import", None, Role.DISPATCHER, False),
    ],
)
def test_each_step_on_the_way_into_force_has_its_state_and_its_role(
    act: str, row: RuleSetRow | None, role: Role, may: bool
) -> None:
    assert presenter(role=role).may(act, row) is may


def test_exactly_one_set_is_said_to_be_in_force() -> None:
    lines = presenter(a_set(RuleSetState.PROPOSED)).lines()
    assert [(line.name, line.in_force) for line in lines] == [("night 2026-11", False), ("Shipped 2026-05", True)]
    lines = presenter(a_set(RuleSetState.ACTIVE, REPORT)).lines()
    assert [line.in_force for line in lines] == [True, False]


def test_the_figures_of_both_sets_stand_side_by_side() -> None:
    rows = {row.name: (row.one, row.other) for row in figure_rows(EN, REPORT)}
    assert rows["Alarms heard per patient-day"] == ("0.64", "0.64")
    assert rows["Events with an alarm before"] == ("70.0%", "80.0%")
    quiet = replace(REPORT, rules=replace(ONE, reach=None))
    assert "Events with an alarm before" not in {row.name for row in figure_rows(EN, quiet)}


def test_technical_alarms_do_not_dwarf_the_bars_of_the_patients_rules() -> None:
    assert [pair.name for pair in rule_pairs(EN, REPORT)] == ["SpO₂ low"]
    assert [pair.name for pair in rule_pairs(Texts("zh_TW"), REPORT)] == ["SpO₂ 過低"]


def test_a_rule_of_the_site_keeps_its_own_name_and_every_shipped_one_has_words() -> None:
    assert rule_name(EN, "our_own") == "our_own"
    shipped = PACKS.alarms
    for rule in (*shipped.limits, *shipped.scores, *shipped.trends):
        assert all(rule_name(Texts(lang), rule.rule_id) != rule.rule_id for lang in LANGUAGES)


def test_a_rule_is_said_with_what_it_is_about_unless_its_name_says_so() -> None:
    zh = Texts("zh_TW")
    assert rule_about(zh, "rr_high", "rr") == "呼吸過快"
    assert rule_about(zh, "sensor_off", "spo2") == "SpO₂ 感測脫落"
    assert rule_about(zh, "our_own", "rr") == "呼吸 our_own"


def test_the_shipped_rule_set_is_named_as_in_the_list() -> None:
    assert (set_name(EN, REPORT.rules), set_name(EN, REPORT.against)) == ("night 2026-11", "Shipped 2026-05")


def test_the_hours_of_the_day_are_those_of_the_site() -> None:
    at_night = tuple(int(hour == 19) for hour in range(24))
    report = replace(REPORT, rules=replace(ONE, by_hour=at_night), against=replace(OTHER, by_hour=at_night))
    assert [pair.name for pair in hour_pairs(report, TAIPEI) if pair.one] == ["03"]
    timeless = replace(REPORT, rules=replace(ONE, by_hour=()))
    assert hour_pairs(timeless, TAIPEI) == ()


def test_what_only_the_other_set_reached_is_named_with_its_lead() -> None:
    assert missed_text(EN, REPORT).startswith("3 of 10 events missed. 0 reached only by this set, 1 only by the other")
    assert missed_lines(EN, REPORT) == ("▲ only the other set: P-000017 at hour 31, 11.0 h ahead",)
    assert "no deterioration" in missed_text(EN, replace(REPORT, rules=replace(ONE, reach=None)))


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_the_forecast_is_never_shown_without_saying_that_it_is_no_diagnosis(language: str) -> None:
    figures = ScoreFigures("risk", "1.0", 1000, 10, 0.674, 0.0159, (0.67,) * 5, 0.1, 0.97, 0.0)
    found = (figures, replace(figures, name="news2", auroc=0.627))
    assert "支援決策，非診斷" in forecast_text(Texts(language), found)
    assert "0.674" in forecast_text(Texts(language), found)
    assert "支援決策，非診斷" in forecast_text(Texts(language), None)


@pytest.mark.parametrize("language", ["en", "zh_TW"])
@pytest.mark.parametrize("note", [AWAKE_ON_AIR, STAFF_AS_NOW])
def test_what_a_replay_takes_for_granted_is_said_in_words(language, note):
    assert Texts(language).has(f"rules.note.{note}")


def test_each_pair_of_bars_says_which_rule_set_is_which() -> None:
    one, other = (set_name(EN, rules) for rules in (REPORT.rules, REPORT.against))
    assert legend_text(EN, REPORT, (), upright=False) == f"above: {one}   below: {other}"
    columns = legend_text(EN, REPORT, (Pair("00", 3, 7), Pair("01", 1, 0)), upright=True)
    assert columns == f"left: {one}   right: {other}   highest: 7"
