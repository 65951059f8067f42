"""The day in the field: visits as they go, reports, workers' phones, unsafe homes, closed roads."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from hah_console.adapters.db.mapping.field_day import (
    field_report_of,
    field_report_values,
    field_visit_of,
    field_visit_values,
    halt_report_of,
    halt_report_values,
    home_flag_of,
    home_flag_values,
    phone_pass_of,
    phone_pass_values,
    road_closure_of,
    road_closure_values,
)
from hah_console.adapters.db.repositories.keyed import KeyedRows, Mapping
from hah_console.adapters.db.tables import field_day as field
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.field_visit import FieldReport, FieldState, FieldVisit
from hah_console.domain.halt_report import HaltReport
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import FieldReportId, HomeFlagId, PatientId, PhonePassId, RoadClosureId, VisitId
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.road_closure import RoadClosure

_VISIT = Mapping(field.field_visit, "field_visit", field_visit_values, field_visit_of)
_PASS = Mapping(field.phone_pass, "phone_pass", phone_pass_values, phone_pass_of)
_FLAG = Mapping(field.home_flag, "home_flag", home_flag_values, home_flag_of)
_HALT = Mapping(field.halt_report, "halt_report", halt_report_values, halt_report_of)
_CLOSURE = Mapping(field.road_closure, "road_closure", road_closure_values, road_closure_of)
_REPORT = field.field_report


class FieldVisitRows(KeyedRows[VisitId, FieldVisit]):
    """Visits of which something was reported."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _VISIT)

    def of_day(self, day: date) -> tuple[FieldVisit, ...]:
        """Those of one local day."""
        return self._where(self._table.c.day == day.isoformat())

    def with_patient(self) -> tuple[FieldVisit, ...]:
        """Those somebody is at now, whatever their day."""
        return self._where(self._table.c.state == FieldState.ARRIVED.value)

    def add_report(self, report: FieldReport) -> None:
        """Keep a report; reports are never changed."""
        self._tx.write(insert(_REPORT), field_report_values(report))

    def report(self, report_id: FieldReportId) -> FieldReport | None:
        """One report."""
        found = self._tx.rows(select(_REPORT).where(_REPORT.c.report_id == report_id))
        return field_report_of(found[0]) if found else None

    def reports_of(self, visit_id: VisitId) -> tuple[FieldReport, ...]:
        """All reports of a visit in the order in which they came."""
        mine = select(_REPORT).where(_REPORT.c.visit_id == visit_id)
        rows = self._tx.rows(mine.order_by(_REPORT.c.received_at, _REPORT.c.at, _REPORT.c.report_id))
        return tuple(field_report_of(row) for row in rows)


class HaltReportRows(KeyedRows[FieldReportId, HaltReport]):
    """What was said of stops at the store and at laboratories."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _HALT)

    def of_day(self, day: date) -> tuple[HaltReport, ...]:
        """Those of one local day in the order in which they came."""
        columns = self._table.c
        return self._where(columns.day == day.isoformat(), order=[columns.received_at, columns.at])


class PhonePassRows(KeyedRows[PhonePassId, PhonePass]):
    """Workers' phones."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _PASS)

    def by_code(self, code_hash: str) -> PhonePass | None:
        """The pass of a link."""
        found = self._where(self._table.c.code_hash == code_hash)
        return found[0] if found else None

    def living(self, now: datetime) -> tuple[PhonePass, ...]:
        """Those whose time is not over and which nobody has revoked."""
        return self._where(self._table.c.until > ms(now), self._table.c.revoked_at.is_(None))

    def since(self, moment: datetime) -> tuple[PhonePass, ...]:
        """Those whose time was not over by then, the newest first."""
        return self._where(self._table.c.until > ms(moment), order=[self._table.c.issued_at.desc()])

    def note_seen(self, pass_id: PhonePassId, at: datetime) -> None:
        """When a phone was last heard of; the pass keeps its version."""
        mine = self._table.c.pass_id == bindparam("of_pass")
        self._tx.write(
            update(self._table).where(mine).values(seen_at=bindparam("at")), {"of_pass": pass_id, "at": ms(at)}
        )


class HomeFlagRows(KeyedRows[HomeFlagId, HomeFlag]):
    """Rules for homes."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _FLAG)

    def of_patient(self, patient_id: PatientId) -> tuple[HomeFlag, ...]:
        """Every rule there ever was for one home, the oldest first."""
        return self._where(self._table.c.patient_id == patient_id, order=[self._table.c.set_at])

    def in_force(self, patient_ids: Collection[PatientId]) -> tuple[HomeFlag, ...]:
        """The rules that hold for these homes."""
        wanted = set(patient_ids)
        return tuple(flag for flag in self._where(self._table.c.ended_at.is_(None)) if flag.patient_id in wanted)


class RoadClosureRows(KeyedRows[RoadClosureId, RoadClosure]):
    """Closed roads."""

    def __init__(self, transaction: Transaction) -> None:
        super().__init__(transaction, _CLOSURE)

    def between(self, begins: datetime, ends: datetime) -> tuple[RoadClosure, ...]:
        """Those that hold, or held, at any time of a span, the newest report first."""
        columns = self._table.c
        spans = columns.reported_at < ms(ends), columns.until > ms(begins)
        return self._where(*spans, order=[columns.reported_at.desc(), columns.closure_id])
