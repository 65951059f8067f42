"""The first day of the tour's cases: the referral is typed in and answered, the intake done, the patient admitted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPdfWriter

from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import SHORT_S
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_rules import Answer, Effect
from hah_console.domain.referral import Referral, ReferralState

_Key = Qt.Key
_Ctrl = Qt.KeyboardModifier.ControlModifier
EXPLAINED_AGO, SIGNED_AGO = timedelta(minutes=20), timedelta(minutes=5)
REASON = "符合收案條件，家屬同意並可配合。"


class AdmissionAct(JourneyWalk):
    """A nurse takes the referrals in and assesses them, a physician decides and admits."""

    def tell(self) -> Story:
        """Every case, one after the other."""
        write_paper(self._paper)
        yield from self.begin("nurse1")
        for case in read_cases():
            yield from self._refer(case)
            yield from self._assess(case)
            yield from self._sign_consent(case)
        yield from self.change_person("physician1")
        for case in read_cases():
            yield from self._decide(case)
            yield from self._admit(case)

    @property
    def _paper(self) -> Path:
        return self.home / "consent.pdf"

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

    def _assess(self, case: JourneyCase) -> Story:
        yield from self._open_intake(case)
        yield self.ready("intake.diagnosis")
        self.hands.fill("intake", {"diagnosis": case.diagnosis, "antibiotic": case.antibiotic})
        for name in self._wanted_answers():
            self.hands.press_any(name)
        for activity in self.rules.scores.barthel.items:
            self._choose_level(activity.name)
        yield pause(0.5)
        yield from self.camera.shoot(f"{case.condition}_intake", lambda: self.hands.choose_row("intake.index", 3))
        self.hands.key_on("intake.diagnosis", _Key.Key_Return, _Ctrl)
        yield self.until("the answers are kept", lambda: self._answered(case))
        self.note(f"{case.condition}: the intake is answered")

    def _sign_consent(self, case: JourneyCase) -> Story:
        self.press(_Key.Key_F7)
        yield self.ready("consent.signer_name")
        self.hands.fill("consent", self._consent(case))
        self.hands.choose("consent.explained_by", 1)
        yield from self.camera.shoot(f"{case.condition}_consent")
        self.hands.key_on("consent.signer_name", _Key.Key_Return, _Ctrl)
        yield self.until("the consent is signed", lambda: self._consented(case))
        self.note(f"{case.condition}: the consent is signed")
        yield pause(0.5)

    def _decide(self, case: JourneyCase) -> Story:
        yield from self._open_intake(case)
        self.press(_Key.Key_F8)
        yield self.ready("intake_decision.reason")
        self.hands.fill("intake_decision", {"decision": Decision.ELIGIBLE.value, "reason": REASON})
        yield from self.camera.shoot(f"{case.condition}_decision")
        self.hands.key_on("intake_decision.reason", _Key.Key_Return, _Ctrl)
        yield self.until("it is decided for", lambda: self._decision(case) is Decision.ELIGIBLE)
        self.note(f"{case.condition}: care at home is decided for")

    def _admit(self, case: JourneyCase) -> Story:
        yield Wait("admitting is offered", lambda: self.hands.can_press("intake.admit"), SHORT_S)
        self.press(_Key.Key_F9)
        yield self.ready("admission.owner_id")
        self.hands.pick("admission.owner_id", "N-01")
        self.hands.pick("admission.physician_id", "MD-01")
        self.hands.fill("admission", {"record_number": f"T{case.national_id[-6:]}"})
        yield from self.camera.shoot(f"{case.condition}_admission")
        self.hands.key_on("admission.record_number", _Key.Key_Return, _Ctrl)
        yield self.until("she is admitted", lambda: self._state(case) is ReferralState.ADMITTED)
        self.note(f"{case.condition}: admitted")
        yield pause(0.5)

    def _open_intake(self, case: JourneyCase) -> Story:
        found = self._referral(case)
        if found is None:
            raise LookupError(f"no referral of {case.condition}")
        yield from self.go("intake", found.referral_id)
        yield pause(0.5)

    def _wanted_answers(self) -> Iterator[str]:
        """The buttons of the answers care at home goes with; of the n of m all are met."""
        for item in self.rules.intake.items:
            met = Answer.YES if item.effect is Effect.COUNTED else item.wanted
            yield f"intake.item.{item.item_id}.{met.value}"

    def _choose_level(self, activity: str) -> None:
        """Somebody who needs help with everything that can be chosen."""
        name = f"intake.barthel.{activity}"
        if self.hands.usable(name):
            self.hands.choose(name, 2)

    def _consent(self, case: JourneyCase) -> dict[str, str]:
        now = self.ctx.local(self.ctx.clock.now())
        return {
            "explained_at": f"{now - EXPLAINED_AGO:%Y-%m-%d %H:%M}",
            "signer_name": case.referral["name"],
            "relation": "self",
            "signed_at": f"{now - SIGNED_AGO:%Y-%m-%d %H:%M}",
            "file": str(self._paper),
        }

    def _referral(self, case: JourneyCase) -> Referral | None:
        with self.ctx.store() as uow:
            return next(iter(uow.referrals.of_number(case.national_id)), None)

    def _state(self, case: JourneyCase) -> ReferralState | None:
        found = self._referral(case)
        return found.state if found else None

    def _intake(self, case: JourneyCase) -> Intake | None:
        found = self._referral(case)
        with self.ctx.store() as uow:
            return uow.intakes.of_referral(found.referral_id) if found else None

    def _answered(self, case: JourneyCase) -> bool:
        intake = self._intake(case)
        return intake is not None and intake.answers.diagnosis == case.diagnosis

    def _consented(self, case: JourneyCase) -> bool:
        intake = self._intake(case)
        with self.ctx.store() as uow:
            return intake is not None and bool(uow.consents.of_intake(intake.intake_id))

    def _decision(self, case: JourneyCase) -> Decision | None:
        intake = self._intake(case)
        return intake.decision if intake else None


def write_paper(path: Path) -> None:
    """A page that stands for the signed paper."""
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.drawText(400, 600, "在宅急症照護同意書（示範）")
    painter.end()
