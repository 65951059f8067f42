"""What the medication tab shows, and what may be done about the dose and the order that are chosen; no Qt."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, Actor, permits
from hah_console.domain.care_rules import CareRules
from hah_console.domain.clock_rule import WorkUrgency
from hah_console.domain.dose import DoseStanding, DoseState
from hah_console.domain.ids import OrderId, PatientId
from hah_console.domain.order import OrderState
from hah_console.domain.rulepack import RulePacks
from hah_console.services.context import Context
from hah_console.services.medication_record import DoseRow, MedicationRecord, OrderRow, read_medication_record
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import PARTS, dose_clock, order_how, order_title
from hah_console.ui.screens.patient.medication.dose_text import DoseLine, dose_line, dose_lines, outcome
from hah_console.ui.screens.patient.medication.grid_text import Grid, grid_of
from hah_console.ui.screens.patient.medication.order_text import OrderLine, order_lines
from hah_console.ui.wording import near_clock

_RECORDED = frozenset({DoseState.GIVEN, DoseState.MISSED, DoseState.REFUSED, DoseState.HANDED_ON})


@dataclass(slots=True)
class MedicationPresenter:
    """One patient at a time; ``record`` is None until it has been read."""

    ctx: Context
    actor: Actor
    texts: Texts
    packs: RulePacks
    patient_id: PatientId | None = None
    record: MedicationRecord | None = None
    dose_id: str = ""
    order_id: str = ""

    @property
    def rules(self) -> CareRules:
        """The packs orders go by."""
        return self.packs.care

    def begin(self, patient_id: PatientId | None) -> None:
        """Nothing is known of this patient yet."""
        self.patient_id, self.record, self.dose_id, self.order_id = patient_id, None, "", ""

    def read(self) -> MedicationRecord | None:
        """The record of the patient in sight as of now; on a worker thread."""
        patient_id = self.patient_id
        if patient_id is None:
            return None
        return read_medication_record(self.ctx, self.actor, self.rules, patient_id, self._urgency())

    def take(self, record: MedicationRecord | None) -> bool:
        """SAFETY(identity): an answer about another patient than the one in sight is dropped; False then."""
        if record is None or record.identity.patient_id != self.patient_id:
            return False
        self.record = record
        return True

    def doses(self, now: datetime) -> tuple[DoseLine, ...]:
        """Today's doses."""
        return dose_lines(self.texts, self.ctx.local, self.record, now) if self.record else ()

    def grid(self, now: datetime) -> Grid:
        """The record by days."""
        return grid_of(self.texts, self.ctx.local, self.record, now) if self.record else Grid((), ())

    def orders(self, now: datetime) -> tuple[OrderLine, ...]:
        """All orders."""
        return order_lines(self.texts, self.ctx.local, self.rules, self.record, now) if self.record else ()

    def next_dose(self, now: datetime) -> str:
        """The next dose with its clock."""
        found = self.record.next_dose(now) if self.record else None
        if found is None:
            return self.texts("medication.no_next")
        order, row = found
        at = near_clock(self.ctx.local(row.dose.due_at), self.ctx.local(now).date())
        return self.texts("medication.next", at=at, what=order.drug, clock=dose_clock(self.texts, row.dose, now))

    def unsettled(self, now: datetime) -> int:
        """How many doses are late or past their time without a word."""
        late = (DoseStanding.LATE, DoseStanding.OVERDUE)
        pairs = self.record.dose_rows() if self.record else ()
        return sum(row.dose.standing(now) in late for _, row in pairs)

    def dose(self) -> tuple[OrderRow, DoseRow] | None:
        """The chosen dose as it was read."""
        return self.record.find(self.dose_id) if self.record else None

    def order(self) -> OrderRow | None:
        """The chosen order as it was read."""
        return self.record.order(self.order_id) if self.record else None

    def dose_words(self, now: datetime) -> str:
        """The chosen dose in one line."""
        found = self.dose()
        if found is None or self.record is None:
            return self.texts("medication.nothing_chosen")
        line = dose_line(self.texts, self.ctx.local, self.record, *found, now)
        return PARTS.join(part for part in (line.when, line.title, line.word, line.clock, line.detail) if part)

    def said_of(self, row: DoseRow, now: datetime) -> str:
        """What was recorded of a dose."""
        word = self.texts.word("orders.standing", row.dose.standing(now))
        return PARTS.join(part for part in (word, outcome(self.texts, self.ctx.local, row, now)) if part)

    def title_of(self, row: OrderRow) -> str:
        """What an order asks for."""
        return order_title(self.texts, row.order, row.drug, self.rules)

    def prescribable(self) -> tuple[tuple[OrderId, str], ...]:
        """The running medications, as (id, words)."""
        rows = self.record.orders if self.record else ()
        running = (row for row in rows if row.order.state is OrderState.ACTIVE and row.order.medication is not None)
        return tuple((row.order.order_id, self.words_of(row)) for row in running)

    def words_of(self, row: OrderRow) -> str:
        """What an order asks for and how, in one line."""
        return PARTS.join((self.title_of(row), order_how(self.texts, row.order)))

    def who(self) -> str:
        """Name, birth date and number, for the heading of a form."""
        if self.record is None:
            return ""
        person = self.record.identity
        born, number = person.birth_date.isoformat(), person.record_number
        return self.texts("medication.who", name=person.name, born=born, number=number)

    def may_give(self) -> bool:
        """Whether the chosen dose can be recorded as given, or not."""
        found = self.dose()
        return found is not None and found[1].dose.state is DoseState.DUE and self._permits(Action.GIVE_DOSE)

    def may_take_back(self) -> bool:
        """Whether what was recorded of the chosen dose can be taken back."""
        found = self.dose()
        return found is not None and found[1].dose.state in _RECORDED and self._permits(Action.GIVE_DOSE)

    def may_order(self) -> bool:
        """Whether an order can be written."""
        return self.record is not None and self.record.in_care and self._permits(Action.PREPARE_ORDER)

    def may_sign(self) -> bool:
        """Whether the chosen draft can be made active."""
        row = self.order()
        return row is not None and row.order.state is OrderState.DRAFT and self._permits(Action.ORDER)

    def may_stop(self) -> bool:
        """Whether the chosen order can be stopped, or thrown away as a draft."""
        row = self.order()
        if row is None or row.order.state not in (OrderState.DRAFT, OrderState.ACTIVE):
            return False
        draft = row.order.state is OrderState.DRAFT
        return self._permits(Action.PREPARE_ORDER if draft else Action.ORDER)

    def may_change(self) -> bool:
        """Whether the chosen order can be replaced by another."""
        row = self.order()
        return row is not None and row.order.state is OrderState.ACTIVE and self.may_order()

    def _permits(self, action: Action) -> bool:
        return permits(self.actor.role, action)

    def _urgency(self) -> WorkUrgency:
        edition = self.packs.clocks.on(self.ctx.today())
        return edition.urgency if edition else WorkUrgency()
