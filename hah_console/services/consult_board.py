"""Consultations as the console lists them: who, what is asked, how far it is, until when the next step has time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_clock import CareClock
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.consult import Consult, meeting_link
from hah_console.domain.ids import PatientId, StaffId
from hah_console.domain.patient import masked_name
from hah_console.domain.roster import PHYSICIAN, holder_of
from hah_console.domain.staff import Profession
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.consults import MEETING_URL
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

SHOWN_BACK = timedelta(hours=48)
RETURN_WATCH = "tele_consult_return"


@dataclass(frozen=True, slots=True)
class ConsultRow:
    """``name`` is masked. ``clock`` is the open clock of its next step, ``watch`` that of the 24 hours after "stay".

    ``link`` is where the three meet, empty for a site that has none.
    """

    consult: Consult
    name: str
    patient_id: PatientId
    age_years: int
    physician: str
    clock: CareClock | None
    watch: CareClock | None
    link: str

    def overdue(self, now: datetime) -> bool:
        """Whether its next step is late."""
        limit = self.clock.limit_at if self.clock is not None else None
        return limit is not None and now > limit


@dataclass(frozen=True, slots=True)
class ConsultBoard:
    """Open ones by how soon their next step is due, then those that ended lately; physicians of the team by name."""

    rows: tuple[ConsultRow, ...]
    names: Mapping[str, str]
    physicians: tuple[tuple[StaffId, str], ...]
    on_duty: StaffId | None
    at: datetime

    def find(self, consult_id: str) -> ConsultRow | None:
        """A row by its id."""
        return next((row for row in self.rows if row.consult.consult_id == consult_id), None)


def read_consult_board(ctx: Context, actor: Actor, book: ClockBook) -> ConsultBoard:
    """As of now. Raises NotPermitted."""
    require(actor, Action.CONSULT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        found = {c.consult_id: c for c in (*uow.consults.open(), *uow.consults.between(now - SHOWN_BACK, now))}
        staff = uow.staff.all()
        names = {**{str(s.staff_id): s.name for s in staff}, **{str(u.user_id): u.name for u in uow.users.all()}}
        template = uow.site.get(MEETING_URL)
        rows = [_row(ctx, uow, book, consult, names, template) for consult in found.values()]
        duty = holder_of(uow.staff.duties(now), PHYSICIAN, now)
    doctors = tuple((s.staff_id, s.name) for s in staff if s.profession is Profession.PHYSICIAN)
    ordered = tuple(sorted(rows, key=_need))
    return ConsultBoard(ordered, names, doctors, duty.staff_id if duty is not None else None, now)


def _row(
    ctx: Context, uow: UnitOfWork, book: ClockBook, consult: Consult, names: Mapping[str, str], template: str
) -> ConsultRow:
    patient = uow.patients.get(consult.patient_id)
    own = list(_clocks(ctx, uow, book, consult))
    meeting = consult.meeting
    return ConsultRow(
        consult=consult,
        name=masked_name(patient.name),
        patient_id=patient.patient_id,
        age_years=patient.age_years(ctx.today()),
        physician=names.get(meeting.parties.physician_id, "") if meeting is not None else "",
        clock=next((clock for clock in own if clock.clock_id != RETURN_WATCH), None),
        watch=next((clock for clock in own if clock.clock_id == RETURN_WATCH), None),
        link=meeting.link if meeting is not None else meeting_link(template, consult.consult_id),
    )


def _clocks(ctx: Context, uow: UnitOfWork, book: ClockBook, consult: Consult) -> Iterator[CareClock]:
    for clock in clocks_of_episode(ctx, uow, book, consult.episode_id):
        if clock.entity_id == consult.consult_id and clock.is_open:
            yield clock


def _need(row: ConsultRow) -> tuple[bool, float, str]:
    limit = row.clock.limit_at if row.clock is not None else None
    first = limit or row.consult.history[0].at + SHOWN_BACK
    return not row.consult.is_open, first.timestamp(), row.consult.consult_id
