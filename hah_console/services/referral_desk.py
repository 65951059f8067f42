"""The two referral forms and the watch after closure: of one patient, and of everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.care_clock import CareClock
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.clock_engine import clocks_of, kinds_of
from hah_console.domain.clock_rule import ClockBook
from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.hospital_referral import HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral
from hah_console.domain.episode import Episode
from hah_console.domain.ids import EpisodeId, PatientId, UserId
from hah_console.domain.patient import masked_name
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.patient_facts import Identity, identity_of, shown_episode
from hah_console.services.ports import UnitOfWork

SHOWN_FOR = timedelta(days=180)
"""How far back the lists of everybody go."""


@dataclass(frozen=True, slots=True)
class ReferralDesk:
    """One patient's forms, the newest first, apart by kind; ``closure`` of the admission shown. ``clocks`` are the
    open ones by the id of what they are about."""

    identity: Identity
    episode: Episode | None
    ltc: tuple[LtcReferral, ...]
    hospital: tuple[HospitalReferral, ...]
    closure: Closure | None
    clocks: Mapping[str, CareClock]
    names: Mapping[UserId, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class FormsBoard:
    """Everybody's forms of the last 180 days, the newest first, apart by kind, and whoever is watched after closure.

    ``names`` are masked; ``full_names`` are for an export somebody asked for.
    """

    ltc: tuple[LtcReferral, ...]
    hospital: tuple[HospitalReferral, ...]
    watched: tuple[Closure, ...]
    clocks: Mapping[str, CareClock]
    names: Mapping[PatientId, str]
    full_names: Mapping[PatientId, str]
    at: datetime


def read_referral_desk(ctx: Context, book: ClockBook, patient_id: PatientId) -> ReferralDesk:
    """What the tab of one patient shows. Raises NotFound."""
    with ctx.store() as uow:
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        ltc = tuple(reversed(uow.ltc_referrals.of_patient(patient_id)))
        hospital = tuple(reversed(uow.hospital_referrals.of_patient(patient_id)))
        cases = _still_owed(ltc, hospital) | ({episode.episode_id} if episode else set())
        return ReferralDesk(
            identity_of(uow.patients.get(patient_id), ctx.today()),
            episode,
            ltc,
            hospital,
            uow.closures.of_episode(episode.episode_id) if episode else None,
            _clocks(ctx, uow, book, cases),
            {user.user_id: user.name for user in uow.users.all()},
            ctx.clock.now(),
        )


def read_forms_board(ctx: Context, book: ClockBook) -> FormsBoard:
    """What the list over all patients shows."""
    now = ctx.clock.now()
    since, until = now - SHOWN_FOR, now + timedelta(milliseconds=1)
    with ctx.store() as uow:
        ltc = tuple(reversed(uow.ltc_referrals.between(since, until)))
        hospital = tuple(reversed(uow.hospital_referrals.between(since, until)))
        watched = uow.closures.watching()
        mine = {one.patient_id for one in ltc} | {one.patient_id for one in hospital}
        patients = uow.patients.some(mine | {one.patient_id for one in watched})
        return FormsBoard(
            ltc,
            hospital,
            watched,
            _clocks(ctx, uow, book, _still_owed(ltc, hospital)),
            {patient.patient_id: masked_name(patient.name) for patient in patients},
            {patient.patient_id: patient.name for patient in patients},
            now,
        )


def note_export(ctx: Context, actor: Actor, entity: str, count: int) -> Changes:
    """That a list with names has left the program goes into the audit trail. Raises NotPermitted."""
    require(actor, Action.MOVE_EPISODE)
    with ctx.store() as uow:
        record(uow, actor, ctx.clock.now(), "export_forms", entity, "", None, rows=str(count))
        return uow.commit()


def _still_owed(ltc: tuple[LtcReferral, ...], hospital: tuple[HospitalReferral, ...]) -> set[EpisodeId]:
    """The admissions of the forms somebody still has to answer."""
    unanswered = {form.episode_id for form in ltc if form.answered_at is None}
    return unanswered | {form.episode_id for form in hospital if not form.closed}


def _clocks(ctx: Context, uow: UnitOfWork, book: ClockBook, cases: set[EpisodeId]) -> dict[str, CareClock]:
    """The open clocks by the thing they are about; of two about one thing the one that ends first.

    PERF(180 days of forms): one question for all admissions.
    """
    lines: dict[EpisodeId | None, list[CaseEvent]] = {}
    for event in uow.case_events.of_episodes(sorted(cases), kinds_of(book)):
        lines.setdefault(event.episode_id, []).append(event)
    found: dict[str, CareClock] = {}
    for line in lines.values():
        for clock in clocks_of(line, book, ctx.clock.now(), ctx.zone):
            known = found.get(clock.entity_id)
            if clock.is_open and (known is None or _ends(clock) < _ends(known)):
                found[clock.entity_id] = clock
    return found


def _ends(clock: CareClock) -> float:
    return clock.limit_at.timestamp() if clock.limit_at is not None else float("inf")
