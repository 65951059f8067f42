"""A result is written with the unit people know, never with the code it is stored by."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hah_console.domain.ids import LabResultId, PatientId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, ReferenceRange
from hah_console.domain.quantity import Unit, quantity
from hah_console.ui.i18n import Texts
from hah_console.ui.result_words import marked_words, range_words, side_word, unit_code_text, value_words

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


def test_high_and_low_are_said_in_words_and_without_a_range_nothing_is() -> None:
    texts, ids = Texts("zh_TW"), (LabResultId("L1"), PatientId("P1"))
    plain = LabResult(*ids, Analyte.POTASSIUM, quantity("5.6", Unit.MMOL_L), NOW, NOW, LabSource.LABORATORY)
    ranged = replace(plain, reference=ReferenceRange(Decimal("3.5"), Decimal("5.1")))
    low = replace(ranged, quantity=quantity("3.0", Unit.MMOL_L))
    assert (side_word(texts, plain), side_word(texts, ranged), side_word(texts, low)) == ("", "高", "低")
    assert marked_words(texts, ranged) == "5.6 mmol/L（高）"
    assert marked_words(texts, plain) == "5.6 mmol/L"
    assert range_words(texts, ranged.reference) == "3.5–5.1"
    assert (range_words(texts, None), range_words(texts, ReferenceRange(None, Decimal(5)))) == ("", "≤ 5")
