"""The pack of a transfer: frozen when a hospital is asked, issued again when it changes, sent until it is received."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, FAR, NEAR, NURSE, PHYSICIAN, WANG_STAY, Bedside, open_bedside
from helpers.order_ward import place, request

from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, TransferId
from hah_console.domain.pack_delivery import Channel, DeliveryState, PackDelivery
from hah_console.domain.patient import AllergyState
from hah_console.domain.transfer_pack import PackPart, TransferPack
from hah_console.services import transfers
from hah_console.services.transfer_packs import PACK_FOLDER, pack_received, reissue_changed, retry_now, send_due


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path)
    with ward.store.unit_of_work() as uow:
        uow.site.put(PACK_FOLDER, "somewhere")
        uow.commit()
    yield ward
    ward.store.close()


def asked(ward: Bedside, stay: EpisodeId = CHEN_STAY) -> TransferId:
    changes = transfers.decide_transfer(ward.ctx, NURSE, stay, "SpO₂ 86 %", NEAR)
    return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))


def packs(ward: Bedside, transfer_id: TransferId) -> tuple[TransferPack, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.packs.of_transfer(transfer_id)


def deliveries(ward: Bedside, transfer_id: TransferId) -> tuple[PackDelivery, ...]:
    with ward.store.unit_of_work() as uow:
        return uow.deliveries.of_transfer(transfer_id)


def change_patient(ward: Bedside, **facts: object) -> None:
    with ward.store.unit_of_work() as uow:
        uow.patients.save(replace(uow.patients.get(CHEN), **facts))  # type: ignore[arg-type]
        uow.commit()


def test_asking_a_hospital_freezes_a_first_version_in_the_same_transaction(ward: Bedside) -> None:
    transfer_id = asked(ward)
    (pack,) = packs(ward, transfer_id)
    assert (pack.number, pack.hospital_id, pack.holds) == (1, NEAR, True)
    assert pack.content.item("background.allergies").values == ("known", "盤尼西林（皮疹）")  # type: ignore[union-attr]
    assert pack.content.item("situation.why_now").values == ("SpO₂ 86 %",)  # type: ignore[union-attr]
    assert {part.value for part in PackPart} == {item.part.value for item in pack.content.items}
    spo2 = next(s for s in pack.content.series if s.vital == "spo2")
    assert 60 < len(spo2.points) <= 97
    with ward.store.unit_of_work() as uow:
        assert "issue_pack" in [e.entry.action for e in uow.audit.entries()]


def test_what_nobody_recorded_is_said_to_be_unrecorded_and_nothing_is_left_out(ward: Bedside) -> None:
    content = packs(ward, asked(ward, WANG_STAY))[0].content
    unsaid = {item.code for item in content.items if not item.said}
    assert {"code_status", "advance_care_plan", "lines", "vitals", "family"} <= unsaid
    assert content.item("background.allergies").values == ("unavailable",)  # type: ignore[union-attr]
    assert content.item("medication.drugs").said  # type: ignore[union-attr]


def test_a_drug_carries_its_last_dose_or_that_there_was_none(ward: Bedside) -> None:
    order_id = place(ward, request(ward, stay=CHEN_STAY), because="皮疹輕微")
    item = packs(ward, asked(ward))[0].content.item(f"medication.{order_id}")
    assert item is not None
    told = dict(value.split(":", 1) for value in item.values)
    assert (told["drug"], told["amount"], told["last"]) == ("ceftriaxone", "2 g", "never")
    assert told["next"].startswith("2026-")


def test_measurements_alone_make_no_new_version_and_a_new_allergy_does(ward: Bedside) -> None:
    transfer_id = asked(ward)
    ward.advance(10)
    assert reissue_changed(ward.ctx, NURSE) == ()
    change_patient(ward, allergies=("盤尼西林（皮疹）", "顯影劑"))
    (second,) = reissue_changed(ward.ctx, NURSE)
    assert (second.number, second.changed) == (2, ("background.allergies",))
    assert reissue_changed(ward.ctx, NURSE) == ()
    first, _ = packs(ward, transfer_id)
    assert first.content.item("background.allergies").values == ("known", "盤尼西林（皮疹）")  # type: ignore[union-attr]


def test_the_next_hospital_gets_a_version_of_its_own(ward: Bedside) -> None:
    transfer_id = asked(ward)
    transfers.refuse(ward.ctx, NURSE, transfer_id, 1, "滿床")
    transfers.ask_hospital(ward.ctx, NURSE, transfer_id, 2, FAR)
    assert [(p.number, p.hospital_id) for p in packs(ward, transfer_id)] == [(1, NEAR), (2, FAR)]
    assert "referral.receiver" in packs(ward, transfer_id)[1].changed


def test_no_version_is_issued_for_a_patient_in_other_hands(ward: Bedside) -> None:
    transfer_id = asked(ward)
    from hah_console.services.transfer_ends import cancel

    cancel(ward.ctx, PHYSICIAN, transfer_id, 1, "好轉")
    change_patient(ward, allergy_state=AllergyState.NONE_KNOWN, allergies=())
    assert reissue_changed(ward.ctx, NURSE) == ()


def test_a_delivery_that_fails_is_seen_and_tried_again_until_it_gets_there(ward: Bedside) -> None:
    transfer_id = asked(ward)
    sent: list[int] = []

    def broken(_: TransferPack) -> None:
        raise PermissionError("no such share")

    assert send_due(ward.ctx, NURSE, {Channel.FOLDER: broken}) == 0
    failed = next(d for d in deliveries(ward, transfer_id) if d.channel is Channel.FOLDER)
    assert (failed.state, failed.trouble, failed.attempts) == (DeliveryState.FAILED, "PermissionError", 1)
    working = {Channel.FOLDER: lambda pack: sent.append(pack.number)}
    assert send_due(ward.ctx, NURSE, working) == 0
    ward.clock.advance(timedelta(seconds=15))
    assert send_due(ward.ctx, NURSE, working) == 1
    assert send_due(ward.ctx, NURSE, working) == 0
    assert sent == [1]


def test_somebody_may_have_it_tried_at_once(ward: Bedside) -> None:
    transfer_id = asked(ward)

    def broken(_: TransferPack) -> None:
        raise OSError

    for _ in range(3):
        send_due(ward.ctx, NURSE, {Channel.FOLDER: broken})
        ward.advance(10)
    send_due(ward.ctx, NURSE, {Channel.FOLDER: broken})
    failed = next(d for d in deliveries(ward, transfer_id) if d.channel is Channel.FOLDER)
    assert not failed.due(ward.clock.now())
    retry_now(ward.ctx, NURSE, failed.delivery_id, failed.version)
    assert send_due(ward.ctx, NURSE, {Channel.FOLDER: lambda _: None}) == 1


def test_a_newer_version_takes_the_place_of_one_that_nobody_has_received(ward: Bedside) -> None:
    transfer_id = asked(ward)
    change_patient(ward, allergies=("盤尼西林（皮疹）", "顯影劑"))
    reissue_changed(ward.ctx, NURSE)
    sent: list[int] = []
    send_due(ward.ctx, NURSE, {Channel.FOLDER: lambda pack: sent.append(pack.number)})
    assert sent == [2]
    states = [d.state for d in deliveries(ward, transfer_id)]
    assert states.count(DeliveryState.SUPERSEDED) == 2


def test_who_received_it_is_recorded_by_name_once(ward: Bedside) -> None:
    transfer_id = asked(ward)
    with pytest.raises(InvalidInput):
        pack_received(ward.ctx, NURSE, transfer_id, "  ")
    pack_received(ward.ctx, NURSE, transfer_id, "急診 李護理師")
    with pytest.raises(IllegalTransition):
        pack_received(ward.ctx, NURSE, transfer_id, "別人")
    assert {d.received_by for d in deliveries(ward, transfer_id)} == {"急診 李護理師", ""}
