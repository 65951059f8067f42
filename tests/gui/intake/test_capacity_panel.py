"""Beside an intake: equipment set aside by one key, and how many more can be admitted as the real planner finds it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.bedside import Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.ward import RULES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.roads.estimate import EstimatedTravel
from hah_console.adapters.roads.profile import load_profile
from hah_console.domain.equipment_set import SetState
from hah_console.domain.ids import KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.ui.screens.intake.capacity_panel import CapacityPanel
from hah_console.ui.screens.intake.view import IntakeScreen

PROFILES = Path(__file__).resolve().parents[3] / "resources" / "profiles"
QUICK = replace(RULES, equipment=replace(RULES.equipment, estimate_s=0.2, most_ghosts=2))


@pytest.fixture(scope="module")
def planner() -> Iterator[PlannerProcess]:
    process = PlannerProcess()
    process.warm_up()
    yield process
    process.close()


def panel_of(console: BedsideConsole) -> CapacityPanel:
    return console.screen("intake", IntakeScreen).capacity


def put_on_the_shelf(bedside: Bedside, *kinds: str) -> None:
    with bedside.store.unit_of_work() as uow:
        for number, kind in enumerate(kinds):
            uow.kits.save(Kit(KitId(f"Q-{number}"), kind, KitState.AVAILABLE))
        uow.commit()


def test_equipment_is_set_aside_by_one_key_and_a_short_stock_is_said(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside
) -> None:
    panel = panel_of(console)
    assert (panel.kits.text(), panel.reserve.isEnabled()) == ("尚未保留", True)
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: panel.kits.text() == "輸液幫浦需要 1 件，可用只剩 0 件；請等器材回收，或改用其他配備組。")
    put_on_the_shelf(bedside, "infusion_pump", "monitor")
    console.alt(qtbot, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: panel.kits.text().startswith("肺炎組：已保留"))
    assert not panel.reserve.isEnabled()
    with bedside.store.unit_of_work() as uow:
        (one,) = uow.equipment_sets.open()
    assert (one.state, one.needs, one.episode_id) == (
        SetState.RESERVED, (("infusion_pump", 1), ("monitor", 1)), None,
    )  # fmt: skip


def test_without_ways_and_planner_nothing_is_estimated_and_it_is_said(console: BedsideConsole) -> None:
    panel = panel_of(console)
    assert panel.numbers.text() == "這台電腦沒有路程與排程資料，無法估計"
    assert not panel.estimate.isEnabled()


def test_an_estimate_says_its_time_its_limit_and_that_it_is_one(
    qtbot: QtBot, console: BedsideConsole, bedside: Bedside, planner: PlannerProcess
) -> None:
    put_on_the_shelf(bedside, "monitor")
    panel = panel_of(console)
    travel = EstimatedTravel(load_profile(PROFILES / "speeds.toml"))
    profile = load_planning_profile(PROFILES / "planning-default.toml")
    ports = replace(panel.desk.ports, travel=travel, planner=planner, profile=profile, rules=QUICK)
    panel.restyle(replace(panel.desk, ports=ports))
    panel.estimate.click()
    assert not panel.estimate.isEnabled()
    qtbot.waitUntil(lambda: "庫存估計" in panel.numbers.text(), timeout=20_000)
    lines = panel.numbers.text().splitlines()
    assert [line.split(" ")[0] for line in lines[:3]] == ["肺炎", "尿路感染", "軟組織感染"]
    assert lines[0] == "肺炎 0 / 0　缺輸液幫浦"
