"""Queries of referrals: the inbox as frozen rows, the most urgent first, and one referral whole.

Changes of ``referral``, ``intake``, ``consent`` and ``refused_document`` (``ENTITIES``) and the passing of time change
them: a screen asks again when its change feed names one of these, and when a clock's ``changes_at`` has come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hah_console.domain.care_clock import CareClock
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.episode import Condition, Episode, Mode
from hah_console.domain.ids import IntakeId, PatientId, ReferralId, UserId
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.patient import Patient, Sex, masked_name
from hah_console.domain.person_match import PersonMatch, candidates
from hah_console.domain.referral import WAITING_FOR_US, Channel, Referral, ReferralState
from hah_console.domain.referral_form import missing_in
from hah_console.services.case_clocks import clocks_of_referrals
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWork

ENTITIES = frozenset({"referral", "intake", "consent", "refused_document"})
ENDED_SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One referral in the list; the name is masked as on every list of many patients.

    ``clock`` is the open clock with the nearest limit (its state, limit, owner's role and priority), None when nobody
    owes anything. ``owner`` is the name of who took the last step for us, empty while it waits for somebody.
    ``missing`` names the fields not told yet, ``asked`` those the sender was asked for. ``in_care``: the matched
    patient has an admission that is not closed. ``decision`` is that of its intake, None before the first.
    """

    referral_id: ReferralId
    version: int
    state: ReferralState
    mode: Mode
    channel: Channel
    name: str
    age_years: int | None
    sex: Sex
    condition: Condition | None
    organisation: str
    received_at: datetime
    since: datetime
    clock: CareClock | None
    owner: str
    missing: tuple[str, ...]
    asked: tuple[str, ...]
    patient_id: PatientId | None
    in_care: bool
    intake_id: IntakeId | None = None
    decision: Decision | None = None

    def need(self) -> tuple[int, datetime, datetime, str]:
        """Sort key: how urgent the clock is, then its limit, then receipt."""
        urgency = -(self.clock.priority or 0) if self.clock else 1
        limit = self.clock.limit_at if self.clock and self.clock.limit_at else self.received_at + timedelta(days=3650)
        return (urgency, limit, self.received_at, self.referral_id)


@dataclass(frozen=True, slots=True)
class Inbox:
    """``open`` the most urgent first; ``ended`` those of the last days, the newest first; ``refused`` how many
    documents wait that could not be taken."""

    open: tuple[InboxRow, ...]
    ended: tuple[InboxRow, ...]
    refused: int
    at: datetime

    def waiting(self) -> int:
        """How many senders wait for our answer."""
        return sum(row.state in WAITING_FOR_US for row in self.open)


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """One referral whole: ``referral`` with its history (names of people in ``people``), all its clocks, who it may be
    (``matches``, the likeliest first; read agrees and differs side by side), the patient it was matched to with her
    admissions, the open referrals that tell of the same national ID (``doubles``), and the intake once it is opened."""

    referral: Referral
    age_years: int | None
    missing: tuple[str, ...]
    clocks: tuple[CareClock, ...]
    people: Mapping[UserId, str]
    matches: tuple[PersonMatch, ...]
    patient: Patient | None
    episodes: tuple[Episode, ...]
    doubles: tuple[ReferralId, ...]
    at: datetime
    intake: Intake | None = None

    @property
    def clock(self) -> CareClock | None:
        """The open clock with the nearest limit."""
        return nearest(self.clocks)


def referral_inbox(ctx: Context, book: ClockBook, ended_for: timedelta = ENDED_SHOWN) -> Inbox:
    """Every referral that has not ended, and those that ended within ``ended_for``."""
    now, today = ctx.clock.now(), ctx.today()
    with ctx.store() as uow:
        still, ended = uow.referrals.open(), uow.referrals.ended_since(now - ended_for)
        since = min((referral.received_at for referral in (*still, *ended)), default=now)
        clocks = clocks_of_referrals(ctx, uow, book, since)
        people = {user.user_id: user.name for user in uow.users.all()}
        in_care = {episode.patient_id for episode in uow.episodes.open()}
        refused = uow.refused_documents.count_waiting()
        every = (*still, *ended)
        intakes = uow.intakes.of_referrals(tuple(one.referral_id for one in every))
    found = {intake.referral_id: intake for intake in intakes}
    rows = [
        _row(one, clocks.get(one.referral_id, ()), people, in_care, today, found.get(one.referral_id)) for one in every
    ]
    newest_first = sorted(rows[len(still) :], key=lambda row: row.since, reverse=True)
    return Inbox(tuple(sorted(rows[: len(still)], key=InboxRow.need)), tuple(newest_first), refused, now)


def referral_page(ctx: Context, book: ClockBook, referral_id: ReferralId) -> ReferralPage:
    """One referral whole. Raises NotFound."""
    with ctx.store() as uow:
        referral = uow.referrals.get(referral_id)
        clocks = clocks_of_referrals(ctx, uow, book, referral.received_at)
        patient = uow.patients.find(referral.patient_id) if referral.patient_id else None
        return ReferralPage(
            referral=referral,
            age_years=age_of(referral.person.birth_date, ctx.today()),
            missing=missing_in(referral),
            clocks=clocks.get(referral_id, ()),
            people={user.user_id: user.name for user in uow.users.all()},
            matches=_matches(uow, referral),
            patient=patient,
            episodes=uow.episodes.of_patient(patient.patient_id) if patient else (),
            doubles=_doubles(uow, referral),
            at=ctx.clock.now(),
            intake=uow.intakes.of_referral(referral_id),
        )


def referrals_of_patient(ctx: Context, patient_id: PatientId) -> tuple[Referral, ...]:
    """The referrals matched to a patient, in order of receipt."""
    with ctx.store() as uow:
        return uow.referrals.of_patient(patient_id)


def age_of(born: date | None, on: date) -> int | None:
    """Completed years of life on a day; None when nobody has told the birth date."""
    return None if born is None else on.year - born.year - int((on.month, on.day) < (born.month, born.day))


def nearest(clocks: Iterable[CareClock]) -> CareClock | None:
    """The open clock whose limit comes first."""
    return min((c for c in clocks if c.is_open and c.limit_at), key=lambda c: (c.limit_at, c.key), default=None)


def _row(
    referral: Referral,
    clocks: tuple[CareClock, ...],
    people: Mapping[UserId, str],
    in_care: set[PatientId],
    today: date,
    intake: Intake | None,
) -> InboxRow:
    person, last = referral.person, referral.history[-1]
    waits = referral.state in WAITING_FOR_US
    return InboxRow(
        referral_id=referral.referral_id,
        version=referral.version,
        state=referral.state,
        mode=referral.mode,
        channel=referral.channel,
        name=masked_name(person.name),
        age_years=age_of(person.birth_date, today),
        sex=person.sex,
        condition=referral.condition,
        organisation=referral.sender.organisation,
        received_at=referral.received_at,
        since=referral.since,
        clock=nearest(clocks),
        owner="" if waits else people.get(last.by, last.by),
        missing=missing_in(referral),
        asked=last.missing if referral.state is ReferralState.RETURNED else (),
        patient_id=referral.patient_id,
        in_care=referral.patient_id in in_care,
        intake_id=intake.intake_id if intake else None,
        decision=intake.decision if intake else None,
    )


def _matches(uow: UnitOfWork, referral: Referral) -> tuple[PersonMatch, ...]:
    told = referral.person
    alike = uow.patients.alike(
        national_id=told.national_id, record_number=told.record_number, name=told.name, birth_date=told.birth_date
    )
    return candidates(told, alike)


def _doubles(uow: UnitOfWork, referral: Referral) -> tuple[ReferralId, ...]:
    same = uow.referrals.of_number(referral.person.national_id)
    return tuple(r.referral_id for r in same if r.referral_id != referral.referral_id and not r.ended)
