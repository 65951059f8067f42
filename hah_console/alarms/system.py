"""The system lane: faults of the equipment everybody depends on, each one notice for all patients.

What ``limit`` and ``share`` of a rule are held against: ``disk_low`` share of the disk that is free; ``disk_full`` free
megabytes; ``clock_stepped`` seconds of a step of the service's clock; ``ingest_lag`` seconds a message waits, or the
share of the queue in use.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.alarms.finding import Finding, Signal
from hah_console.domain.alarm import Lane
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.rulepack import SystemRule

BROKER_LOST, GATEWAY_OFFLINE = "broker_lost", "gateway_offline"
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What the service knows of its surroundings; None: not known, which neither begins nor ends anything.

    ``broker_ok_since`` and ``broker_lost_since``: one of them, or neither before the first connection. A
    ``database_trouble`` is told once more with the first sweep that succeeds, or nobody would learn of it.
    ``clock_step_s`` is the last step of the machine's clock, told while it is news. ``consoles_heard``: of those that
    watch the ones that would sound.
    """

    broker_ok_since: datetime | None = None
    broker_lost_since: datetime | None = None
    database_trouble: str = ""
    database_trouble_since: datetime | None = None
    disk_free_share: float | None = None
    disk_free_mb: float | None = None
    clock_step_s: float | None = None
    clock_stepped_at: datetime | None = None
    backlog_share: float | None = None
    lag_s: float | None = None
    consoles_watching: int | None = None
    consoles_heard: int | None = None


@dataclass(frozen=True, slots=True)
class _Measured:
    """How things stand with one rule."""

    signal: Signal
    value: float | None = None
    limit: float | None = None


def find_system(
    facts: SystemFacts, gateways: Iterable[GatewayStatus], rules: Iterable[SystemRule], now: datetime
) -> tuple[Finding, ...]:
    """One finding per rule, and of ``gateway_offline`` one per gateway."""
    findings: list[Finding] = []
    for rule in rules:
        if rule.rule_id == GATEWAY_OFFLINE:
            findings += [_finding(rule, gateway.gateway_id, _offline(gateway), now) for gateway in gateways]
        else:
            findings.append(_finding(rule, rule.rule_id, _MEASURES[rule.rule_id](facts, rule), now))
    return tuple(findings)


def known_rules() -> frozenset[str]:
    """The rules this lane can judge."""
    return frozenset({*_MEASURES, GATEWAY_OFFLINE})


def _finding(rule: SystemRule, subject: str, measured: _Measured, now: datetime) -> Finding:
    return Finding(
        rule_id=rule.rule_id,
        subject=subject,
        signal=measured.signal,
        priority=rule.priority,
        lane=Lane.TECHNICAL,
        at=now,
        value=measured.value,
        limit=measured.limit,
        on_delay=rule.on_delay,
        off_delay=rule.off_delay,
        latching=rule.rule_id in _LATCHING,
    )


def _signal(present: bool) -> Signal:
    return Signal.PRESENT if present else Signal.ABSENT


def _offline(gateway: GatewayStatus) -> _Measured:
    return _Measured(_signal(not gateway.online))


def _broker(facts: SystemFacts, _: SystemRule) -> _Measured:
    if facts.broker_lost_since is None and facts.broker_ok_since is None:
        return _Measured(Signal.UNKNOWN)
    return _Measured(_signal(facts.broker_lost_since is not None))


def _database(facts: SystemFacts, _: SystemRule) -> _Measured:
    return _Measured(_signal(bool(facts.database_trouble)))


def _disk_low(facts: SystemFacts, rule: SystemRule) -> _Measured:
    if facts.disk_free_share is None:
        return _Measured(Signal.UNKNOWN)
    short = facts.disk_free_share < rule.share
    return _Measured(_signal(short), facts.disk_free_share * PERCENT, rule.share * PERCENT)


def _disk_full(facts: SystemFacts, rule: SystemRule) -> _Measured:
    if facts.disk_free_mb is None:
        return _Measured(Signal.UNKNOWN)
    return _Measured(_signal(facts.disk_free_mb < rule.limit), facts.disk_free_mb, rule.limit)


def _clock(facts: SystemFacts, rule: SystemRule) -> _Measured:
    step_s = facts.clock_step_s
    return _Measured(_signal(step_s is not None and abs(step_s) >= rule.limit), step_s, rule.limit)


def _lag(facts: SystemFacts, rule: SystemRule) -> _Measured:
    if facts.lag_s is None and facts.backlog_share is None:
        return _Measured(Signal.UNKNOWN)
    late = facts.lag_s is not None and facts.lag_s > rule.limit
    full = facts.backlog_share is not None and facts.backlog_share > rule.share
    return _Measured(_signal(late or full), facts.lag_s, rule.limit)


def _watching(facts: SystemFacts, _: SystemRule) -> _Measured:
    if facts.consoles_watching is None:
        return _Measured(Signal.UNKNOWN)
    return _Measured(_signal(facts.consoles_watching == 0))


def _hearing(facts: SystemFacts, _: SystemRule) -> _Measured:
    """SAFETY(unheard consoles): somebody watches, and at none of these consoles an alarm would sound."""
    if facts.consoles_heard is None or facts.consoles_watching is None:
        return _Measured(Signal.UNKNOWN)
    return _Measured(_signal(facts.consoles_watching > 0 and facts.consoles_heard == 0))


_LATCHING = frozenset({"database_failed", "clock_stepped"})
"""Over before anybody could look; somebody has to know that it was."""

_MEASURES: Mapping[str, Callable[[SystemFacts, SystemRule], _Measured]] = {
    BROKER_LOST: _broker,
    "database_failed": _database,
    "disk_low": _disk_low,
    "disk_full": _disk_full,
    "clock_stepped": _clock,
    "ingest_lag": _lag,
    "nobody_watching": _watching,
    "nobody_hears": _hearing,
}
