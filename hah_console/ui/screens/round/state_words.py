"""How the patient is: the round before, the physician's visits, the score, the vitals, the clocks; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.care_clock import CareClock
from hah_console.domain.reading import Vital
from hah_console.services.context import Context
from hah_console.services.round import A_DAY, ScoreCourse
from hah_console.services.round_page import RoundPage, VitalRange
from hah_console.ui.clock_text import clock_left, clock_name
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.round.facts import Fact
from hah_console.ui.wording import NOTHING, age_text, clock_text, near_clock, value_text

# i18n: words.vital.* words.unit.* clocks.name.*
SHOWN = (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE, Vital.SYSTOLIC, Vital.TEMPERATURE)
PHYSICIAN_S = ("physician_on_site", "physician_contact")
MOST_CLOCKS = 5


@dataclass(slots=True)
class StateWords:
    """Says one page in one language."""

    ctx: Context
    texts: Texts

    def facts(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """From the round before to the clocks."""
        yield self.since(page, now)
        yield from self.physician(page, now)
        yield self.score(page, now)
        yield from (self.vital(each, page, now) for each in shown_vitals(page))
        yield from self.clocks(page, now)

    def at(self, moment: datetime, now: datetime) -> str:
        """A moment as a clock, with its day unless it is today."""
        return near_clock(self.ctx.local(moment), self.ctx.local(now).date())

    def since(self, page: RoundPage, now: datetime) -> Fact:
        """From when on changes are counted, and what was decided then."""
        texts, last, label = self.texts, page.row.last_round, self.texts("round.fact.since")
        if last is None:
            return Fact("since", label, texts("round.since.first"))
        decision, who = texts.word("round.decision", last.decision), page.people.get(str(last.by), str(last.by))
        said = texts("round.since.last", at=self.at(last.at, now), who=who, decision=decision)
        if page.row.since != last.at:
            said = texts("round.since.long_ago", said=said)
        return Fact("since", label, said)

    def physician(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Whether the visit within the first days, and that of the day, are made or due."""
        today = self.ctx.local(now).date()
        for clock_id in PHYSICIAN_S:
            mine = [clock for clock in page.clocks if clock.clock_id == clock_id and clock.day in (None, today)]
            clock = mine[-1] if mine else None
            yield self._clock_fact(f"physician.{clock_id}", self.texts("round.fact.physician"), clock, clock_id, now)

    def _clock_fact(self, key: str, label: str, clock: CareClock | None, clock_id: str, now: datetime) -> Fact:
        texts = self.texts
        name = texts.word("clocks.name", clock_id)
        if clock is None:
            return Fact(key, label, texts("round.clock.none", name=name))
        if clock.ended_at is not None and not clock.is_open:
            said = texts("round.clock.ended", name=name, state=clock_left(texts, clock, now))
            return Fact(key, label, said, self.at(clock.ended_at, now))
        aside = self.at(clock.limit_at, now) if clock.limit_at else ""
        said = texts("round.clock.open", name=name, left=clock_left(texts, clock, now))
        return Fact(key, label, said, aside, strong=clock.priority is not None)

    def score(self, page: RoundPage, now: datetime) -> Fact:
        """Now, 24 h ago, the highest since; nothing missing is passed over."""
        texts, course = self.texts, page.row.score
        label = texts("round.fact.score")
        if course.now is None:
            return Fact("score", label, texts("round.score.none"), missing=True)
        age = age_text(texts, now - course.now.scored_at)
        said = " · ".join((self._now(course), self._before(course), *self._highest(course, now)))
        rises = (course.change or 0) > 0 or course.now.band in {"red", "orange"}
        return Fact("score", label, said, texts("round.ago", age=age), strong=rises, course=course.trend)

    def _now(self, course: ScoreCourse) -> str:
        score = course.now
        assert score is not None, "asked for where there is one"
        key = "round.score.now" if score.complete else "round.score.incomplete"
        return self.texts(key, score=score.lower, present=score.present, items=score.items)

    def _before(self, course: ScoreCourse) -> str:
        before, texts = course.before, self.texts
        if before is None:
            return texts("round.score.no_before")
        if not before.complete:
            return texts("round.score.before_incomplete", score=before.lower)
        said = texts("round.score.before", score=before.lower)
        change = course.change
        if change is None or change == 0:
            return said
        arrow = texts("round.row.up" if change > 0 else "round.row.down", count=abs(change))
        return f"{said} {arrow}"

    def _highest(self, course: ScoreCourse, now: datetime) -> Iterator[str]:
        top = course.highest
        if top is not None:
            key = "round.score.highest" if top.complete else "round.score.highest_incomplete"
            yield self.texts(key, score=top.lower, at=self.at(top.scored_at, now))

    def vital(self, each: VitalRange, page: RoundPage, now: datetime) -> Fact:
        """The value now, the lowest and highest, and when; none measured is said."""
        texts, number = self.texts, each.now
        pressure = number.vital is Vital.SYSTOLIC
        label = texts("round.fact.pressure") if pressure else texts.word("words.vital", number.vital)
        value = self._value(each, page)
        if number.as_of is None:
            value, aside = texts("round.vital.never"), ""
        else:
            aside = texts("round.ago", age=age_text(texts, now - number.as_of))
        said = value if number.as_of is None else f"{value}  {self._range(each, now)}"
        token = f"series-{number.vital.value}"
        opens = ("patient", str(page.identity.patient_id))
        return Fact(
            f"vital.{number.vital.value}", label, said, aside, strong=number.outside,
            missing=number.stale, course=each.course, token=token, opens=opens,
        )  # fmt: skip

    def _value(self, each: VitalRange, page: RoundPage) -> str:
        number, texts = each.now, self.texts
        if number.sensor_off:
            return texts("round.vital.off")
        value = value_text(number.vital, number.value)
        if number.vital is Vital.SYSTOLIC:
            low = next((one.now.value for one in page.vitals if one.now.vital is Vital.DIASTOLIC), None)
            value = f"{value}/{value_text(Vital.DIASTOLIC, low)}"
        return f"{value} {texts.word('words.unit', number.vital)}" if number.value is not None else NOTHING

    def _range(self, each: VitalRange, now: datetime) -> str:
        if each.low is None or each.high is None:
            return self.texts("round.vital.none")
        vital = each.now.vital
        low, high = (value_text(vital, end[0]) for end in (each.low, each.high))
        return self.texts(
            "round.vital.range", low=low, low_at=self._short(each.low[1], now), high=high,
            high_at=self._short(each.high[1], now),
        )  # fmt: skip

    def _short(self, moment: datetime, now: datetime) -> str:
        """Within a day the time alone says it."""
        return clock_text(self.ctx.local(moment)) if now - moment < A_DAY else self.at(moment, now)

    def clocks(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Clocks near or overdue but those of the physician, which stand above."""
        label, texts = self.texts("round.fact.clocks"), self.texts
        others = [clock for clock in page.row.clocks if clock.clock_id not in PHYSICIAN_S]
        for clock in others[:MOST_CLOCKS]:
            name = clock_name(texts, self.ctx.local, clock, now)
            said = texts("round.clock.open", name=name, left=clock_left(texts, clock, now))
            late = clock.limit_at is not None and now - clock.limit_at > timedelta(0)
            aside = self.at(clock.limit_at, now) if clock.limit_at else ""
            yield Fact(f"clock.{clock.key}", label, said, aside, strong=late)
        if len(others) > MOST_CLOCKS:
            yield Fact("clock.more", label, texts("round.more", count=len(others) - MOST_CLOCKS))
        if not others:
            yield Fact("clock.none", label, texts("round.clock.nothing"))


def shown_vitals(page: RoundPage) -> list[VitalRange]:
    """Those of the page in the order in which they are shown; both pressures stand in one."""
    known = {each.now.vital: each for each in page.vitals}
    return [known[vital] for vital in SHOWN if vital in known]
