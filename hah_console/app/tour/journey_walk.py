"""What the later acts of the tour's cases share: who the patient is by now, and her page."""

from datetime import datetime

from hah_console.app.bootstrap import Core
from hah_console.app.tour.browser import Browser, Doing
from hah_console.app.tour.cases import JourneyCase
from hah_console.app.tour.stage import Surroundings
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import Walk
from hah_console.domain.clock import TAIPEI, SystemClock
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId
from hah_console.services.signs_of_life import SERVICE_PROCESS
from hah_console.ui.places import PatientPlace

START_S, BROWSER_S = 60.0, 60.0
STAY = (datetime(2026, 11, 1, tzinfo=TAIPEI), datetime(2026, 12, 31, tzinfo=TAIPEI))
"""Everything that happens to the cases lies between."""


class JourneyWalk(Walk):
    """One act over the cases."""

    def __init__(self, core: Core, around: Surroundings) -> None:
        super().__init__(around.window, core.ctx, around.onlooker, around.camera)
        self.rules = core.rules
        self.home = core.options.home
        self._started = SystemClock().now()

    def begin(self, name: str) -> Story:
        """Sign in once the service of this start is at work, which takes longer than the window on a busy machine."""
        yield self.until("the service is at work", self._service_works, START_S)
        yield from self.enter(name)

    def in_browser(self, browser: Browser, doing: Doing) -> Story:
        """Do something in a browser while the console goes on; raises RuntimeError with what went wrong."""
        browser.run(doing)
        yield Wait("the browser has done it", lambda: not browser.busy, BROWSER_S)
        if browser.trouble:
            raise RuntimeError(browser.trouble)

    def _service_works(self) -> bool:
        with self.ctx.store() as uow:
            beats = uow.service.heartbeats()
        return any(beat.process == SERVICE_PROCESS and beat.at >= self._started for beat in beats)

    def patient_id(self, case: JourneyCase) -> PatientId:
        """Whose record the referral led to; raises LookupError before the admission."""
        with self.ctx.store() as uow:
            found = [one.patient_id for one in uow.referrals.of_number(case.national_id) if one.patient_id]
        if not found:
            raise LookupError(f"nobody was admitted for {case.condition}")
        return found[-1]

    def episode(self, case: JourneyCase) -> Episode:
        """Her newest admission."""
        with self.ctx.store() as uow:
            return uow.episodes.of_patient(self.patient_id(case))[-1]

    def open_tab(self, case: JourneyCase, tab_id: str) -> Story:
        """One tab of her page."""
        yield from self.go("patient", str(PatientPlace(self.patient_id(case), tab_id)))
        yield pause(1.0)
