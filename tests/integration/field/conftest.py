"""The day in the field on a store of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.field_day import FieldDay, make_template, open_day


@pytest.fixture(scope="session")
def field_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("field"))


@pytest.fixture
def day(field_template: Path, tmp_path: Path) -> Iterator[FieldDay]:
    opened = open_day(field_template, tmp_path)
    yield opened
    opened.store.close()
