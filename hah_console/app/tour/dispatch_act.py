"""The tour at the dispatch desk: a plan, a visit carried with its price, the board of equipment, a phone."""

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget

from hah_console.app.bootstrap import Core
from hah_console.app.tour.browser import PHONE, Browser, browser_there, click
from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.stage import Surroundings
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import SHORT_S
from hah_console.domain.ids import StaffId
from hah_console.services.phone_passes import issue_pass
from hah_console.services.web_address import web_address
from hah_console.ui.dispatch.live.panel import LivePanel
from hah_console.ui.timeline.canvas import TimelineCanvas

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DISPATCHER = "dispatcher1"
PLAN_S, PRICE_S = 180.0, 2.0
PAINTED_S = 1.0
_Key = Qt.Key


class DispatchAct(JourneyWalk):
    """From the plan of the morning to the phone of a nurse on her way."""

    def __init__(self, core: Core, around: Surroundings) -> None:
        super().__init__(core, around)
        self._folder = around.camera.folder

    def tell(self) -> Story:
        """The whole act."""
        yield from self.begin(DISPATCHER)
        yield from self._plan()
        yield from self._carry()
        yield from self._surprise()
        yield from self._equipment()
        yield from self._phone()

    def _plan(self) -> Story:
        yield from self.open(_Key.Key_5, "routes")
        yield pause(1.0)
        self.press(_Key.Key_F6)
        yield Wait("a plan can be published", lambda: self.hands.can_press("routes.publish"), PLAN_S)
        self.press(_Key.Key_F9)
        yield self.until("the plan is published", lambda: self.onlooker.seen.published is not None, SHORT_S)
        self.note("the dispatcher publishes the plan of the day")
        yield pause(2.0)
        yield from self.camera.shoot("desk_map_and_time_line")

    def _carry(self) -> Story:
        """Carry the first visit that may be moved to the row below, and look at what it would cost."""
        canvas = self.hands.find(TimelineCanvas, "routes.timeline")
        yield from self.camera.shoot(
            "desk_visit_carried", partial(self._take_up, canvas), lambda: self.hands.key(_Key.Key_Escape), PRICE_S
        )
        self._take_up(canvas)
        yield pause(PRICE_S)
        self.hands.key(_Key.Key_Return)
        yield Wait("the visit is put down", lambda: canvas.carry is None and self.window.tasks.idle, SHORT_S)
        self.note("the dispatcher carries a visit to another nurse, sees its price, and puts it down")
        yield pause(1.0)
        yield from self.camera.shoot("desk_changed_by_hand")
        self.hands.press("routes.undo")
        yield pause(0.5)

    def _take_up(self, canvas: TimelineCanvas) -> None:
        canvas.setFocus()
        movable = next((block for block in canvas.scene.blocks() if not block.begun), None)
        if movable is None:
            raise LookupError("no visit on the time line can be moved")
        canvas.select(movable.visit_id)
        self.hands.key(_Key.Key_Return)
        self.hands.key(_Key.Key_Down)

    def _surprise(self) -> Story:
        """An urgent visit: three proposals of the engine, of which the dispatcher takes one."""
        tabs = self.hands.find(QTabWidget, "routes.tabs")
        tabs.setCurrentIndex(tabs.indexOf(_part(self.frame, "dispatch.live")))
        yield Wait("an urgent visit can be asked for", lambda: self.hands.can_press("dispatch.urgent"), SHORT_S)
        yield from self.camera.shoot("desk_running_day")
        self.hands.press("dispatch.urgent")
        yield self.see("dispatch.urgent_visit.patient")
        yield Wait(
            "patients are there", lambda: self.hands.find(QComboBox, "dispatch.urgent_visit.patient").count() > 1
        )
        self.hands.choose("dispatch.urgent_visit.patient", 1)
        self.hands.press("dispatch.urgent_visit.submit")
        yield Wait("proposals are there", lambda: self.hands.can_press("dispatch.accept"), PLAN_S)
        live = self.hands.find(LivePanel, "dispatch.live")
        yield Wait("the proposals are final", lambda: not live.search.searching, PLAN_S)
        yield pause(1.0)
        yield from self.camera.shoot("desk_proposals")
        self.hands.press("dispatch.accept")
        yield Wait("the proposal is taken", lambda: not self.hands.can_press("dispatch.accept"), SHORT_S)
        yield Wait("the day is read again", lambda: self.window.tasks.idle, SHORT_S)
        self.note("an urgent visit is asked for; the dispatcher takes one of the proposals")

    def _equipment(self) -> Story:
        yield from self.go("equipment")
        yield pause(1.0)
        yield from self.camera.shoot("equipment")
        self.note("the board of equipment: what is where, what is overdue")

    def _phone(self) -> Story:
        if not browser_there():
            self.note("no Chromium here: the phone page is left out")
            return
        worker = self._first_worker()
        link = f"{web_address(self.ctx).address}/phone#{issue_pass(self.ctx, self.frame.desk.actor, worker).code}"
        browser = Browser(PHONE)
        try:
            yield from self.in_browser(browser, partial(_open_phone, link=link, file=self._folder / "phone_page.png"))
            yield from self.in_browser(browser, partial(_report, file=self._folder / "phone_page_on_the_way.png"))
        finally:
            browser.close()
        self.note("a nurse opens her day on her phone and says that she is on her way")

    def _first_worker(self) -> StaffId:
        with self.ctx.store() as uow:
            plan = uow.plans.published(self.ctx.today())
        if plan is None or not plan.visits:
            raise LookupError("nobody has a visit today")
        return min(plan.visits, key=lambda visit: visit.arrival).staff_id


def _part(frame: QWidget, name: str) -> QWidget:
    """A part of the window, in sight or not; raises LookupError."""
    found = frame.findChild(QWidget, name)
    if not isinstance(found, QWidget):
        raise LookupError(name)
    return found


def _open_phone(driver: "Chrome", link: str, file: Path) -> None:
    driver.get(link)
    driver.find_element("css selector", "li.stop")
    time.sleep(PAINTED_S)
    driver.save_screenshot(str(file))


def _report(driver: "Chrome", file: Path) -> None:
    """Open the first stop and press its first step."""
    if not driver.find_elements("css selector", "li.stop .body"):
        click(driver, "li.stop button.head")
    click(driver, "li.stop button[data-step]")
    time.sleep(PAINTED_S)
    driver.save_screenshot(str(file))
