"""Orders, doses and checks by the shipped rule packs, without a store."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.care_rules import CareRules
from hah_console.domain.dose import Dose, DoseWindow
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.ids import DoseId, EpisodeId, OrderId, PatientId, UserId
from hah_console.domain.medication_check import (
    AllergyRecord,
    CheckRecord,
    Finding,
    Medication,
    PromptAnswer,
    PromptState,
    Proposed,
    RunningMedication,
    check_medication,
)
from hah_console.domain.order import Order, OrderKind
from hah_console.domain.patient import AllergyState
from hah_console.domain.timing import Timing

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "rulepacks"
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NURSE, PHYSICIAN = UserId("U-nurse1"), UserId("U-physician1")
NONE_KNOWN = AllergyRecord(AllergyState.NONE_KNOWN)


@cache
def care() -> CareRules:
    """The packs as they ship."""
    return load_rule_packs(SHIPPED).care


def amount(text: str) -> Amount:
    number, _, unit = text.partition(" ")
    return Amount(Decimal(number), AmountUnit(unit))


def medication(drug_id: str, each: str = "2 g", route: Route = Route.IV) -> Medication:
    return Medication(drug_id, amount(each), route, 30)


def running(drug_id: str, each: str = "1 g", route: Route = Route.IV) -> RunningMedication:
    return RunningMedication(OrderId(f"O-{drug_id}"), medication(drug_id, each, route))


def check(
    given: Medication,
    every_hours: int = 24,
    others: tuple[RunningMedication, ...] = (),
    allergies: AllergyRecord = NONE_KNOWN,
    replaces: OrderId | None = None,
) -> tuple[Finding, ...]:
    rules = care()
    return check_medication(Proposed(given, every_hours, replaces), others, allergies, rules.checks, rules.drugs)


def checked(*findings: Finding) -> CheckRecord:
    answer = PromptAnswer(PromptState.NOT_ASKED)
    return CheckRecord(NOW, "checks-1", "drugs-1", AllergyState.NONE_KNOWN, findings, answer)


def draft(kind: OrderKind = OrderKind.IV_DOSE, every_hours: int = 24, days: int = 7) -> Order:
    given = medication("ceftriaxone") if kind.medication else None
    timing = Timing(NOW, every_hours, NOW + timedelta(days=days))
    return Order(
        OrderId("O-1"), EpisodeId("E1"), PatientId("P1"), kind, timing, PHYSICIAN, NOW, medication=given,
        subject="" if kind.medication else "blood_culture",
    )  # fmt: skip


def due_dose(due_at: datetime = NOW) -> Dose:
    hour = timedelta(hours=1)
    window = DoseWindow(due_at - hour, due_at + hour, due_at + 12 * hour)
    return Dose(DoseId("D-1"), OrderId("O-1"), EpisodeId("E1"), PatientId("P1"), due_at, window)
