"""How many more can be admitted: the real planner with ghosts over the demo site, and why not one more."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from helpers.ward import RULES

from hah_console.app import capacity_run
from hah_console.app.cli import build
from hah_console.domain.equipment_set import SetState
from hah_console.domain.ids import KitId
from hah_console.domain.kit import KitState
from hah_console.domain.staff import Profession
from hah_console.services.capacity import Capacity, Limit, Means, estimate_capacity
from hah_console.services.equipment_moves import report_broken

DAY = date(2026, 11, 23)
QUICK = replace(RULES, equipment=replace(RULES.equipment, estimate_s=0.4, most_ghosts=3))


@pytest.fixture
def means(travel, planner, profile):
    return Means(QUICK, travel, planner, profile)


def rows(capacity: Capacity):
    return {row.condition.value: row.days for row in capacity.rows}


def test_equipment_bounds_how_many_can_be_admitted_and_the_same_facts_give_the_same_estimate(
    demo, dispatcher, means, monkeypatch
):
    found = estimate_capacity(demo, dispatcher, means)
    today, tomorrow = rows(found)["pneumonia"]
    assert (today.day, tomorrow.day, found.at) == (DAY, date(2026, 11, 24), demo.clock.now())
    assert 0 < today.count <= 2
    if today.count == 2:
        assert (today.limit, today.what) == (Limit.KITS, "infusion_pump")
    assert 0 < rows(found)["uti"][0].count <= 3
    asked = []
    monkeypatch.setattr(type(means.planner), "solve", lambda *_, **__: asked.append(1))
    assert estimate_capacity(demo, dispatcher, means, found) is found
    assert asked == []


def test_without_a_pump_nobody_with_pneumonia_can_be_admitted(demo, dispatcher, means):
    for kit_id in ("K-27", "K-28"):
        report_broken(demo, dispatcher, KitId(kit_id), 1, "送修")
    days = rows(estimate_capacity(demo, dispatcher, means))["pneumonia"]
    assert {(day.count, day.limit, day.what) for day in days} == {(0, Limit.KITS, "infusion_pump")}


def test_without_nurses_nobody_can_be_admitted_and_the_skill_is_named(demo, dispatcher, means):
    with demo.store() as uow:
        for person in uow.staff.all():
            if person.profession is Profession.NURSE:
                uow.staff.save(replace(person, skills=person.skills - {"iv"}))
        uow.commit()
    days = rows(estimate_capacity(demo, dispatcher, means))["uti"]
    assert {(day.count, day.limit, day.what) for day in days} == {(0, Limit.SKILLS, "iv")}


def test_a_team_that_is_full_is_the_limit(demo, dispatcher, means):
    """Ghosts that would need more hours than the day has."""
    orders = QUICK.care.orders
    long = {kind: replace(work, minutes=600) for kind, work in orders.work.items()}
    busy = replace(QUICK, care=replace(QUICK.care, orders=replace(orders, work=long)))
    days = rows(estimate_capacity(demo, dispatcher, replace(means, rules=busy)))["uti"]
    assert {(day.count, day.limit) for day in days} == {(0, Limit.HOURS)}


def test_a_piece_that_is_set_aside_for_somebody_is_not_counted(demo, dispatcher, means):
    with demo.store() as uow:
        for kit in uow.kits.all():
            if kit.kind == "monitor" and kit.state in (KitState.TESTING, KitState.CLEANING):
                uow.kits.save(replace(kit, state=KitState.FAULTY, fault="x"))
        first = uow.equipment_sets.open()[0]
        uow.equipment_sets.save(
            replace(first, set_id="ES-X", version=0, state=SetState.RESERVED, kit_ids=(), needs=(("monitor", 2),))
        )
        uow.commit()
    days = rows(estimate_capacity(demo, dispatcher, means))["uti"]
    assert {day.count for day in days} <= {0, 1}


def test_the_command_says_of_a_day_what_the_intake_says(demo, dispatcher, means, monkeypatch, capsys):
    monkeypatch.setattr(capacity_run, "load_rule_packs", lambda *_: QUICK)
    monkeypatch.setattr(capacity_run, "stored", lambda _: nullcontext(demo))
    monkeypatch.setattr(capacity_run, "PlannerProcess", lambda: _Kept(means.planner))
    monkeypatch.setattr(capacity_run, "open_roads", lambda *_: SimpleNamespace(travel=means.travel))
    with pytest.raises(SystemExit) as left:
        build(["capacity"])(["capacity", "--day", DAY.isoformat(), "--database", "x", "--json", "--lang", "en"])
    assert left.value.code == 0
    out = capsys.readouterr().out.splitlines()
    told = json.loads(out[-1])
    assert (told["ok"], told["day"]) == (True, DAY.isoformat())
    assert told["conditions"].keys() == rows(estimate_capacity(demo, dispatcher, means, on=DAY)).keys()
    room = told["conditions"]["pneumonia"]
    assert 0 <= room["count"] <= 2
    assert (room["limit"] == "kits") == (room["count"] == 2) == (room["what"] == "infusion_pump")
    assert out[0].startswith("Pneumonia ")


class _Kept:
    """The planner of all tests, which a command may not end."""

    def __init__(self, planner):
        self.solve = planner.solve

    def close(self):
        """It goes on."""


def test_a_day_that_is_over_has_no_room(demo, monkeypatch, capsys):
    monkeypatch.setattr(capacity_run, "stored", lambda _: nullcontext(demo))
    with pytest.raises(SystemExit) as left:
        build(["capacity"])(["capacity", "--day", "2026-11-01", "--database", "x", "--json", "--lang", "en"])
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["ok"] is False
