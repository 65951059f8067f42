"""The story of the tour: a dispatcher plans, a nurse answers alarms, a physician sends a patient to hospital."""

from datetime import time

from PySide6.QtCore import Qt

from hah_console.app.tour.live_scenes import LiveScenes
from hah_console.app.tour.onlooker import Onlooker
from hah_console.app.tour.paper_scene import PaperScene
from hah_console.app.tour.pictures import Photographer
from hah_console.app.tour.recorded import Recorded
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import FALLING, SHORT_S, Walk
from hah_console.domain.alarm import AlarmState
from hah_console.domain.transfer import TransferStage
from hah_console.services.context import Context
from hah_console.ui.shell.window import ConsoleWindow

MONITORED = 50
LONG_S = 180.0
PRESSES, AGAIN_S = 3, 3.0
RECEIVER = "李明哲 醫師"
REASON = "SpO2 < 90 %"
NEXT_STAGES = (
    TransferStage.ACCEPTED,
    TransferStage.AMBULANCE_CALLED,
    TransferStage.DEPARTED,
    TransferStage.ARRIVED,
    TransferStage.HANDED_OVER,
    TransferStage.CLOSED,
)
_Key = Qt.Key


class DayStory(Walk):
    """The day of a site; with a real recording also its live view."""

    def __init__(
        self,
        window: ConsoleWindow,
        ctx: Context,
        onlooker: Onlooker,
        camera: Photographer,
        day_ends: time,
        real: Recorded | None = None,
    ) -> None:
        super().__init__(window, ctx, onlooker, camera)
        self._day_ends, self._real = day_ends, real
        self._live = LiveScenes(window, camera, self.note)

    def tell(self) -> Story:
        """The whole day."""
        yield from self.camera.shoot("sign_in")
        yield from self.enter("dispatcher1")
        yield self.until("monitors report", lambda: self.onlooker.seen.patients_with_readings >= MONITORED)
        yield from self.shoot_screen("census_early", _Key.Key_1)
        yield from self._plan()
        yield from self._equipment()
        yield from self.change_person("nurse1")
        yield from self._alarm()
        yield from self._live.boards()
        yield from self._patient()
        if self._real is not None:
            yield from self._live.patient(self._real)
        yield from self.change_person("physician1")
        yield from self._decide()
        yield from self._move()
        yield from self.change_person("nurse1")
        yield from self._rest_of_day()
        yield from self.change_person("physician1")
        yield from self._live.rules()
        yield from self._shell()

    def _plan(self) -> Story:
        yield from self.open(_Key.Key_5, "routes")
        yield pause(1.0)
        yield from self.camera.shoot("routes_before")
        self.press(_Key.Key_F6)
        yield pause(2.5)
        yield from self.camera.shoot("routes_search")
        yield self.until("a draft of the day", lambda: bool(self.onlooker.seen.plans), LONG_S)
        yield Wait("publishing is offered", lambda: self.hands.can_press("routes.publish"), SHORT_S)
        yield from self.camera.shoot("routes_draft")
        self.press(_Key.Key_F9)
        yield self.until("the plan is published", lambda: self.onlooker.seen.published is not None)
        plan = self.onlooker.seen.published
        visits, unplanned = (len(plan.visits), len(plan.unplanned)) if plan else (0, 0)
        self.note(f"the day is published: {visits} visits, {unplanned} left out")
        self.hands.key(_Key.Key_Down)
        self.hands.key(_Key.Key_Down)
        yield from self.camera.shoot("routes_published")
        if plan is not None:
            yield from PaperScene(self.frame.desk, self.camera).shoot(plan.day)
            self.note("the longest route is on paper, in a calendar and on a track")

    def _equipment(self) -> Story:
        """The dispatcher packs what is set aside and looks at who had the piece that nobody has fetched."""
        yield from self.go("equipment", "ES-DEMO-3")
        yield pause(1.0)
        yield from self.camera.shoot("equipment_sets")
        self.press(_Key.Key_F9)
        yield pause(1.5)
        yield from self.camera.shoot("equipment_packed")
        yield from self.go("equipment", "K-14")
        yield pause(1.0)
        yield from self.camera.shoot("equipment_custody")

    def _alarm(self) -> Story:
        yield self.until("the falling patient's alarm", lambda: self._falling() is not None, LONG_S)
        self.note("an alarm of the falling patient is raised")
        yield from self.shoot_screen("census_alarm", _Key.Key_1)
        yield from self.open(_Key.Key_2, "alarms")
        yield from self._choose_falling()
        yield from self.camera.shoot("alarms")
        yield from self._take_over()
        self.note("the nurse acknowledges it by one key")
        yield pause(0.5)
        yield from self.camera.shoot("shelve", lambda: self.press(_Key.Key_F7), self._leave_dialog)

    def _choose_falling(self) -> Story:
        alarm = self.onlooker.seen.alarm_of(FALLING)
        if alarm is not None:
            self.frame.navigate("alarms", alarm.alarm_id)
        yield pause(0.5)

    def _take_over(self) -> Story:
        """Chosen and by its key; once more, as a nurse would, when it has ended or risen meanwhile and another stood
        chosen."""
        for _ in range(PRESSES):
            if self._acknowledged():
                break
            yield from self._choose_falling()
            self.press(_Key.Key_F8)
            yield pause(AGAIN_S)
        yield self.until("the alarm is acknowledged", self._acknowledged)

    def _patient(self) -> Story:
        self.frame.navigate("patient", FALLING)
        yield pause(1.5)
        yield from self.camera.shoot("patient")
        yield from self.camera.shoot("observation", lambda: self.press(_Key.Key_F6), self._leave_dialog)

    def _decide(self) -> Story:
        self.frame.navigate("patient", FALLING)
        yield Wait("deciding is offered", lambda: self.hands.can_press("patient.transfer"), SHORT_S)
        yield from self.camera.shoot("decide", self._begin_decision, self._leave_dialog)
        self.press(_Key.Key_F9)
        yield self.see("patient.decide.reason")
        yield pause(1.0)
        self.hands.write("patient.decide.reason", REASON)
        self.hands.press("patient.decide.submit")
        yield self.until("a hospital is asked", lambda: self._stage() is TransferStage.ASKED)
        self.note("the physician decides the transfer and asks the nearest hospital")
        yield pause(1.0)

    def _move(self) -> Story:
        yield from self.open(_Key.Key_7, "transfers")
        yield pause(1.0)
        yield from self.camera.shoot("transfers_asked")
        for stage in NEXT_STAGES:
            yield Wait(f"{stage} is offered", lambda: self.hands.can_press("transfers.next"), SHORT_S)
            if stage is TransferStage.HANDED_OVER:
                self.hands.write("transfers.note", RECEIVER)
            self.press(_Key.Key_F9)
            yield self.until(f"the transfer is {stage}", lambda wanted=stage: self._stage() is wanted)  # type: ignore[misc]
            self.note(f"transfer: {stage.value}")
            yield pause(1.5)
            if stage is TransferStage.DEPARTED:
                yield from self.camera.shoot("transfers_under_way")
        yield from self.camera.shoot("transfers_handed_over")

    def _rest_of_day(self) -> Story:
        """Acknowledge what comes until the evening."""
        yield from self.open(_Key.Key_2, "alarms")
        while self.ctx.local(self.ctx.clock.now()).time() < self._day_ends:
            waiting = [a for a in self.onlooker.seen.open_alarms if a.state is not AlarmState.ACKNOWLEDGED]
            if waiting:
                self.frame.navigate("alarms", waiting[0].alarm_id)
                yield pause(0.6)
                self.press(_Key.Key_F8)
            yield pause(2.0)
        self.note("evening")
        yield from self.shoot_screen("alarms_evening", _Key.Key_2)
        yield from self.shoot_screen("census_evening", _Key.Key_1)

    def _shell(self) -> Story:
        yield from self.camera.shoot("help", lambda: self.hands.key(_Key.Key_F1), self._leave_help)
        yield from self.camera.shoot("command_bar", self._type_command, lambda: self.hands.key(_Key.Key_Escape))
        self.window.lock_desk()
        yield from self.camera.shoot("lock")

    def _begin_decision(self) -> None:
        self.press(_Key.Key_F9)

    def _leave_dialog(self) -> None:
        self.hands.press_any("patient.decide.cancel", "patient.observe.cancel", "alarms.shelve_dialog.cancel")

    def _leave_help(self) -> None:
        self.hands.press_any("help.close")

    def _type_command(self) -> None:
        self.hands.key(_Key.Key_Slash)
        self.hands.write("command_bar", "陳")

    def _falling(self) -> object:
        return self.onlooker.seen.alarm_of(FALLING)

    def _acknowledged(self) -> bool:
        own = [a for a in self.onlooker.seen.open_alarms if a.patient_id == FALLING]
        return not own or any(a.state is AlarmState.ACKNOWLEDGED for a in own)

    def _stage(self) -> TransferStage | None:
        found = self.onlooker.seen.transfer_of(FALLING)
        return found.stage if found else None
