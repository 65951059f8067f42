"""The pack on paper and in the folder: whole, in Chinese, with its codes, within a second, and tried again."""

import json
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import cast

import pypdfium2 as pdfium
import pytest
from helpers.bedside import CHEN_STAY, NEAR, NURSE, WANG_STAY, Bedside, open_bedside

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.bootstrap import Core
from hah_console.app.channel.keeper import PackKeeper
from hah_console.app.channel.papers import PackPapers
from hah_console.app.resources import resource_path
from hah_console.domain.errors import NoWritePermission
from hah_console.domain.ids import EpisodeId
from hah_console.domain.pack_delivery import DeliveryState
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services import transfers
from hah_console.services.transfer_packs import PACK_FOLDER


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path)
    with ward.store.unit_of_work() as uow:
        uow.site.put(PACK_FOLDER, str(tmp_path / "share"))
        uow.commit()
    yield ward
    ward.store.close()


@pytest.fixture
def papers(ward: Bedside) -> PackPapers:
    return PackPapers(ward.ctx, load_rule_packs(resource_path("rulepacks"), ward.ctx.today()))


def asked(ward: Bedside, stay: EpisodeId = CHEN_STAY) -> TransferPack:
    transfers.decide_transfer(ward.ctx, NURSE, stay, "SpO₂ 86 %，呼吸費力", NEAR)
    with ward.store.unit_of_work() as uow:
        (transfer,) = uow.transfers.open()
        pack = uow.packs.newest(transfer.transfer_id)
    assert pack is not None
    return pack


def text_of(content: bytes) -> str:
    document = pdfium.PdfDocument(BytesIO(content))
    found = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found


def test_everything_a_hospital_needs_is_on_the_paper_in_chinese(ward: Bedside, papers: PackPapers) -> None:
    pack = asked(ward)
    said = text_of(papers.pdf(pack))
    for words in ("陳麗美", "0048-2917", "盤尼西林", "全力急救", "呼吸費力", "轉診單", "陳大志", pack.transfer_id):
        assert words in said
    for part in ("最近 24 小時趨勢", "用藥與最後給藥時間", "檢體與培養", "聯絡人", "交出方", "接收方"):
        assert part in said
    assert "第 1 頁" in said
    assert "〓" not in said


def test_what_is_missing_is_said_in_words(ward: Bedside, papers: PackPapers) -> None:
    said = text_of(papers.pdf(asked(ward, WANG_STAY)))
    assert said.count("未記錄") >= 8
    assert "這 24 小時沒有連續量測的紀錄" in said


def test_the_fonts_are_embedded_and_the_same_pack_makes_the_same_bytes(ward: Bedside, papers: PackPapers) -> None:
    pack = asked(ward)
    made = papers.pdf(pack)
    assert b"/FontFile2" in made
    assert made == papers.pdf(pack)


def test_a_pack_of_an_exercise_says_so_on_every_page(ward: Bedside, papers: PackPapers) -> None:
    pack = asked(ward)
    with ward.store.unit_of_work() as uow:
        from dataclasses import replace

        uow.transfers.save(replace(uow.transfers.get(pack.transfer_id), exercise=True))
        uow.commit()
    document = pdfium.PdfDocument(BytesIO(papers.pdf(pack)))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert all(page.count("演習") >= 2 for page in pages)


@pytest.mark.alone
def test_the_paper_takes_less_than_a_second(ward: Bedside, papers: PackPapers) -> None:
    pack = asked(ward)
    papers.pdf(pack)
    began = time.perf_counter()
    papers.pdf(pack)
    assert time.perf_counter() - began < 1.0


def test_the_folder_gets_the_paper_and_the_same_content_as_data(
    ward: Bedside, papers: PackPapers, tmp_path: Path
) -> None:
    pack = asked(ward)
    papers.drop(pack)
    folder = tmp_path / "share" / NEAR
    stored = json.loads((folder / f"{pack.transfer_id}-v1.json").read_text("utf-8"))
    assert stored["digest"] == pack.digest
    assert [item[1] for item in stored["items"]] == [item.code for item in pack.content.items]
    assert (folder / f"{pack.transfer_id}-v1.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_is_out_of_reach_is_a_failure_that_is_kept_and_ends_by_itself(
    ward: Bedside, papers: PackPapers, tmp_path: Path
) -> None:
    pack = asked(ward)
    (tmp_path / "share").write_text("not a folder")
    with pytest.raises(NoWritePermission):
        papers.drop(pack)
    keeper = PackKeeper(cast("Core", None), ward.ctx, NURSE, lambda: papers.drop)
    keeper.turn()
    with ward.store.unit_of_work() as uow:
        failed = next(d for d in uow.deliveries.of_transfer(pack.transfer_id) if d.attempts)
    assert (failed.state, failed.trouble) == (DeliveryState.FAILED, "NoWritePermission")
    (tmp_path / "share").unlink()
    ward.advance(1)
    keeper.turn()
    with ward.store.unit_of_work() as uow:
        assert uow.deliveries.get(failed.delivery_id).state is DeliveryState.DELIVERED


def test_the_keeper_ends_when_it_is_told_to(ward: Bedside) -> None:
    keeper = PackKeeper(cast("Core", None), ward.ctx, NURSE)
    keeper.start()
    keeper.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "packs"]
