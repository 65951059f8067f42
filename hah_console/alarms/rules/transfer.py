"""A transfer whose stage, or the clock of whose time-critical pathway, has lasted longer than the rules allow."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hah_console.alarms.finding import Finding, Signal
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.pathway import running
from hah_console.domain.rulepack import TransferRules
from hah_console.domain.transfer import Transfer, TransferStage

STAGE_OVERDUE, PATHWAY_OVERDUE = "transfer_overdue", "pathway_overdue"
RULE_IDS = frozenset({STAGE_OVERDUE, PATHWAY_OVERDUE})
_MINUTE = timedelta(minutes=1)


def find_overdue(transfer: Transfer, rules: TransferRules, now: datetime) -> Iterator[Finding]:
    """The running clocks: PRESENT when overdue, else HOLD; ``value`` and ``limit`` are minutes.

    In other hands nothing runs: nobody here could act. A clock set back ends no alarm, only the next stage does.
    """
    if not transfer.under_way:
        return
    since, target = transfer.history[-1].at, rules.stage_targets.get(clock_stage(transfer))
    if target is not None:
        subject = f"transfer_{transfer.stage.value}"
        yield _finding(STAGE_OVERDUE, subject, rules.stage_priority, now, now - since, target)
    for state in running(transfer, rules.pathways):
        subject, taken = f"pathway_{state.clock.clock_id}", state.taken(now) or timedelta(0)
        yield _finding(PATHWAY_OVERDUE, subject, rules.pathway_priority, now, taken, state.clock.limit)


def clock_stage(transfer: Transfer) -> TransferStage:
    """The stage whose minutes count now: a patient on board whom another hospital accepted is on the road."""
    on_the_road = transfer.on_board and transfer.stage is TransferStage.ACCEPTED
    return TransferStage.DEPARTED if on_the_road else transfer.stage


def _finding(
    rule_id: str, subject: str, priority: Priority, now: datetime, taken: timedelta, limit: timedelta
) -> Finding:
    return Finding(
        rule_id,
        subject,
        Signal.PRESENT if taken > limit else Signal.HOLD,
        priority,
        Lane.PHYSIOLOGICAL,
        now,
        float(taken // _MINUTE),
        float(limit // _MINUTE),
        latching=False,
    )
