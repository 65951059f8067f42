"""Of twenty thousand who have left nothing is read by what is read again at every change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.alarm_ward import PACKS, SERVICE
from helpers.bedside import CHEN, LIN, RULES, WANG, Bedside, open_bedside
from helpers.ward import RULES as SHIPPED

from hah_console.adapters.db.repositories.patients import PatientRows
from hah_console.adapters.db.repositories.readings import ReadingRows
from hah_console.adapters.db.repositories.scores import ScoreRows
from hah_console.services.board_reading import BoardReading
from hah_console.services.board_rules import board_rules
from hah_console.services.ingest import VitalsIngest
from hah_console.services.patient_finder import find_patients
from hah_console.services.patient_page import read_patient_page


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def refused(*_: object) -> None:
    raise AssertionError("everybody who was ever admitted is read")


def test_board_page_finder_and_service_read_only_who_is_in_care(ward: Bedside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientRows, "all", refused)
    monkeypatch.setattr(ScoreRows, "latest", refused)
    for name in ("latest", "last_observations"):
        monkeypatch.setattr(ReadingRows, name, refused)
    census = BoardReading(ward.ctx, board_rules(SHIPPED)).read()
    assert {row.patient_id for row in census.rows} == {CHEN, LIN, WANG}
    page = read_patient_page(ward.ctx, CHEN, RULES)
    assert page.score is not None
    assert [hit.patient_id for hit in find_patients(ward.ctx, "陳")] == [CHEN]
    service = VitalsIngest(ward.ctx, PACKS, SERVICE)
    service.reload()
    assert service.patients == {CHEN, LIN, WANG}
