"""The first day of the tour's cases: the referral is typed in and answered, the intake done, the patient admitted."""

from PySide6.QtCore import Qt

from hah_console.app.bootstrap import Core
from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.stage import Surroundings
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import SHORT_S, Walk
from hah_console.domain.referral import Referral, ReferralState

_Key = Qt.Key
_Ctrl = Qt.KeyboardModifier.ControlModifier


class AdmissionAct(Walk):
    """A nurse takes the referrals in and assesses them, a physician admits."""

    def __init__(self, core: Core, around: Surroundings) -> None:
        super().__init__(around.window, core.ctx, around.onlooker, around.camera)

    def tell(self) -> Story:
        """Every case, one after the other."""
        yield from self.enter("nurse1")
        for case in read_cases():
            yield from self._refer(case)

    def _refer(self, case: JourneyCase) -> Story:
        yield from self.open(_Key.Key_9, "referrals")
        self.press(_Key.Key_F5)
        yield self.ready("referral.name")
        self.hands.fill("referral", case.referral)
        yield from self.camera.shoot(f"{case.condition}_referral")
        self.hands.key(_Key.Key_Return, _Ctrl)
        yield self.until("the referral is stored", lambda: self._referral(case) is not None)
        self.note(f"{case.condition}: a referral is typed in")
        yield from self.camera.shoot(f"{case.condition}_inbox")
        yield Wait("answering is offered", lambda: self.hands.can_press("referrals.forward"), SHORT_S)
        self.press(_Key.Key_F9)
        yield self.until("it is accepted", lambda: self._state(case) is ReferralState.ACCEPTED)
        self.note(f"{case.condition}: it is accepted")
        yield pause(0.5)

    def _referral(self, case: JourneyCase) -> Referral | None:
        with self.ctx.store() as uow:
            return next((one for one in uow.referrals.open() if one.person.national_id == case.national_id), None)

    def _state(self, case: JourneyCase) -> ReferralState | None:
        found = self._referral(case)
        return found.state if found else None
