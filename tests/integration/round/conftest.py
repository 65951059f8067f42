"""A physician before the round of a ward."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.round_ward import RoundWard, open_round
from helpers.work_desk import make_care_template


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_care_template(tmp_path_factory.mktemp("round"))


@pytest.fixture
def ward(template: Path, tmp_path: Path) -> Iterator[RoundWard]:
    ward = open_round(template, tmp_path)
    yield ward
    ward.ward.store.close()
