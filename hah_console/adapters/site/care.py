"""Medications, specimens and results of the admissions of a pack."""

import unicodedata
from decimal import Decimal, InvalidOperation

from hah_console.adapters.site.row import Row
from hah_console.domain.drug import Amount, AmountUnit, Route
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.lab import Analyte, LabSource
from hah_console.domain.quantity import Unit
from hah_console.domain.site_care import PackMedication, PackResult, PackSpecimen
from hah_console.domain.specimen import Growth

Known = frozenset[str] | None


def read_medication(row: Row, episodes: Known, work: Known) -> PackMedication | None:
    """The medication of a row, or None when the row has errors."""
    order_id, drug = row.identifier("order_id"), row.needed("drug")
    episode = row.reference("episode_id", episodes, "episodes.csv")
    amount, route = _amount(row), row.choice("route", Route)
    first, last, time = row.day("first_day"), row.day("last_day"), row.clock("first_time")
    every, infusion = row.whole("every_hours", 4, 168), row.whole("infusion_minutes", 0, 1440, 0)
    continuous = row.flag("continuous", False)
    work_id = row.reference("work_id", work, "orders.csv", needed=False) or ""
    if not row.ok or not (episode and amount and route and first and last and every):
        return None
    if time is None or infusion is None:
        return None
    return PackMedication(
        order_id, EpisodeId(episode), drug, amount, route, first, time, last, every, infusion, bool(continuous),
        row.text("preparation"), work_id,
    )  # fmt: skip


def read_specimen(row: Row, episodes: Known, work: Known) -> PackSpecimen | None:
    """The specimen of a row, or None when the row has errors."""
    order_id, kind = row.identifier("order_id"), row.needed("kind")
    episode = row.reference("episode_id", episodes, "episodes.csv")
    day, time = row.day("day"), row.clock("time")
    growth = row.choice("growth", Growth) if row.text("growth") else None
    work_id = row.reference("work_id", work, "tasks.csv", needed=False) or ""
    if not row.ok or not (episode and day) or time is None:
        return None
    return PackSpecimen(order_id, EpisodeId(episode), kind, day, time, work_id, growth, row.text("organism"))


def read_result(row: Row, patients: Known) -> PackResult | None:
    """The result of a row, or None when the row has errors."""
    patient = row.reference("patient_id", patients, "patients.csv")
    analyte, unit = row.choice("analyte", Analyte), row.choice("unit", Unit)
    value, day, time = _decimal(row, "value"), row.day("day"), row.clock("time")
    source = row.choice("source", LabSource, LabSource.LABORATORY)
    if not row.ok or not (patient and analyte and unit and day and source) or value is None or time is None:
        return None
    return PackResult(PatientId(patient), analyte, value, unit, day, time, source)


def _decimal(row: Row, column: str) -> Decimal | None:
    written = unicodedata.normalize("NFKC", row.needed(column))
    try:
        return Decimal(written) if written else None
    except InvalidOperation:
        row.note(column, "not_a_number", value=written)
        return None


def _amount(row: Row) -> Amount | None:
    """An amount as it is written: ``750 mg``."""
    written = unicodedata.normalize("NFKC", row.needed("amount"))
    number, _, unit = written.partition(" ")
    try:
        return Amount(Decimal(number), AmountUnit(unit)) if written else None
    except (InvalidOperation, InvalidInput, ValueError):
        row.note("amount", "not_an_amount", value=written, allowed=tuple(unit.value for unit in AmountUnit))
        return None
