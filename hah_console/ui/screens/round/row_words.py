"""What a row of the round list says: who, the day, the score, what needs a look, what was decided; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.episode import EpisodeState
from hah_console.services.context import Context
from hah_console.services.round import RoundRow
from hah_console.ui.day_text import day_text
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, age_text, clock_text, subject_text

# i18n: round.decision.*
# i18n: words.sex.*
# i18n: words.condition.*
# i18n: words.priority.*
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One row in words. ``band`` is that of the score, ``chip`` its number and ``change`` how it moved in 24 h."""

    key: str
    who: str
    person: str
    stay: str
    chip: str
    band: str
    change: str
    news: str
    worse: bool
    done: str
    alarm: Priority | None
    waiting: bool
    silent: bool
    spoken: str


@dataclass(slots=True)
class RowWords:
    """Says rows in one language."""

    ctx: Context
    texts: Texts

    def line(self, row: RoundRow, now: datetime) -> RoundLine:
        """One row as of ``now``."""
        texts = self.texts
        person = texts("round.person", age=row.age_years, sex=texts.word("words.sex", row.sex))
        needs = tuple(self._needs(row, now))
        news = BETWEEN.join((*needs, *self._new(row))) or texts("round.row.nothing_new")
        chip, change, done, stay = self.chip(row), self.change(row), self.done(row), self._stay(row)
        alarm = row.alarm
        word = texts("round.row.alarm", alarm=subject_text(texts, alarm)) if alarm else ""
        spoken = texts(
            "round.row.spoken", who=row.name, person=person, stay=stay, score=chip, change=change, news=news, done=done,
            alarm=word,
        )  # fmt: skip
        return RoundLine(
            key=row.patient_id, who=row.name, person=person, stay=stay, chip=chip,
            band=row.score.now.band if row.score.now else "none", change=change, news=news, worse=bool(needs),
            done=done, alarm=alarm.priority if alarm else None, waiting=alarm.waiting if alarm else False,
            silent=row.no_data, spoken=spoken,
        )  # fmt: skip

    def chip(self, row: RoundRow) -> str:
        """The score; of one that is incomplete the least it can be, said as such; a dash for none."""
        score = row.score.now
        if score is None:
            return NOTHING
        return str(score.lower) if score.complete else self.texts("round.row.at_least", score=score.lower)

    def change(self, row: RoundRow) -> str:
        """How the score moved in 24 h; empty where that cannot be said."""
        change = row.score.change
        if change is None:
            return ""
        if change == 0:
            return self.texts("round.row.same")
        return self.texts("round.row.up" if change > 0 else "round.row.down", count=abs(change))

    def done(self, row: RoundRow) -> str:
        """When she was seen today and what was decided; empty while she was not."""
        if row.today is None:
            return ""
        at = clock_text(self.ctx.local(row.today.at))
        return self.texts("round.row.done", at=at, decision=self.texts.word("round.decision", row.today.decision))

    def _stay(self, row: RoundRow) -> str:
        texts = self.texts
        condition = texts.word("words.condition", row.condition)
        return texts("days.stay", condition=condition, day=day_text(texts, row.care_day))

    def _needs(self, row: RoundRow, now: datetime) -> Iterator[str]:
        """What needs a look, the gravest first."""
        texts, doses = self.texts, row.doses
        if row.no_data:
            heard = row.last_received_at
            yield texts("round.row.silent", age=age_text(texts, now - heard)) if heard else texts("round.row.never")
        if row.state is EpisodeState.ON_HOLD:
            yield texts("round.row.on_hold")
        for count, key in (
            (row.cultures.grows, "round.row.grows"),
            (doses.missed + doses.refused, "round.row.not_given"),
            (doses.waiting, "round.row.waiting_doses"),
        ):
            if count:
                yield texts(key, count=count)
        for clock, key in ((row.on_site, "round.row.on_site"), (row.contact, "round.row.contact")):
            if clock is not None and _presses(clock):
                yield texts(key, age=self._left(clock, now))
        others = row.overdue - sum(c is not None and c.state is ClockState.OVERDUE for c in (row.on_site, row.contact))
        if others > 0:
            yield texts("round.row.overdue", count=others)

    def _left(self, clock: CareClock, now: datetime) -> str:
        left = clock.left(now)
        if left is None:
            return ""
        key = "clocks.over" if left.total_seconds() < 0 else "clocks.left"
        return self.texts(key, age=age_text(self.texts, abs(left)))

    def _new(self, row: RoundRow) -> Iterator[str]:
        """What has been written since the last round."""
        new = row.new
        for count, key in (
            (new.results, "round.row.results"),
            (row.cultures.reported - row.cultures.grows, "round.row.cultures"),
            (new.notes, "round.row.notes"),
            (new.alarms, "round.row.alarms"),
        ):
            if count > 0:
                yield self.texts(key, count=count)


def _presses(clock: CareClock) -> bool:
    return clock.state in {ClockState.NEAR, ClockState.OVERDUE}
