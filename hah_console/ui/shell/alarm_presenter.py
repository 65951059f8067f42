"""Decides what the alarm bar shows and speaks, and what is news; no Qt."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from hah_console.alarms.rules.staff import RULE_IDS as STAFF_RULES
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.errors import HahError
from hah_console.domain.ids import AlarmId
from hah_console.services.alarm_bar import AlarmBarRows, AlarmChip
from hah_console.services.console_life import OwnFinding
from hah_console.services.context import Context
from hah_console.services.shelves import ShelfRow
from hah_console.ui.i18n import Texts
from hah_console.ui.widgets.shapes import GLYPHS
from hah_console.ui.wording import clock_text, stopwatch, subject_text

SPOKEN_FROM = Priority.MEDIUM
OWN_PRIORITIES = {
    "service": Priority.HIGH,
    "database": Priority.HIGH,
    "disk_full": Priority.HIGH,
    "disk_low": Priority.MEDIUM,
    "clock": Priority.MEDIUM,
    "sound": Priority.MEDIUM,
}
"""The technical conditions a console finds itself."""
MOST_FOUND = 2_000
"""What a console found while it could not be written down; of more the newest."""
URGENCY_MARKS = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!"}


@dataclass(frozen=True, slots=True)
class ChipText:
    """What one chip says: the heavy part, the light part, and the sentence for the screen reader."""

    strong: str
    light: str
    spoken: str


@dataclass(slots=True)
class AlarmBarState:
    """Keeps what was already announced, the conditions this console itself found, and who has seen those."""

    rows: AlarmBarRows = field(default_factory=AlarmBarRows)
    local: dict[str, AlarmChip] = field(default_factory=dict)
    found: list[OwnFinding] = field(default_factory=list)
    _announced: dict[tuple[AlarmId, datetime], tuple[bool, int]] = field(default_factory=dict)

    def take(self, rows: AlarmBarRows) -> tuple[AlarmChip, ...]:
        """Accept what was read; returns the chips nobody has heard of yet. The first reading is announced too."""
        self.rows = rows
        return self._news()

    def set_local(self, subject: str, present: bool, now: datetime) -> tuple[AlarmChip, ...]:
        """A technical condition of this console (see OWN_PRIORITIES) began or ended; returns what is new."""
        if present != (subject in self.local):
            self.found.append(OwnFinding(subject, present, now))
            del self.found[:-MOST_FOUND]
        if not present:
            self.local.pop(subject, None)
        elif subject not in self.local:
            self.local[subject] = _local_chip(subject, now)
        return self._news()

    def acknowledge_local(self, alarm_id: AlarmId, owner: str) -> bool:
        """Own a condition of this console; False when the alarm is one of the service."""
        for subject, chip in self.local.items():
            if chip.alarm_id == alarm_id:
                self.local[subject] = replace(chip, waiting=False, owner=owner)
                return True
        return False

    def chips(self) -> tuple[AlarmChip, ...]:
        """All chips, most urgent first."""
        return tuple(sorted((*self.own(), *self.rows.chips), key=AlarmChip.rank))

    def first_waiting(self) -> AlarmChip | None:
        """The most urgent alarm nobody has acknowledged."""
        return next((chip for chip in self.chips() if chip.waiting), None)

    def loudest(self) -> Priority | None:
        """The highest priority among the alarms that sound until somebody acknowledges them."""
        return max((chip.priority for chip in self.chips() if chip.waiting and chip.heard), default=None)

    def own(self) -> tuple[AlarmChip, ...]:
        """The conditions this console found itself and the service does not tell anyway, most urgent first."""
        told = {chip.subject for chip in self.rows.chips if chip.patient_id is None}
        return tuple(sorted((c for c in self.local.values() if c.subject not in told), key=AlarmChip.rank))

    def take_found(self) -> tuple[OwnFinding, ...]:
        """What began and ended since this was asked last, to be written down."""
        found, self.found = tuple(self.found), []
        return found

    def _news(self) -> tuple[AlarmChip, ...]:
        waiting = [chip for chip in self.chips() if chip.waiting]
        fresh = tuple(chip for chip in waiting if self._is_news(chip))
        self._announced = {(chip.alarm_id, chip.raised_at): (chip.latched, chip.calls) for chip in waiting}
        return fresh

    def _is_news(self, chip: AlarmChip) -> bool:
        """SAFETY(returned alarm): the condition of an alarm nobody saw is news again when it comes back.

        SAFETY(unanswered alarm): so is an alarm that has climbed the ladder, unless the rules let that rung be quiet.
        """
        known = self._announced.get((chip.alarm_id, chip.raised_at))
        if known is None:
            return True
        was_latched, calls = known
        return chip.calls > calls or (was_latched and not chip.latched)


def _local_chip(subject: str, now: datetime) -> AlarmChip:
    name = AlarmId(f"console:{subject}")
    priority = OWN_PRIORITIES[subject]
    return AlarmChip(name, None, "", subject, None, priority, Lane.TECHNICAL, True, now, local=True)


def chip_text(texts: Texts, ctx: Context, chip: AlarmChip, now: datetime) -> ChipText:
    """The words of one chip at ``now``."""
    subject = subject_text(texts, chip)
    strong = " ".join(part for part in (URGENCY_MARKS[chip.priority], chip.name, subject) if part)
    at = clock_text(ctx.local(chip.raised_at))
    if chip.waiting:
        waiting = "shell.alarm.waiting" if chip.heard else "shell.alarm.shown"
        key = "shell.alarm.climbed" if chip.rung else waiting
        light = texts(key, at=at, age=stopwatch(now - chip.raised_at), rung=chip.rung)
    else:
        light = texts("shell.alarm.owned", at=at, owner=chip.owner)
    return ChipText(strong, light, spoken_alarm(texts, ctx, chip))


def spoken_alarm(texts: Texts, ctx: Context, chip: AlarmChip) -> str:
    """The sentence a screen reader says for an alarm."""
    return texts(
        "shell.alarm.spoken" if chip.waiting else "shell.alarm.spoken_owned",
        priority=texts.word("words.priority", int(chip.priority)),
        name=chip.name,
        subject=subject_text(texts, chip),
        at=clock_text(ctx.local(chip.raised_at)),
        owner=chip.owner,
    )


def refused_text(texts: Texts, chip: AlarmChip | None, error: Exception) -> str:
    """Which alarm was not acknowledged, why, and what to do: the same over the desk and in a form that covers it."""
    # i18n: shell.refused.*
    key = f"shell.refused.{error.code}" if isinstance(error, HahError) else ""
    named = isinstance(error, HahError) and texts.has(key)
    owner = error.facts.get("owner", "") if isinstance(error, HahError) else ""
    sentence = texts(key, owner=owner) if named else texts.error(error)
    said = (chip.name, subject_text(texts, chip)) if chip is not None else (texts.word("words.entity", "alarm"),)
    return texts("shell.alarm.refused", alarm=" ".join(part for part in said if part), sentence=sentence)


def behind_lock(texts: Texts, chips: tuple[AlarmChip, ...], now: datetime) -> tuple[str, str]:
    """What the lock says of the alarms behind it: how many wait, and since when with what is wrong with the equipment.

    SAFETY(locked desk): counts, ages and equipment only, never a name or a value.
    """
    waiting = [chip for chip in chips if chip.waiting]
    marks = [chip.priority for chip in waiting]
    counts = "  ".join(
        f"{GLYPHS[p]} {texts.word('words.priority', int(p))} {marks.count(p)}"
        for p in sorted(Priority, reverse=True)
        if p in marks
    )
    if not waiting:
        return texts("signin.no_alarm"), ""
    oldest = stopwatch(now - min(chip.raised_at for chip in waiting))
    nobodys = (chip for chip in waiting if chip.patient_id is None and chip.rule_id not in STAFF_RULES)
    parts = (texts("signin.oldest", age=oldest), *dict.fromkeys(subject_text(texts, chip) for chip in nobodys))
    return texts("signin.waiting", alarms=counts), texts("signin.and").join(parts)


def shelved_text(texts: Texts, shelves: tuple[ShelfRow, ...], now: datetime) -> str:
    """How many alarms are shelved and how long the next one still is; empty when none is."""
    if not shelves:
        return ""
    return texts("shell.alarm.shelved", count=len(shelves), left=stopwatch(shelves[0].until - now))


def shelved_spoken(texts: Texts, ctx: Context, shelves: tuple[ShelfRow, ...]) -> str:
    """Every shelved alarm with its end and who shelved it."""
    rows = (
        texts(
            "shell.alarm.shelved_row",
            name=row.name or texts("alarms.system"),
            subject=texts.word("words.subject", row.subject),
            until=clock_text(ctx.local(row.until)),
            author=row.author,
        )
        for row in shelves
    )
    return "\n".join(rows)
