"""Shelving: a named person keeps one alarm of one patient quiet until a stated end, and takes it back."""

import uuid
from datetime import datetime, timedelta

from hah_console.alarms.finding import key_of
from hah_console.alarms.rules.staff import RULE_IDS as STAFF_SAFETY
from hah_console.alarms.stages.shelve import shelf_over
from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.alarm import OPEN_STATES, Alarm
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import AlarmId, ShelfId
from hah_console.domain.rulepack import AlarmRules
from hah_console.domain.shelf import Shelf, ShelfReason
from hah_console.services.alarm_commands import seen_alarm
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.seen import require_seen

NOTE_MOST = 500
"""Characters of a note."""
_NEVER = timedelta(0)


def longest_shelf(rules: AlarmRules, alarm: Alarm) -> timedelta:
    """How long an alarm of this priority may be shelved; zero when it may not.

    SAFETY(unshelved call): nobody keeps an alarm about a worker quiet; it is taken, and ended with what was found.
    """
    if alarm.rule_id in STAFF_SAFETY:
        return _NEVER
    return rules.longest_shelf.get(alarm.priority, _NEVER)


def shelve_alarm(
    ctx: Context,
    actor: Actor,
    rules: AlarmRules,
    alarm_id: AlarmId,
    reason: ShelfReason,
    until: datetime,
    note: str = "",
    expected_version: int | None = None,
) -> Changes:
    """Keep this alarm of this patient quiet until ``until``; the row stays on the list, and nothing else is quiet.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition (cleared, or shelved already), InvalidInput (end
    in the past or later than the rule pack allows for its priority; no note for ``other``; note too long).
    """
    require(actor, Action.SHELVE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        alarm = seen_alarm(uow, alarm_id, expected_version)
        _check(alarm, rules, reason, until - now, note)
        if shelf_over(alarm, uow.shelves.open(now), now) is not None:
            raise IllegalTransition(entity="alarm", state="shelved", move="shelve")
        shelf = _shelf(alarm, reason, note.strip(), actor, now, until)
        uow.shelves.save(shelf)
        facts = {"reason": reason.value, "until": until.isoformat(), "shelf": shelf.shelf_id}
        record(uow, actor, now, "shelve_alarm", "alarm", alarm_id, alarm.patient_id, **facts)
        return uow.commit()


def end_shelf(ctx: Context, actor: Actor, shelf_id: ShelfId, expected_version: int | None = None) -> Changes:
    """Let it be heard again before its end. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition."""
    require(actor, Action.SHELVE_ALARM)
    now = ctx.clock.now()
    with ctx.store() as uow:
        shelf = uow.shelves.get(shelf_id)
        require_seen("shelf", shelf_id, expected_version, shelf.version)
        uow.shelves.save(shelf.ended(actor.user_id, now))
        record(uow, actor, now, "end_shelf", "shelf", shelf_id, shelf.patient_id, key=shelf.key)
        return uow.commit()


def _check(alarm: Alarm, rules: AlarmRules, reason: ShelfReason, lasts: timedelta, note: str) -> None:
    if alarm.state not in OPEN_STATES:
        raise IllegalTransition(entity="alarm", state=alarm.state.value, move="shelve")
    longest = longest_shelf(rules, alarm)
    if not _NEVER < lasts <= longest:
        raise InvalidInput(
            field="until", value=str(lasts), reason="beyond_longest" if lasts > longest else "in_the_past"
        )
    if len(note) > NOTE_MOST or (reason is ShelfReason.OTHER and not note.strip()):
        raise InvalidInput(field="note", value=note[:40], reason="too_long" if note else "empty")


def _shelf(alarm: Alarm, reason: ShelfReason, note: str, actor: Actor, now: datetime, until: datetime) -> Shelf:
    return Shelf(
        shelf_id=ShelfId(f"S-{uuid.uuid4().hex[:16]}"),
        patient_id=alarm.patient_id,
        key=key_of(alarm),
        rule_id=alarm.rule_id,
        subject=alarm.subject,
        priority=alarm.priority,
        reason=reason,
        note=note,
        shelved_by=actor.user_id,
        shelved_at=now,
        until=until,
    )
