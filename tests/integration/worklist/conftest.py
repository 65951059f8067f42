"""A nurse who looks at the worklist of a ward."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.work_desk import WorkDesk, make_care_template, open_desk


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_care_template(tmp_path_factory.mktemp("worklist"))


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[WorkDesk]:
    desk = open_desk(template, tmp_path)
    yield desk
    desk.ward.store.close()
