"""The receiving hospital: let in once by its code, shown its one case, heard with its answers, never more."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, FAR, LIN_STAY, NEAR, NURSE, Bedside, open_bedside

from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import EpisodeId, HospitalId, TransferId
from hah_console.domain.pack_delivery import Channel, DeliveryState
from hah_console.domain.receiving import MOST_WRONG, CodeRefused
from hah_console.domain.transfer import Means, Side, Transfer, TransferStage
from hah_console.services import transfers
from hah_console.services.receiving import IssuedSlip, answer, issue_slip, look, open_case, tell_beds
from hah_console.services.transfer_ends import sign


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def asked(ward: Bedside, stay: EpisodeId = CHEN_STAY) -> TransferId:
    changes = transfers.decide_transfer(ward.ctx, NURSE, stay, "SpO₂ 86 %", NEAR)
    return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))


def stored(ward: Bedside, transfer_id: TransferId) -> Transfer:
    with ward.store.unit_of_work() as uow:
        return uow.transfers.get(transfer_id)


def slip_of(ward: Bedside, transfer_id: TransferId) -> IssuedSlip:
    return issue_slip(ward.ctx, NURSE, transfer_id, stored(ward, transfer_id).version)


def let_in(ward: Bedside, transfer_id: TransferId) -> tuple[str, str]:
    slip = slip_of(ward, transfer_id)
    return slip.slip_id, open_case(ward.ctx, slip.slip_id, slip.code)


def says(ward: Bedside, key: tuple[str, str], what: str, words: str = "") -> None:
    ward.advance(1)
    answer(ward.ctx, *key, look(ward.ctx, *key).transfer.version, what, words)


def test_the_hospital_sees_its_case_with_the_newest_pack_and_what_it_may_answer(ward: Bedside) -> None:
    transfer_id = asked(ward)
    case = look(ward.ctx, *let_in(ward, transfer_id))
    assert (case.transfer.transfer_id, case.hospital, case.offers) == (
        transfer_id,
        "示範近郊醫院",
        ("accept", "refuse"),
    )
    assert case.pack is not None
    assert case.pack.content.item("identify.name").values == ("陳麗美",)  # type: ignore[union-attr]


def test_the_hospital_answers_from_the_question_to_its_signature(ward: Bedside) -> None:
    transfer_id = asked(ward)
    key = let_in(ward, transfer_id)
    says(ward, key, "accept", "急診 李醫師，3 床")
    transfers.call_ambulance(ward.ctx, NURSE, transfer_id, stored(ward, transfer_id).version)
    transfers.depart(ward.ctx, NURSE, transfer_id, stored(ward, transfer_id).version)
    says(ward, key, "arrive")
    sign(ward.ctx, NURSE, transfer_id, stored(ward, transfer_id).version, Side.GIVER, NURSE.name)
    says(ward, key, "sign", "李明哲")
    transfer = stored(ward, transfer_id)
    assert transfer.stage is TransferStage.HANDED_OVER
    signed = transfer.signature(Side.RECEIVER)
    assert signed is not None
    assert (signed.means, signed.by) == (Means.PAGE, "hospital:H-near")
    assert look(ward.ctx, *key).offers == ()


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "<script>alert(1)</script>", "x" * 5_000])
def test_a_wrong_code_opens_nothing_and_is_in_the_audit_trail(ward: Bedside, code: str) -> None:
    slip = slip_of(ward, asked(ward))
    with pytest.raises(CodeRefused):
        open_case(ward.ctx, slip.slip_id, code)
    with ward.store.unit_of_work() as uow:
        assert uow.audit.entries()[-1].entry.action == "wrong_receiving_code"


def test_every_refusal_looks_the_same_whatever_is_behind_it(ward: Bedside) -> None:
    slip, other = slip_of(ward, asked(ward)), slip_of(ward, asked(ward, LIN_STAY))
    used = slip_of(ward, stored_id(ward, LIN_STAY))
    open_case(ward.ctx, used.slip_id, used.code)
    refusals = []
    for slip_id, code in (
        ("nowhere", slip.code), (slip.slip_id, other.code), (other.slip_id, other.code), (used.slip_id, used.code),
    ):  # fmt: skip
        with pytest.raises(CodeRefused) as refused:
            open_case(ward.ctx, slip_id, code)
        refusals.append((type(refused.value), dict(refused.value.facts)))
    assert set(map(str, refusals)) == {str((CodeRefused, {}))}


def stored_id(ward: Bedside, stay: EpisodeId) -> TransferId:
    with ward.store.unit_of_work() as uow:
        return next(t.transfer_id for t in uow.transfers.open() if t.episode_id == stay)


def test_a_code_ends_by_itself_and_takes_its_session_with_it(ward: Bedside) -> None:
    transfer_id = asked(ward)
    key, late = let_in(ward, transfer_id), None
    ward.advance(12 * 60)
    with pytest.raises(CodeRefused):
        look(ward.ctx, *key)
    late = slip_of(ward, transfer_id)
    ward.advance(12 * 60)
    with pytest.raises(CodeRefused):
        open_case(ward.ctx, late.slip_id, late.code)


def test_guessing_closes_the_slip_even_for_the_right_code(ward: Bedside) -> None:
    slip = slip_of(ward, asked(ward))
    for _ in range(MOST_WRONG):
        with pytest.raises(CodeRefused):
            open_case(ward.ctx, slip.slip_id, "AAAAAAAA")
    with pytest.raises(CodeRefused):
        open_case(ward.ctx, slip.slip_id, slip.code)


def test_of_two_who_use_a_code_in_the_same_second_one_is_let_in(ward: Bedside) -> None:
    slip = slip_of(ward, asked(ward))

    def attempt(_: int) -> str | None:
        try:
            return open_case(ward.ctx, slip.slip_id, slip.code)
        except HahError:
            return None

    with ThreadPoolExecutor(2) as pool:
        assert [bool(found) for found in pool.map(attempt, range(2))].count(True) == 1


def test_a_hospital_that_refused_sees_the_case_no_longer(ward: Bedside) -> None:
    transfer_id = asked(ward)
    key = let_in(ward, transfer_id)
    says(ward, key, "refuse", "加護病房滿床")
    for _ in range(2):
        with pytest.raises(CodeRefused):
            look(ward.ctx, *key)
        if stored(ward, transfer_id).stage is TransferStage.REFUSED:
            transfers.ask_hospital(ward.ctx, NURSE, transfer_id, stored(ward, transfer_id).version, FAR)
    assert stored(ward, transfer_id).refused_by() == {NEAR}


def test_an_answer_to_what_has_changed_meanwhile_or_is_out_of_order_changes_nothing(ward: Bedside) -> None:
    transfer_id = asked(ward)
    key = let_in(ward, transfer_id)
    seen = look(ward.ctx, *key).transfer.version
    transfers.accept(ward.ctx, NURSE, transfer_id, seen)
    with pytest.raises(VersionConflict):
        answer(ward.ctx, *key, seen, "refuse", "滿床")
    for what, words in (("arrive", ""), ("sign", "李明哲"), ("close", ""), ("x" * 999, "")):
        with pytest.raises(IllegalTransition):
            says(ward, key, what, words)
    with pytest.raises(InvalidInput):
        says(ward, key, "refuse", "  ")
    assert stored(ward, transfer_id).stage is TransferStage.ACCEPTED


def test_every_look_is_audited_as_the_hospital_s_and_delivers_the_version_it_shows(ward: Bedside) -> None:
    transfer_id = asked(ward)
    key = let_in(ward, transfer_id)
    look(ward.ctx, *key)
    look(ward.ctx, *key)
    with ward.store.unit_of_work() as uow:
        entries = [e.entry for e in uow.audit.entries() if e.entry.action == "look_receiving_page"]
        (page,) = [d for d in uow.deliveries.of_transfer(transfer_id) if d.channel is Channel.PAGE]
    assert [(e.actor, e.role, e.patient_id) for e in entries] == [("hospital:H-near", "hospital", CHEN)] * 2
    assert page.state is DeliveryState.DELIVERED
    says(ward, key, "receive", "急診 李護理師")
    assert look(ward.ctx, *key).received_by == "急診 李護理師"


def test_no_code_is_issued_before_a_hospital_is_asked_and_none_by_a_hospital(ward: Bedside) -> None:
    changes = transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "SpO₂ 86 %")
    transfer_id = TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))
    with pytest.raises(IllegalTransition):
        slip_of(ward, transfer_id)
    from hah_console.domain.actor import Actor, Role
    from hah_console.domain.ids import UserId

    hospital = Actor(UserId("hospital:H-near"), "示範近郊醫院", Role.HOSPITAL, "receiving page")
    with pytest.raises(NotPermitted):
        issue_slip(ward.ctx, hospital, transfer_id, 1)


def test_the_hospital_tells_its_beds(ward: Bedside) -> None:
    key = let_in(ward, asked(ward))
    now = ward.clock.now()

    def news(hospital_id: str, by: str) -> HospitalNews:
        return HospitalNews("N-1", HospitalId(hospital_id), now, by, True, 4, 0, 12, Diversion.PARTIAL)

    tell_beds(ward.ctx, *key, news)
    with ward.store.unit_of_work() as uow:
        assert uow.hospital_news.latest()[NEAR].by == "hospital:H-near"
