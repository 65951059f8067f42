"""Deliveries by phone over the real server: who took it, once, the same record as from the desk."""

import base64
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.deliveries import KIT, MEDICINE, RX, SET, with_deliveries
from helpers.field_day import DISPATCHER, NURSES, make_template, open_day
from helpers.phones import Phone, Served, served

from hah_console.domain.equipment_set import SetState
from hah_console.domain.prescription import PrescriptionState
from hah_console.domain.task import TaskState
from hah_console.services.equipment_delivery import deliver_set
from hah_console.services.phone_passes import issue_pass

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(200)).decode()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("field"))


@pytest.fixture
def at(template: Path, tmp_path: Path) -> Iterator[Served]:
    day = with_deliveries(open_day(template, tmp_path))
    with served(day, tmp_path / "web") as page:
        yield page
    day.store.close()


def receipt(visit_id: str, **more: object) -> dict[str, object]:
    facts = {"receipt_id": secrets.token_hex(8), "received_by": "陳小明", "relationship": "child", "told_at": None}
    return {"visit_id": visit_id, "waited_s": 0, "drawing": "", **facts, **more}


def refusals(at: Served) -> list[str]:
    return [facts["reason"] for facts in at.day.audited("refuse_phone")]


def test_the_day_says_what_has_to_be_signed_for(phone: Phone) -> None:
    stops = {stop["visit_id"]: stop for stop in phone.day()[1]["stops"]}
    assert [(stops[name]["hand_over"], stops[name]["handed_over"]) for name in (KIT, MEDICINE)] == [
        ("equipment", False), ("medicine", False),
    ]  # fmt: skip
    assert {stop["hand_over"] for name, stop in stops.items() if name not in {KIT, MEDICINE}} == {""}


def test_equipment_is_delivered_with_name_relation_and_drawn_signature(at: Served, phone: Phone) -> None:
    told = receipt(KIT, drawing=PNG, waited_s=1800)
    assert phone.post("/phone/receipt", told)[1]["effect"] is True
    with at.day.ctx.store() as uow:
        one, task = uow.equipment_sets.get(SET), uow.tasks.get(KIT)
        picture = uow.attachments.get(one.proof)
    assert (one.state, one.receipt.received_by, one.receipt.relationship) == (SetState.DELIVERED, "陳小明", "child")
    assert one.receipt.at == at.day.clock.now() - timedelta(minutes=30)
    assert (picture.patient_id, picture.media_type, picture.title) == (task.patient_id, "image/png", "陳小明")
    assert task.state is TaskState.COMPLETED
    stops = {stop["visit_id"]: stop["handed_over"] for stop in phone.day()[1]["stops"]}
    assert stops[KIT] is True


def test_medicine_is_delivered_with_a_typed_name_alone(at: Served, phone: Phone) -> None:
    assert phone.post("/phone/receipt", receipt(MEDICINE, relationship="self"))[1]["effect"] is True
    with at.day.ctx.store() as uow:
        found = uow.prescriptions.get(RX)
    assert (found.state, found.receipt.received_by, found.receipt.proof) == (
        PrescriptionState.DELIVERED, "陳小明", None,
    )  # fmt: skip
    assert len(at.day.audited("deliver")) == 1


def test_a_receipt_sent_twice_counts_once_and_the_desks_own_stays(at: Served, phone: Phone) -> None:
    told = receipt(KIT, drawing=PNG)
    answers = [phone.post("/phone/receipt", told)[1]["effect"] for _ in range(2)]
    assert answers == [True, False]
    assert len(at.day.audited("deliver_equipment")) == len(at.day.audited("attach")) == 1
    assert phone.post("/phone/receipt", receipt(KIT, received_by="somebody else"))[1]["effect"] is False
    with at.day.ctx.store() as uow:
        assert uow.equipment_sets.get(SET).receipt.received_by == "陳小明"


def test_what_the_desk_has_signed_is_not_signed_again(at: Served, phone: Phone) -> None:
    deliver_set(at.day.ctx, DISPATCHER, SET, 1, "李太太", "spouse")
    assert phone.post("/phone/receipt", receipt(KIT, drawing=PNG))[1]["effect"] is False
    assert at.day.audited("attach") == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"relationship": "friend"}, "receipt_unknown"),
        ({"received_by": "  "}, "receipt_empty"),
        ({"drawing": "%%%"}, "receipt_not_a_picture_or_pdf"),
        ({"drawing": base64.b64encode(b"<svg/>").decode()}, "receipt_not_a_picture_or_pdf"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_and_nothing_of_it_is_kept(
    at: Served, phone: Phone, wrong: dict[str, object], reason: str
) -> None:
    assert phone.post("/phone/receipt", receipt(KIT, **wrong)) == (403, {})
    with at.day.ctx.store() as uow:
        assert uow.equipment_sets.get(SET).state is SetState.PACKED
    assert at.day.audited("attach") == []
    assert refusals(at) == [reason]


def test_nobody_signs_for_another_workers_stop_or_for_a_visit(at: Served, phone: Phone) -> None:
    other = Phone(at)
    assert other.open(issue_pass(at.day.ctx, DISPATCHER, NURSES[1]).code) == 200
    assert other.post("/phone/receipt", receipt(KIT)) == (403, {})
    assert phone.post("/phone/receipt", receipt(at.day.stops()[-1].visit_id)) == (403, {})
    assert refusals(at) == ["receipt_another_worker", "receipt_not_needed"]
