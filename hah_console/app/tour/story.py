"""The story of the tour: a dispatcher plans, a nurse answers alarms, a physician sends a patient to hospital."""

from collections.abc import Callable
from datetime import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from hah_console.app.tour.hands import Hands
from hah_console.app.tour.live_scenes import LiveScenes
from hah_console.app.tour.onlooker import Onlooker
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.recorded import Recorded
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.domain.alarm import AlarmState
from hah_console.domain.ids import PatientId
from hah_console.domain.transfer import TransferStage
from hah_console.services.context import Context
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.window import ConsoleWindow

DEMO_PASSWORD = "demo"
MONITORED = 50
SHORT_S, LONG_S = 20.0, 180.0
FALLING = PatientId("P003")
"""Whom the scenario lets fall ill at 08:40 (resources/demo/scenario.toml)."""
REASON = "SpO2 < 90 %"
NEXT_STAGES = (TransferStage.ACCEPTED, TransferStage.DEPARTED, TransferStage.ARRIVED, TransferStage.HANDED_OVER)
_Alt = Qt.KeyboardModifier.AltModifier
_Key = Qt.Key


class DayStory:
    """Plays on one window; ``happened`` collects what was done and when (time of the simulated day)."""

    def __init__(
        self,
        window: ConsoleWindow,
        ctx: Context,
        onlooker: Onlooker,
        camera: Photographer,
        day_ends: time,
        real: Recorded | None = None,
    ) -> None:
        self._window, self._ctx, self._onlooker, self._camera = window, ctx, onlooker, camera
        self._hands = Hands(window)
        self._day_ends, self._real = day_ends, real
        self._live = LiveScenes(window, camera, self._note)
        self.happened: list[str] = []

    def tell(self) -> Story:
        """The whole day."""
        yield from self._camera.shoot("sign_in")
        yield from self._enter("dispatcher1")
        yield self._until("monitors report", lambda: self._onlooker.seen.patients_with_readings >= MONITORED)
        yield from self._shoot_screen("census_early", _Key.Key_1)
        yield from self._plan()
        yield from self._change_person("nurse1")
        yield from self._alarm()
        yield from self._live.boards()
        yield from self._patient()
        if self._real is not None:
            yield from self._live.patient(self._real)
        yield from self._change_person("physician1")
        yield from self._decide()
        yield from self._move()
        yield from self._change_person("nurse1")
        yield from self._rest_of_day()
        yield from self._change_person("physician1")
        yield from self._live.rules()
        yield from self._shell()

    def _plan(self) -> Story:
        yield from self._open(_Key.Key_5, "routes")
        yield pause(1.0)
        yield from self._camera.shoot("routes_before")
        self._press(_Key.Key_F6)
        yield pause(2.5)
        yield from self._camera.shoot("routes_search")
        yield self._until("a draft of the day", lambda: bool(self._onlooker.seen.plans), LONG_S)
        yield Wait("publishing is offered", lambda: self._hands.can_press("routes.publish"), SHORT_S)
        yield from self._camera.shoot("routes_draft")
        self._press(_Key.Key_F9)
        yield self._until("the plan is published", lambda: self._onlooker.seen.published is not None)
        plan = self._onlooker.seen.published
        visits, unplanned = (len(plan.visits), len(plan.unplanned)) if plan else (0, 0)
        self._note(f"the day is published: {visits} visits, {unplanned} left out")
        self._hands.key(_Key.Key_Down)
        self._hands.key(_Key.Key_Down)
        yield from self._camera.shoot("routes_published")

    def _alarm(self) -> Story:
        yield self._until("the falling patient's alarm", lambda: self._falling() is not None, LONG_S)
        self._note("an alarm of the falling patient is raised")
        yield from self._shoot_screen("census_alarm", _Key.Key_1)
        yield from self._open(_Key.Key_2, "alarms")
        alarm = self._onlooker.seen.alarm_of(FALLING)
        if alarm is not None:
            self._frame.navigate("alarms", alarm.alarm_id)
        yield pause(0.5)
        yield from self._camera.shoot("alarms")
        self._press(_Key.Key_F8)
        yield self._until("the alarm is acknowledged", self._acknowledged)
        self._note("the nurse acknowledges it by one key")
        yield pause(0.5)
        yield from self._camera.shoot("shelve", lambda: self._press(_Key.Key_F7), self._leave_dialog)

    def _patient(self) -> Story:
        self._frame.navigate("patient", FALLING)
        yield pause(1.5)
        yield from self._camera.shoot("patient")
        yield from self._camera.shoot("observation", lambda: self._press(_Key.Key_F6), self._leave_dialog)

    def _decide(self) -> Story:
        self._frame.navigate("patient", FALLING)
        yield Wait("deciding is offered", lambda: self._hands.can_press("patient.transfer"), SHORT_S)
        yield from self._camera.shoot("decide", self._begin_decision, self._leave_dialog)
        self._press(_Key.Key_F9)
        yield self._see("patient.decide.reason")
        yield pause(1.0)
        self._hands.write("patient.decide.reason", REASON)
        self._hands.press("patient.decide.submit")
        yield self._until("a hospital is asked", lambda: self._stage() is TransferStage.ASKED)
        self._note("the physician decides the transfer and asks the nearest hospital")
        yield pause(1.0)

    def _move(self) -> Story:
        yield from self._open(_Key.Key_7, "transfers")
        yield pause(1.0)
        yield from self._camera.shoot("transfers_asked")
        for stage in NEXT_STAGES:
            yield Wait(f"{stage} is offered", lambda: self._hands.can_press("transfers.next"), SHORT_S)
            self._press(_Key.Key_F9)
            yield self._until(f"the transfer is {stage}", lambda wanted=stage: self._stage() is wanted)  # type: ignore[misc]
            self._note(f"transfer: {stage.value}")
            yield pause(1.5)
            if stage is TransferStage.DEPARTED:
                yield from self._camera.shoot("transfers_under_way")
        yield from self._camera.shoot("transfers_handed_over")

    def _rest_of_day(self) -> Story:
        """Acknowledge what comes until the evening."""
        yield from self._open(_Key.Key_2, "alarms")
        while self._ctx.local(self._ctx.clock.now()).time() < self._day_ends:
            waiting = [a for a in self._onlooker.seen.open_alarms if a.state is not AlarmState.ACKNOWLEDGED]
            if waiting:
                self._frame.navigate("alarms", waiting[0].alarm_id)
                yield pause(0.6)
                self._press(_Key.Key_F8)
            yield pause(2.0)
        self._note("evening")
        yield from self._shoot_screen("alarms_evening", _Key.Key_2)
        yield from self._shoot_screen("census_evening", _Key.Key_1)

    def _shell(self) -> Story:
        yield from self._camera.shoot("help", lambda: self._hands.key(_Key.Key_F1), self._leave_help)
        yield from self._camera.shoot("command_bar", self._type_command, lambda: self._hands.key(_Key.Key_Escape))
        self._window.lock_desk()
        yield from self._camera.shoot("lock")

    def _enter(self, name: str) -> Story:
        yield self._see("signin.name")
        self._hands.write("signin.name", name)
        self._hands.write("signin.password", DEMO_PASSWORD)
        self._hands.press("signin.enter")
        yield Wait(f"{name} is signed in", lambda: self._window.frame is not None, SHORT_S)
        self._note(f"{name} signs in")
        yield pause(1.0)

    def _change_person(self, name: str) -> Story:
        self._window.sign_out()
        yield pause(0.5)
        yield from self._enter(name)

    def _shoot_screen(self, name: str, number: Qt.Key) -> Story:
        yield from self._open(number, name.split("_", maxsplit=1)[0])
        yield pause(1.0)
        yield from self._camera.shoot(name)

    def _open(self, number: Qt.Key, screen_id: str) -> Story:
        self._press(number)
        yield Wait(f"{screen_id} is in sight", lambda: self._shows(screen_id), SHORT_S)
        yield Wait("answers are there", lambda: self._window.tasks.idle, SHORT_S)

    @property
    def _frame(self) -> DeskFrame:
        if self._window.frame is None:
            raise LookupError("nobody is signed in")
        return self._window.frame

    def _shows(self, screen_id: str) -> bool:
        screen = self._frame.screens.get(screen_id)
        return screen is not None and screen.isVisible()

    def _press(self, key: Qt.Key) -> None:
        self._hands.key(key, _Alt)

    def _begin_decision(self) -> None:
        self._press(_Key.Key_F9)

    def _leave_dialog(self) -> None:
        self._hands.press_any("patient.decide.cancel", "patient.observe.cancel", "alarms.shelve_dialog.cancel")

    def _leave_help(self) -> None:
        self._hands.press_any("help.close")

    def _type_command(self) -> None:
        self._hands.key(_Key.Key_Slash)
        self._hands.write("command_bar", "陳")

    def _falling(self) -> object:
        return self._onlooker.seen.alarm_of(FALLING)

    def _acknowledged(self) -> bool:
        own = [a for a in self._onlooker.seen.open_alarms if a.patient_id == FALLING]
        return not own or any(a.state is AlarmState.ACKNOWLEDGED for a in own)

    def _stage(self) -> TransferStage | None:
        found = self._onlooker.seen.transfer_of(FALLING)
        return found.stage if found else None

    def _see(self, name: str) -> Wait:
        return Wait(f"{name} is in sight", lambda: self._hands.seen(QWidget, name) is not None, SHORT_S)

    @staticmethod
    def _until(what: str, condition: Callable[[], bool], timeout_s: float = SHORT_S) -> Wait:
        return Wait(what, condition, timeout_s)

    def _note(self, text: str) -> None:
        self.happened.append(f"{self._ctx.local(self._ctx.clock.now()):%H:%M} {text}")
