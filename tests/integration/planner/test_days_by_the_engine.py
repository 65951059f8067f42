"""A day in the field with the real engine: the morning's plan, then its proposals whenever something happens."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.app.simulated_days import open_site, planner_desk
from hah_console.demo.days.figures import DayFigures
from hah_console.demo.days.planned import PlannerDesk
from hah_console.demo.days.rates import load_rates
from hah_console.demo.days.run import play

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def played(seed: int) -> tuple[tuple[DayFigures, ...], PlannerDesk]:
    rates = replace(load_rates(RESOURCES / "profiles" / "simulation.toml"), plan_moves=20_000, burst_moves=2_000)
    profile = load_planning_profile(RESOURCES / "profiles" / "planning-default.toml")
    desk = planner_desk(profile, rates, seed)
    return play(open_site(RESOURCES / "demo", 1, seed, rates), desk), desk


@pytest.fixture(scope="module")
def day() -> tuple[tuple[DayFigures, ...], PlannerDesk]:
    return played(1)


def test_a_day_with_admissions_sick_leave_and_a_closed_road_breaks_nothing(
    day: tuple[tuple[DayFigures, ...], PlannerDesk],
) -> None:
    (figures,), desk = day
    assert figures.broken == ()
    assert figures.done >= 0.95 * figures.due
    assert desk.told >= 10
    assert desk.refused == 0


def test_the_same_seed_gives_the_same_day_again(day: tuple[tuple[DayFigures, ...], PlannerDesk]) -> None:
    assert played(1)[0] == day[0]


def test_control_c_ends_the_run_in_one_sentence_and_status_1() -> None:
    command = [sys.executable, "-m", "hah_console", "simulate", "--days", "5", "--seed", "1", "--json", "--lang", "en"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    assert run.stderr.readline().startswith("nearest free: day 1 of 5")
    run.send_signal(signal.SIGINT)
    out, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "Stopped" in said
    assert "Traceback" not in said
    assert json.loads(out.splitlines()[-1]) == {"days": 5, "seed": 1, "stopped": True, "ok": False}
