"""High or low against the range printed with a result, and never against one that nobody told."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import LabResultId, PatientId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, ReferenceRange, Side
from hah_console.domain.quantity import Quantity, Unit

AT = datetime(2026, 11, 23, tzinfo=UTC)
POTASSIUM = ReferenceRange(Decimal("3.5"), Decimal("5.1"))
CRP = ReferenceRange(None, Decimal(5))
GFR = ReferenceRange(Decimal(90), None)
E, B, A = Comparator.EXACT, Comparator.BELOW, Comparator.ABOVE


@pytest.mark.parametrize(
    ("reference", "value", "comparator", "side"),
    [
        (POTASSIUM, "3.4", E, Side.LOW), (POTASSIUM, "3.5", E, Side.WITHIN), (POTASSIUM, "5.1", E, Side.WITHIN),
        (POTASSIUM, "5.11", E, Side.HIGH), (CRP, "0", E, Side.WITHIN), (CRP, "5.01", E, Side.HIGH),
        (GFR, "89", E, Side.LOW), (GFR, "120", E, Side.WITHIN),
        (CRP, "5", B, Side.WITHIN), (CRP, "6", B, None), (CRP, "5", A, Side.HIGH), (CRP, "4", A, None),
        (POTASSIUM, "3.5", B, Side.LOW), (POTASSIUM, "4", B, None), (POTASSIUM, "5.1", A, Side.HIGH),
        (GFR, "90", A, Side.WITHIN), (GFR, "60", A, None), (GFR, "90", B, Side.LOW), (GFR, "95", B, None),
    ],
)  # fmt: skip
def test_a_value_lies_low_high_or_within_and_what_a_sign_leaves_open_is_not_said(
    reference: ReferenceRange, value: str, comparator: Comparator, side: Side | None
) -> None:
    assert reference.side(Decimal(value), comparator) is side


@pytest.mark.parametrize(("low", "high", "reason"), [(None, None, "empty"), ("5", "3", "below_low_end")])
def test_a_range_needs_an_end_and_its_ends_in_order(low: str | None, high: str | None, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ReferenceRange(Decimal(low) if low else None, Decimal(high) if high else None)
    assert refused.value.facts["reason"] == reason


def test_of_a_result_without_a_range_nothing_is_said() -> None:
    quantity = Quantity(Decimal(500), Unit.MG_L)
    result = LabResult(LabResultId("L"), PatientId("P"), Analyte.CRP, quantity, AT, AT, LabSource.LABORATORY)
    assert result.side is None
