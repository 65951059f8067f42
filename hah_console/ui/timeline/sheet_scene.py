"""From an opened plan to the scene of the time line: names, words and marks; no Qt."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from hah_console.domain.ids import TaskId, VisitId
from hah_console.domain.patient import masked_name
from hah_console.domain.staff import Profession, Shift, Staff
from hah_console.domain.visit import HaltKind, VisitPin
from hah_console.services.hand_ports import HandPlan, HandRoute, HandStop
from hah_console.services.hand_routes import task_id
from hah_console.services.plan_desk import PlanSheet
from hah_console.services.planning_document import Day
from hah_console.ui.i18n import Texts
from hah_console.ui.timeline.scene import Block, Change, Halt, Row, Scene
from hah_console.ui.timeline.words import by_subject
from hah_console.ui.wording import clock_text

# i18n: words.task_kind.* words.profession.* words.vehicle.* dayline.mark.* routes.rule.*
# i18n: dayline.halt.* dayline.halt_sign.*
MOVED_S = 600
"""A start that is further away than this from the plan in force is marked."""
HOUR, DAY_END = 3600, 24 * 3600
EARLIEST_SIGHT, LATEST_SIGHT = 7 * HOUR, 19 * HOUR


@dataclass(frozen=True, slots=True)
class SceneWriter:
    """Writes scenes of one sheet in one language."""

    texts: Texts
    local: Callable[[datetime], datetime]
    sheet: PlanSheet

    def scene(self, state: HandPlan, pins: tuple[VisitPin, ...], now: datetime) -> Scene:
        """Everything of one state of the plan."""
        day, broken = self.sheet.day, by_subject(state.broken)
        routes = {route.caregiver_id: route for route in state.routes}
        held = {pin.visit_id: pin for pin in pins}
        ordered = sorted(day.shifts.values(), key=lambda shift: _order(day, shift))
        series = {s: n for n, s in enumerate(sorted(day.staff, key=lambda s: _by_profession(day.staff[s])))}
        rows = tuple(
            self._row(shift, series[shift.staff_id], routes.get(shift.shift_id), held, broken) for shift in ordered
        )
        begins = min([EARLIEST_SIGHT, *(row.starts for row in rows if row.blocks)])
        ends = max([LATEST_SIGHT, *(max(row.home, row.ends) for row in rows if row.blocks)])
        moment = day.seconds(now) if day.begins <= now < day.ends else None
        return Scene(rows, begins // HOUR * HOUR, min(-(-ends // HOUR) * HOUR, DAY_END + 6 * HOUR), moment)

    def row(self, route: HandRoute, scene: Scene) -> Row | None:
        """The row of a route as it would be, without marks of what has changed."""
        row = scene.row(route.caregiver_id)
        if row is None:
            return None
        shift = next(s for s in self.sheet.day.shifts.values() if s.shift_id == route.caregiver_id)
        return self._row(shift, row.series, route, {}, {})

    def patient(self, visit_id: str) -> str:
        """The masked name of a visit's patient."""
        day = self.sheet.day
        task = day.tasks.get(task_id(visit_id))
        return masked_name(day.homes[task.patient_id].name) if task else visit_id

    def name(self, subject: str) -> str:
        """A person or a patient for the id a rule is about."""
        day = self.sheet.day
        shift = next((s for s in day.shifts.values() if s.shift_id == subject), None)
        if shift is not None:
            return day.staff[shift.staff_id].name
        first = subject.partition(">")[0]
        return self.patient(first) if task_id(first) in day.tasks else ""

    def clock(self, seconds: int) -> str:
        """``09:40``."""
        return clock_text(self.local(self.sheet.day.moment(seconds)))

    def _row(
        self,
        shift: Shift,
        series: int,
        route: HandRoute | None,
        held: Mapping[VisitId, VisitPin],
        broken: Mapping[str, tuple[str, ...]],
    ) -> Row:
        day, texts = self.sheet.day, self.texts
        person = day.staff[shift.staff_id]
        starts, ends = day.seconds(shift.starts_at), round((shift.ends_at - day.begins).total_seconds())
        blocks = tuple(self._block(stop, shift, held, broken) for stop in (route.visits if route else ()))
        halts = tuple(self._halts(route.stops)) if route else ()
        who = f"{texts.word('words.profession', person.profession)} · {texts.word('words.vehicle', person.vehicle)}"
        span = f"{self.clock(starts)}–{self.clock(ends)}"
        faults = broken.get(shift.shift_id, ())
        return Row(
            row_id=shift.shift_id,
            series=series,
            name=person.name,
            who=who,
            starts=starts,
            ends=ends,
            allowed=ends + shift.max_overtime_minutes * 60,
            blocks=blocks,
            breaks=route.breaks if route else (),
            home=route.end if route else 0,
            broken=faults,
            spoken=self._row_spoken(
                texts("dayline.row", name=person.name, who=who, span=span, count=len(blocks)), halts
            )
            + self._faults(faults),
            halts=halts,
        )

    def _row_spoken(self, said: str, halts: tuple[Halt, ...]) -> str:
        return self.texts("routes.comma").join((said, *(halt.spoken for halt in halts)))

    def _halts(self, stops: tuple[HandStop, ...]) -> Iterator[Halt]:
        """The stops at the store and at laboratories; several of one kind after another are one."""
        for (kind, _), found in groupby(stops, key=lambda stop: (stop.kind, stop.place_id)):
            if kind is not None:
                yield self._halt(kind, list(found))

    def _halt(self, kind: HaltKind, stops: list[HandStop]) -> Halt:
        first, last, late = stops[0], stops[-1], max(stop.late for stop in stops)
        sign, what = self.texts.word("dayline.halt_sign", kind), self.texts.word("dayline.halt", kind)
        names = self.texts("routes.comma").join(self.patient(s.visit_id) for s in stops if s.visit_id in self._tasks)
        said = self.texts("dayline.halt_at", what=what, time=self.clock(first.start))
        said += self.texts("dayline.halt_for", names=names) if names else ""
        said += self.texts("routes.comma") + self.texts("routes.late_by", n=-(-late // 60)) if late else ""
        begun = all(stop.begun for stop in stops)
        return Halt(first.left, first.arrival, first.start, last.departure, sign, said, late, begun)

    @property
    def _tasks(self) -> Container[str]:
        return self.sheet.day.tasks

    def _block(
        self,
        stop: HandStop,
        shift: Shift,
        held: Mapping[VisitId, VisitPin],
        broken: Mapping[str, tuple[str, ...]],
    ) -> Block:
        task = self.sheet.day.tasks[task_id(stop.visit_id)]
        pin, (change, was) = held.get(VisitId(stop.visit_id)), self._change(stop, shift)
        faults = (*broken.get(stop.visit_id, ()), *broken.get(task.task_id, ()))
        block = Block(
            visit_id=stop.visit_id,
            left=stop.left,
            arrival=stop.arrival,
            start=stop.start,
            end=stop.departure,
            patient=self.patient(stop.visit_id),
            kind=self.texts.word("words.task_kind", task.kind),
            late=stop.late,
            begun=stop.begun,
            held_person=pin is not None and pin.staff_id is not None,
            held_time=pin is not None and pin.start is not None,
            change=change,
            was=was,
            broken=tuple(dict.fromkeys(faults)),
        )
        return _with_words(block, self._spoken(block, task.task_id))

    def _change(self, stop: HandStop, shift: Shift) -> tuple[Change, str]:
        if not self.sheet.known:
            return Change.NONE, ""
        before = self.sheet.known.get(VisitId(stop.visit_id))
        if before is None:
            return Change.NEW, self.texts("dayline.mark.new")
        person = self.sheet.day.staff.get(before.staff_id)
        then = clock_text(self.local(before.start))
        if before.staff_id != shift.staff_id:
            return Change.PERSON, self.texts("dayline.mark.person", name=person.name if person else "", time=then)
        if abs((before.start - self.sheet.day.moment(stop.start)).total_seconds()) > MOVED_S:
            return Change.TIME, self.texts("dayline.mark.time", time=then)
        return Change.NONE, ""

    def _spoken(self, block: Block, task: TaskId) -> str:
        texts, row = self.texts, self.sheet.day.tasks[task]
        window = f"{clock_text(self.local(row.earliest))}–{clock_text(self.local(row.latest))}"
        parts = [
            texts("dayline.visit", patient=block.patient, task=block.kind, time=self.clock(block.start)),
            texts("routes.window_hard" if row.hard_window else "routes.window_soft", span=window),
        ]
        if block.late:
            parts.append(texts("routes.late_by", n=-(-block.late // 60)))
        marks = {"begun": block.begun, "held_person": block.held_person, "held_time": block.held_time}
        parts += [texts.word("dayline.mark", name) for name, there in marks.items() if there]
        parts += [block.was] if block.was else []
        return texts("routes.comma").join(parts) + self._faults(block.broken)

    def _faults(self, codes: tuple[str, ...]) -> str:
        if not codes:
            return ""
        words = self.texts("routes.comma").join(self.texts.word("routes.rule", code) for code in dict.fromkeys(codes))
        return self.texts("dayline.broken", rules=words)


def _with_words(block: Block, spoken: str) -> Block:
    return replace(block, spoken=spoken)


def _by_profession(person: Staff) -> tuple[object, ...]:
    return list(Profession).index(person.profession), person.staff_id


def _order(day: Day, shift: Shift) -> tuple[object, ...]:
    return (*_by_profession(day.staff[shift.staff_id]), shift.starts_at, shift.shift_id)
