"""An order and one of each thing that comes of it, with no field left at its default."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hah_console.domain.dose import Dose, DoseState, DoseWindow, Giver
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.ids import UserId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource, ReferenceRange
from hah_console.domain.medication_check import (
    CheckRecord,
    Finding,
    FindingKind,
    FirstDose,
    Medication,
    Override,
    PromptAnswer,
    PromptState,
    Severity,
)
from hah_console.domain.order import Order, OrderKind, OrderState, StopReason, WorkWish
from hah_console.domain.patient import AllergyState
from hah_console.domain.prescription import Prescription, PrescriptionLine, PrescriptionState, Receipt
from hah_console.domain.quantity import Quantity, Unit
from hah_console.domain.specimen import Culture, Growth, Specimen, SpecimenState, Transport
from hah_console.domain.timing import Timing

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR = timedelta(hours=1)
PHYSICIAN = UserId("U-2")
CHECK = CheckRecord(
    NOW, "checks-1", "drugs-1", AllergyState.KNOWN,
    (Finding(FindingKind.CROSS_ALLERGY, Severity.NEEDS_REASON, "ceftriaxone", "青黴素", "rash", "label"),),
    PromptAnswer(PromptState.ASKED, ("上月已開立同類藥物",)), Override("無其他選擇", PHYSICIAN, NOW + HOUR),
)  # fmt: skip
ORDER = Order(
    "O-1", "E-1", "P-1", OrderKind.IV_DOSE, Timing(NOW, 24, NOW + 96 * HOUR), UserId("U-1"), NOW, OrderState.STOPPED,
    Medication(
        "ceftriaxone", Amount(Decimal("2.50"), AmountUnit.G), Route.IV, 30, True, "bag", "nacl_0_9", FirstDose.AT_HOME
    ),
    "subject", "慢滴", WorkWish(frozenset({"iv", "pump"}), 45, 2, "S-1", 90), PHYSICIAN, NOW + HOUR, CHECK, "O-0",
    NOW + 48 * HOUR, UserId("U-3"), StopReason.ORAL_SWITCH, "已退燒",
)  # fmt: skip
DOSE = Dose(
    "D-1", "O-1", "E-1", "P-1", NOW, DoseWindow(NOW - HOUR, NOW + HOUR, NOW + 12 * HOUR), DoseState.GIVEN,
    NOW + HOUR / 2, UserId("U-1"), Giver.CAREGIVER, "held", "note", True, "T-1",
)  # fmt: skip
PRESCRIPTION = Prescription(
    "RX-1", "E-1", "P-1",
    (PrescriptionLine("O-1", "ceftriaxone", "2 g", "iv", 24, 7),
     PrescriptionLine("O-2", "warfarin", "2.5 mg", "oral", 24, 3)),
    PHYSICIAN, NOW, NOW + 72 * HOUR, "ABCD2345", "digest", PrescriptionState.DELIVERED, UserId("U-4"), NOW + HOUR,
    Receipt("陳小明", "son", NOW + 2 * HOUR, UserId("U-5"), "AT-1"),
)  # fmt: skip
SPECIMEN = Specimen(
    "SP-1", "O-1", "E-1", "P-1", "blood_culture", NOW, SpecimenState.RECEIVED, NOW + HOUR, UserId("U-1"),
    Transport.ROOM, NOW + 3 * HOUR, NOW + 2 * HOUR, "reason",
    Culture(Growth.GROWS, NOW + 48 * HOUR, True, "E. coli"), "T-2",
)  # fmt: skip
LAB_RESULT = LabResult(
    "L-1", "P-1", Analyte.CRP, Quantity(Decimal("12.0"), Unit.MG_L), NOW, NOW + HOUR, LabSource.POINT_OF_CARE,
    Comparator.BELOW, "U-1", "SP-1", ReferenceRange(Decimal("0.50"), None),
)  # fmt: skip
ORDER_ROWS = {
    "orders": ORDER, "doses": DOSE, "prescriptions": PRESCRIPTION, "specimens": SPECIMEN, "lab_results": LAB_RESULT,
}  # fmt: skip
