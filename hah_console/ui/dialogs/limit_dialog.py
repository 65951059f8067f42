"""The dialog by which a physician sets an alarm limit of one patient: which, how much, why, until when."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox, QWidget
from shiboken6 import isValid

from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import PLAUSIBLE, Vital
from hah_console.domain.rulepack import LimitRule
from hah_console.services.patient_limits import own_limits, set_patient_limit
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import near_clock, with_unit

SIDES = ("low", "high")
FIRST_HOURS, MOST_HOURS = 24, 24 * 14
# i18n: dialog.limit.side.*


class LimitDialog(FormDialog):
    """Offers the limits of the rules in force; ``who`` names the patient. The value begins at the limit in force, her
    own if she has one: then it is said who set it, why and until when."""

    def __init__(
        self, desk: Desk, patient_id: PatientId, who: str, parent: QWidget, vital: Vital | None = None
    ) -> None:
        super().__init__("limit", desk, parent)
        self._patient_id = patient_id
        self._own: tuple[PatientLimit, ...] = ()
        texts = desk.texts
        self.vital, self.side = Choice(desk.theme), Choice(desk.theme)
        self.value, self.hours, self.reason = QDoubleSpinBox(), QSpinBox(), QLineEdit()
        for choice in self._vitals():
            self.vital.addItem(texts.word("words.vital", choice), choice)
        self.hours.setRange(1, MOST_HOURS)
        self.hours.setValue(FIRST_HOURS)
        self.hours.setSuffix(texts("dialog.limit.hours"))
        self.title(texts("dialog.limit.title"), texts("dialog.limit.submit"))
        self.who.setText(who)
        for name, widget in (("vital", self.vital), ("side", self.side), ("value", self.value), ("hours", self.hours)):
            self.field(name, texts(f"dialog.limit.field.{name}"), widget)
        self.field("reason", texts("dialog.limit.field.reason"), self.reason)
        self.keep_typed(patient_id)
        if vital is not None:
            self.vital.setCurrentIndex(max(0, self.vital.findData(vital)))
        self._offer_sides()
        self.vital.currentIndexChanged.connect(self._offer_sides)
        self.side.currentIndexChanged.connect(self._offer_value)
        self.hours.valueChanged.connect(self._say_end)
        desk.tasks.run_query(lambda: own_limits(desk.ctx, patient_id), self._take_own)

    # i18n: dialog.limit.field.*
    def _vitals(self) -> tuple[Vital, ...]:
        return tuple(dict.fromkeys(rule.vital for rule in self._rules()))

    def _rules(self) -> tuple[LimitRule, ...]:
        return self.desk.ports.rules.alarms.limits

    def _rule(self) -> LimitRule | None:
        chosen = (self.vital.currentData(), self.side.currentData())
        return next((rule for rule in self._rules() if (rule.vital, rule.side) == chosen), None)

    def _take_own(self, own: tuple[PatientLimit, ...]) -> None:
        """What was typed meanwhile stays."""
        untouched = isValid(self) and (rule := self._rule()) is not None and self.value.value() == rule.limit
        self._own = own
        if untouched:
            self._offer_value()

    def _own_limit(self) -> PatientLimit | None:
        chosen = (self.vital.currentData(), self.side.currentData())
        return next((limit for limit in self._own if (limit.vital, limit.side) == chosen), None)

    def _offer_sides(self) -> None:
        vital = self.vital.currentData()
        there = {rule.side for rule in self._rules() if rule.vital == vital}
        self.side.blockSignals(True)
        self.side.clear()
        for side in SIDES:
            if side in there:
                self.side.addItem(self.desk.texts(f"dialog.limit.side.{side}"), side)
        self.side.blockSignals(False)
        self._offer_value()

    def _offer_value(self) -> None:
        rule = self._rule()
        if rule is None:
            return
        lowest, highest = PLAUSIBLE[rule.vital]
        self.value.setDecimals(1 if rule.vital is Vital.TEMPERATURE else 0)
        self.value.setRange(lowest, highest)
        own = self._own_limit()
        self.value.setValue(own.value if own else rule.limit)
        self.value.setSuffix(f" {self.desk.texts.word('words.unit', rule.vital)}")
        self._say_end()

    def _say_end(self) -> None:
        rule, texts = self._rule(), self.desk.texts
        if rule is None:
            return
        local = self.desk.ctx.local
        at = near_clock(local(self._end()), self.desk.ctx.today())
        usual = with_unit(texts, rule.vital, rule.limit)
        version = self.desk.ports.rules.alarms.info.version
        hint = texts("dialog.limit.hint", usual=usual, version=version, at=at)
        self.hint.setText("\n".join(part for part in (self._own_words(), hint) if part))

    def _own_words(self) -> str:
        own, texts, ctx = self._own_limit(), self.desk.texts, self.desk.ctx
        if own is None:
            return ""
        until = near_clock(ctx.local(own.expires_at), ctx.today())
        value = with_unit(texts, own.vital, own.value)
        return texts("dialog.limit.own", value=value, author=own.author, until=until, reason=own.reason)

    def _end(self) -> datetime:
        return self.desk.ctx.clock.now() + timedelta(hours=self.hours.value())

    def send(self) -> None:
        """Set the limit; a reason is needed."""
        desk, side = self.desk, str(self.side.currentData())
        vital = Vital(self.vital.currentData())
        reason, value, until = self.reason.text(), self.value.value(), self._end()
        if not reason.strip():
            self.say(desk.texts("dialog.limit.missing"))
            self.reason.setFocus()
            return
        self.run(lambda: set_patient_limit(desk.ctx, desk.actor, self._patient_id, vital, side, value, reason, until))
