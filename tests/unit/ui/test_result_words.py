"""A result is written with the unit people know, never with the code it is stored by."""

from datetime import UTC, datetime

import pytest

from hah_console.domain.ids import LabResultId, PatientId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource
from hah_console.domain.quantity import Unit, quantity
from hah_console.ui.i18n import Texts
from hah_console.ui.result_words import unit_code_text, value_words

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "zh_TW"])
@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_has_a_word_and_no_code_is_shown(language: str, unit: Unit) -> None:
    said = unit_code_text(Texts(language), unit.value)
    assert not set("[]{}*") & set(said)


def test_white_cells_are_told_in_tenths_of_their_power_and_a_bound_with_its_sign() -> None:
    measured = quantity("8.7", Unit.GIGA_L)
    ids = LabResultId("L1"), PatientId("P1")
    result = LabResult(*ids, Analyte.WBC, measured, NOW, NOW, LabSource.LABORATORY, comparator=Comparator.BELOW)
    assert value_words(Texts("en"), result) == "< 8.7 ×10⁹/L"
    assert unit_code_text(Texts("en"), "furlong") == "furlong"
