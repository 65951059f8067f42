"""The steps of a consultation as they are typed into their forms, checked field by field."""

from collections.abc import Callable, Mapping

from hah_console.domain.actor import Actor
from hah_console.domain.chart.contact import MARKS_NEEDED, IdentityMark
from hah_console.domain.chart.note import Section
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.consult import Consult, ConsultAdvice, Meeting, Parties
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import StaffId
from hah_console.services.changes import Changes
from hah_console.services.consults import (
    accept_consult,
    advise_consult,
    cancel_consult,
    decline_consult,
    hold_consult,
    record_consult,
)
from hah_console.services.contact_entry import mark_field
from hah_console.services.context import Context

Command = Callable[[], Changes]
Fields = Mapping[str, str]
FIRST_MARK = mark_field(next(iter(IdentityMark)))


def acceptance(ctx: Context, actor: Actor, consult: Consult, fields: Fields) -> Command:
    """Who takes it. Raises InvalidFields."""
    name = _needed(fields, "specialist")
    return lambda: accept_consult(ctx, actor, consult.consult_id, consult.version, name)


def ending(ctx: Context, actor: Actor, consult: Consult, fields: Fields) -> Command:
    """Declined by the department, or no longer wanted. Raises InvalidFields."""
    check = FieldCheck(fields)
    for field in ("how", "reason"):
        if not check.text(field).strip():
            check.add(field, "empty")
    check.require_none()
    do = decline_consult if fields["how"] == "declined" else cancel_consult
    reason = fields["reason"]
    return lambda: do(ctx, actor, consult.consult_id, consult.version, reason)


def meeting(ctx: Context, actor: Actor, consult: Consult, link: str, fields: Fields) -> Command:
    """The three parties, by what the person was known, consent. Raises InvalidFields."""
    check = FieldCheck(fields)
    for field in ("mode", "patient_side", "physician", "specialist"):
        if not check.text(field).strip():
            check.add(field, "empty")
    marks = tuple(mark for mark in IdentityMark if check.text(mark_field(mark)))
    if len(marks) < MARKS_NEEDED:
        check.add(FIRST_MARK, "two_needed")
    consented, urgent = bool(check.text("consented")), bool(check.text("urgent"))
    if not consented and not urgent:
        check.add("consented", "missing_value")
    mode = check.choice("mode", VisitMode, VisitMode.TELEPHONE)
    check.require_none()
    parties = Parties(fields["patient_side"], StaffId(fields["physician"]), fields["specialist"])
    held = Meeting(mode, parties, marks, consented, urgent, link if mode is VisitMode.VIDEO else "")
    return lambda: hold_consult(ctx, actor, consult.consult_id, consult.version, held)


def advice(ctx: Context, actor: Actor, consult: Consult, fields: Fields) -> Command:
    """What is advised, and in which words. Raises InvalidFields."""
    check = FieldCheck(fields)
    for field in ("advice", "advice_text"):
        if not check.text(field).strip():
            check.add(field, "empty")
    given = check.choice("advice", ConsultAdvice, ConsultAdvice.STAY)
    check.require_none()
    words = fields["advice_text"]
    return lambda: advise_consult(ctx, actor, consult.consult_id, consult.version, given, words)


def chart_record(ctx: Context, actor: Actor, consult: Consult, fields: Fields) -> Command:
    """The note of the chart. Raises InvalidFields for an empty plan."""
    _needed(fields, "plan")
    names = {"subjective": Section.SUBJECTIVE, "assessment": Section.ASSESSMENT, "plan": Section.PLAN}
    note = {section: fields.get(name, "") for name, section in names.items()}
    return lambda: record_consult(ctx, actor, consult.consult_id, consult.version, note)


def _needed(fields: Fields, field: str) -> str:
    check = FieldCheck(fields)
    if not check.text(field).strip():
        check.add(field, "empty")
    check.require_none()
    return fields[field]
