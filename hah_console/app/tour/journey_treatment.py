"""The treatment of the tour's cases begins: ordered, prescribed, dispensed, delivered, the first dose given."""

from PySide6.QtCore import Qt

from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import DIALOG_S, SHORT_S
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.dose import DoseState
from hah_console.domain.order import Order
from hah_console.domain.prescription import Prescription, PrescriptionState

_Key = Qt.Key
BECAUSE = "藥師已確認無交叉過敏。"
_GIVE_MARKS = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)


class TreatmentAct(JourneyWalk):
    """The physician orders and prescribes, the pharmacist dispenses, a nurse hands over and gives the first dose."""

    def tell(self) -> Story:
        """Every case, person by person."""
        yield from self.begin("physician1")
        for case in read_cases():
            yield from self._order(case)
            yield from self._prescribe(case)
        yield from self.change_person("pharmacist1")
        for case in read_cases():
            yield from self._dispense(case)
        yield from self.change_person("nurse1")
        for case in read_cases():
            yield from self._deliver(case)
            yield from self._give(case)

    def _order(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "medication")
        self.press(_Key.Key_F10)
        yield self.ready("order.kind")
        self.hands.fill("order", {"kind": "iv_dose", **case.order})
        yield pause(DIALOG_S)
        if self.hands.usable("order.because"):
            self.hands.fill("order", {"because": BECAUSE})
            yield pause(DIALOG_S)
        self.hands.close_dialog()
        yield self.no_dialog()
        yield from self.shoot_dialog(f"{case.condition}_order", lambda: self.press(_Key.Key_F10))
        yield self.no_dialog()
        self.press(_Key.Key_F10)
        yield self.ready("order.kind")
        yield pause(DIALOG_S)
        self.hands.press("order.submit")
        yield self.until("the order runs", lambda: bool(self._orders(case)))
        yield self.no_dialog()
        self.note(f"{case.condition}: {case.order['drug']} is ordered, its doses dated")

    def _prescribe(self, case: JourneyCase) -> Story:
        yield Wait("prescribing is offered", lambda: self.hands.can_press("medication.rx"), SHORT_S)
        self.hands.press("medication.rx")
        yield self.ready("rx.list")
        self.hands.press("rx.issue")
        yield self.ready("rx.issue.submit")
        self.hands.press("rx.issue.submit")
        yield self.until("it is prescribed", lambda: self._prescription(case) is not None)
        yield pause(DIALOG_S)
        self.hands.close_dialog()
        yield self.no_dialog()
        yield from self.shoot_dialog(f"{case.condition}_prescription", lambda: self.hands.press("medication.rx"))
        yield self.no_dialog()
        self.note(f"{case.condition}: a prescription with its one-time code")

    def _dispense(self, case: JourneyCase) -> Story:
        found = self._prescription(case)
        if found is None:
            raise LookupError(f"no prescription of {case.condition}")
        yield from self.go("dispensary")
        yield self.ready("dispensary.scan")
        self.hands.write("dispensary.scan", found.qr_text())
        self.hands.key_on("dispensary.scan", _Key.Key_Return)
        yield pause(1.0)
        yield from self.camera.shoot(f"{case.condition}_dispensary")
        self.press(_Key.Key_F9)
        yield self.until("it is dispensed", lambda: self._rx_state(case) is PrescriptionState.DISPENSED)
        self.note(f"{case.condition}: dispensed once, its code invalid")
        yield pause(0.5)

    def _deliver(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "medication")
        self.hands.press("medication.rx")
        yield Wait("a receipt is offered", lambda: self.hands.can_press("rx.deliver"), SHORT_S)
        yield pause(0.5)
        self.hands.press("rx.deliver")
        yield self.ready("rx.receipt.received_by")
        self.hands.write("rx.receipt.received_by", case.referral["caregiver_name"])
        self.hands.choose("rx.receipt.relationship", 2)
        self.hands.press("rx.receipt.submit")
        yield self.until("it is delivered", lambda: self._rx_state(case) is PrescriptionState.DELIVERED)
        yield pause(0.5)
        self.hands.close_dialog()
        yield self.no_dialog()
        self.note(f"{case.condition}: delivered to the door with a receipt")

    def _give(self, case: JourneyCase) -> Story:
        yield Wait("giving is offered", lambda: self.hands.can_press("medication.give.open"), SHORT_S)
        yield from self.shoot_dialog(f"{case.condition}_dose", self._tick_marks)
        yield self.no_dialog()
        self._tick_marks()
        yield self.ready("medication.give.at")
        self.hands.press("medication.give.submit")
        yield self.until("the dose is given", lambda: self._given(case))
        yield self.no_dialog()
        yield from self.camera.shoot(f"{case.condition}_medication")
        self.note(f"{case.condition}: the first dose is given")

    def _tick_marks(self) -> None:
        self.press(_Key.Key_F5)
        for mark in _GIVE_MARKS:
            self.hands.press_any(f"medication.give.mark.{mark.value}")

    def _orders(self, case: JourneyCase) -> tuple[Order, ...]:
        with self.ctx.store() as uow:
            return uow.orders.of_patient(self.patient_id(case))

    def _prescription(self, case: JourneyCase) -> Prescription | None:
        with self.ctx.store() as uow:
            return next(iter(uow.prescriptions.of_episode(self.episode(case).episode_id)), None)

    def _rx_state(self, case: JourneyCase) -> PrescriptionState | None:
        found = self._prescription(case)
        return found.state if found else None

    def _given(self, case: JourneyCase) -> bool:
        with self.ctx.store() as uow:
            return any(dose.state is DoseState.GIVEN for dose in uow.doses.of_episode(self.episode(case).episode_id))
