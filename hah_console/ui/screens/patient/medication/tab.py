"""The medication tab: today's doses at the left, the record by days and all orders at the right, acts below."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hah_console.services.medication_record import MedicationRecord
from hah_console.ui.announce import announce
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.orders.order_form import OrderForm, open_order_form
from hah_console.ui.orders.sign_dialog import SignOrderDialog
from hah_console.ui.prescriptions.rx_dialog import PrescriptionDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.medication.dose_dialogs import GiveDoseDialog, NotGivenDialog, TakeBackDialog
from hah_console.ui.screens.patient.medication.dose_list import LIST_WIDTH, DoseDelegate
from hah_console.ui.screens.patient.medication.grid import DoseGrid
from hah_console.ui.screens.patient.medication.order_list import OrderDelegate
from hah_console.ui.screens.patient.medication.presenter import MedicationPresenter
from hah_console.ui.screens.patient.medication.stop_dialog import StopOrderDialog
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

_LOADING, _RECORD, _MESSAGE = range(3)


class MedicationTab(ReadTab):
    """SAFETY(dose once): every act sends the version in sight; a refusal says why and keeps what was typed."""

    tab_id = "medication"
    entities = ("dose", "order", "prescription", "patient", "episode", "task", "plan")
    ends_forms = True
    presenter: MedicationPresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = MedicationPresenter(desk.ctx, desk.actor, desk.texts, desk.ports.rules)
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_record, self._on_failed, self)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def _build(self) -> None:
        theme = self.desk.theme
        self.doses = RowList("medication.doses", DoseDelegate(theme), keeps_selection=True)
        self.doses.chosen.connect(self._choose_dose)
        self.doses.focused.connect(lambda: self._choose_dose(self.doses.key()))
        self.doses.opened.connect(self._open_dose)
        self.grid = DoseGrid("medication.grid", theme)
        self.grid.chosen.connect(self._on_cell)
        self.grid.opened.connect(self._open_dose)
        self.orders = RowList("medication.orders", OrderDelegate(theme), keeps_selection=True)
        self.orders.chosen.connect(self._choose_order)
        self.give = self._button("medication.give.open", "Alt+F5", self.open_give, "primary")
        self.not_given = self._button("medication.not_given.open", "Alt+F7", self.open_not_given)
        self.take_back = QPushButton()
        self.take_back.setObjectName("medication.take_back.open")
        self.take_back.clicked.connect(self.open_take_back)
        self.order = self._button("medication.order", "Alt+F10", self.open_order, "primary")
        self.sign = self._button("medication.sign", "Alt+F11", self.open_sign)
        self.stop = self._button("medication.stop.open", "Alt+F12", self.open_stop)
        self.change, self.prescribe = QPushButton(), QPushButton()
        self.change.setObjectName("medication.change")
        self.change.clicked.connect(self.open_change)
        self.prescribe.setObjectName("medication.rx")
        self.prescribe.clicked.connect(self.open_prescriptions)
        names = ("today", "next", "record", "chosen", "orders", "no_dose", "no_order", "said")
        self.labels = {name: QLabel() for name in names}
        for name, label in self.labels.items():
            role = {"today": "heading", "record": "heading", "orders": "heading", "said": "error"}.get(name, "hint")
            label.setProperty("role", role)
            label.setObjectName(f"medication.{name}")
            label.setWordWrap(name in ("chosen", "no_dose", "no_order", "said", "next"))
        self._skeleton, self.message = Skeleton(theme), Message("medication.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _button(self, name: str, keys: str, do: Callable[[], None], kind: str = "") -> KeyButton:
        button = KeyButton(name, keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        record = QWidget()
        body = QHBoxLayout(record)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        body.addWidget(self._left())
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(_panel(_head(self.labels["record"]), self.grid, self.labels["chosen"]), 5)
        right.addWidget(self._order_panel(), 4)
        body.addLayout(right, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, record, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages, 1)

    def _left(self) -> QFrame:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 4, 12, 10)
        buttons.setSpacing(8)
        for button in (self.give, self.not_given, self.take_back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        panel = _panel(_head(self.labels["today"]), self.labels["next"], self.labels["no_dose"], self.doses,
                       self.labels["said"])  # fmt: skip
        panel.setFixedWidth(LIST_WIDTH + 2)
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(buttons)
        return panel

    def _order_panel(self) -> QFrame:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 4, 12, 10)
        buttons.setSpacing(8)
        for button in (self.order, self.sign, self.stop, self.change, self.prescribe):
            buttons.addWidget(button)
        buttons.addStretch(1)
        panel = _panel(_head(self.labels["orders"]), self.labels["no_order"], self.orders)
        column = panel.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(buttons)
        return panel

    def on_tick(self, now: datetime) -> None:
        """Time left and over."""
        self.count_tick()
        if self.presenter.record is not None:
            self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts, self.presenter.packs = desk.texts, desk.ports.rules
        for part in (self.doses, self.grid, self.orders, self._skeleton):
            part.restyle(desk.theme)
        for button in self._keyed():
            button.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def take_focus(self) -> None:
        """The doses of today, or the orders when there is none."""
        target = self.doses if self.presenter.doses(self.desk.ctx.clock.now()) else self.orders
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_give(self) -> None:
        """Record the chosen dose as given."""
        found, record = self.presenter.dose(), self.presenter.record
        if found is not None and record is not None and self.presenter.may_give():
            self._open(GiveDoseDialog(self.desk, record, *found, self))

    def open_not_given(self) -> None:
        """Record why the chosen dose was not given."""
        found, record = self.presenter.dose(), self.presenter.record
        if found is not None and record is not None and self.presenter.may_give():
            self._open(NotGivenDialog(self.desk, record, *found, self))

    def open_take_back(self) -> None:
        """Say that what was recorded of the chosen dose was wrong."""
        found, record = self.presenter.dose(), self.presenter.record
        if found is not None and record is not None and self.presenter.may_take_back():
            said = self.presenter.said_of(found[1], self.desk.ctx.clock.now())
            self._open(TakeBackDialog(self.desk, record, *found, said, self))

    def open_stop(self) -> None:
        """Stop the chosen order."""
        row = self.presenter.order()
        if row is not None and self.presenter.may_stop():
            self._open(StopOrderDialog(self.desk, row.order, self.presenter.who(), self.presenter.title_of(row), self))

    def open_order(self) -> None:
        """Write an order."""
        if self.presenter.may_order() and self.presenter.patient_id is not None:
            self._follow(open_order_form(self.desk, self.presenter.patient_id, self))

    def open_change(self) -> None:
        """Write the order that takes the place of the chosen one."""
        row = self.presenter.order()
        if row is not None and self.presenter.may_change() and self.presenter.patient_id is not None:
            self._follow(open_order_form(self.desk, self.presenter.patient_id, self, replaces=row.order))

    def open_sign(self) -> None:
        """Sign the chosen draft."""
        row = self.presenter.order()
        if row is not None and self.presenter.may_sign():
            what = self.presenter.words_of(row)
            self._open(SignOrderDialog(self.desk, row.order, self.presenter.who(), what, self))

    def open_prescriptions(self) -> None:
        """The prescriptions of the patient in sight, and a new one of her running medications."""
        presenter, patient_id = self.presenter, self.presenter.patient_id
        if presenter.record is None or patient_id is None:
            return
        choices = presenter.prescribable()
        form = PrescriptionDialog(self.desk, patient_id, presenter.record.episode_id, presenter.who(), choices, self)
        form.finished.connect(form.deleteLater)
        form.finished.connect(lambda _: self._read.ask())
        form.open()

    def _follow(self, form: OrderForm) -> None:
        form.ordered.connect(lambda _: self._on_saved())

    def _keyed(self) -> tuple[KeyButton, ...]:
        return (self.give, self.not_given, self.order, self.sign, self.stop)

    def _open(self, form: FormDialog) -> None:
        form.saved.connect(self._on_saved)
        form.finished.connect(form.deleteLater)
        form.open()

    def _on_saved(self) -> None:
        announce(self, self.desk.texts("medication.saved"))
        self._read.ask()

    def _open_dose(self, dose_id: str) -> None:
        """Enter on a dose: give it, or correct what was recorded."""
        self.presenter.dose_id = dose_id
        if self.presenter.may_give():
            self.open_give()
        else:
            self.open_take_back()

    def _clear(self) -> None:
        self.labels["said"].hide()
        self._show(self.desk.ctx.clock.now())

    def _on_record(self, record: MedicationRecord | None) -> None:
        if not self.presenter.take(record):
            return
        first = self.pages.currentIndex() == _LOADING
        self.labels["said"].hide()
        self._show(self.desk.ctx.clock.now())
        if first and (self.hasFocus() or self.orders.hasFocus()):
            self.take_focus()
        if self._wanted:
            self.doses.choose(self._wanted)
            self.orders.choose(self._wanted)
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.record is None:
            self.message.say(sentence, self.desk.texts("medication.again"))
            self.pages.setCurrentIndex(_MESSAGE)
            return
        self.labels["said"].setText(sentence)
        self.labels["said"].show()
        announce(self, sentence, assertive=True)

    def _choose_dose(self, dose_id: str) -> None:
        self.presenter.dose_id = dose_id
        self._show_acts(self.desk.ctx.clock.now())

    def _on_cell(self, dose_id: str) -> None:
        if self.grid.hasFocus():
            self._choose_dose(dose_id)

    def _choose_order(self, order_id: str) -> None:
        self.presenter.order_id = order_id
        self._show_acts(self.desk.ctx.clock.now())

    def _show(self, now: datetime) -> None:
        texts, presenter = self.desk.texts, self.presenter
        if presenter.record is None:
            self.pages.setCurrentIndex(_LOADING)
        elif presenter.record.episode_id is None:
            self.message.say(texts("medication.never_admitted"))
            self.pages.setCurrentIndex(_MESSAGE)
        else:
            self.pages.setCurrentIndex(_RECORD)
        doses, orders, grid = presenter.doses(now), presenter.orders(now), presenter.grid(now)
        self.doses.show_rows(doses)
        self.orders.show_rows(orders)
        self.grid.show_grid(grid)
        self.labels["no_dose"].setVisible(not doses)
        self.labels["no_order"].setVisible(not orders)
        self.labels["chosen"].setVisible(bool(grid.rows))
        self.labels["next"].setText(presenter.next_dose(now))
        late = presenter.unsettled(now)
        self.labels["today"].setText(texts("medication.today_late", count=late) if late else texts("medication.today"))
        running = sum(line.state.value == "active" for line in orders)
        self.labels["orders"].setText(texts("medication.orders_count", running=running, all=len(orders)))
        self._show_acts(now)

    def _show_acts(self, now: datetime) -> None:
        presenter = self.presenter
        self.labels["chosen"].setText(presenter.dose_words(now))
        self.give.setEnabled(presenter.may_give())
        self.not_given.setEnabled(presenter.may_give())
        self.take_back.setEnabled(presenter.may_take_back())
        self.order.setEnabled(presenter.may_order())
        self.sign.setEnabled(presenter.may_sign())
        self.stop.setEnabled(presenter.may_stop())
        self.change.setEnabled(presenter.may_change())
        self.prescribe.setEnabled(presenter.record is not None and presenter.record.episode_id is not None)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.doses.setAccessibleName(texts("medication.dose_list"))
        self.grid.setAccessibleName(texts("medication.grid"))
        self.orders.setAccessibleName(texts("medication.order_list"))
        self.labels["record"].setText(texts("medication.record"))
        self.labels["no_dose"].setText(texts("medication.no_dose"))
        self.labels["no_order"].setText(texts("medication.no_order"))
        self.give.say(texts("medication.act.give"))
        self.not_given.say(texts("medication.act.not_given"))
        self.order.say(texts("medication.act.order"))
        self.sign.say(texts("medication.act.sign"))
        self.stop.say(texts("medication.act.stop"))
        for button, name in (
            (self.take_back, "medication.act.take_back"),
            (self.change, "medication.act.change"),
            (self.prescribe, "medication.act.rx"),
        ):
            button.setText(texts(name))
            button.setAccessibleName(texts(name))


def _head(label: QLabel) -> QLabel:
    label.setContentsMargins(12, 8, 12, 8)
    return label


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    for widget in widgets:
        if isinstance(widget, QLabel) and widget.property("role") != "heading":
            widget.setContentsMargins(12, 4, 12, 8)
        column.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return panel
