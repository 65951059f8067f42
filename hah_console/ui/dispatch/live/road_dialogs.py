"""Small forms of closed roads: which street is closed until when, and why it is open again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.domain.errors import InvalidInput
from hah_console.domain.geometry import metres_along
from hah_console.domain.ids import VisitId
from hah_console.domain.road_closure import RoadClosure, Stretch
from hah_console.services.changes import Changes
from hah_console.services.proposal_ports import Event
from hah_console.services.proposals import Happening
from hah_console.services.road_closures import open_again, report_closed, ways_between
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text

HOURS = (1, 2, 4)
REST_OF_DAY = 0
METRES_PER_KM = 1000


class ClosedRoadDialog(FormDialog):
    """Which street on the way from one stop to the next, until when; then the proposals that go round it. Signals:
    ``tried`` with the points of the part in hand, none once it is decided: many streets have no name to know them by.
    """

    tried = Signal(object)

    def __init__(
        self,
        desk: Desk,
        stops: tuple[VisitId, VisitId],
        names: str,
        asked: Callable[[Happening], None],
        parent: QWidget,
    ) -> None:
        super().__init__("dispatch.closed_road", desk, parent)
        self._stops, self._asked, self._beside, texts = stops, asked, parent, desk.texts
        self.way, self.until, self.note = Choice(desk.theme), Choice(desk.theme), QLineEdit()
        self._parts: tuple[Stretch, ...] = ()
        self.until.addItem(texts("live_day.rest_of_day"), REST_OF_DAY)
        for hours in HOURS:
            self.until.addItem(texts("live_day.hours", count=hours), hours)
        self.title(texts("live_day.event.road_closed"), texts("live_day.ask"))
        self.who.setText(names)
        self.hint.setText(texts("live_day.closed_hint"))
        for name, widget in (("way", self.way), ("until", self.until), ("note", self.note)):
            self.field(name, texts(f"live_day.field.{name}"), widget)
        self.keep_typed("/".join(stops))
        self.submit.setEnabled(False)
        self.saved.connect(lambda: self._asked(Happening(Event.ROAD_CLOSED)))
        self.way.currentIndexChanged.connect(self._try)
        self.finished.connect(lambda _: self.tried.emit(()))
        travel = desk.ports.travel
        if travel is not None:
            desk.tasks.run_query(lambda: ways_between(desk.ctx, travel, *stops), self._offer, self.refuse)

    def showEvent(self, event: QShowEvent) -> None:
        """Beside the map and not on it."""
        super().showEvent(event)
        beside, window = self._beside, self._beside.window()
        corner = beside.mapToGlobal(beside.rect().topRight())
        right = min(corner.x(), window.mapToGlobal(window.rect().topRight()).x())
        self.move(right - self.width(), corner.y())

    def _try(self, _: int) -> None:
        number = self.way.currentData()
        if number is not None and self._parts:
            self.tried.emit(self._parts[number].points)

    def _offer(self, parts: tuple[Stretch, ...]) -> None:
        texts, self._parts, driven = self.desk.texts, parts, 0.0
        for number, part in enumerate(parts):
            name = part.name or texts("live_day.unnamed_street")
            km = metres_along(part.points) / METRES_PER_KM
            self.way.addItem(texts("live_day.street", name=name, km=f"{km:.1f}", after=f"{driven:.1f}"), number)
            driven += km
        longest = max(range(len(parts)), key=lambda number: metres_along(parts[number].points), default=-1)
        self.way.setCurrentIndex(longest)
        self.submit.setEnabled(bool(parts))
        if not parts:
            self.say(texts("live_day.same_place"))

    def send(self) -> None:
        """Keep it for the day, then ask how to go on."""
        desk, number, note = self.desk, self.way.currentData(), self.note.text()
        if number is None:
            self.refuse(InvalidInput(field="way", value="", reason="empty"))
            return
        part, until = self._parts[number], self._moment()
        self.run(lambda: report_closed(desk.ctx, desk.actor, part, until, note)[1])

    def _moment(self) -> datetime:
        ctx, hours = self.desk.ctx, int(self.until.currentData())
        now = ctx.clock.now()
        return now + timedelta(hours=hours) if hours else ctx.day_begins(ctx.today() + timedelta(days=1))


class OpenAgainDialog(FormDialog):
    """Why a road is open again before its time."""

    def __init__(self, desk: Desk, closure: RoadClosure, name: str, parent: QWidget) -> None:
        super().__init__("dispatch.open_road", desk, parent)
        self._closure, self.reason = closure, QLineEdit()
        said = {"at": _clock(desk, closure.reported_at), "until": _clock(desk, closure.until)}
        self.hint.setText(desk.texts("live_day.open_hint", **said))
        self.title(desk.texts("live_day.open_title"), desk.texts("live_day.button.open_road"))
        self.who.setText(name)
        self.field("reason", desk.texts("live_day.field.reason"), self.reason)
        self.keep_typed(closure.closure_id, closure.version)

    def send(self) -> None:
        """Take it back."""
        desk, closure, reason = self.desk, self._closure, self.reason.text()
        self.run(lambda: self._taken_back(desk, closure, reason))

    def _taken_back(self, desk: Desk, closure: RoadClosure, reason: str) -> Changes:
        return open_again(desk.ctx, desk.actor, closure.closure_id, closure.version, reason)


def _clock(desk: Desk, moment: datetime) -> str:
    return clock_text(desk.ctx.local(moment))
