"""Packs, news and keys of the green channel in the store, on both engines."""

from dataclasses import replace

import pytest
from channel_samples import CONTENT, DELIVERY, HOUR, NEWS, NOW, PACK, SLIP
from samples import HOSPITAL, PARENTS

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.pack_delivery import DeliveryState
from hah_console.domain.transfer_pack import content_of


@pytest.fixture
def with_transfer(unit):
    with unit() as uow:
        for name, row in (*PARENTS, ("hospitals", HOSPITAL)):
            getattr(uow, name).save(row)
        uow.commit()
    return unit


def test_a_version_of_a_pack_comes_back_whole_and_no_number_is_given_twice(with_transfer):
    with with_transfer() as uow:
        uow.packs.add(PACK)
        uow.packs.add(replace(PACK, pack_id="PK-2", number=2))
        with pytest.raises(IllegalTransition):
            uow.packs.add(replace(PACK, pack_id="PK-3"))
        uow.commit()
    with with_transfer() as uow:
        assert uow.packs.find("PK-1") == PACK
        assert uow.packs.find("PK-3") is None
        assert uow.packs.newest("X-1").number == 2
        assert [pack.number for pack in uow.packs.of_transfer("X-1")] == [1, 2]
        assert uow.packs.newest("X-2") is None


def test_a_content_that_was_altered_no_longer_has_its_digest():
    assert PACK.holds
    assert content_of(CONTENT.text()) == CONTENT
    assert not replace(PACK, content=replace(CONTENT, series=())).holds


def test_the_newest_report_of_each_hospital_counts(with_transfer):
    with with_transfer() as uow:
        uow.hospital_news.add(NEWS)
        uow.hospital_news.add(replace(NEWS, news_id="N-2", heard_at=NOW + HOUR, icu_beds=None))
        uow.commit()
    with with_transfer() as uow:
        assert uow.hospital_news.latest()["H-1"].news_id == "N-2"
        assert uow.hospital_news.of_hospital("H-1", NOW)[0] == NEWS
        assert len(uow.hospital_news.of_hospital("H-1", NOW + HOUR)) == 1


def test_open_deliveries_are_those_that_wait_or_failed(with_transfer):
    with with_transfer() as uow:
        uow.deliveries.save(DELIVERY)
        uow.deliveries.save(replace(DELIVERY, delivery_id="DL-2", state=DeliveryState.FAILED))
        uow.slips.save(SLIP)
        uow.commit()
    with with_transfer() as uow:
        assert [one.delivery_id for one in uow.deliveries.open()] == ["DL-2"]
        assert len(uow.deliveries.of_transfer("X-1")) == 2
        assert [one.slip_id for one in uow.slips.of_transfer("X-1")] == ["S-1"]
