"""The escalation ladder: from open alarms and escalations at one moment to what became of the escalations. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hah_console.domain.alarm import Alarm, AlarmState, Lane
from hah_console.domain.escalation import ALARMS_OVER, Cause, ClimbReason, Escalation, opened, to_the_ms
from hah_console.domain.escalation_rules import EscalationRules, Ladder, LadderRung
from hah_console.domain.ids import AlarmId, EscalationId, PatientId, UserId
from hah_console.domain.roster import Owner, owner_of
from hah_console.domain.staff import Duty

Subject = tuple[PatientId | None, Lane]
FOR_A_REASON = frozenset({ClimbReason.UNRESOLVED, ClimbReason.PASSED})
"""Then only who is asked may take it, and an alarm that ends does not settle it."""


@dataclass(frozen=True, slots=True)
class LadderView:
    """What the ladder may look at: all open alarms, those on a shelf, the roster, the rules, the service's moment."""

    alarms: Sequence[Alarm]
    shelved: frozenset[AlarmId]
    duties: Sequence[Duty]
    rules: EscalationRules
    now: datetime
    by: str
    new_id: Callable[[], EscalationId] = field(repr=False)

    def owner(self, rung: LadderRung) -> Owner:
        """Whose a rung is now."""
        return owner_of(self.duties, rung.role, rung.stand_ins, self.now)


def escalate(view: LadderView, cases: Iterable[Escalation]) -> tuple[Escalation, ...]:
    """Every escalation that is new or has become another one. An alarm of a lane that climbs is never in none."""
    known = {(case.patient_id, case.lane): case for case in cases if case.is_open}
    alarms = _by_subject(view)
    found = (_one(view, subject, known.get(subject), alarms.get(subject, ())) for subject in {**alarms, **known})
    return tuple(case for case in found if case is not None and case is not known.get((case.patient_id, case.lane)))


def may_answer(case: Escalation, ladder: Ladder, role: str) -> bool:
    """SAFETY(passed up): what was passed to a physician, or not settled in time, is not taken back by who had it."""
    return case.climbed_for not in FOR_A_REASON or role in ladder.rungs[min(case.rung, len(ladder.rungs) - 1)].roles


def limits_of(case: Escalation, rules: EscalationRules, rung: LadderRung) -> tuple[timedelta, timedelta]:
    """How long it may wait for an answer on this rung, and go on after one."""
    act = rung.act[case.priority] if case.decision is None else rules.acting[case.decision]
    return rung.answer[case.priority], act


def climb(case: Escalation, view: LadderView, ladder: Ladder, reason: ClimbReason) -> Escalation:
    """The next rung, or the last one once more."""
    number = case.rung + 1
    if number >= len(ladder.rungs):
        return case.repeated(view.owner(ladder.rungs[-1]), view.now, view.by)
    return case.climbed(number, view.owner(ladder.rungs[number]), reason, view.now, view.by)


def _by_subject(view: LadderView) -> Mapping[Subject, Sequence[Alarm]]:
    found: dict[Subject, list[Alarm]] = {}
    for alarm in view.alarms:
        ladder = view.rules.ladder(alarm.lane)
        if alarm.heard and ladder is not None and alarm.priority >= ladder.opens_at:
            found.setdefault((alarm.patient_id, alarm.lane), []).append(alarm)
    return found


def _one(view: LadderView, subject: Subject, case: Escalation | None, alarms: Sequence[Alarm]) -> Escalation | None:
    ladder = view.rules.ladder(subject[1])
    if ladder is None:
        return case
    loud = [alarm for alarm in alarms if alarm.alarm_id not in view.shelved]
    if case is None:
        return _clocked(view, ladder, _heard(view, ladder, _begun(view, ladder, loud), loud)) if loud else None
    if _settled(case, alarms):
        return case.resolved(view.now, view.by, ALARMS_OVER)
    if alarms and not loud and case.cause is Cause.ALARM:
        held = case.held()
        return case if held == case else held
    return _clocked(view, ladder, _heard(view, ladder, case, loud))


def _begun(view: LadderView, ladder: Ladder, loud: Sequence[Alarm]) -> Escalation:
    first = min(loud, key=lambda alarm: (alarm.raised_at, alarm.alarm_id))
    owner = view.owner(ladder.rungs[0])
    case = opened(
        view.new_id(), first.patient_id, None, first.lane, Cause.ALARM, first.priority, owner, view.now, view.by,
        about=first.alarm_id,
    )  # fmt: skip
    return replace(case, raised=((first.alarm_id, to_the_ms(first.raised_at)),))


def _heard(view: LadderView, ladder: Ladder, case: Escalation, loud: Sequence[Alarm]) -> Escalation:
    """With alarms it did not know, and with the answer of who acknowledged all of them."""
    for alarm in loud:
        if not case.knows(alarm.alarm_id, alarm.raised_at):
            case = case.joined(alarm.alarm_id, alarm.raised_at, alarm.priority, view.now, view.by)
    owned = [alarm for alarm in loud if alarm.state is AlarmState.ACKNOWLEDGED]
    if not (case.waiting and owned and len(owned) == len(loud)) or case.climbed_for in FOR_A_REASON:
        return case
    last = max(owned, key=lambda alarm: (alarm.acknowledged_at or alarm.raised_at, alarm.alarm_id))
    rung = ladder.rungs[min(case.rung, len(ladder.rungs) - 1)]
    by = UserId(last.acknowledged_by or view.by)
    return case.answered(Owner(rung.role, None, by), view.now, by, last.alarm_id)


def _settled(case: Escalation, alarms: Sequence[Alarm]) -> bool:
    """Begun by alarms that are all over and seen, nothing is being done about it, and nobody was asked for more."""
    own = case.cause is Cause.ALARM and case.decision is None and case.climbed_for not in FOR_A_REASON
    return own and not alarms


def _clocked(view: LadderView, ladder: Ladder, case: Escalation) -> Escalation:
    """SAFETY(ladder clocks): moments in the store and not timers, so that a restart of any process keeps them."""
    rung = ladder.rungs[min(case.rung, len(ladder.rungs) - 1)]
    owner = view.owner(rung)
    if case.waiting and case.owner.user_id is None and owner != case.owner:
        case = case.renamed(owner, view.now, view.by)
    timed = case.timed(*limits_of(case, view.rules, rung), view.now)
    if timed.due_at is None or timed.due_at > view.now:
        return case if timed == case else timed
    reason = ClimbReason.UNANSWERED if timed.waiting and timed.due_at == timed.answer_by else ClimbReason.UNRESOLVED
    risen = climb(timed, view, ladder, reason)
    return risen.timed(*limits_of(risen, view.rules, ladder.rungs[risen.rung]), view.now)
