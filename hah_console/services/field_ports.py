"""Ports of the store for the day in the field: visits as they go, workers' phones, unsafe homes. See ``ports``."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from hah_console.domain.field_visit import FieldReport, FieldVisit
from hah_console.domain.halt_report import HaltReport
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import FieldReportId, HomeFlagId, PatientId, PhonePassId, RoadClosureId, VisitId
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.road_closure import RoadClosure
from hah_console.services.keyed_port import Keyed


class FieldVisits(Keyed[VisitId, FieldVisit], Protocol):
    """Visits of which something was reported, and the reports, which are only ever added."""

    def of_day(self, day: date) -> tuple[FieldVisit, ...]: ...
    def with_patient(self) -> tuple[FieldVisit, ...]: ...
    def add_report(self, report: FieldReport) -> None: ...
    def report(self, report_id: FieldReportId) -> FieldReport | None: ...
    def reports_of(self, visit_id: VisitId) -> tuple[FieldReport, ...]: ...


class HaltReports(Keyed[FieldReportId, HaltReport], Protocol):
    """What was said of stops at the store and at laboratories, each once and never changed; ``of_day`` in the order in
    which it came."""

    def of_day(self, day: date) -> tuple[HaltReport, ...]: ...


class PhonePasses(Keyed[PhonePassId, PhonePass], Protocol):
    """Workers' phones; ``living``: in their time and not revoked; ``since``: those whose time was not over by then,
    revoked ones too. ``note_seen`` is no change of the pass: it keeps its version."""

    def by_code(self, code_hash: str) -> PhonePass | None: ...
    def living(self, now: datetime) -> tuple[PhonePass, ...]: ...
    def since(self, moment: datetime) -> tuple[PhonePass, ...]: ...
    def note_seen(self, pass_id: PhonePassId, at: datetime) -> None: ...


class HomeFlags(Keyed[HomeFlagId, HomeFlag], Protocol):
    """Rules for homes; ``in_force``: those that hold for any of these."""

    def of_patient(self, patient_id: PatientId) -> tuple[HomeFlag, ...]: ...
    def in_force(self, patient_ids: Collection[PatientId]) -> tuple[HomeFlag, ...]: ...


class RoadClosures(Keyed[RoadClosureId, RoadClosure], Protocol):
    """Closed roads; ``between``: those that hold, or held, at any time of a span, the newest report first."""

    def between(self, begins: datetime, ends: datetime) -> tuple[RoadClosure, ...]: ...
