"""A tele-consultation with a specialist: requested, accepted, held by three parties, advised, recorded in the chart.

Source: 通訊診察治療辦法 (2024-07-01): identity and consent before it is held, and the chart says that it was by
telecommunication; 遠距會診: the advice is to stay or to be transferred.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.chart.contact import MARKS_NEEDED, IdentityMark
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import ConsultId, ContactId, EpisodeId, EscalationId, PatientId, StaffId
from hah_console.domain.written import written_line, written_note


class ConsultState(StrEnum):
    """States in order; DECLINED and CANCELLED end it, and so does RECORDED."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    HELD = "held"
    ADVISED = "advised"
    RECORDED = "recorded"
    DECLINED = "declined"
    CANCELLED = "cancelled"


CONSULT_LINE = (
    ConsultState.REQUESTED,
    ConsultState.ACCEPTED,
    ConsultState.HELD,
    ConsultState.ADVISED,
    ConsultState.RECORDED,
)
"""The states of an undisturbed consultation, in order."""
ENDED_CONSULTS = frozenset({ConsultState.RECORDED, ConsultState.DECLINED, ConsultState.CANCELLED})
_NEXT: dict[ConsultState, frozenset[ConsultState]] = {
    ConsultState.REQUESTED: frozenset({ConsultState.ACCEPTED, ConsultState.DECLINED, ConsultState.CANCELLED}),
    ConsultState.ACCEPTED: frozenset({ConsultState.HELD, ConsultState.DECLINED, ConsultState.CANCELLED}),
    ConsultState.HELD: frozenset({ConsultState.ADVISED}),
    ConsultState.ADVISED: frozenset({ConsultState.RECORDED}),
    ConsultState.RECORDED: frozenset(),
    ConsultState.DECLINED: frozenset(),
    ConsultState.CANCELLED: frozenset(),
}


class Urgency(StrEnum):
    """How soon the answer is wanted; the pack of clocks says what that means."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"


class ConsultAdvice(StrEnum):
    """What the specialist advises."""

    STAY = "stay"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Parties:
    """The three who meet: who is with the patient, the physician of the team, the specialist by name and hospital."""

    patient_side: str
    physician_id: StaffId
    specialist: str


@dataclass(frozen=True, slots=True)
class ConsultStep:
    """One state reached: when, by whose account, with which words."""

    state: ConsultState
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """How it was held. ``urgent`` needs no consent first; ``link`` is where, empty by telephone."""

    mode: VisitMode
    parties: Parties
    marks: tuple[IdentityMark, ...]
    consented: bool
    urgent: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Consult:
    """One consultation; ``history`` only grows and its last step is the present state.

    ``specialist`` is who accepted. ``advice`` and ``advice_text`` come with the advice, ``contact_id`` with the record.
    """

    consult_id: ConsultId
    episode_id: EpisodeId
    patient_id: PatientId
    department: str
    question: str
    urgency: Urgency
    history: tuple[ConsultStep, ...]
    escalation_id: EscalationId | None = None
    specialist: str = ""
    meeting: Meeting | None = None
    advice: ConsultAdvice | None = None
    advice_text: str = ""
    contact_id: ContactId | None = None
    version: int = 0

    @property
    def state(self) -> ConsultState:
        """The present state."""
        return self.history[-1].state

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state not in ENDED_CONSULTS

    def next_states(self) -> frozenset[ConsultState]:
        """What may follow now."""
        return _NEXT[self.state]

    def reached_at(self, state: ConsultState) -> datetime | None:
        """When a state was reached, or None."""
        return next((step.at for step in reversed(self.history) if step.state is state), None)

    def accepted(self, specialist: str, at: datetime, by: str) -> "Consult":
        """A specialist takes it. Raises IllegalTransition, InvalidInput without a name."""
        name = _named(specialist, "specialist")
        return replace(self._moved(ConsultState.ACCEPTED, at, by, name), specialist=name)

    def declined(self, reason: str, at: datetime, by: str) -> "Consult":
        """Nobody of the department can; another one may be asked by a new request. A reason is required."""
        return self._moved(ConsultState.DECLINED, at, by, _said(reason, "reason"))

    def cancelled(self, reason: str, at: datetime, by: str) -> "Consult":
        """No longer wanted. A reason is required."""
        return self._moved(ConsultState.CANCELLED, at, by, _said(reason, "reason"))

    def held(self, meeting: Meeting, at: datetime, by: str) -> "Consult":
        """The three parties meet.

        SAFETY(identity of a consultation): not before two marks of identity were seen and consent was given or it was
        urgent, and never with a party that has no name. Raises IllegalTransition, InvalidInput.
        """
        parties = meeting.parties
        for field, name in (("patient_side", parties.patient_side), ("specialist", parties.specialist)):
            _named(name, field)
        if meeting.mode is VisitMode.IN_PERSON:
            raise InvalidInput(field="mode", value=meeting.mode.value, reason="not_by_telecommunication")
        if len(set(meeting.marks)) < MARKS_NEEDED:
            raise InvalidInput(field="marks", value=", ".join(meeting.marks), reason="two_needed")
        if not meeting.consented and not meeting.urgent:
            raise InvalidInput(field="consented", value="", reason="missing_value")
        moved = self._moved(ConsultState.HELD, at, by, parties.specialist.strip())
        return replace(moved, meeting=meeting, specialist=parties.specialist.strip())

    def advised(self, advice: ConsultAdvice, words: str, at: datetime, by: str) -> "Consult":
        """What the specialist advises, in words. Raises IllegalTransition, InvalidInput without words."""
        said = _said(words, "advice_text")
        return replace(self._moved(ConsultState.ADVISED, at, by), advice=advice, advice_text=said)

    def recorded(self, contact_id: ContactId, at: datetime, by: str) -> "Consult":
        """It stands in the chart."""
        return replace(self._moved(ConsultState.RECORDED, at, by), contact_id=contact_id)

    def _moved(self, to: ConsultState, at: datetime, by: str, note: str = "") -> "Consult":
        if to not in self.next_states():
            raise IllegalTransition(entity="consult", state=self.state.value, move=to.value)
        return replace(self, history=(*self.history, ConsultStep(to, at, by, note)))


def requested(
    consult_id: ConsultId,
    episode_id: EpisodeId,
    patient_id: PatientId,
    department: str,
    question: str,
    urgency: Urgency,
    at: datetime,
    by: str,
    escalation_id: EscalationId | None = None,
) -> Consult:
    """A request; raises InvalidInput without a department or a question."""
    step = ConsultStep(ConsultState.REQUESTED, at, by)
    wanted, asked = _named(department, "department"), _said(question, "question")
    return Consult(consult_id, episode_id, patient_id, wanted, asked, urgency, (step,), escalation_id)


def meeting_link(template: str, consult_id: ConsultId) -> str:
    """Where the three meet: the site's template with ``{consult}`` filled in, empty for a site that has none."""
    return template.strip().replace("{consult}", consult_id)


def _named(text: str, field: str) -> str:
    written = written_line(text, field)
    if not written:
        raise InvalidInput(field=field, value="", reason="missing_value")
    return written


def _said(text: str, field: str) -> str:
    written = written_note(text, field).strip()
    if not written:
        raise InvalidInput(field=field, value="", reason="missing_value")
    return written
