"""Exercises are marked everywhere and leave no trace in figures; a patient who is stable comes back by a referral."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.bedside import ADMINISTRATOR, CHEN, CHEN_STAY, NEAR, NURSE, PHYSICIAN, RULES, Bedside, open_bedside
from typer.testing import CliRunner

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.channel.papers import PackPapers
from hah_console.app.cli import build
from hah_console.app.indicators_run import CLERK
from hah_console.app.resources import resource_path
from hah_console.domain.episode import Condition, EpisodeState, Mode
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.ids import ReferralId, TransferId
from hah_console.domain.pack_delivery import DeliveryState
from hah_console.domain.referral import ReferralState
from hah_console.services import transfers
from hah_console.services.alarm_bar import read_alarm_bar
from hah_console.services.down_referral import offer_back
from hah_console.services.drill import DrillKind, end_drill, running_drill, start_drill
from hah_console.services.indicators import indicators_of_month
from hah_console.services.intakes import open_intake
from hah_console.services.referrals import accept_referral
from hah_console.services.transfer_board import read_transfer_board
from hah_console.services.transfer_ends import hand_over


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def cards(ward: Bedside) -> list[str]:
    return [card.name for card in read_transfer_board(ward.ctx, RULES).running]


def test_everybody_of_a_drill_is_named_so_on_screens_and_on_paper(ward: Bedside) -> None:
    start_drill(ward.ctx, PHYSICIAN, DrillKind.MASS_CASUALTY)
    assert len(cards(ward)) == 6
    assert all(name.startswith("演習") and "○" not in name for name in cards(ward))
    running = running_drill(ward.ctx)
    assert running is not None
    assert (running.kind, running.patients, running.since) == (DrillKind.MASS_CASUALTY, 6, ward.clock.now())
    with ward.store.unit_of_work() as uow:
        packs = [uow.packs.newest(t.transfer_id) for t in uow.transfers.open()]
    papers = PackPapers(ward.ctx, load_rule_packs(resource_path("rulepacks"), date(2026, 11, 23)))
    sheets = [papers.sheet(pack) for pack in packs if pack]
    assert len(sheets) == 6
    assert all("演習" in sheet.exercise for sheet in sheets)
    assert read_alarm_bar(ward.ctx, load_rule_packs(resource_path("rulepacks")).alarms).open_transfers == 6


def test_a_network_loss_shows_packs_that_reach_nobody(ward: Bedside) -> None:
    start_drill(ward.ctx, PHYSICIAN, DrillKind.NETWORK_LOSS)
    board = read_transfer_board(ward.ctx, RULES)
    states = {one.state for card in board.running if card.pack for one in card.pack.deliveries}
    assert states == {DeliveryState.FAILED}


def test_a_drill_ends_whole_touches_nobody_real_and_is_in_no_indicator(ward: Bedside) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    real = next(c.entity_id for c in changes.items if c.entity == "transfer")
    start_drill(ward.ctx, PHYSICIAN, DrillKind.MASS_CASUALTY)
    with pytest.raises(IllegalTransition):
        start_drill(ward.ctx, PHYSICIAN, DrillKind.NETWORK_LOSS)
    end_drill(ward.ctx, PHYSICIAN)
    with ward.store.unit_of_work() as uow:
        assert [t.transfer_id for t in uow.transfers.open()] == [real]
        assert {e.patient_id for e in uow.episodes.open()} == {CHEN, "P-lin", "P-wang"}
        invented = {one.patient_id for one in uow.patients.all() if one.exercise}
    rules = load_rule_packs(resource_path("rulepacks"), date(2026, 11, 23))
    found = indicators_of_month(ward.ctx, CLERK, rules, "2026-11")
    assert len(invented) == 6
    assert not [case for one in found for case in one.cases if case.patient_id in invented]
    assert running_drill(ward.ctx) is None
    with pytest.raises(IllegalTransition):
        end_drill(ward.ctx, PHYSICIAN)


def test_who_may_not_decide_a_transfer_begins_no_drill(ward: Bedside) -> None:
    with pytest.raises(NotPermitted):
        start_drill(ward.ctx, ADMINISTRATOR, DrillKind.MASS_CASUALTY)


def test_the_command_begins_and_ends_a_drill(ward: Bedside, tmp_path: Path) -> None:
    app, url = build(("drill", "audit")), f"sqlite:///{tmp_path / 'hah.db'}"
    ward.store.close()
    for words, ok in ((("start", "--kind", "network_loss"), True), (("end",), True), (("end",), False)):
        result = CliRunner().invoke(app, ["drill", *words, "--database", url, "--json", "--lang", "en"])
        assert json.loads(result.stdout.strip().splitlines()[-1])["ok"] is ok
    assert CliRunner().invoke(app, ["drill", "start", "--kind", "fire", "--database", url]).exit_code == 2


def handed_over(ward: Bedside) -> TransferId:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    steps = (transfers.accept, transfers.call_ambulance, transfers.depart, transfers.arrive)
    for version, move in enumerate(steps, 1):
        move(ward.ctx, NURSE, transfer_id, version)
    hand_over(ward.ctx, NURSE, transfer_id, 5, "李醫師")
    return transfer_id


def test_a_stable_patient_is_offered_back_and_her_intake_is_filled_from_the_transfer(ward: Bedside) -> None:
    transfer_id = handed_over(ward)
    changes = offer_back(ward.ctx, NURSE, transfer_id, "肺炎改善，需續打抗生素 4 天")
    referral_id = ReferralId(next(c.entity_id for c in changes.items if c.entity == "referral"))
    with ward.store.unit_of_work() as uow:
        referral = uow.referrals.get(referral_id)
    assert (referral.state, referral.mode, referral.patient_id) == (ReferralState.RECEIVED, Mode.EARLY_DISCHARGE, CHEN)
    assert (referral.sender.organisation, referral.condition) == ("示範近郊醫院", Condition.PNEUMONIA)
    assert (referral.person.name, referral.person.allergies) == ("陳麗美", ("盤尼西林（皮疹）",))
    accept_referral(ward.ctx, NURSE, referral_id, referral.version)
    open_intake(ward.ctx, NURSE, referral_id)
    with ward.store.unit_of_work() as uow:
        intake = uow.intakes.of_referral(referral_id)
        assert uow.episodes.get(CHEN_STAY).state is EpisodeState.CLOSED
    assert intake is not None
    assert (intake.answers.condition, intake.answers.mode) == (Condition.PNEUMONIA, Mode.EARLY_DISCHARGE)


def test_nobody_is_offered_back_twice_before_she_is_there_or_without_words(ward: Bedside) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    waiting = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    with pytest.raises(IllegalTransition):
        offer_back(ward.ctx, NURSE, waiting, "改善")
    with pytest.raises(InvalidInput):
        offer_back(ward.ctx, NURSE, waiting, " ")
