"""The words of what goes over with a patient: open work, alarms, a transfer, running clocks; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import Alarm
from hah_console.domain.care_clock import CareClock
from hah_console.domain.task import Task
from hah_console.domain.transfer import Transfer
from hah_console.services.handover_page import CarriedThing, still_open
from hah_console.ui.clock_text import clock_left, clock_name
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text, near_clock, subject_text

# i18n: words.task_kind.* words.transfer_stage.* words.priority.* words.alarm_state.* handover.carried_kind.*
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One thing: its kind, what it is, until when. ``first`` carries the heading of the list."""

    key: str
    kind: str
    text: str
    detail: str
    first: bool
    ended: bool
    spoken: str


def carried_lines(
    texts: Texts, local: ToLocal, things: tuple[CarriedThing, ...], now: datetime
) -> tuple[CarriedLine, ...]:
    """What is open first; what has ended since is still named, as ended."""
    alive = set(still_open(things))
    ordered = [*(one for one in things if one in alive), *(one for one in things if one not in alive)]
    return tuple(
        _line(texts, local, one, now, first=place == 0, ended=one not in alive) for place, one in enumerate(ordered)
    )


def _line(texts: Texts, local: ToLocal, one: CarriedThing, now: datetime, *, first: bool, ended: bool) -> CarriedLine:
    kind = texts.word("handover.carried_kind", one.kind)
    text, detail = _words(texts, local, one, now)
    detail = texts("handover.carried_ended") if ended else detail
    spoken = texts("handover.field_spoken", name=kind, text=text, detail=detail)
    return CarriedLine(f"{one.kind}:{one.reference}", kind, text, detail, first, ended, spoken)


def _words(texts: Texts, local: ToLocal, one: CarriedThing, now: datetime) -> tuple[str, str]:
    thing = one.thing
    if isinstance(thing, Task):
        return _task(texts, local, thing, now)
    if isinstance(thing, Alarm):
        priority = texts.word("words.priority", int(thing.priority))
        state = texts.word("words.alarm_state", thing.state)
        return (
            f"{priority} {subject_text(texts, thing)}",
            f"{near_clock(local(thing.raised_at), local(now).date())} {state}",
        )
    if isinstance(thing, Transfer):
        return texts.word("words.transfer_stage", thing.stage), thing.reason
    if isinstance(thing, CareClock):
        return clock_name(texts, local, thing, now), clock_left(texts, thing, now)
    return one.reference, ""


def _task(texts: Texts, local: ToLocal, task: Task, now: datetime) -> tuple[str, str]:
    kind = texts.word("words.task_kind", task.kind)
    begins = near_clock(local(task.earliest), local(now).date())
    return f"{kind} · {task.note}" if task.note else kind, f"{begins}–{clock_text(local(task.latest))}"
