"""The dialog by which a physician sets an alarm limit of one patient, with reason and end, or ends it early."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox, QWidget
from shiboken6 import isValid

from hah_console.domain.errors import VersionConflict
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.reading import PLAUSIBLE, Vital
from hah_console.domain.rulepack import LimitRule
from hah_console.services.changes import Changes
from hah_console.services.patient_limits import end_patient_limit, own_limits, set_patient_limit
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.wording import near_clock, with_unit

SIDES = ("low", "high")
FIRST_HOURS, MOST_HOURS = 24, 24 * 14
END_KEY = "Alt+F12"
# i18n: dialog.limit.side.*


class LimitDialog(FormDialog):
    """Offers the limits of the rules in force; ``who`` names the patient. The value begins at the limit in force, her
    own if she has one: then it is said who set it, why and until when, and it can be ended at once.

    Signals: ``saved`` when one was set, ``ended`` when hers was ended before its time.
    """

    ended = Signal()

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
        self.end_own = KeyButton("limit.end", END_KEY, desk.theme, self)
        self.end_own.say(texts("dialog.limit.end"))
        self.end_own.setAutoDefault(False)
        self.end_own.clicked.connect(self.end)
        self.end_own.hide()
        self.fields.addRow(self.end_own)
        self.keep_typed(patient_id)
        if vital is not None:
            self.vital.setCurrentIndex(max(0, self.vital.findData(vital)))
        self._offer_sides()
        self.vital.currentIndexChanged.connect(self._offer_sides)
        self.side.currentIndexChanged.connect(self._offer_value)
        self.hours.valueChanged.connect(self._say_end)
        self._read_own()

    def _read_own(self) -> None:
        ctx, patient_id = self.desk.ctx, self._patient_id
        self.desk.tasks.run_query(lambda: own_limits(ctx, patient_id), self._take_own)

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
        if not isValid(self):
            return
        untouched = (rule := self._rule()) is not None and self.value.value() == rule.limit
        self._own = own
        if untouched:
            self._offer_value()
        else:
            self._say_end()

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
        self.end_own.setVisible(self._own_limit() is not None)
        self.end_own.setAccessibleDescription(texts("dialog.limit.end_hint", usual=usual))
        self.end_own.setToolTip(texts("dialog.limit.end_hint", usual=usual))

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
        desk, pid, pack = self.desk, self._patient_id, self._rules()
        vital, side = Vital(self.vital.currentData()), str(self.side.currentData())
        reason, value, until = self.reason.text(), self.value.value(), self._end()
        if self._explained("dialog.limit.missing"):
            self.run(lambda: set_patient_limit(desk.ctx, desk.actor, pid, vital, side, value, reason, until, pack))

    def end(self) -> None:
        """End her own limit for the vital and side chosen, as it stands here; a reason is needed.

        SAFETY(own limit ended): the one whose author and reason are in sight; when another was set, it is read again.
        """
        desk, own, reason = self.desk, self._own_limit(), self.reason.text()
        if (
            own is None
            or own.limit_id is None
            or not self.submit.isEnabled()
            or not self._explained("dialog.limit.missing_end")
        ):
            return
        for button in (self.submit, self.end_own):
            button.setEnabled(False)
        pid, limit_id = self._patient_id, own.limit_id

        def run() -> Changes:
            return end_patient_limit(desk.ctx, desk.actor, pid, limit_id, reason)

        desk.tasks.run_command(run, self._on_ended, self._on_error)

    def _explained(self, missing: str) -> bool:
        """Whether a reason was written; it is asked for else."""
        if self.reason.text().strip():
            return True
        self.say(self.desk.texts(missing))
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    # i18n: dialog.limit.missing*
    def _on_ended(self, _: Changes) -> None:
        self.draft.drop()
        self.accept()
        self.ended.emit()

    def _on_error(self, error: Exception) -> None:
        self.end_own.setEnabled(True)
        if isinstance(error, VersionConflict):
            self._read_own()
        super()._on_error(error)
