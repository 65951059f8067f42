"""Transfer cards: who is on the way, which stages are done, and how long the present one has taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hah_console.domain.care_day import CareDay
from hah_console.domain.episode import Condition, Episode
from hah_console.domain.ids import EpisodeId, HospitalId, PatientId, TransferId
from hah_console.domain.pack_delivery import PackDelivery
from hah_console.domain.pathway import ClockState, clock_states
from hah_console.domain.patient import Patient, Sex, masked_name
from hah_console.domain.receiving import hospital_author
from hah_console.domain.transfer import ED_LEFT, STAGE_LINE, Side, Transfer, TransferSignature, TransferStage
from hah_console.services.context import Context
from hah_console.services.next_steps import StageClock, stage_clock
from hah_console.services.patient_rules import PatientRules
from hah_console.services.ports import UnitOfWork
from hah_console.services.stay import care_day_of

ENDED_SHOWN, THERE_SHOWN = timedelta(hours=24), timedelta(days=14)
"""Who is at the hospital can be offered back, and her stay there told, for as long as her return is watched for."""
_RIDE = frozenset({TransferStage.AMBULANCE_CALLED, TransferStage.DEPARTED})
_KEPT = _RIDE | {TransferStage.DECIDED}


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage of the line. ``reached_at`` is None while it lies ahead; ``target`` is the time allowed in it."""

    stage: TransferStage
    reached_at: datetime | None
    left_at: datetime | None
    target: timedelta | None
    by: str = ""
    note: str = ""

    def taken(self, now: datetime) -> timedelta | None:
        """Time spent in the stage, still running when it is the present one; None when it lies ahead."""
        return None if self.reached_at is None else (self.left_at or now) - self.reached_at

    def overdue(self, now: datetime) -> bool:
        """Whether the time allowed was or is exceeded."""
        taken = self.taken(now)
        return taken is not None and self.target is not None and taken > self.target


@dataclass(frozen=True, slots=True)
class Refusal:
    """A hospital that could not take the patient, and why."""

    hospital: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PackStatus:
    """The newest version of the pack and its ways to the hospital."""

    number: int
    deliveries: tuple[PackDelivery, ...]


@dataclass(frozen=True, slots=True)
class TransferCard:
    """One transfer as a multi-patient screen shows it (masked name). ``version`` goes back with every command.

    ``milestones`` are the moments somebody has to tell: those of its pathway, then when she left the emergency
    department. ``ed_stay`` is how long she was there, ``ed_told`` who told it.
    """

    transfer_id: TransferId
    version: int
    patient_id: PatientId
    episode_id: EpisodeId
    name: str
    age_years: int
    sex: Sex
    condition: Condition | None
    reason: str
    stage: TransferStage
    hospital_id: HospitalId | None
    hospital: str
    line: tuple[StageMark, ...]
    refusals: tuple[Refusal, ...]
    clock: StageClock
    next_stages: frozenset[TransferStage]
    decided_at: datetime
    day: CareDay | None = None
    pathway: str = ""
    pathway_clocks: tuple[ClockState, ...] = ()
    milestones: tuple[str, ...] = ()
    signatures: tuple[TransferSignature, ...] = ()
    exercise: bool = False
    on_board: bool = False
    refused_ids: frozenset[HospitalId] = frozenset()
    pack: PackStatus | None = None
    ed_stay: timedelta | None = None
    ed_told: str = ""

    @property
    def ended(self) -> bool:
        """Whether no further stage can follow."""
        return not self.next_stages

    def overdue(self, now: datetime) -> bool:
        """Whether the present stage, or a clock of the pathway, has lasted longer than the rule pack allows."""
        return not self.ended and (self.clock.overdue(now) or bool(self.late_clocks(now)))

    def late_clocks(self, now: datetime) -> tuple[ClockState, ...]:
        """The running clocks of the pathway that are past their limit."""
        return tuple(state for state in self.pathway_clocks if state.ended is None and state.overdue(now))

    def signed(self, side: Side) -> TransferSignature | None:
        """Who has signed the hand-over on one side."""
        return next((one for one in self.signatures if one.side is side), None)

    def total(self, now: datetime) -> timedelta:
        """Time since the decision, to the end of the transfer."""
        return (self.clock.since if self.ended else now) - self.decided_at


@dataclass(frozen=True, slots=True)
class TransferBoard:
    """Running transfers by urgency of their clock, then those ended in the last 24 h, closed ones for 14 days."""

    running: tuple[TransferCard, ...]
    ended: tuple[TransferCard, ...]
    at: datetime

    @property
    def cards(self) -> tuple[TransferCard, ...]:
        """All of them in order."""
        return (*self.running, *self.ended)


@dataclass(frozen=True, slots=True)
class _Names:
    patients: Mapping[PatientId, Patient]
    episodes: Mapping[EpisodeId, Episode]
    hospitals: Mapping[HospitalId, str]
    users: Mapping[str, str]
    packs: Mapping[TransferId, PackStatus]


def read_transfer_board(ctx: Context, rules: PatientRules) -> TransferBoard:
    """All running transfers and those ended in the last 24 h, or closed in the last 14 days."""
    now = ctx.clock.now()
    with ctx.store() as uow:
        shown = [t for t in uow.transfers.all() if not t.ended or now - t.history[-1].at <= _shown_for(t)]
        names = _Names(
            patients={t.patient_id: uow.patients.get(t.patient_id) for t in shown},
            episodes={t.episode_id: uow.episodes.get(t.episode_id) for t in shown},
            hospitals={h.hospital_id: h.name for h in uow.hospitals.all()},
            users=_authors(uow),
            packs={t.transfer_id: found for t in shown if (found := _pack(uow, t)) is not None},
        )
    cards = [_card(ctx, transfer, names, rules) for transfer in shown]
    running = sorted((c for c in cards if not c.ended), key=lambda c: (_left(c, now), c.decided_at))
    ended = sorted((c for c in cards if c.ended), key=lambda c: c.clock.since, reverse=True)
    return TransferBoard(tuple(running), tuple(ended), now)


def _authors(uow: UnitOfWork) -> Mapping[str, str]:
    """Names of accounts, and of hospitals that answered on their page."""
    pages = {str(hospital_author(h.hospital_id)): h.name for h in uow.hospitals.all()}
    return {**pages, **{str(user.user_id): user.name for user in uow.users.all()}}


def _shown_for(transfer: Transfer) -> timedelta:
    closed = transfer.stage is TransferStage.CLOSED and not transfer.exercise
    return THERE_SHOWN if closed else ENDED_SHOWN


def _pack(uow: UnitOfWork, transfer: Transfer) -> PackStatus | None:
    pack = uow.packs.newest(transfer.transfer_id) if transfer.under_way else None
    if pack is None:
        return None
    ways = (one for one in uow.deliveries.of_transfer(transfer.transfer_id) if one.pack_id == pack.pack_id)
    return PackStatus(pack.number, tuple(ways))


def _left(card: TransferCard, now: datetime) -> float:
    left = card.clock.left(now)
    return float("inf") if left is None else left.total_seconds()


def _card(ctx: Context, transfer: Transfer, names: _Names, rules: PatientRules) -> TransferCard:
    patient = names.patients[transfer.patient_id]
    episode = names.episodes.get(transfer.episode_id)
    hospital = names.hospitals.get(transfer.hospital_id, "") if transfer.hospital_id else ""
    return TransferCard(
        transfer_id=transfer.transfer_id,
        version=transfer.version,
        patient_id=transfer.patient_id,
        episode_id=transfer.episode_id,
        name=masked_name(patient.name),
        age_years=patient.age_years(ctx.today()),
        sex=patient.sex,
        condition=episode.condition if episode else None,
        reason=transfer.reason,
        stage=transfer.stage,
        hospital_id=transfer.hospital_id,
        hospital=hospital,
        line=_line(transfer, rules, names),
        refusals=_refusals(transfer, names),
        clock=stage_clock(transfer, rules, hospital),
        next_stages=transfer.next_stages(),
        decided_at=transfer.history[0].at,
        day=care_day_of(ctx, rules.programme_days, episode, _last_day(ctx, episode)) if episode else None,
        pathway=transfer.pathway,
        pathway_clocks=clock_states(transfer, rules.pathways),
        milestones=_moments(transfer, rules),
        signatures=transfer.signatures,
        exercise=transfer.exercise,
        on_board=transfer.on_board,
        refused_ids=transfer.refused_by(),
        pack=names.packs.get(transfer.transfer_id),
        ed_stay=transfer.ed_stay(),
        ed_told=_told_by(transfer, names),
    )


def _moments(transfer: Transfer, rules: PatientRules) -> tuple[str, ...]:
    pathway = rules.pathways.get(transfer.pathway)
    there = (ED_LEFT,) if transfer.reached_at(TransferStage.ARRIVED) is not None else ()
    return (*(pathway.milestones() if pathway else ()), *there)


def _told_by(transfer: Transfer, names: _Names) -> str:
    told = transfer.milestone(ED_LEFT)
    return names.users.get(told.by, told.by) if told is not None else ""


def _last_day(ctx: Context, episode: Episode) -> date:
    """Today, or the day on which the admission was closed."""
    return ctx.local(episode.closed_at).date() if episode.closed_at else ctx.today()


def _line(transfer: Transfer, rules: PatientRules, names: _Names) -> tuple[StageMark, ...]:
    """The undisturbed stages; ASKED counts its last question, and those after a new question lie ahead again."""
    reached = _since_last_question(transfer)
    return tuple(_mark(transfer, stage, reached.get(stage), rules, names) for stage in STAGE_LINE)


def _since_last_question(transfer: Transfer) -> dict[TransferStage, int]:
    """Where in the history each stage was last reached; of a standing ambulance also before the question."""
    reached: dict[TransferStage, int] = {}
    for order, entry in enumerate(transfer.history):
        if entry.stage is TransferStage.ASKED:
            reached = {s: i for s, i in reached.items() if s in _KEPT}
        if entry.stage is TransferStage.AMBULANCE_CANCELLED:
            reached = {s: i for s, i in reached.items() if s not in _RIDE}
        reached[entry.stage] = order
    return reached


def _mark(transfer: Transfer, stage: TransferStage, order: int | None, rules: PatientRules, names: _Names) -> StageMark:
    target = rules.stage_targets.get(stage)
    if order is None:
        return StageMark(stage, None, None, target)
    entry, later = transfer.history[order], transfer.history[order + 1 :]
    left_at = later[0].at if later else entry.at if transfer.ended else None
    return StageMark(stage, entry.at, left_at, target, names.users.get(entry.by, entry.by), entry.note)


def _refusals(transfer: Transfer, names: _Names) -> tuple[Refusal, ...]:
    refused = (e for e in transfer.history if e.stage is TransferStage.REFUSED)
    return tuple(
        Refusal(names.hospitals.get(e.hospital_id, "") if e.hospital_id else "", e.at, e.note) for e in refused
    )
