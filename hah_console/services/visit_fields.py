"""Reads the fields of a visit as they were typed, and enters one that is over: arrival and leaving together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.calendar import parse_moment
from hah_console.domain.claims.rules import ClaimRules, Indication
from hah_console.domain.claims.visit_record import LONGEST, Emergency, VisitMode, VisitRecord
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.moments import not_to_come
from hah_console.services.visit_records import arrived, correct_times, left

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit as somebody tells it; ``left_at`` None: it goes on."""

    episode_id: EpisodeId
    staff_id: StaffId
    mode: VisitMode
    arrived_at: datetime
    left_at: datetime | None
    card_read: bool
    emergency: Emergency | None


def read_visit(fields: Fields, zone: tzinfo, now: datetime) -> VisitEntry:
    """A visit to be entered. Raises InvalidFields with every time that cannot be, at its field."""
    check = FieldCheck(fields)
    for name in ("episode", "staff", "mode"):
        if not check.text(name):
            check.add(name, "empty")
    mode = check.choice("mode", VisitMode, VisitMode.IN_PERSON)
    arrived, left = _times(check, zone, now, both=False)
    emergency = _emergency(check, zone)
    check.require_none()
    episode, staff = EpisodeId(check.text("episode")), StaffId(check.text("staff"))
    read = bool(check.text("card_read"))
    return VisitEntry(episode, staff, mode, arrived or now, left, read, emergency)


def read_times(fields: Fields, zone: tzinfo, now: datetime) -> tuple[datetime, datetime, str]:
    """Times put right, and why. Raises InvalidFields."""
    check = FieldCheck(fields)
    arrived, left = _times(check, zone, now, both=True)
    reason = check.read("reason", lambda text, name: written_line(text, name, needed=True), "")
    check.require_none()
    return arrived or now, left or now, reason


def enter_visit(ctx: Context, actor: Actor, entry: VisitEntry, rules: ClaimRules) -> Changes:
    """Enter a visit, over or going on, as one step. Raises NotPermitted, NotFound, IllegalTransition, InvalidInput."""
    require(actor, Action.RECORD_VISIT)
    now = ctx.clock.now()
    arrived_at, left_at = entry.arrived_at, entry.left_at
    not_to_come(left_at or arrived_at, now, "left_at" if left_at else "arrived_at")
    with ctx.store() as uow:
        visit = arrived(
            uow, actor, entry.episode_id, entry.staff_id, entry.mode, arrived_at, now, emergency=entry.emergency
        )
        if left_at is not None:
            left(uow, actor, visit, rules, left_at, now, card_read=entry.card_read)
        return uow.commit()


def correct_visit(
    ctx: Context, actor: Actor, visit: VisitRecord, times: tuple[datetime, datetime, str], rules: ClaimRules
) -> Changes:
    """Put the times of a visit right; raises as ``correct_times``."""
    arrived, left, reason = times
    return correct_times(ctx, actor, visit, arrived, left, rules, reason)


def _times(check: FieldCheck, zone: tzinfo, now: datetime, *, both: bool) -> tuple[datetime | None, datetime | None]:
    """Arrival and leaving: neither to come, the leaving after the arrival and on the same visit."""
    arrived = _moment(check, "arrived_at", zone, now, needed=True)
    left = _moment(check, "left_at", zone, now, needed=both)
    if arrived is not None and left is not None:
        if left < arrived:
            check.add("left_at", "before_arrival")
        elif left - arrived > LONGEST:
            check.add("left_at", "too_long_visit")
    return arrived, left


def _moment(check: FieldCheck, name: str, zone: tzinfo, now: datetime, *, needed: bool) -> datetime | None:
    def parse(text: str, field: str) -> datetime | None:
        return parse_moment(text, zone, field)

    if not check.text(name).strip():
        if needed:
            check.add(name, "empty")
        return None
    at = check.read(name, parse, None)
    if at is not None and at > now:
        check.add(name, "in_the_future")
        return None
    return at


def _emergency(check: FieldCheck, zone: tzinfo) -> Emergency | None:
    """An emergency visit with the physician who saw to it before, where there was one."""
    code = check.text("indication")
    if not code:
        return None
    indication = check.choice("indication", Indication, Indication.PHYSICIAN_JUDGEMENT)
    by, standing = check.text("assessed_by"), bool(check.text("standing_order"))

    def parse(text: str, field: str) -> datetime | None:
        return parse_moment(text, zone, field)

    at = check.read_if_written("assessed_at", parse, None)
    return Emergency(indication.value, StaffId(by) if by else None, at, standing)
