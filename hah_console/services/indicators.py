"""The indicators of a month, read from what is stored; patients of an exercise are in none of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import Closure
from hah_console.domain.consult import Consult, ConsultAdvice, ConsultState
from hah_console.domain.episode import Episode, EpisodeState, Outcome
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.indicator import Indicator, IndicatorCase, IndicatorGroup, Measure
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.transfer import STAGE_LINE, Transfer, TransferStage
from hah_console.services.claims import month_span
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork

DAY, WATCH = timedelta(hours=24), timedelta(days=14)
FOUR_DISEASES = frozenset({"stemi", "stroke", "trauma", "obstetric"})
_G, _M, _S = IndicatorGroup, Measure, TransferStage
_CAME_BACK = frozenset({CaseEventKind.EMERGENCY_DEPARTMENT, CaseEventKind.READMITTED})


@dataclass(frozen=True, slots=True)
class _Month:
    """What happened in one month, to real patients."""

    closed: tuple[Episode, ...]
    in_care: tuple[Episode, ...]
    closures: tuple[Closure, ...]
    transfers: tuple[Transfer, ...]
    consults: tuple[Consult, ...]
    consults_year_before: int
    returns: tuple[tuple[PatientId, datetime], ...]
    escalated: frozenset[PatientId]


def indicators_of_month(ctx: Context, actor: Actor, rules: RulePacks, month: str) -> tuple[Indicator, ...]:
    """All of them in their order. Raises NotPermitted, InvalidInput for what is no month."""
    require(actor, Action.WRITE_CLAIMS)
    start, end = month_span(ctx, month)
    with ctx.store() as uow:
        found = _read(uow, start, end)
        record(uow, actor, ctx.clock.now(), "read_indicators", "indicators", month)
        uow.commit()
    return (*_pilot(ctx, rules, found), *_outcome(found), *_monitoring(rules, found), *_own(found), *_stages(found))


def _read(uow: UnitOfWork, start: datetime, end: datetime) -> _Month:
    real = {patient.patient_id for patient in uow.patients.all() if not patient.exercise}
    episodes = [one for one in uow.episodes.all() if one.patient_id in real]
    closures = [one for one in uow.closures.all() if one.patient_id in real]
    year = timedelta(days=365)
    watched = ((c.patient_id, event.at) for c in closures for event in c.heard if event.kind in _CAME_BACK)
    escalations = uow.escalations.between(start, end)
    return _Month(
        closed=tuple(e for e in episodes if e.closed_at is not None and start <= e.closed_at < end),
        in_care=tuple(e for e in episodes if _in_care(e, start, end)),
        closures=tuple(c for c in closures if start <= c.closed_at < end),
        transfers=tuple(t for t in uow.transfers.all() if t.patient_id in real and start <= t.history[0].at < end),
        consults=tuple(c for c in uow.consults.between(start, end) if c.patient_id in real),
        consults_year_before=sum(c.patient_id in real for c in uow.consults.between(start - year, end - year)),
        returns=tuple(watched),
        escalated=frozenset(e.patient_id for e in escalations if e.patient_id in real and e.patient_id is not None),
    )


def _in_care(episode: Episode, start: datetime, end: datetime) -> bool:
    if episode.state is EpisodeState.PLANNED or episode.admitted_at >= end:
        return False
    return episode.closed_at is None or episode.closed_at >= start


def _pilot(ctx: Context, rules: RulePacks, month: _Month) -> Iterator[Indicator]:
    """The four of the pilot: admitted and seen in an ED within 14 days, cured or relieved, beyond the target days."""
    watched = [c for c in month.closures if c.form.outcome is not Outcome.DEATH]
    for name, kind in (("admitted_14d", CaseEventKind.READMITTED), ("ed_14d", CaseEventKind.EMERGENCY_DEPARTMENT)):
        cases = (_closure_case(c, _heard(c, {kind}, WATCH)) for c in watched)
        yield Indicator(name, _G.PILOT, _M.RATE, tuple(cases))
    cured = (_case(e, e.outcome is Outcome.COMPLETED_TREATMENT) for e in month.closed)
    yield Indicator("cured", _G.PILOT, _M.RATE, tuple(cured))
    late = (_case(e, _beyond_target(ctx, rules, e)) for e in month.closed)
    yield Indicator("beyond_target", _G.PILOT, _M.RATE, tuple(late))


def _beyond_target(ctx: Context, rules: RulePacks, episode: Episode) -> bool:
    assert episode.closed_at is not None
    last, first = ctx.local(episode.closed_at).date(), ctx.local(episode.admitted_at).date()
    return episode.day_number(last, first) > rules.programme.days[episode.condition].target


def _outcome(month: _Month) -> Iterator[Indicator]:
    held = tuple(IndicatorCase(c.patient_id, c.episode_id) for c in month.consults)
    yield Indicator("consult_growth", _G.OUTCOME, _M.GROWTH, held, month.consults_year_before)
    yield Indicator("satisfaction", _G.OUTCOME, _M.UNRECORDED)
    yield Indicator("stay_local_return_24h", _G.OUTCOME, _M.RATE, tuple(_returns_of(month, ConsultAdvice.STAY)))
    advised = {c.episode_id for c in month.consults if c.advice is ConsultAdvice.TRANSFER}
    moved = [t for t in month.transfers if t.episode_id in advised]
    yield Indicator("ed_stay_of_transferred", _G.OUTCOME, _M.MINUTES, tuple(_ed_stays(moved)))


def _monitoring(rules: RulePacks, month: _Month) -> Iterator[Indicator]:
    four = [t for t in month.transfers if t.pathway in FOUR_DISEASES]
    consulted = {c.episode_id for c in month.consults}
    yield Indicator("m01_consults_of_four", _G.MONITORING, _M.RATE,
                    tuple(_of(t, t.episode_id in consulted) for t in four))  # fmt: skip
    advised = [c for c in month.consults if c.advice is not None]
    moved = (IndicatorCase(c.patient_id, c.episode_id, c.advice is ConsultAdvice.TRANSFER) for c in advised)
    yield Indicator("m02_moved_after_consult", _G.MONITORING, _M.RATE, tuple(moved))
    yield Indicator("m03_return_24h", _G.MONITORING, _M.RATE, tuple(_returns_of(month, None)))
    yield Indicator("m04_consult_answer", _G.MONITORING, _M.MINUTES, tuple(_answers(month.consults)))
    stemi, stroke = (_arrived(month, name) for name in ("stemi", "stroke"))
    limit = _limit(rules, "door_to_wire")
    wired = [(t, _minutes(t, _S.ARRIVED, "wire_crossed")) for t in stemi]
    yield _done("m05_stemi_pci", stemi, "wire_crossed")
    quick = (_of(t, taken <= limit) for t, taken in wired if taken is not None)
    yield Indicator("m06_door_to_wire_in_time", _G.MONITORING, _M.RATE, tuple(quick))
    yield _taken("m07_door_to_wire", stemi, _S.ARRIVED, "wire_crossed")
    yield _taken("m08_decision_to_wire", stemi, _S.DECIDED, "wire_crossed")
    yield _done("m09_stroke_thrombolysis", stroke, "thrombolysis")
    yield _taken("m10_door_to_thrombolysis", stroke, _S.ARRIVED, "thrombolysis")
    yield _done("m11_stroke_thrombectomy", stroke, "thrombectomy")
    yield _taken("m12_door_to_thrombectomy", stroke, _S.ARRIVED, "thrombectomy")


def _own(month: _Month) -> Iterator[Indicator]:
    moved = {t.patient_id for t in month.transfers} | month.escalated
    yield Indicator("escalation_rate", _G.OWN, _M.RATE, tuple(_case(e, e.patient_id in moved) for e in month.in_care))
    watched = [c for c in month.closures if c.form.outcome is not Outcome.DEATH]
    for name, within in (("return_24h", DAY), ("return_14d", WATCH)):
        cases = tuple(_closure_case(c, _heard(c, _CAME_BACK, within)) for c in watched)
        yield Indicator(name, _G.OWN, _M.RATE, cases)
    yield Indicator("transfers", _G.OWN, _M.COUNT, tuple(_of(t, True) for t in month.transfers))
    refused = tuple(_of(t, bool(t.refused_by())) for t in month.transfers)
    yield Indicator("transfers_refused", _G.OWN, _M.RATE, refused)
    yield Indicator("ed_stay", _G.OWN, _M.MINUTES, tuple(_ed_stays(month.transfers)))


def _ed_stays(transfers: Iterable[Transfer]) -> Iterator[IndicatorCase]:
    """Of those who arrived; one of whom nobody told when she left counts below the line alone."""
    for transfer in (one for one in transfers if one.reached_at(_S.ARRIVED) is not None):
        stay = transfer.ed_stay()
        minutes = stay / timedelta(minutes=1) if stay is not None else None
        yield IndicatorCase(transfer.patient_id, transfer.episode_id, stay is not None, minutes)


def _stages(month: _Month) -> Iterator[Indicator]:
    """Minutes in every stage that was left; a second question counts as a second time."""
    for stage in STAGE_LINE[:-1]:
        spent = (case for t in month.transfers for case in _spent(t, stage))
        yield Indicator(f"stage_{stage.value}", _G.STAGE, _M.MINUTES, tuple(spent))


def _spent(transfer: Transfer, stage: TransferStage) -> Iterator[IndicatorCase]:
    for entry, following in zip(transfer.history, transfer.history[1:], strict=False):
        if entry.stage is stage:
            minutes = (following.at - entry.at) / timedelta(minutes=1)
            yield IndicatorCase(transfer.patient_id, transfer.episode_id, True, minutes)


def _returns_of(month: _Month, advice: ConsultAdvice | None) -> Iterator[IndicatorCase]:
    """Of those advised (so): who was seen in an ED or admitted within 24 h of it."""
    for consult in month.consults:
        at = next((step.at for step in consult.history if step.state is ConsultState.ADVISED), None)
        if at is not None and (advice is None or consult.advice is advice):
            back = any(pid == consult.patient_id and at <= when < at + DAY for pid, when in month.returns)
            yield IndicatorCase(consult.patient_id, consult.episode_id, back)


def _answers(consults: Iterable[Consult]) -> Iterator[IndicatorCase]:
    for consult in consults:
        asked = consult.history[0].at
        at = next((step.at for step in consult.history if step.state is ConsultState.ACCEPTED), None)
        minutes = (at - asked) / timedelta(minutes=1) if at else None
        yield IndicatorCase(consult.patient_id, consult.episode_id, at is not None, minutes)


def _arrived(month: _Month, pathway: str) -> list[Transfer]:
    return [t for t in month.transfers if t.pathway == pathway and t.reached_at(_S.ARRIVED) is not None]


def _done(name: str, transfers: Sequence[Transfer], milestone: str) -> Indicator:
    cases = (_of(t, t.milestone(milestone) is not None) for t in transfers)
    return Indicator(name, _G.MONITORING, _M.RATE, tuple(cases))


def _taken(name: str, transfers: Sequence[Transfer], start: TransferStage, milestone: str) -> Indicator:
    timed = ((t, _minutes(t, start, milestone)) for t in transfers)
    cases = (IndicatorCase(t.patient_id, t.episode_id, m is not None, m) for t, m in timed)
    return Indicator(name, _G.MONITORING, _M.MINUTES, tuple(cases))


def _minutes(transfer: Transfer, start: TransferStage, milestone: str) -> float | None:
    began, told = transfer.reached_at(start), transfer.milestone(milestone)
    return (told.at - began) / timedelta(minutes=1) if began and told else None


def _limit(rules: RulePacks, clock_id: str) -> float:
    clocks = (clock for pathway in rules.transfer.pathways.values() for clock in pathway.clocks)
    found = next((clock.limit for clock in clocks if clock.clock_id == clock_id), timedelta(0))
    return found / timedelta(minutes=1)


def _heard(closure: Closure, kinds: "frozenset[CaseEventKind] | set[CaseEventKind]", within: timedelta) -> bool:
    return any(event.kind in kinds and event.at - closure.closed_at < within for event in closure.heard)


def _closure_case(closure: Closure, counted: bool) -> IndicatorCase:
    return IndicatorCase(closure.patient_id, closure.episode_id, counted)


def _case(episode: Episode, counted: bool) -> IndicatorCase:
    return IndicatorCase(episode.patient_id, EpisodeId(episode.episode_id), counted)


def _of(transfer: Transfer, counted: bool) -> IndicatorCase:
    return IndicatorCase(transfer.patient_id, transfer.episode_id, counted)
