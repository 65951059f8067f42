"""Transfer cards and the hospital board, read from a real store."""

from helpers.bedside import CHEN, CHEN_STAY, FAR, LIN_STAY, NEAR, NURSE, RULES, Bedside

from hah_console.domain.transfer import TransferStage
from hah_console.services import transfer_ends, transfers
from hah_console.services.hospital_board import read_hospital_board
from hah_console.services.receiving import answer, issue_slip, open_case
from hah_console.services.transfer_board import TransferCard, read_transfer_board


def only_card(ward: Bedside) -> TransferCard:
    (card,) = read_transfer_board(ward.ctx, RULES).cards
    return card


def begin(ward: Bedside) -> TransferCard:
    transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "血氧下降")
    return only_card(ward)


def test_a_card_names_the_patient_masked(ward: Bedside) -> None:
    assert begin(ward).name == "陳○美"


def test_the_clock_of_the_present_stage_runs_until_it_is_overdue(ward: Bedside) -> None:
    card = begin(ward)
    assert not card.overdue(ward.advance(5))
    assert card.overdue(ward.advance(0.1))
    assert card.clock.elapsed(ward.clock.now()).total_seconds() == 306


def test_asking_starts_a_new_clock_and_keeps_the_time_the_decision_took(ward: Bedside) -> None:
    card = begin(ward)
    ward.advance(6)
    transfers.ask_hospital(ward.ctx, NURSE, card.transfer_id, card.version, NEAR)
    card = only_card(ward)
    assert (card.stage, card.hospital) == (TransferStage.ASKED, "示範近郊醫院")
    assert not card.overdue(ward.clock.now())
    decided, asked = card.line[:2]
    assert decided.overdue(ward.clock.now())
    assert (asked.taken(ward.clock.now()), asked.left_at) == (ward.clock.now() - asked.reached_at, None)


def test_a_refusal_is_listed_and_the_line_waits_at_the_question(ward: Bedside) -> None:
    card = begin(ward)
    transfers.ask_hospital(ward.ctx, NURSE, card.transfer_id, card.version, NEAR)
    transfers.refuse(ward.ctx, NURSE, card.transfer_id, only_card(ward).version, "滿床")
    card = only_card(ward)
    assert card.stage is TransferStage.REFUSED
    assert [(r.hospital, r.reason) for r in card.refusals] == [("示範近郊醫院", "滿床")]
    transfers.ask_hospital(ward.ctx, NURSE, card.transfer_id, card.version, FAR)
    line = {mark.stage: mark for mark in only_card(ward).line}
    assert line[TransferStage.ASKED].left_at is None
    assert line[TransferStage.ACCEPTED].reached_at is None


def test_the_most_overdue_transfer_comes_first(ward: Bedside) -> None:
    begin(ward)
    ward.advance(3)
    transfers.decide_transfer(ward.ctx, NURSE, LIN_STAY, "敗血症")
    assert [card.name for card in read_transfer_board(ward.ctx, RULES).running] == ["陳○美", "林○雄"]


def test_an_ended_transfer_stays_in_sight_for_a_day(ward: Bedside) -> None:
    card = begin(ward)
    transfer_ends.cancel(ward.ctx, NURSE, card.transfer_id, card.version, "家屬改變決定")
    board = read_transfer_board(ward.ctx, RULES)
    assert (len(board.running), len(board.ended)) == (0, 1)
    ward.advance(24 * 60 + 1)
    assert read_transfer_board(ward.ctx, RULES).cards == ()


def test_who_was_handed_over_stays_in_sight_to_be_offered_back_after_her_transfer_was_closed(ward: Bedside) -> None:
    card = begin(ward)
    transfers.ask_hospital(ward.ctx, NURSE, card.transfer_id, card.version, NEAR)
    steps = (transfers.accept, transfers.call_ambulance, transfers.depart, transfers.arrive)
    for version, move in enumerate(steps, card.version + 1):
        move(ward.ctx, NURSE, card.transfer_id, version)
    transfer_ends.hand_over(ward.ctx, NURSE, card.transfer_id, card.version + 5, "李醫師")
    transfer_ends.close_transfer(ward.ctx, NURSE, card.transfer_id, card.version + 6)
    ward.advance(13 * 24 * 60)
    assert len(read_transfer_board(ward.ctx, RULES).ended) == 1
    ward.advance(2 * 24 * 60)
    assert read_transfer_board(ward.ctx, RULES).cards == ()


def test_what_a_hospital_did_on_its_page_bears_its_name(ward: Bedside) -> None:
    card = begin(ward)
    transfers.ask_hospital(ward.ctx, NURSE, card.transfer_id, card.version, NEAR)
    slip = issue_slip(ward.ctx, NURSE, card.transfer_id, card.version + 1)
    session = open_case(ward.ctx, slip.slip_id, slip.code)
    answer(ward.ctx, slip.slip_id, session, card.version + 1, "accept", "急診 王醫師")
    accepted = next(mark for mark in only_card(ward).line if mark.stage is TransferStage.ACCEPTED)
    assert (accepted.by, accepted.note) == ("示範近郊醫院", "急診 王醫師")


def test_hospitals_are_ranked_by_travel_time_from_the_patients_home(ward: Bedside) -> None:
    rows = read_hospital_board(ward.ctx, ward.travel, CHEN)
    assert [row.hospital_id for row in rows] == [NEAR, FAR]
    near, far = (row.minutes for row in rows)
    assert near is not None
    assert far is not None
    assert near < far
    assert rows[0].source == "estimate"


def test_an_unknown_level_stays_unknown(ward: Bedside) -> None:
    rows = {row.hospital_id: row.level for row in read_hospital_board(ward.ctx, ward.travel, CHEN)}
    assert rows == {NEAR: "重度級", FAR: ""}


def test_without_travel_times_no_minutes_are_invented(ward: Bedside) -> None:
    rows = read_hospital_board(ward.ctx, None, CHEN)
    assert [row.minutes for row in rows] == [None, None]
    assert rows[0].is_base
