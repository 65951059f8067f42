"""A whole replay: two rule sets over the same data, as a report."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from hah_console.domain.rulepack import AlarmRules, News2Table
from hah_console.services.replay.columns import VitalColumns
from hah_console.services.replay.figures import Counted, patient_days, side_by_side
from hah_console.services.replay.report import ReplayReport, ReplaySource
from hah_console.services.replay.walk import STEP, Staff, walk

ANSWERED_AFTER = timedelta(minutes=10)
PATIENTS_PER_OPERATOR = 50.0


@dataclass(frozen=True, slots=True)
class NamedRules:
    """Rules with the name and digest of the text they come from."""

    name: str
    digest: str
    rules: AlarmRules


@dataclass(frozen=True, slots=True)
class ReplayTerms:
    """What a replay takes for granted: when alarms are answered, how many patients an operator has, how it looks.

    ``progress`` is told the share done, 0 to 1; ``staff`` what is known of each patient beside the monitors.
    """

    answered_after: timedelta = ANSWERED_AFTER
    patients_per_operator: float = PATIENTS_PER_OPERATOR
    step: timedelta = STEP
    staff: Sequence[Staff] | None = None
    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None


def compare(
    columns: VitalColumns,
    source: ReplaySource,
    rules: NamedRules,
    against: NamedRules,
    table: News2Table,
    terms: ReplayTerms,
    *,
    made_at: datetime,
    program_version: str,
) -> ReplayReport:
    """Both rule sets over the columns. Raises ReplayCancelled."""
    started = time.monotonic()
    walked = [_counted(columns, one, table, terms, part) for part, one in enumerate((rules, against))]
    unix = source.start is not None
    first, second = side_by_side(
        columns, walked[0], walked[1], patients_per_operator=terms.patients_per_operator, unix=unix
    )
    return ReplayReport(
        source=source,
        rules=first,
        against=second,
        patients_per_operator=terms.patients_per_operator,
        answered_after_min=terms.answered_after / timedelta(minutes=1),
        made_at=made_at,
        program_version=program_version,
        news2_version=table.info.version,
        took_s=round(time.monotonic() - started, 2),
        notes=() if terms.staff is not None else ("awake_on_air",),
    )


def source_of(
    columns: VitalColumns, name: str, kind: str, *, tier_s: int, event_kind: str = "", citation: str = "",
    unix: bool = False,
) -> ReplaySource:  # fmt: skip
    """What the report says of the data."""
    start, end = (_moment(at) for at in (columns.times_s.min(), columns.times_s.max())) if unix else (None, None)
    watched = int((np.diff(columns.offsets) > 0).sum())
    days = round(float(patient_days(columns).sum()), 2)
    step_s = round(STEP.total_seconds())
    return ReplaySource(name, kind, watched, days, start, end, step_s, tier_s, event_kind, citation)


def _counted(columns: VitalColumns, named: NamedRules, table: News2Table, terms: ReplayTerms, part: int) -> Counted:
    patients = max(1, len(columns.patient_ids))
    tell = terms.progress

    def done(count: int) -> None:
        if tell is not None:
            tell((part + count / patients) / 2)

    walked = walk(
        columns,
        named.rules,
        table,
        answered_after=terms.answered_after,
        staff=terms.staff,
        step=terms.step,
        progress=done,
        cancelled=terms.cancelled,
    )
    return Counted(named.name, named.rules.info.version, named.digest, walked)


def _moment(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(seconds))
