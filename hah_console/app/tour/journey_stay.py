"""The third day of the tour's cases: notes, questionnaires, the round, a video contact, the handover of a shift."""

from PySide6.QtCore import Qt

from hah_console.app.tour.cases import JourneyCase, read_cases
from hah_console.app.tour.journey_walk import STAY, JourneyWalk
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import DEMO_PASSWORD, DIALOG_S, SHORT_S
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.contact import Advice, ContactReason, IdentityMark, Outcome
from hah_console.domain.chart.note import NoteKind, NoteState
from hah_console.domain.closing.handover import Handover, HandoverState
from hah_console.domain.ids import UserId
from hah_console.domain.round import RoundDecision

_Key = Qt.Key
_Ctrl = Qt.KeyboardModifier.ControlModifier
RECEIVER = "nurse2"
DIARY = "symptom_diary"


class StayAct(JourneyWalk):
    """A nurse writes, asks and hands over; the physician sees everybody on the round; another nurse takes over."""

    def tell(self) -> Story:
        """Every case, person by person."""
        yield from self.begin("nurse1")
        for case in read_cases():
            yield from self._write_note(case)
            yield from self._ask(case)
        yield from self.change_person("physician1")
        for case in read_cases():
            yield from self._round(case)
            yield from self._contact(case)
        yield from self.change_person("nurse1")
        yield from self._hand_over()
        yield from self.change_person(RECEIVER)
        yield from self._take_over()

    def _write_note(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "notes")
        self.press(_Key.Key_F5)
        yield self.ready("note.kind")
        self.hands.fill("note", {"kind": NoteKind.VISIT.value, **case.note})
        yield from self.camera.shoot(f"{case.condition}_note")
        self.hands.key_on("note.subjective", _Key.Key_Return, _Ctrl)
        yield self.ready("notes.password")
        yield pause(0.5)
        self.hands.write("notes.password", DEMO_PASSWORD)
        self.hands.key_on("notes.password", _Key.Key_Return)
        yield self.until("the note is signed", lambda: self._signed(case))
        self.note(f"{case.condition}: a note is written and signed")
        yield pause(0.5)

    def _ask(self, case: JourneyCase) -> Story:
        yield from self.open_tab(case, "questionnaires")
        self.hands.choose_key("questionnaires.list", DIARY)
        yield pause(0.3)
        self.press(_Key.Key_F5)
        yield self.ready("questionnaires.ask.choices")
        yield pause(0.5)
        while not self.hands.can_press("questionnaires.ask.store"):
            self.hands.key_on("questionnaires.ask.choices", _Key.Key_1)
            yield pause(0.1)
        yield from self.camera.shoot(f"{case.condition}_questionnaire")
        self.hands.press("questionnaires.ask.store")
        yield self.until("the answers are kept", lambda: self._has(case, CaseEventKind.ANSWERED))
        self.note(f"{case.condition}: a questionnaire is answered")
        yield pause(0.5)

    def _round(self, case: JourneyCase) -> Story:
        yield from self.go("round", self.patient_id(case))
        yield self.ready("round.note.plan")
        self.hands.fill("round.note", {"decision": RoundDecision.CONTINUE.value, **case.note})
        self.hands.write("round.password", DEMO_PASSWORD)
        yield from self.camera.shoot(f"{case.condition}_round")
        self.hands.write("round.password", DEMO_PASSWORD)
        self.hands.key_on("round.note.plan", _Key.Key_Return, _Ctrl)
        yield self.until("the decision is signed", lambda: self._round_notes(case) > 0)
        self.note(f"{case.condition}: seen on the round, the decision signed")
        yield pause(0.5)

    def _contact(self, case: JourneyCase) -> Story:
        self.press(_Key.Key_F5)
        yield self.ready("contact.mode")
        self.hands.fill("contact", _contact())
        self.hands.close_dialog()
        yield self.no_dialog()
        yield from self.shoot_dialog(f"{case.condition}_contact", lambda: self.press(_Key.Key_F5))
        yield self.no_dialog()
        self.press(_Key.Key_F5)
        yield self.ready("contact.mode")
        yield pause(DIALOG_S)
        self.hands.press("contact.submit")
        yield self.until("the contact is kept", lambda: self._has(case, CaseEventKind.CONTACT_HELD))
        yield self.no_dialog()
        self.note(f"{case.condition}: a video contact with identity and consent")

    def _hand_over(self) -> Story:
        yield from self.open(_Key.Key_8, "handover")
        yield self.ready("handover.receiver")
        self.hands.pick("handover.receiver", self._user(RECEIVER))
        self.press(_Key.Key_F9)
        yield self.until("a handover is drafted", lambda: self._handover() is not None)
        yield pause(1.0)
        yield from self.camera.shoot("handover_draft")
        self.press(_Key.Key_F9)
        yield self.ready("handover.sign.password")
        self.hands.write("handover.sign.password", DEMO_PASSWORD)
        self.hands.press("handover.sign.submit")
        yield self.until("it is sent", lambda: self._handover_state() is HandoverState.SENT)
        yield self.no_dialog()
        self.note("the shift is handed over with a signature")

    def _take_over(self) -> Story:
        yield from self.open(_Key.Key_8, "handover")
        yield pause(1.0)
        self.hands.choose_row("handover.hers", 0)
        yield pause(0.5)
        yield from self.camera.shoot("handover_received")
        while self._handover_state() is HandoverState.SENT:
            before = self._answered()
            yield Wait("taking over is offered", lambda: self.hands.usable("handover.read_back"), SHORT_S)
            self.hands.check("handover.read_back")
            self.press(_Key.Key_F9)
            yield self.until("a patient is taken over", lambda before=before: self._answered() > before)  # type: ignore[misc]
            yield pause(0.3)
        self.note("every patient is taken over one by one")

    def _signed(self, case: JourneyCase) -> bool:
        with self.ctx.store() as uow:
            notes = uow.notes.of_patient(self.patient_id(case), *STAY)
        return any(note.state is NoteState.SIGNED and note.kind is NoteKind.VISIT for note in notes)

    def _round_notes(self, case: JourneyCase) -> int:
        with self.ctx.store() as uow:
            notes = uow.notes.of_patient(self.patient_id(case), *STAY)
        return sum(note.kind is NoteKind.PROGRESS for note in notes)

    def _has(self, case: JourneyCase, kind: CaseEventKind) -> bool:
        with self.ctx.store() as uow:
            return any(event.kind is kind for event in uow.case_events.of_episode(self.episode(case).episode_id))

    def _user(self, sign_in_name: str) -> UserId:
        with self.ctx.store() as uow:
            found = uow.users.by_sign_in_name(sign_in_name)
        if found is None:
            raise LookupError(sign_in_name)
        return found.user_id

    def _handover(self) -> Handover | None:
        with self.ctx.store() as uow:
            found = uow.handovers.between(*STAY)
        return found[-1] if found else None

    def _handover_state(self) -> HandoverState | None:
        found = self._handover()
        return found.state if found else None

    def _answered(self) -> int:
        found = self._handover()
        return sum(item.answer is not None for item in found.items) if found else 0


def _contact() -> dict[str, str]:
    marks = {f"mark_{mark.value}": "yes" for mark in (IdentityMark.NAME, IdentityMark.BIRTH_DATE)}
    return {
        "mode": "video",
        "reason": ContactReason.ROUTINE.value,
        **marks,
        "consented": "yes",
        "outcome": Outcome.DONE.value,
        "advice": Advice.STAY.value,
        "note": "精神好，進食約七成，無呼吸困難。",
    }
