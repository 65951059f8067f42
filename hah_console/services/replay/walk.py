"""Walks a rule set over columns of vital signs and gives every announcement of an alarm."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.alarm import Lane
from hah_console.domain.errors import HahError
from hah_console.domain.rulepack import AlarmRules, News2Table
from hah_console.services.replay import kernel
from hah_console.services.replay.columns import VitalColumns
from hah_console.services.replay.packed import PackedRules, pack

STEP = timedelta(minutes=1)
"""How far apart the looks are."""
ROOM = 4096
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class ReplayCancelled(HahError):
    """A replay was stopped before its end; nothing was kept."""

    code = "replay_cancelled"


class Kind(IntEnum):
    """What happened to an alarm. All but ENDED are announcements."""

    RAISED = kernel.RAISED
    WORSENED = kernel.WORSENED
    RETURNED = kernel.RETURNED
    ENDED = kernel.ENDED


@dataclass(frozen=True, slots=True)
class Staff:
    """What is known of a patient that no monitor measures, for the whole time of the replay.

    ``oxygen`` and ``consciousness`` are points of NEWS2, None when nobody has seen to it; ``scale``: 0 SpO₂ scale 1, 1
    scale 2 on air, 2 scale 2 on oxygen.
    """

    oxygen: float | None = 0.0
    consciousness: float | None = 0.0
    scale: int = 0


WELL = Staff()
"""Awake and on air."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Every event of a rule set, by patient in order of time.

    ``events`` has the columns of the kernel (TIME, KEY, RULE, KIND, PRIORITY, PATIENT); times are those walked over,
    PATIENT counts the patients that have a row, as ``watched_in`` does.
    """

    rules: PackedRules
    events: Ints

    def announced(self) -> Ints:
        """The events of alarms that began, got worse or came back, heard or only shown."""
        found: Ints = self.events[self.events[:, kernel.KIND] != kernel.ENDED]
        return found

    def alarms(self) -> Ints:
        """What is called an alarm in every figure: the announcements about a patient that a person hears."""
        return self.physiological(self.heard(self.announced()))

    def quiet(self) -> Ints:
        """The announcements about a patient that are only shown."""
        found = self.physiological(self.announced())
        return found[~self._is_heard(found)]

    def physiological(self, events: Ints) -> Ints:
        """Those about a patient."""
        return events[self._is_physiological(events)]

    def heard(self, events: Ints) -> Ints:
        """Without those that are only shown."""
        return events[self._is_heard(events)]

    def _is_heard(self, events: Ints) -> Flags:
        loud: Flags = events[:, kernel.PRIORITY] >= kernel.MEDIUM
        return loud | ~self._is_physiological(events)

    def _is_physiological(self, events: Ints) -> Flags:
        lanes = np.array([lane is Lane.PHYSIOLOGICAL for lane in self.rules.lanes], np.bool_)
        found: Flags = lanes[events[:, kernel.RULE]]
        return found


def walk(
    columns: VitalColumns,
    rules: AlarmRules,
    table: News2Table,
    *,
    answered_after: timedelta,
    staff: Sequence[Staff] | None = None,
    step: timedelta = STEP,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Walked:
    """Every patient from the first to the last row. Raises ReplayCancelled.

    ``answered_after``: somebody acknowledges each alarm that long after it was announced. ``staff`` is per patient;
    left out, everybody is awake and on air. ``progress`` is told how many patients are done.
    """
    packed = pack(rules, table, step)
    of_patients = [np.empty((0, kernel.EVENT_FIELDS), np.int64)]
    patients = np.flatnonzero(np.diff(columns.offsets) > 0)
    for number, patient in enumerate(patients):
        if cancelled is not None and cancelled():
            raise ReplayCancelled
        known = staff[int(patient)] if staff else WELL
        events = _walk_one(columns, int(patient), packed, table, answered_after, known, step)
        events[:, kernel.PATIENT] = number
        of_patients.append(events)
        if progress is not None:
            progress(number + 1)
    return Walked(packed, np.concatenate(of_patients))


def _walk_one(
    columns: VitalColumns,
    patient: int,
    rules: PackedRules,
    table: News2Table,
    answered_after: timedelta,
    staff: Staff,
    step: timedelta,
) -> Ints:
    first, after = columns.offsets[patient], columns.offsets[patient + 1]
    seconds = round(step.total_seconds())
    span = np.array([first, after, columns.times_s[first], columns.times_s[after - 1], seconds])
    known = np.array([_points(staff.oxygen), _points(staff.consciousness), table.oxygen_points, table.not_alert_points])
    for events in _buffers():
        count = kernel.walk(
            columns.times_s, columns.values, columns.off, span, answered_after.total_seconds(), staff.scale, known,
            rules.limits, rules.scores, rules.trends, rules.technical, rules.falls, rules.missing_s,
            rules.edges, rules.points, rules.validity_s, events,
        )  # fmt: skip
        if count >= 0:
            return events[:count].copy()
    raise AssertionError("the buffers end")


def _buffers() -> Iterator[Ints]:
    room = ROOM
    while True:
        yield np.zeros((room, kernel.EVENT_FIELDS), np.int64)
        room *= 4


def _points(points: float | None) -> float:
    return np.nan if points is None else float(points)
