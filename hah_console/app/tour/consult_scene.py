"""The tour through a consultation: asked for at the response desk, accepted, held by three, advised, in the chart."""

from collections.abc import Mapping

from PySide6.QtCore import Qt

from hah_console.app.tour.journey_walk import JourneyWalk
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import FALLING, SHORT_S
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.consult import ConsultAdvice, ConsultState
from hah_console.services.contact_entry import mark_field

QUESTION, SPECIALIST, CAREGIVER = "SpO2 89 %, NEWS2 5: stay at home?", "林醫師", "家屬在旁"
ADVICE = "氧氣 4 L/min 後仍低於 90 %，建議轉院住院治療。"
TAKEN = "consultation: {state}"
RECORDED_LINE = TAKEN.format(state=ConsultState.RECORDED.value)
DEPARTMENT, _YES = "chest", "yes"
_S = ConsultState
_STEPS: tuple[tuple[str, ConsultState, Mapping[str, str]], ...] = (
    ("consult_accept", _S.ACCEPTED, {"specialist": SPECIALIST}),
    (
        "consult_hold",
        _S.HELD,
        {
            "patient_side": CAREGIVER, mark_field(IdentityMark.NAME): _YES,
            mark_field(IdentityMark.BIRTH_DATE): _YES, "consented": _YES,
        },
    ),
    ("consult_advice", _S.ADVISED, {"advice": ConsultAdvice.TRANSFER.value, "advice_text": ADVICE}),
    ("consult_record", _S.RECORDED, {}),
)  # fmt: skip
"""The form of each step, the state it leads to, and what is typed into it; the chart's entry is drafted already."""


class ConsultScene(JourneyWalk):
    """Of the patient who worsens."""

    def ask_specialist(self) -> Story:
        """At the response desk, as one of its four choices."""
        yield from self.go("response", FALLING)
        yield Wait("a consultation can be chosen", lambda: self.hands.can_press("response.tele_consult"), SHORT_S)
        yield pause(2.0)
        self.hands.press("response.tele_consult")
        self.hands.pick("response.department", DEPARTMENT)
        self.hands.write("response.reason", QUESTION)
        self.hands.press("response.decide")
        yield from self.shown("consults")
        yield pause(1.0)
        yield from self.camera.shoot("consult_asked")
        self.note("the physician asks a specialist")

    def hold_consultation(self) -> Story:
        """Each step by one key and its form."""
        for form, state, fields in _STEPS:
            yield from self._take(form, state, fields)
        yield pause(0.5)
        yield from self.camera.shoot("consult_recorded")

    def _take(self, form: str, state: ConsultState, fields: Mapping[str, str]) -> Story:
        yield Wait(f"{state.value} is offered", lambda: self.hands.can_press("consults.next"), SHORT_S)
        self.press(Qt.Key.Key_F9)
        yield self.ready(f"{form}.submit")
        yield pause(0.5)
        self.hands.fill(form, fields)
        yield pause(0.5)
        self.hands.press(f"{form}.submit")
        yield self.until(f"the consultation is {state.value}", lambda: self._consult_state() is state)
        yield self.no_dialog()
        self.note(TAKEN.format(state=state.value))
        yield pause(0.8)

    def _consult_state(self) -> ConsultState | None:
        with self.ctx.store() as uow:
            found = uow.consults.of_patient(FALLING)
        return found[-1].state if found else None
