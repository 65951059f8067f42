"""An ISBAR in words: codes and numbers as people say them, what nobody has said named, typed words left alone."""

from datetime import UTC, datetime

import pytest

from hah_console.domain.closing.isbar import FIELDS, Isbar, IsbarEntry, IsbarField
from hah_console.ui.closing.isbar_text import entry_text, field_lines, unsaid_names
from hah_console.ui.i18n import Texts

NOW = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)
_F = IsbarField


def local(moment: datetime) -> datetime:
    return moment


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        (_F.NEWS2, (">=5",), "≥ 5"),
        (_F.NEWS2_TREND, ("3", "9", "7"), "3 → 9 → 7"),
        (_F.ALARMS, ("high:spo2",), "High SpO₂"),
        (_F.ALARMS, (), "None"),
        (_F.ALLERGIES, (), "No known allergies"),
        (_F.STAY, ("3", "pneumonia", "active"), "Day 3 · Pneumonia · Active"),
        (_F.VITALS, ("spo2:86", "temp:38.9"), "SpO₂ 86 % · Temp 38.9 °C"),
        (_F.RESULTS, ("crp:137 mg/L", "wbc:11.2 10*9/L"), "CRP 137 mg/L · WBC 11.2 ×10⁹/L"),
        (_F.NEXT_DOSE, ("2026-11-23T05:00:00+00:00",), "05:00"),
        (_F.NEXT_DOSE, ("ask the pharmacy",), "ask the pharmacy"),
        (_F.VITALS, ("better: eats again",), "better: eats again"),
        (_F.OXYGEN, ("air",), "Room air"),
        (_F.OXYGEN, ("2 L/min",), "2 L/min"),
    ],
)
def test_codes_are_said_in_words_and_words_stay_as_they_were_typed(
    field: IsbarField, values: tuple[str, ...], words: str
) -> None:
    assert entry_text(Texts("en"), local, IsbarEntry(field, values), NOW).replace("  ", " ") == words


def test_every_field_is_a_line_and_what_nobody_said_is_named() -> None:
    texts, isbar = Texts("en"), Isbar((IsbarEntry(_F.WHY_NOW, ("short of breath",), NOW),))
    lines = field_lines(texts, local, isbar, NOW)
    assert len(lines) == sum(len(fields) for fields in FIELDS.values())
    assert [line.letter for line in lines if line.letter] == ["I", "S", "B", "A", "R"]
    assert {line.key for line in lines if not line.missing} == {"why_now"}
    assert "Main problem" not in unsaid_names(texts, isbar)
    assert "Please do" in unsaid_names(texts, isbar)
