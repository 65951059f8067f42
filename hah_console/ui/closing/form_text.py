"""The words of the two referral forms and of a closure with its watch: one line in a list, and every stage; no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.hospital_referral import Attendance, HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral
from hah_console.domain.ids import UserId
from hah_console.ui.clock_text import clock_left, clock_name
from hah_console.ui.closing.steps import Thing
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

# i18n: closing.sender.* closing.receiver.* closing.result.* closing.purpose.* closing.form_state.* closing.stage_of.*
# i18n: closing.attendance.* closing.enrolment.* closing.heard.* words.outcome.* closing.path.*
Names = Mapping[UserId, str]


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form or closure in a list; ``who`` is empty on the page of one patient."""

    key: str
    who: str
    head: str
    state: str
    clock: str
    late: bool
    ended: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage: done with its moment, or ahead."""

    key: str
    name: str
    when: str
    detail: str
    done: bool
    current: bool
    late: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """Writes forms in the user's language, as of ``now``. ``local`` brings moments to the site's zone."""

    texts: Texts
    local: Callable[[datetime], datetime]
    now: datetime
    clocks: Mapping[str, CareClock]
    names: Names

    def line(self, thing: Thing, who: str = "") -> FormLine:
        """A line of a list."""
        key = _key(thing)
        head, state, ended = self.head(thing), self.state(thing), _ended(thing)
        clock, late = self._clock(thing)
        spoken = "，".join(part for part in (who, head, state, clock) if part)  # i18n: not text
        return FormLine(key, who, head, state, clock, late, ended, spoken)

    def head(self, thing: Thing) -> str:
        """To whom and what for; of a closure its outcome."""
        texts = self.texts
        if isinstance(thing, LtcReferral):
            return texts("closing.head.ltc", unit=thing.unit.name)
        if isinstance(thing, HospitalReferral):
            purpose, to = texts.word("closing.purpose", thing.content.purpose), thing.content.receiver
            return texts("closing.head.hospital", purpose=purpose, name=to.name, department=to.department)
        outcome = texts.word("words.outcome", thing.form.outcome)
        return texts("closing.head.closure", day=self.at(thing.closed_at), outcome=outcome)

    def state(self, thing: Thing) -> str:
        """How far it has come."""
        texts = self.texts
        if isinstance(thing, LtcReferral):
            return self._ltc_state(thing)
        if isinstance(thing, HospitalReferral):
            state = texts.word("closing.form_state", thing.state)
            valid = texts("closing.valid_until", day=thing.valid_until.isoformat())
            expired = thing.expired(self.local(self.now).date())
            return texts("closing.expired", day=thing.valid_until.isoformat()) if expired else f"{state} · {valid}"
        if thing.watch_until is None:
            return texts("closing.watch.none")
        key = "closing.watch.running" if thing.watching else "closing.watch.ended"
        heard = texts("closing.watch.heard", count=len(thing.heard))
        return f"{texts(key, day=self.at(thing.watch_until))} · {heard}"

    def about(self, thing: Thing) -> str:
        """What it says."""
        if isinstance(thing, LtcReferral):
            former = self.texts("closing.follows", form=thing.follows) if thing.follows else ""
            return "\n".join(part for part in (former, thing.needs) if part)
        if isinstance(thing, HospitalReferral):
            to = thing.content.receiver
            place = " · ".join(part for part in (to.address, to.phone) if part)
            return "\n".join(part for part in (place, thing.content.history) if part)
        path = self.texts.word("closing.path", thing.form.path or "")
        withdrawn = self.texts("closing.withdrawn", count=len(thing.withdrawn), reason=thing.withdrawn_for)
        return "\n".join((self.texts("closing.goes_on", path=path), withdrawn if thing.withdrawn else "")).strip()

    def stages(self, thing: Thing) -> tuple[StageLine, ...]:
        """Every stage, those ahead too."""
        if isinstance(thing, LtcReferral):
            found = self._ltc_stages(thing)
        elif isinstance(thing, HospitalReferral):
            found = self._hospital_stages(thing)
        else:
            return self._watch_stages(thing)
        done = [place for place, (_, at, _detail) in enumerate(found) if at is not None]
        return tuple(self._stage(*one, current=place == max(done)) for place, one in enumerate(found))

    def at(self, moment: datetime) -> str:
        """A moment, near or far."""
        return near_clock(self.local(moment), self.local(self.now).date())

    def _ltc_state(self, form: LtcReferral) -> str:
        if form.result is not None:
            return self.texts.word("closing.result", form.result)
        sender = self.texts.word("closing.sender", form.sender_state)
        receiver = form.receiver_state
        return f"{sender} · {self.texts.word('closing.receiver', receiver)}" if receiver else sender

    def _ltc_stages(self, form: LtcReferral) -> list[tuple[str, datetime | None, str]]:
        texts = self.texts
        check = form.check
        checked = texts.word("closing.enrolment", check.answer) if check else ""
        result = texts.word("closing.result", form.result) if form.result else ""
        return [
            ("issued", form.issued_at, self.names.get(form.issued_by, form.issued_by)),
            (
                "checked",
                check.at if check else None,
                " · ".join(p for p in (checked, check.unit if check else "") if p),
            ),
            ("sent", form.sent_at, ""),
            ("processed", form.processed_at, ""),
            ("answered", form.answered_at, " · ".join(part for part in (result, form.answer) if part)),
        ]

    def _hospital_stages(self, form: HospitalReferral) -> list[tuple[str, datetime | None, str]]:
        care = self.texts.word("closing.attendance", form.attendance) if form.attendance else ""
        stages: list[tuple[str, datetime | None, str]] = [
            ("issued", form.issued_at, self.names.get(form.issued_by, form.issued_by)),
            ("sent", form.sent_at, form.serial),
            ("attended", form.attended_at, care),
        ]
        if form.attendance is Attendance.INPATIENT:
            stages.append(("discharged", form.discharged_at, ""))
        return [*stages, ("replied", form.replied_at, form.reply)]

    def _watch_stages(self, closure: Closure) -> tuple[StageLine, ...]:
        signer = self.names.get(closure.closed_by, closure.closed_by)
        lines = [self._stage("closed", closure.closed_at, signer, current=not closure.heard)]
        for place, event in enumerate(closure.heard):
            name = self.texts.word("closing.heard", event.kind)
            by = self.names.get(event.by, event.by)
            lines.append(_line(f"heard{place}", name, self.at(event.at), by, done=True))
        if closure.watch_until is not None:
            ended = closure.watch_ended_at
            lines.append(self._stage("watched", ended, "" if ended else self._left(closure.watch_until)))
        return tuple(lines)

    def _stage(self, key: str, at: datetime | None, detail: str, *, current: bool = False) -> StageLine:
        when = self.at(at) if at is not None else ""
        name = self.texts.word("closing.stage_of", key)
        return _line(key, name, when, detail, done=at is not None, current=current)

    def _left(self, until: datetime) -> str:
        return self.texts("closing.watch.left", age=age_text(self.texts, max(until - self.now, timedelta(0))))

    def _clock(self, thing: Thing) -> tuple[str, bool]:
        """The clock that runs about it, and whether it is over."""
        if isinstance(thing, Closure):
            return (self._left(thing.watch_until), False) if thing.watching and thing.watch_until else ("", False)
        clock = self.clocks.get(thing.form_id)
        if clock is None:
            return "", False
        name = clock_name(self.texts, self.local, clock, self.now)
        return f"{name} {clock_left(self.texts, clock, self.now)}", clock.state is ClockState.OVERDUE


def _line(
    key: str, name: str, when: str, detail: str, *, done: bool, current: bool = False, late: bool = False
) -> StageLine:
    spoken = " ".join(part for part in (name, when, detail) if part)
    return StageLine(key, name, when, detail, done, current, late, spoken)


def _key(thing: Thing) -> str:
    return thing.closure_id if isinstance(thing, Closure) else thing.form_id


def _ended(thing: Thing) -> bool:
    return not thing.watching if isinstance(thing, Closure) else thing.closed
