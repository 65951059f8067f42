"""Indicators count whom they name, over a real store; an exercise is in none of them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, FAR, LIN_STAY, NEAR, NURSE, WANG_STAY, Bedside, open_bedside
from typer.testing import CliRunner

from hah_console.adapters.documents.indicator_files import write_indicators
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.cli import build
from hah_console.app.indicators_run import CLERK
from hah_console.app.resources import resource_path
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, TransferId
from hah_console.domain.indicator import Indicator, IndicatorCase, IndicatorGroup, Measure
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.transfer import ED_LEFT, TransferStage
from hah_console.services import transfers
from hah_console.services.indicators import indicators_of_month
from hah_console.services.transfer_ends import close_transfer, hand_over, note_milestone

MONTH = "2026-11"


@pytest.fixture(scope="module")
def rules() -> RulePacks:
    return load_rule_packs(resource_path("rulepacks"), date(2026, 11, 23))


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def found(ward: Bedside, rules: RulePacks) -> dict[str, Indicator]:
    return {one.indicator_id: one for one in indicators_of_month(ward.ctx, CLERK, rules, MONTH)}


def whole(ward: Bedside, stay: EpisodeId, rules: RulePacks, pathway: str = "", wire_min: int = 0) -> TransferId:
    changes = transfers.decide_transfer(
        ward.ctx, NURSE, stay, "胸痛", NEAR, rules.transfer.pathways.get(pathway) if pathway else None
    )
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))

    def version() -> int:
        with ward.store.unit_of_work() as uow:
            return uow.transfers.get(transfer_id).version

    for minutes, move in (
        (4, transfers.accept),
        (2, transfers.call_ambulance),
        (9, transfers.depart),
        (8, transfers.arrive),
    ):
        ward.advance(minutes)
        move(ward.ctx, NURSE, transfer_id, version())
    ward.advance(5)
    hand_over(ward.ctx, NURSE, transfer_id, version(), "李醫師")
    if wire_min:
        ward.advance(wire_min - 5)
        note_milestone(ward.ctx, NURSE, rules.transfer, transfer_id, version(), "wire_crossed", ward.clock.now())
    close_transfer(ward.ctx, NURSE, transfer_id, version())
    return transfer_id


def test_every_stage_has_its_middle_and_90th_percentile(ward: Bedside, rules: RulePacks) -> None:
    whole(ward, CHEN_STAY, rules)
    stages = found(ward, rules)
    minutes = {name: one.value for name, one in stages.items() if one.group is IndicatorGroup.STAGE}
    assert minutes["stage_asked"] == 4
    assert (minutes["stage_departed"], minutes["stage_arrived"], stages["stage_departed"].p90) == (8, 5, 8)
    assert stages["transfers"].value == 1


def test_door_to_wire_counts_who_was_in_time_of_those_who_had_it(ward: Bedside, rules: RulePacks) -> None:
    whole(ward, CHEN_STAY, rules, "stemi", wire_min=70)
    whole(ward, LIN_STAY, rules, "stemi", wire_min=120)
    whole(ward, WANG_STAY, rules, "stemi")
    now = found(ward, rules)
    pci, quick, taken = (now[name] for name in ("m05_stemi_pci", "m06_door_to_wire_in_time", "m07_door_to_wire"))
    assert (pci.numerator, pci.denominator) == (2, 3)
    assert (quick.numerator, quick.denominator) == (1, 2)
    assert [case.patient_id for case in quick.cases if case.counted] == [CHEN]
    assert (taken.value, taken.p90) == (95, 120)


def test_a_patient_of_an_exercise_is_in_no_indicator(ward: Bedside, rules: RulePacks) -> None:
    whole(ward, CHEN_STAY, rules, "stemi", wire_min=70)
    with ward.store.unit_of_work() as uow:
        uow.patients.save(replace(uow.patients.get(CHEN), exercise=True))
        uow.commit()
    now = found(ward, rules)
    assert not [case for one in now.values() for case in one.cases if case.patient_id == CHEN]
    assert now["transfers"].value == 0


def test_a_refusal_is_counted_and_another_month_is_another(ward: Bedside, rules: RulePacks) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    transfers.refuse(ward.ctx, NURSE, transfer_id, 1, "滿床")
    transfers.ask_hospital(ward.ctx, NURSE, transfer_id, 2, FAR)
    assert found(ward, rules)["transfers_refused"].value == 100
    earlier = {one.indicator_id: one for one in indicators_of_month(ward.ctx, CLERK, rules, "2026-10")}
    assert earlier["transfers"].denominator == 0
    with pytest.raises(InvalidInput):
        indicators_of_month(ward.ctx, CLERK, rules, "november")


def test_all_that_is_asked_for_is_there_and_what_is_not_recorded_is_not_made_up(
    ward: Bedside, rules: RulePacks
) -> None:
    now = found(ward, rules)
    groups = [one.group for one in now.values()]
    assert [groups.count(g) for g in (IndicatorGroup.PILOT, IndicatorGroup.OUTCOME, IndicatorGroup.MONITORING)] == [
        4,
        4,
        12,
    ]
    assert {name for name, one in now.items() if one.measure is Measure.UNRECORDED} == {"satisfaction"}
    assert now["satisfaction"].value is None


def test_the_stay_in_the_emergency_department_is_of_those_of_whom_somebody_told_when_they_left_it(
    ward: Bedside, rules: RulePacks
) -> None:
    told, untold = whole(ward, CHEN_STAY, rules), whole(ward, LIN_STAY, rules)
    with ward.store.unit_of_work() as uow:
        arrived = uow.transfers.get(told).reached_at(TransferStage.ARRIVED)
        version = uow.transfers.get(told).version
    assert arrived is not None
    left = arrived + timedelta(minutes=95)
    ward.advance(120)
    with pytest.raises(InvalidInput) as refused:
        note_milestone(ward.ctx, NURSE, rules.transfer, told, version, ED_LEFT, arrived - timedelta(minutes=2))
    assert refused.value.facts["reason"] == "before_hospital"
    note_milestone(ward.ctx, NURSE, rules.transfer, told, version, ED_LEFT, left)
    stay = found(ward, rules)["ed_stay"]
    assert (stay.numerator, stay.denominator, stay.value) == (1, 2, 95)
    with ward.store.unit_of_work() as uow:
        assert uow.transfers.get(untold).ed_stay() is None
        assert "transfer_milestone" in [e.entry.action for e in uow.audit.entries() if e.entry.entity_id == told]


def test_nobody_leaves_an_emergency_department_she_has_not_reached(ward: Bedside, rules: RulePacks) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    waiting = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    with pytest.raises(IllegalTransition):
        note_milestone(ward.ctx, NURSE, rules.transfer, waiting, 1, ED_LEFT, ward.clock.now())


def test_nearest_rank_growth_and_rates_of_nobody() -> None:
    taken = tuple(IndicatorCase("P", "E", True, float(n)) for n in range(1, 12))  # type: ignore[arg-type]
    time = Indicator("x", IndicatorGroup.OWN, Measure.MINUTES, taken)
    assert (time.value, time.p90) == (6, 10)
    assert Indicator("x", IndicatorGroup.OWN, Measure.GROWTH, taken, 10).value == pytest.approx(10)
    assert Indicator("x", IndicatorGroup.OWN, Measure.GROWTH, taken, 0).value is None
    assert Indicator("x", IndicatorGroup.OWN, Measure.RATE).value is None


def test_the_files_name_every_patient_above_and_below_the_line(ward: Bedside, rules: RulePacks, tmp_path: Path) -> None:
    whole(ward, CHEN_STAY, rules)
    files = write_indicators(found(ward, rules).values(), {}, MONTH, tmp_path / "out")
    with files.cases.open(encoding="utf-8-sig", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["indicator"] == "escalation_rate"]
    assert next((row["patient_id"], row["counted"]) for row in rows) == ("P-chen", "1")
    assert len(rows) == 3


def test_the_command_writes_both_files_and_one_object(tmp_path: Path) -> None:
    site, out = resource_path("demo"), tmp_path / "out"
    month = f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m}"
    asked = ["indicators", "--month", month, "--site", str(site), "--out", str(out), "--json", "--lang", "zh_TW"]
    result = CliRunner().invoke(build(("indicators", "claims")), asked)
    told = json.loads(result.stdout.strip().splitlines()[-1])
    assert (result.exit_code, told["ok"], len(told["indicators"])) == (0, True, 33)
    assert sorted(path.name for path in out.iterdir()) == [f"indicator-cases-{month}.csv", f"indicators-{month}.csv"]
    asked[2] = "13"
    assert CliRunner().invoke(build(("indicators", "claims")), asked).exit_code == 2
