"""Rows of the day in the field."""

import json

from hah_console.adapters.db.values import Row, Values, at, at_or_none, day, ms, ms_or_none
from hah_console.domain.field_visit import FieldReport, FieldState, FieldVisit
from hah_console.domain.halt_report import HaltReport, HaltState
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import (
    EpisodeId,
    FieldReportId,
    HaltId,
    HomeFlagId,
    PatientId,
    PhonePassId,
    RoadClosureId,
    SpecimenId,
    StaffId,
    TaskId,
    UserId,
    VisitId,
)
from hah_console.domain.phone_pass import PhonePass
from hah_console.domain.road_closure import RoadClosure, Stretch


def field_visit_values(visit: FieldVisit) -> Values:
    """The row of a visit in the field."""
    return {
        "visit_id": visit.visit_id,
        "task_id": visit.task_id,
        "patient_id": visit.patient_id,
        "episode_id": visit.episode_id,
        "staff_id": visit.staff_id,
        "day": visit.day.isoformat(),
        "since": ms(visit.since),
        "state": visit.state.value,
        "reason": visit.reason,
        "remark": visit.remark,
        "arrived_at": ms_or_none(visit.arrived_at),
        "left_at": ms_or_none(visit.left_at),
        "safe_until": ms_or_none(visit.safe_until),
        "visit_record_id": visit.visit_record_id,
        "attempt": visit.attempt,
        "version": visit.version,
    }


def field_visit_of(row: Row) -> FieldVisit:
    """The visit of a row."""
    return FieldVisit(
        visit_id=VisitId(row["visit_id"]),
        task_id=TaskId(row["task_id"]),
        patient_id=PatientId(row["patient_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        staff_id=StaffId(row["staff_id"]),
        day=day(row["day"]),
        since=at(row["since"]),
        state=FieldState(row["state"]),
        reason=row["reason"],
        remark=row["remark"],
        arrived_at=at_or_none(row["arrived_at"]),
        left_at=at_or_none(row["left_at"]),
        safe_until=at_or_none(row["safe_until"]),
        visit_record_id=row["visit_record_id"],
        attempt=row["attempt"],
        version=row["version"],
    )


def field_report_values(report: FieldReport) -> Values:
    """The row of a report."""
    return {
        "report_id": report.report_id,
        "visit_id": report.visit_id,
        "staff_id": report.staff_id,
        "state": report.state.value,
        "at": ms(report.at),
        "received_at": ms(report.received_at),
        "by": report.by,
        "source": report.source,
        "told_at": ms_or_none(report.told_at),
        "reason": report.reason,
        "remark": report.remark,
        "card_read": report.card_read,
        "effect": report.effect,
    }


def field_report_of(row: Row) -> FieldReport:
    """The report of a row."""
    return FieldReport(
        report_id=FieldReportId(row["report_id"]),
        visit_id=VisitId(row["visit_id"]),
        staff_id=StaffId(row["staff_id"]),
        state=FieldState(row["state"]),
        at=at(row["at"]),
        received_at=at(row["received_at"]),
        by=row["by"],
        source=row["source"],
        told_at=at_or_none(row["told_at"]),
        reason=row["reason"],
        remark=row["remark"],
        card_read=row["card_read"],
        effect=row["effect"],
    )


def halt_report_values(report: HaltReport) -> Values:
    """The row of a report of a stop at no patient's."""
    return {
        "report_id": report.report_id,
        "day": report.day.isoformat(),
        "staff_id": report.staff_id,
        "halts": json.dumps(report.halts),
        "state": report.state.value,
        "at": ms(report.at),
        "received_at": ms(report.received_at),
        "by": report.by,
        "source": report.source,
        "told_at": ms_or_none(report.told_at),
        "specimens": json.dumps(report.specimens),
        "effect": report.effect,
        "version": report.version,
    }


def halt_report_of(row: Row) -> HaltReport:
    """The report of a row."""
    return HaltReport(
        report_id=FieldReportId(row["report_id"]),
        day=day(row["day"]),
        staff_id=StaffId(row["staff_id"]),
        halts=tuple(HaltId(name) for name in json.loads(row["halts"])),
        state=HaltState(row["state"]),
        at=at(row["at"]),
        received_at=at(row["received_at"]),
        by=row["by"],
        source=row["source"],
        told_at=at_or_none(row["told_at"]),
        specimens=tuple(SpecimenId(name) for name in json.loads(row["specimens"])),
        effect=row["effect"],
        version=row["version"],
    )


def phone_pass_values(phone: PhonePass) -> Values:
    """The row of a worker's phone."""
    return {
        "pass_id": phone.pass_id,
        "staff_id": phone.staff_id,
        "code_hash": phone.code_hash,
        "issued_at": ms(phone.issued_at),
        "issued_by": phone.issued_by,
        "link_until": ms(phone.link_until),
        "until": ms(phone.until),
        "public_key": phone.public_key,
        "opened_at": ms_or_none(phone.opened_at),
        "device": phone.device,
        "revoked_at": ms_or_none(phone.revoked_at),
        "revoked_by": phone.revoked_by,
        "revoke_reason": phone.revoke_reason,
        "seen_at": ms_or_none(phone.seen_at),
        "version": phone.version,
    }


def phone_pass_of(row: Row) -> PhonePass:
    """The phone of a row."""
    return PhonePass(
        pass_id=PhonePassId(row["pass_id"]),
        staff_id=StaffId(row["staff_id"]),
        code_hash=row["code_hash"],
        issued_at=at(row["issued_at"]),
        issued_by=UserId(row["issued_by"]),
        link_until=at(row["link_until"]),
        until=at(row["until"]),
        public_key=row["public_key"],
        opened_at=at_or_none(row["opened_at"]),
        device=row["device"],
        revoked_at=at_or_none(row["revoked_at"]),
        revoked_by=row["revoked_by"],
        revoke_reason=row["revoke_reason"],
        seen_at=at_or_none(row["seen_at"]),
        version=row["version"],
    )


def home_flag_values(flag: HomeFlag) -> Values:
    """The row of a rule for a home."""
    return {
        "flag_id": flag.flag_id,
        "patient_id": flag.patient_id,
        "two_persons": flag.two_persons,
        "daylight_only": flag.daylight_only,
        "reason": flag.reason,
        "set_by": flag.set_by,
        "set_at": ms(flag.set_at),
        "ended_at": ms_or_none(flag.ended_at),
        "ended_by": flag.ended_by,
        "end_reason": flag.end_reason,
        "version": flag.version,
    }


def home_flag_of(row: Row) -> HomeFlag:
    """The rule of a row."""
    return HomeFlag(
        flag_id=HomeFlagId(row["flag_id"]),
        patient_id=PatientId(row["patient_id"]),
        two_persons=row["two_persons"],
        daylight_only=row["daylight_only"],
        reason=row["reason"],
        set_by=UserId(row["set_by"]),
        set_at=at(row["set_at"]),
        ended_at=at_or_none(row["ended_at"]),
        ended_by=row["ended_by"],
        end_reason=row["end_reason"],
        version=row["version"],
    )


def road_closure_values(closure: RoadClosure) -> Values:
    """The row of a closed road."""
    return {
        "closure_id": closure.closure_id,
        "name": closure.stretch.name,
        "points": json.dumps(closure.stretch.points),
        "note": closure.note,
        "reported_at": ms(closure.reported_at),
        "reported_by": closure.reported_by,
        "until": ms(closure.until),
        "ended_at": ms_or_none(closure.ended_at),
        "ended_by": closure.ended_by,
        "end_reason": closure.end_reason,
        "version": closure.version,
    }


def road_closure_of(row: Row) -> RoadClosure:
    """The closed road of a row."""
    return RoadClosure(
        closure_id=RoadClosureId(row["closure_id"]),
        stretch=Stretch(row["name"], tuple((lat, lon) for lat, lon in json.loads(row["points"]))),
        note=row["note"],
        reported_at=at(row["reported_at"]),
        reported_by=UserId(row["reported_by"]),
        until=at(row["until"]),
        ended_at=at_or_none(row["ended_at"]),
        ended_by=row["ended_by"],
        end_reason=row["end_reason"],
        version=row["version"],
    )
