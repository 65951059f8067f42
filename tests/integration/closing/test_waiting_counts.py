"""What waits for one person is counted once, for her alone, and no longer than it waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, LIN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.closing_desk import OTHER, newest, open_closing, sent
from helpers.order_ward import PHARMACIST
from helpers.referral_desk import UNKNOWN, typed

from hah_console.services.handovers import accept_item, refuse_item
from hah_console.services.referrals import accept_referral
from hah_console.services.waiting import Waiting, count_waiting


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_closing(tmp_path)
    yield bedside
    bedside.store.close()


def test_an_offered_patient_waits_for_the_receiver_and_a_refused_one_for_the_giver(bedside: Bedside) -> None:
    handover = sent(bedside, CHEN_STAY, LIN_STAY)
    assert count_waiting(bedside.ctx, OTHER) == Waiting(offered=2)
    assert count_waiting(bedside.ctx, NURSE) == Waiting()
    refuse_item(bedside.ctx, OTHER, handover.handover_id, handover.version, LIN_STAY, "no IV skill")
    assert count_waiting(bedside.ctx, OTHER) == Waiting(offered=1)
    assert count_waiting(bedside.ctx, NURSE) == Waiting(returned=1)
    accept_item(bedside.ctx, OTHER, handover.handover_id, newest(bedside).version, CHEN_STAY)
    assert count_waiting(bedside.ctx, OTHER) == Waiting()


def test_a_patient_who_was_given_again_waits_for_the_new_receiver_alone(bedside: Bedside) -> None:
    handover = sent(bedside, LIN_STAY)
    refuse_item(bedside.ctx, OTHER, handover.handover_id, handover.version, LIN_STAY, "no IV skill")
    bedside.advance(5)
    sent(bedside, LIN_STAY)
    assert count_waiting(bedside.ctx, NURSE) == Waiting()
    assert count_waiting(bedside.ctx, OTHER).handovers == 1


def test_a_referral_waits_until_somebody_answers_it_and_not_for_who_may_not(bedside: Bedside) -> None:
    referral_id = typed(bedside, UNKNOWN)
    assert count_waiting(bedside.ctx, PHYSICIAN).referrals == 1
    assert count_waiting(bedside.ctx, PHARMACIST) == Waiting()
    accept_referral(bedside.ctx, NURSE, referral_id, 1)
    assert count_waiting(bedside.ctx, PHYSICIAN).referrals == 0
