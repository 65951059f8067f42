"""A plan being changed by hand: opened, changed, taken back, kept as a draft after every change."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from hah_console.domain.actor import Action, permits
from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import PlanId, VisitId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.visit import VisitPin
from hah_console.services.changes import Changes
from hah_console.services.hand_ports import HandPlan
from hah_console.services.plan_desk import Judges, PlanSheet, hand_pin, keep_change, open_sheet
from hah_console.services.plan_look import look_at
from hah_console.ui.screen import Desk
from hah_console.ui.timeline.history import History, Step, toggled, with_pin
from hah_console.ui.timeline.scene import Scene
from hah_console.ui.timeline.sheet_scene import SceneWriter

Shown = tuple[PlanId, int]


class HandEditing(QObject):
    """Signals: ``shown`` when another state stands, ``kept`` when it is stored, ``failed`` with an error.

    Every change is stored at once; what could not be stored stays on the screen and is stored with the next.
    """

    shown = Signal()
    kept = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sheet: PlanSheet | None = None
        self.history = History()
        self.profile = desk.ports.profile
        self._wanted: Shown | None = None
        self._opening: Shown | None = None
        self._saving = self._dirty = self.busy = False

    @property
    def editable(self) -> bool:
        """Whether this person can change this plan here."""
        return self._judges() is not None and self.sheet is not None

    @property
    def saving(self) -> bool:
        """Whether a change is on its way to the store."""
        return self._saving

    def show_plan(self, plan: Shown | None) -> None:
        """Open a plan by id and version; nothing happens for the one that is open, and while a change is being made
        or stored the wish is kept for afterwards."""
        self._wanted = plan
        if self._saving or self.busy or self._opening is not None:
            return
        if plan is None:
            self.sheet, self.history = None, History()
            self.shown.emit()
        elif self.sheet is None or plan != (self.sheet.plan.plan_id, self.sheet.plan.version):
            self._opening = plan
            self._desk.tasks.run_query(self._opener(plan[0]), self._on_opened, self._on_not_opened)

    def scene(self) -> Scene:
        """The plan as it stands."""
        if self.sheet is None:
            return Scene()
        now = self.history.now
        return self.writer(self.sheet).scene(now.state, now.pins, self._desk.ctx.clock.now())

    def writer(self, sheet: PlanSheet) -> SceneWriter:
        """Who writes scenes and names of a sheet."""
        return SceneWriter(self._desk.texts, self._desk.ctx.local, sheet)

    def take(self, state: HandPlan, what: str, said: str) -> None:
        """A change was made: ``what`` for the audit trail, ``said`` for people."""
        self._add(Step(state, self.history.now.pins, what, said))

    def hold(self, visit_id: str, *, person: bool = False, time: bool = False) -> VisitPin | None:
        """Switch the pin of a visit to its person or its time; returns the pin that stands then."""
        sheet = self.sheet
        visit = self._visit(visit_id)
        if sheet is None or visit is None:
            return None
        now = self.history.now
        pin = toggled(now.pins, visit, person=person, time=time)
        route = next(r for r in now.state.routes if any(s.visit_id == visit_id for s in r.visits))
        wanted = hand_pin(sheet.day, sheet.plan, pin or VisitPin(visit.visit_id))
        bound = replace(wanted, caregiver_id=route.caregiver_id if pin and pin.staff_id else "")
        state = now.state.pinned(bound)[1]
        self._add(Step(state, with_pin(now.pins, visit.visit_id, pin), "pin"))
        return pin

    def undo(self) -> Step | None:
        """Take the last change back; returns it."""
        return self._step(self.history.undo) if self.history.can_undo else None

    def redo(self) -> Step | None:
        """Make a change again; returns it."""
        return self._step(self.history.redo) if self.history.can_redo else None

    def weigh(self, profile: PlanningProfile) -> None:
        """Other prices count from now on; the plan is opened again with them."""
        self.profile = profile
        if self.sheet is not None and not (self._saving or self.busy):
            shown = (self.sheet.plan.plan_id, self.sheet.plan.version)
            self.sheet = None
            self.show_plan(shown)

    def restyle(self, desk: Desk) -> None:
        """Another language."""
        self._desk = desk

    def _visit(self, visit_id: str) -> VisitPin | None:
        """Who makes a visit and when, as the plan stands."""
        sheet = self.sheet
        for route in self.history.now.state.routes if sheet and self.history.steps else ():
            for stop in route.visits:
                if sheet is not None and stop.visit_id == visit_id:
                    shift = next(s for s in sheet.day.shifts.values() if s.shift_id == route.caregiver_id)
                    return VisitPin(VisitId(visit_id), shift.staff_id, sheet.day.moment(stop.start))
        return None

    def _step(self, move: Callable[[], Step]) -> Step:
        step = move()
        self.shown.emit()
        self._save()
        return step

    def _add(self, step: Step) -> None:
        self.history.add(step)
        self.shown.emit()
        self._save()

    def _judges(self) -> Judges | None:
        ports, role = self._desk.ports, self._desk.actor.role
        if ports.travel is None or ports.hand is None or self.profile is None:
            return None
        return (
            Judges(ports.travel, ports.hand, self.profile, ports.rules) if permits(role, Action.PLAN_ROUTES) else None
        )

    def _opener(self, plan_id: PlanId) -> Callable[[], PlanSheet]:
        ctx, actor, judges, profile = self._desk.ctx, self._desk.actor, self._judges(), self.profile
        if judges is None:
            return lambda: look_at(ctx, actor, plan_id, profile)
        return lambda: open_sheet(ctx, actor, plan_id, judges)

    def _on_opened(self, sheet: PlanSheet) -> None:
        self._opening = None
        if self._saving or self.busy:
            return
        if self._wanted is not None and self._wanted[0] == sheet.plan.plan_id:
            self.sheet, self.history = sheet, History([Step(sheet.state, sheet.plan.pins)])
            self._wanted = (sheet.plan.plan_id, sheet.plan.version)
            self.shown.emit()
        else:
            self.show_plan(self._wanted)

    def _on_not_opened(self, error: Exception) -> None:
        self._opening = None
        self.failed.emit(error)

    def _save(self) -> None:
        self._dirty = True
        sheet = self.sheet
        if self._saving or sheet is None:
            return
        self._saving, self._dirty = True, False
        ctx, actor, step = self._desk.ctx, self._desk.actor, self.history.now
        self._desk.tasks.run_command(
            lambda: keep_change(ctx, actor, sheet, step.state, step.pins, step.what), self._on_kept, self._on_not_kept
        )

    def _on_kept(self, answer: tuple[PlanSheet, Changes]) -> None:
        self._saving = False
        if self.sheet is not None:
            self.sheet = replace(self.sheet, plan=answer[0].plan)
            self._wanted = (answer[0].plan.plan_id, answer[0].plan.version)
        if self._dirty:
            self._save()
        else:
            self.kept.emit()

    def _on_not_kept(self, error: Exception) -> None:
        """Somebody else has the draft: what was done here becomes a draft of its own with the next change."""
        self._saving = False
        if isinstance(error, VersionConflict) and self.sheet is not None:
            self.sheet = replace(self.sheet, plan=replace(self.sheet.plan, backend=""))
            self._save()
            return
        self.failed.emit(error)
