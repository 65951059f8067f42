"""What the dispensary shows, what a scanned text means, and why a code was refused; no Qt."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.ids import PrescriptionId
from hah_console.domain.prescription import AlreadyDispensed, PrescriptionExpired, PrescriptionState
from hah_console.domain.rulepack import RulePacks
from hah_console.services.context import Context
from hah_console.services.dispensary import Dispensary, PrescriptionRow, read_dispensary, scanned_number
from hah_console.ui.i18n import Texts
from hah_console.ui.prescriptions.rx_list import RxLine, rx_line
from hah_console.ui.prescriptions.rx_words import line_words, state_words, story


@dataclass(slots=True)
class DispensaryPresenter:
    """``queue`` is None until it was read; ``chosen`` the number of the one in sight."""

    ctx: Context
    actor: Actor
    texts: Texts
    packs: RulePacks
    queue: Dispensary | None = None
    chosen: str = ""

    def read(self) -> Dispensary:
        """All that wait; on a worker thread."""
        return read_dispensary(self.ctx, self.actor, self.packs.care)

    def lines(self, now: datetime) -> tuple[RxLine, ...]:
        """The list."""
        rows = self.queue.rows if self.queue else ()
        return tuple(rx_line(self.texts, self.ctx.local, row, now, named=True) for row in rows)

    def row(self) -> PrescriptionRow | None:
        """The chosen prescription."""
        return self.queue.find(self.chosen) if self.queue else None

    def summary(self) -> str:
        """How many wait for what."""
        states = [row.prescription.state for row in self.queue.rows] if self.queue else []
        issued, out = states.count(PrescriptionState.ISSUED), states.count(PrescriptionState.DISPENSED)
        return self.texts("dispensary.summary", issued=issued, dispensed=out)

    def who(self) -> str:
        """Whose the chosen one is."""
        row = self.row()
        if row is None:
            return ""
        person = row.identity
        born, number = person.birth_date.isoformat(), person.record_number
        return self.texts("rx.who", name=person.name, born=born, number=number)

    def detail(self, now: datetime) -> tuple[str, ...]:
        """State, allergies, medications and what became of the chosen one."""
        row = self.row()
        if row is None:
            return ()
        texts, person = self.texts, row.identity
        allergy = texts.word("words.allergy_state", person.allergy_state)
        named = texts("rx.comma").join(person.allergies)
        return (
            texts("dispensary.state", state=state_words(texts, row.prescription, now)),
            texts("orders.allergy", state=allergy, what=named) if named else allergy,
            *(line_words(texts, line) for line in row.lines),
            *story(texts, self.ctx.local, row, now),
        )

    def number_of(self, typed: str) -> PrescriptionId | None:
        """Which prescription a typed or scanned text is for: the one it names, else the chosen one."""
        row = self.row()
        return scanned_number(typed) or (row.prescription.prescription_id if row else None)

    def waits(self, number: str) -> bool:
        """Whether a prescription can still be dispensed, as far as the list knows."""
        row = self.queue.find(number) if self.queue else None
        return row is not None and row.prescription.state is PrescriptionState.ISSUED

    def refusal(self, error: Exception) -> str:
        """Why it was not dispensed, with the moment as people here read it."""
        local = self.ctx.local
        if isinstance(error, AlreadyDispensed) and isinstance(at := error.facts["at"], datetime):
            return self.texts("dispensary.already", at=f"{local(at):%m-%d %H:%M}")
        if isinstance(error, PrescriptionExpired) and isinstance(until := error.facts["valid_until"], datetime):
            return self.texts("dispensary.expired", at=f"{local(until):%m-%d %H:%M}")
        return self.texts.error(error)

    def may_dispense(self) -> bool:
        """Whether this person dispenses."""
        return permits(self.actor.role, Action.DISPENSE)

    def may_deliver(self) -> bool:
        """Whether this person can record who took the chosen one at the door."""
        row = self.row()
        out = row is not None and row.prescription.state is PrescriptionState.DISPENSED
        return out and permits(self.actor.role, Action.COMPLETE_TASK)
