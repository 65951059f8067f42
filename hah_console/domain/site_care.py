"""What a site pack says of orders, specimens and results; days are relative to the day it is loaded for."""

from dataclasses import dataclass
from decimal import Decimal

from hah_console.domain.drug import Amount, Route
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.lab import Analyte, LabSource
from hah_console.domain.quantity import Unit
from hah_console.domain.site_day import PackDay
from hah_console.domain.specimen import Growth


@dataclass(frozen=True, slots=True)
class PackMedication:
    """A medication order: ``amount`` every ``every_hours`` from a first moment to the end of ``last``.

    ``work_id`` names the repeated work of the pack that brings it to the home, empty for none.
    """

    order_id: str
    episode_id: EpisodeId
    drug_id: str
    amount: Amount
    route: Route
    first: PackDay
    first_minutes: int
    last: PackDay
    every_hours: int
    infusion_minutes: int = 0
    continuous: bool = False
    preparation: str = ""
    work_id: str = ""


@dataclass(frozen=True, slots=True)
class PackSpecimen:
    """A specimen wanted at a moment; one of the past was taken then, and ``growth`` tells its final report."""

    order_id: str
    episode_id: EpisodeId
    kind: str
    day: PackDay
    minutes: int
    work_id: str = ""
    growth: Growth | None = None
    organism: str = ""


@dataclass(frozen=True, slots=True)
class PackResult:
    """A result of a specimen taken at a moment."""

    patient_id: PatientId
    analyte: Analyte
    value: Decimal
    unit: Unit
    day: PackDay
    minutes: int
    source: LabSource
