"""The tour of the exchange: what is parked, what came in and cannot be used, whose it is, what she measured herself."""

from datetime import timedelta

from PySide6.QtCore import Qt

from hah_console.app.own_files import open_own_file
from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import FALLING
from hah_console.domain.exchange import FeedCounts, inbound_feed
from hah_console.domain.identity_match import MatchState
from hah_console.services.own_readings import OwnImport, import_own
from hah_console.ui.places import HOSPITAL_TAB, LIVE_TAB, PatientPlace

FEED = "示範醫院"
PHYSICIAN = "physician1"
CAME_S, LOOK_S, SENDS_S, FEW = 60.0, 1.0, 20, 10
OWN_FILE = "own.csv"
OWN_VALUES = ((170, "spo2", 95, "%"), (110, "spo2", 93, "%"), (50, "spo2", 91, "%"), (50, "hr", 108, "/min"),
              (110, "temp", 38.1, "Cel"))  # fmt: skip
"""Minutes ago, vital, value, unit of a finger oximeter and a thermometer at home."""


class ExchangeAct(JourneyWalk):
    """One look at every screen of the exchange."""

    def tell(self) -> Story:
        """The whole act."""
        yield from self.begin(PHYSICIAN)
        self.note(f"a file of the patient: {self._bring_own_file().new} values, unverified")
        yield self.until("the hospital was read", self._was_read, CAME_S)
        yield from self._patient()
        yield from self._matches()
        yield from self._page("refusals", "exchange_not_usable")
        yield from self._page("codes", "exchange_codes")
        yield from self._connections()

    def _connections(self) -> Story:
        """Last, for by now most of what goes out has gone; what has not is seen waiting."""
        yield self.until("something is parked", lambda: self._counts().parked > 0, CAME_S)
        for _ in range(SENDS_S):
            if self._counts().waiting < FEW:
                break
            yield pause(LOOK_S)
        self.note("the feed sends and reads; what the hospital does not take is parked")
        yield from self.go("exchange", "feeds")
        yield pause(LOOK_S)
        yield from self.camera.shoot("exchange_connections")
        self.hands.choose_key("exchange.list", f"feed:{FEED}")
        self.hands.choose_row("exchange.entries", 0)
        yield from self.camera.shoot("exchange_outbox_parked")

    def _page(self, page: str, name: str) -> Story:
        yield from self.go("exchange", page)
        yield pause(LOOK_S)
        self.hands.key(Qt.Key.Key_Down)
        self.press(Qt.Key.Key_F6)
        yield pause(LOOK_S)
        yield Wait("it is read as it came", lambda: self.window.tasks.idle)
        yield from self.camera.shoot(name)

    def _matches(self) -> Story:
        yield from self.go("matches")
        yield pause(LOOK_S)
        yield from self.camera.shoot("exchange_match")
        self.note("a record that might be ours waits for a person")

    def _patient(self) -> Story:
        yield from self.go("patient", str(PatientPlace(FALLING, HOSPITAL_TAB)))
        yield pause(LOOK_S)
        yield from self.camera.shoot("exchange_hospital_tab")
        yield from self.go("patient", str(PatientPlace(FALLING, LIVE_TAB)))
        yield pause(2 * LOOK_S)
        yield from self.camera.shoot("exchange_own_readings")
        self.note("what she measured herself stands as hollow rings beside the monitor's line")

    def _bring_own_file(self) -> OwnImport:
        now, ctx = self.ctx.clock.now(), self.ctx
        lines = [f"{(now - timedelta(minutes=ago)).isoformat()},{vital},{value},{unit},家用血氧機"
                 for ago, vital, value, unit in OWN_VALUES]  # fmt: skip
        file = self.home / OWN_FILE
        file.write_text("\n".join(["time,vital,value,unit,source", *lines]) + "\n", "utf-8")
        return import_own(ctx, self.frame.desk.actor, FALLING, open_own_file(file, ctx.zone), now - timedelta(days=30))

    def _was_read(self) -> bool:
        with self.ctx.store() as uow:
            good = uow.exchange.feed(inbound_feed(FEED)).last_good_at is not None
            waits = uow.match_cases.counts(FEED).get(MatchState.OPEN, 0) > 0
            return good and waits and uow.inbound_refusals.count_open(FEED) > 0

    def _counts(self) -> FeedCounts:
        with self.ctx.store() as uow:
            return uow.exchange.counts(FEED)
