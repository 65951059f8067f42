"""Decides what the wall board says: codes instead of names, alarms by priority, pages; no Qt."""

from dataclasses import dataclass, field
from datetime import datetime

from hah_console.alarms.rules.staff import RULE_IDS as STAFF_RULES
from hah_console.domain.alarm import Priority
from hah_console.domain.reading import Vital
from hah_console.services.alarm_bar import AlarmChip
from hah_console.services.board import AlarmMark, CensusRow
from hah_console.ui.board_rows import BoardRows
from hah_console.ui.wording import NOTHING, age_text, score_text, stopwatch, subject_text, value_text

PAGE_S = 12
"""How long a page stays: long enough to read it from across the room."""
VITALS = (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE)
IN_THE_NOTICE = frozenset({"service", "database"})
"""What the line over the board says anyway."""


@dataclass(frozen=True, slots=True)
class WallAlarm:
    """One open alarm: whose (a code, or a word for the equipment), what, for how long, and whether nobody has it."""

    code: str
    text: str
    age: str
    priority: Priority
    waiting: bool


@dataclass(frozen=True, slots=True)
class WallNumber:
    """One vital in large figures; a stale one has its age in place of its name."""

    label: str
    value: str
    stale: bool


@dataclass(frozen=True, slots=True)
class WallCell:
    """One patient by code. ``silent`` stands instead of the numbers while her monitor is silent."""

    code: str
    score: str
    band: str
    numbers: tuple[WallNumber, ...]
    silent: str
    priority: Priority | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class WallHead:
    """The first line: how many in care, alarms by priority, silent ones, and the age of what is shown."""

    in_care: str
    counts: tuple[tuple[Priority, str], ...]
    silent: str
    age: str


@dataclass(slots=True)
class WallPresenter(BoardRows):
    """SAFETY(no names on the wall): nothing made here contains a name.

    SAFETY(covered bar): ``of_nobody``, the alarms about no patient, stands here too, for the board covers the bar.
    """

    of_nobody: tuple[AlarmChip, ...] = field(default=())

    def head(self, now: datetime) -> WallHead:
        """The first line. SAFETY(count not read): before the board was read there is no number in it."""
        rows = tuple(self._rows.values())
        marks = [row.alarm.priority for row in rows if row.alarm is not None]
        marks += [chip.priority for chip in self._others()]
        found = {p: marks.count(p) if self.loaded_at or marks.count(p) else NOTHING for p in reversed(Priority)}
        counts = ((p, f"{self.texts.word('words.priority', int(p))} {count}") for p, count in found.items())
        newest = self.newest()
        age = self.texts("wall.age", age=age_text(self.texts, now - newest)) if newest else self.texts("census.never")
        read = self.loaded_at is not None
        silent = self.texts("wall.silent_count", count=sum(row.no_data for row in rows) if read else NOTHING)
        in_care = self.texts("wall.in_care", count=len(rows) if read else NOTHING)
        return WallHead(in_care, tuple(counts), silent, age)

    def none(self) -> str:
        """What stands where the alarms would: that there is none is said only when they were read."""
        return self.texts("wall.no_alarm" if self.loaded_at is not None else "wall.unread")

    def alarms(self, now: datetime) -> tuple[WallAlarm, ...]:
        """The most urgent alarm of each patient and all of nobody, waiting ones first, by priority and age."""
        patients = ((_urgency(mark), self._alarm(row, now)) for row in self._rows.values() if (mark := row.alarm))
        others = ((_urgency(chip), self._other(chip, now)) for chip in self._others())
        return tuple(alarm for _, alarm in sorted((*patients, *others), key=lambda pair: pair[0]))

    def cells(self, now: datetime, first: int, count: int) -> tuple[WallCell, ...]:
        """The patients of one page, in order of need."""
        wanted = tuple(row.patient_id for row in self.rows(now)[first : first + count])
        return tuple(self._cell(self.settled(pid, now), now) for pid in wanted)

    def spoken(self, now: datetime, page: int, pages: int) -> str:
        """What a screen reader says for the whole board."""
        head = self.head(now)
        others = (f"{alarm.code} {alarm.text}" for alarm in (self._other(chip, now) for chip in self._others()))
        parts = (head.in_care, *(text for _, text in head.counts), head.silent, head.age, *others)
        return self.texts("wall.spoken", summary=self.texts("ward.pause").join(parts), page=page, pages=pages)

    def _alarm(self, row: CensusRow, now: datetime) -> WallAlarm:
        mark = row.alarm
        if mark is None:
            raise ValueError(row.patient_id)
        word = self.texts.word("words.priority", int(mark.priority))
        text = f"{word} {subject_text(self.texts, mark)}"
        return WallAlarm(row.patient_id, text, stopwatch(now - mark.raised_at), mark.priority, mark.waiting)

    def _others(self) -> tuple[AlarmChip, ...]:
        return tuple(chip for chip in self.of_nobody if not (chip.local and chip.subject in IN_THE_NOTICE))

    def _other(self, chip: AlarmChip, now: datetime) -> WallAlarm:
        here = "alarms.this_console" if chip.local else "alarms.system"
        whose = "wall.staff" if chip.rule_id in STAFF_RULES else here
        word = self.texts.word("words.priority", int(chip.priority))
        text = f"{word} {subject_text(self.texts, chip)}"
        return WallAlarm(self.texts(whose), text, stopwatch(now - chip.raised_at), chip.priority, chip.waiting)

    def _cell(self, row: CensusRow, now: datetime) -> WallCell:
        return WallCell(
            code=row.patient_id,
            score=score_text(row.score),
            band=row.score.band if row.score else "none",
            numbers=() if row.no_data else tuple(self._number(row, vital, now) for vital in VITALS),
            silent=self._silent(row, now) if row.no_data else "",
            priority=row.alarm.priority if row.alarm else None,
            waiting=bool(row.alarm and row.alarm.waiting),
        )

    def _number(self, row: CensusRow, vital: Vital, now: datetime) -> WallNumber:
        cell, label = row.vitals.get(vital), self.texts.word("words.vital", vital)
        if cell is None:
            return WallNumber(label, NOTHING, stale=True)
        if cell.sensor_off:
            return WallNumber(self.texts("ward.sensor_off"), NOTHING, stale=True)
        if cell.stale:
            return WallNumber(age_text(self.texts, now - cell.as_of), value_text(vital, cell.value), stale=True)
        return WallNumber(label, value_text(vital, cell.value), stale=False)

    def _silent(self, row: CensusRow, now: datetime) -> str:
        if row.last_received_at is None:
            return self.texts("census.never")
        return self.texts("ward.silent", age=age_text(self.texts, now - row.last_received_at))


def _urgency(mark: AlarmMark | AlarmChip) -> tuple[bool, int, float]:
    return (not mark.waiting, -mark.priority, mark.raised_at.timestamp())
