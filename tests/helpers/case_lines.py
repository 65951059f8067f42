"""Lines of events of made-up cases, for tests of clocks and of what is read from them."""

from datetime import UTC, date, datetime, timedelta

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Priority
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.clock_rule import ANY_VALUE, ClockBook, ClockRule, ClockRules, Limit, LimitUnit, Trigger
from hah_console.domain.ids import CaseEventId, EpisodeId, PatientId, UserId
from hah_console.domain.pack_info import PackInfo

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday noon in Taipei."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASE = EpisodeId("E1")


def event(
    kind: CaseEventKind,
    at: datetime,
    entity: str = "episode:E1",
    *,
    recorded_at: datetime | None = None,
    event_id: str = "",
    episode_id: EpisodeId | None = CASE,
    by: str = "nurse1",
    **facts: str,
) -> CaseEvent:
    """One event; ``entity`` is ``kind:id``."""
    what, _, which = entity.partition(":")
    return CaseEvent(
        event_id=CaseEventId(event_id or f"{kind.value}@{at.isoformat()}:{entity}"),
        patient_id=PatientId("P1"),
        episode_id=episode_id,
        kind=kind,
        at=at,
        recorded_at=recorded_at or at,
        by=UserId(by),
        entity=what,
        entity_id=which,
        facts=tuple(sorted(facts.items())),
    )


def rule(clock_id: str, start: CaseEventKind, end: CaseEventKind, hours: int = 24, **more: object) -> ClockRule:
    """A clock of some hours."""
    given: dict[str, object] = {
        "limits": {ANY_VALUE: Limit(hours, LimitUnit.HOURS)},
        "owner": Role.NURSE,
        "overdue": Priority.MEDIUM,
        "near": Priority.LOW,
        "near_share": 0.25,
        "place": "patient",
        **more,
    }
    return ClockRule(clock_id, "test", (Trigger(start),), (Trigger(end),), **given)  # type: ignore[arg-type]


def book(*rules: ClockRule, since: date = date(2026, 1, 1)) -> ClockBook:
    """A book of one version."""
    return ClockBook((ClockRules(PackInfo("clocks", "test", since, "test"), rules),))
