"""The end of the tour's cases: closed with a discharge summary, referred on, and watched afterwards."""

from PySide6.QtCore import Qt

from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.steps import Story, pause
from hah_console.app.tour.walk import DEMO_PASSWORD, DIALOG_S
from hah_console.domain.closing.closure import ReturnPath
from hah_console.domain.closing.dose_end import HANDED_ON, left_due
from hah_console.domain.closing.summary import Said, SummarySection
from hah_console.domain.episode import EpisodeState, Outcome
from hah_console.services.closure_fields import DOSE, DOSE_WORDS, SAID, TASK, TEXT
from hah_console.ui.closing.steps import Step

_Key = Qt.Key
UNIT = {"unit_code": "B01", "unit": "示範長照中心", "needs": "協助沐浴、送餐"}
DONE, TO_WHOM = "治療完成", "示範診所"
ISSUE = f"referral.{Step.LTC_ISSUE}"


class ClosingAct(JourneyWalk):
    """The physician closes each admission, a nurse refers on; the watch after closure begins."""

    def tell(self) -> Story:
        """Every case, person by person."""
        yield from self.begin("physician1")
        for case in read_cases():
            yield from self._close(case)
        yield from self.change_person("nurse1")
        for case in read_cases():
            yield from self._refer_on(case)
            yield from self._look_back(case)

    def _close(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "referral")
        self.press(_Key.Key_F11)
        yield self.ready("closure.outcome")
        self.hands.fill("closure", {"outcome": Outcome.COMPLETED_TREATMENT.value, "path": ReturnPath.CLINIC.value})
        self._settle_doses(case)
        self._name_work(case)
        self._say_the_rest()
        self.hands.close_dialog()
        yield self.no_dialog()
        yield from self.shoot_dialog(f"{case.condition}_closure", lambda: self.press(_Key.Key_F11))
        yield self.no_dialog()
        self.press(_Key.Key_F11)
        yield self.ready("closure.outcome")
        yield pause(DIALOG_S)
        self.hands.write("closure.password", DEMO_PASSWORD)
        self.hands.press("closure.submit")
        yield self.until("she is discharged", lambda: self.episode(case).state is EpisodeState.CLOSED)
        yield self.no_dialog()
        self.note(f"{case.condition}: closed with a signed discharge summary")

    def _settle_doses(self, case: JourneyCase) -> None:
        """What is due goes on with the clinic."""
        with self.ctx.store() as uow:
            due = left_due(uow.doses.of_episode(self.episode(case).episode_id), self.ctx.clock.now())
        for dose in due:
            self.hands.fill("closure", {f"{DOSE}{dose.dose_id}": HANDED_ON, f"{DOSE_WORDS}{dose.dose_id}": TO_WHOM})

    def _name_work(self, case: JourneyCase) -> None:
        """Every task that ends is ticked by itself."""
        with self.ctx.store() as uow:
            tasks = uow.tasks.of_patient(self.patient_id(case))
        for task in tasks:
            self.hands.check_if_there(f"closure.{TASK}{task.task_id}")
        if self.hands.usable("closure.task_reason"):
            self.hands.fill("closure", {"task_reason": DONE})

    def _say_the_rest(self) -> None:
        """What the record has no words for is said to be unknown."""
        for section in SummarySection:
            if not self.hands.text(f"closure.{TEXT}{section}"):
                self.hands.fill("closure", {f"{SAID}{section}": Said.UNKNOWN.value})

    def _refer_on(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "referral")
        self.press(_Key.Key_F5)
        yield self.ready(f"{ISSUE}.unit")
        self.hands.fill(ISSUE, UNIT)
        self.hands.press(f"{ISSUE}.submit")
        yield self.until("the form is issued", lambda: self._issued(case))
        yield self.no_dialog()
        yield pause(0.5)
        yield from self.camera.shoot(f"{case.condition}_referred_on")
        self.note(f"{case.condition}: referred to long-term care")

    def _look_back(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "timeline")
        yield from self.camera.shoot(f"{case.condition}_timeline")

    def _issued(self, case: JourneyCase) -> bool:
        with self.ctx.store() as uow:
            return bool(uow.ltc_referrals.of_patient(self.patient_id(case)))
