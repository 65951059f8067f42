"""The order form: fields at the left, what would become of it at the right, before anybody signs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.domain.drug import Drug
from hah_console.domain.errors import InvalidFields
from hah_console.domain.ids import PatientId
from hah_console.domain.medication_check import Severity
from hah_console.domain.order import Order, OrderKind
from hah_console.services.changes import Changes
from hah_console.services.decision_support import cards_of_order
from hah_console.services.order_check import OrderDesk
from hah_console.services.order_entry import Entry, entry_fields, home_entry_fields, read_entry, regimen_fields
from hah_console.services.order_preview import OrderCase, OrderPreview, preview_order, read_order_case
from hah_console.services.orders import place_order, prepare_order
from hah_console.ui.announce import announce
from hah_console.ui.decisions.card_panel import CardPanel
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.order_words import subject_words
from hah_console.ui.orders.check_list import CheckDelegate
from hah_console.ui.orders.check_text import preview_lines
from hah_console.ui.orders.order_spec import (
    diluent_options,
    drug_options,
    fields_of,
    order_spec,
    regimen_options,
    regimens_of,
)
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.row_list import RowList

WIDTH, HEIGHT, PREVIEW_WIDTH = 1120, 740, 420
PREVIEW_AFTER_MS, CARDS_AFTER_MS = 250, 800
FIRST_AFTER = timedelta(minutes=30)
ONE_DAYS = "3"


class _OrderDraft(DraftForm):
    """Signals: ``refused`` after it was said why it was not taken."""

    refused = Signal()

    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        self.refused.emit()


class OrderForm(QDialog):
    """Signals: ``ordered`` with the Changes after the store has taken it. Open it with ``open_order_form``.

    SAFETY(seen before signed): it is sent only as it was previewed; after any change the check is read again first.
    """

    ordered = Signal(object)

    def __init__(
        self, desk: Desk, patient_id: PatientId, parent: QWidget, kind: str = "", replaces: Order | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self.patient_id, self._over = desk, patient_id, parent
        self._replaces, self._kind = replaces, kind
        self.orders = OrderDesk(desk.ports.rules.care, desk.ports.prompts)
        self.case: OrderCase | None = None
        self.preview: OrderPreview | None = None
        self._previewed: Mapping[str, str] | None = None
        self._asked: Mapping[str, str] | None = None
        self.setObjectName("order.dialog")
        self.setModal(True)
        self._build()
        self._connect()
        self._write_texts()
        desk.tasks.run_query(
            partial(read_order_case, desk.ctx, desk.actor, patient_id), self._on_case, self._on_no_case
        )

    def _build(self) -> None:
        desk = self.desk
        self.form = _OrderDraft(order_spec(self.orders.rules), "orders.submit.sign", desk)
        self.form.form.setEnabled(False)  # until it is known whose order it is
        self.who, self.allergy, self.state = QLabel(), QLabel(), QLabel()
        for label, role in ((self.who, "title"), (self.allergy, "heading"), (self.state, "heading")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.state.setObjectName("order.state")
        self.lines = RowList("order.preview", CheckDelegate(desk.theme, PREVIEW_WIDTH))
        panel = QFrame()
        panel.setProperty("role", "panel")
        panel.setFixedWidth(PREVIEW_WIDTH + 2)
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 8, 1, 8)
        self.state.setContentsMargins(12, 4, 12, 4)
        inside.addWidget(self.state)
        self.cards = CardPanel(desk, "order.cards", PREVIEW_WIDTH)
        inside.addWidget(self.lines, 1)
        inside.addWidget(self.cards)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.form, 1)
        body.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for widget in (self.who, self.allergy):
            column.addWidget(widget)
        column.addLayout(body, 1)
        self._fit()

    def _fit(self) -> None:
        """As large as the window it stands over allows."""
        room = self._over.window().size()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 40))

    def _connect(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_AFTER_MS)
        self._timer.timeout.connect(self.look)
        self._cards_timer = QTimer(self)
        self._cards_timer.setSingleShot(True)
        self._cards_timer.setInterval(CARDS_AFTER_MS)
        self._cards_timer.timeout.connect(self._ask_services)
        self.form.typed.connect(self._on_typed)
        self.form.ready.connect(self._on_ready)
        self.form.submitted.connect(self.send)
        self.form.cancelled.connect(self.reject)
        self.form.sent.connect(self._on_sent)
        self.form.refused.connect(self.look)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        title = "orders.title_change" if self._replaces is not None else "orders.title"
        self.setWindowTitle(texts(title))
        self.lines.setAccessibleName(texts("orders.preview"))
        self.state.setText(texts("orders.state_empty"))

    def _on_case(self, case: OrderCase) -> None:
        self.case = case
        texts, person = self.desk.texts, case.identity
        born, number = person.birth_date.isoformat(), person.record_number
        self.who.setText(texts("orders.who", name=person.name, born=born, number=number))
        allergies = "、".join(person.allergies)  # i18n: not text
        state = texts.word("words.allergy_state", person.allergy_state)
        self.allergy.setText(texts("orders.allergy", state=state, what=allergies) if allergies else state)
        word = texts("orders.submit.sign" if case.signs else "orders.submit.prepare")
        self.form.submit.setText(f"{word}  {texts('dialog.key')}")
        self.form.submit.setAccessibleName(word)
        if case.episode_id is None:
            self.state.setText(texts("orders.never_admitted"))
            return
        subject = f"{self.patient_id}/{self._replaces.order_id}" if self._replaces is not None else str(self.patient_id)
        self.form.open(subject, 0, self._first_fields())

    def _first_fields(self) -> dict[str, str]:
        ctx, now = self.desk.ctx, self.desk.ctx.clock.now()
        first = _next_half_hour(now + FIRST_AFTER)
        fields = {"kind": self._kind, "first": f"{ctx.local(first):%Y-%m-%d %H:%M}", "visits": "1"}
        fields |= home_entry_fields(self.case.home) if self.case is not None else {}
        return fields | (entry_fields(self._replaces, ctx, first) if self._replaces is not None else {})

    def _on_no_case(self, error: Exception) -> None:
        self.state.setText(self.desk.texts.error(error))

    def _on_ready(self) -> None:
        self._offer()
        self._show_fields()
        self.form.form.focus_first()
        self.look()

    def fields(self) -> dict[str, str]:
        """What is written."""
        return self.form.fields()

    def _on_typed(self, name: str) -> None:
        if name in ("kind", "drug"):
            self._offer()
            self._take_regimen(only=True)
        if name == "regimen":
            self._take_regimen(only=False)
        self._show_fields()
        self.state.setText(self.desk.texts("orders.state_changed"))
        self.cards.forget()
        self._timer.start()

    def _offer(self) -> None:
        """The drugs of the kind, and the ways and diluents of the drug."""
        fields, rules, texts = self.fields(), self.orders.rules, self.desk.texts
        self.form.form.set_options("drug", drug_options(rules, fields["kind"]))
        drug = self._drug()
        self.form.form.set_options("regimen", regimen_options(texts, drug, fields["kind"]))
        self.form.form.set_options("diluent", diluent_options(drug))

    def _drug(self) -> Drug | None:
        return self.orders.rules.drugs.drugs.get(self.fields()["drug"])

    def _take_regimen(self, *, only: bool) -> None:
        """Fill in what the pack says of a regimen; ``only``: if the drug has but one."""
        fields = self.fields()
        ways = regimens_of(self._drug(), fields["kind"])
        chosen = next((way for way in ways if way.regimen_id == fields["regimen"]), None)
        if only and (chosen is None or len(ways) == 1):
            chosen = ways[0] if len(ways) == 1 else None
            self._write("regimen", chosen.regimen_id if chosen else "")
        if chosen is not None:
            for name, value in regimen_fields(chosen).items():
                self._write(name, value)
            if not fields["days"]:
                self._write("days", ONE_DAYS)

    def _write(self, name: str, value: str) -> None:
        self.form.form.rows[name].input.show_value(value)

    def _show_fields(self) -> None:
        shown = fields_of(self.fields()["kind"], needs_reason=self._needs_reason())
        self.form.form.show_only(shown)
        for section in self.form.form.sections.values():
            section.setVisible(any(name in shown for name in section.rows))

    def _needs_reason(self) -> bool:
        check = self.preview.check if self.preview else None
        return check is not None and check.worst is Severity.NEEDS_REASON

    def look(self) -> None:
        """Read what would become of the order as it is written now."""
        self._timer.stop()
        entry = self._entry()
        if entry is None:
            return
        fields, desk = self.fields(), self.desk
        self._asked = fields
        desk.tasks.run_query(
            partial(preview_order, desk.ctx, desk.actor, self.orders, entry),
            partial(self._on_preview, fields),
            partial(self._on_no_preview, fields),
        )

    def _entry(self, *, quiet: bool = True) -> Entry | None:
        """What is written as an order; None while something is missing, which is said beside the fields if asked."""
        case, fields = self.case, self.fields()
        if case is None or case.episode_id is None:
            return None
        replaces = self._replaces.order_id if self._replaces is not None else None
        rules = self.orders.rules
        try:
            return read_entry(
                self.desk.ctx, rules, case.episode_id, fields, case.staff_hours, replaces, self._words(fields)
            )
        except InvalidFields as error:
            self._forget()
            if not quiet:
                self.form.refuse(error)
            return None

    def _words(self, fields: Mapping[str, str]) -> str:
        """One line for whoever does it."""
        drug = self._drug()
        kind = OrderKind(fields["kind"]) if fields["kind"] else OrderKind.IV_DOSE
        if drug is not None and kind.medication:
            every = f" q{fields['every_hours']}h" if fields["every_hours"] else ""
            route = "IV" if kind is OrderKind.IV_DOSE else "PO"  # i18n: not text
            return f"{drug.name} {fields['amount']} {route}{every}"
        subject = fields["specimen"] or fields["subject"]
        return subject_words(self.desk.texts, kind, subject, self.orders.rules)

    def _forget(self) -> None:
        """What was previewed is not what is written any more."""
        self.preview, self._previewed = None, None
        self.lines.show_rows(())
        self.state.setText(self.desk.texts("orders.state_missing"))
        self._show_fields()

    def _on_preview(self, fields: Mapping[str, str], preview: OrderPreview) -> None:
        if fields != self._asked:
            return
        self.preview, self._previewed = preview, fields
        texts = self.desk.texts
        iv = fields["kind"] == OrderKind.IV_DOSE.value
        self.lines.show_rows(preview_lines(texts, self.desk.ctx.local, self.orders.rules, preview, iv=iv))
        worst = preview.check.worst if preview.check and preview.check.findings else None
        said = texts(f"orders.verdict_of.{worst.name.lower()}" if worst is not None else "orders.verdict_of.none")
        self.state.setText(said)
        announce(self.state, said)
        self._show_fields()
        self._cards_timer.start()

    def _ask_services(self) -> None:
        """SAFETY(cards of this order): decision services are asked of what is written now, once it rests; whatever
        they say neither allows nor forbids the order."""
        entry, desk = self._entry(), self.desk
        services = desk.ports.decisions
        if entry is not None and services is not None and self.preview is not None:
            told = (desk.ctx, desk.actor, services, self.orders, entry.request)
            self.cards.ask(partial(cards_of_order, *told), self.patient_id)

    def _on_no_preview(self, fields: Mapping[str, str], error: Exception) -> None:
        if fields == self._asked:
            self._forget()
            self.state.setText(self.desk.texts.error(error))

    def send(self) -> None:
        """Sign or prepare it, as it was previewed."""
        entry = self._entry(quiet=False)
        if entry is None:
            return
        if self._seen() != self._without_reason(self.fields()):
            self.look()
            self.state.setText(self.desk.texts("orders.state_look"))
            announce(self.state, self.desk.texts("orders.state_look"), assertive=True)
            return
        self.form.run(partial(self._send, entry, self._because()))

    def _seen(self) -> Mapping[str, str] | None:
        return self._without_reason(self._previewed) if self._previewed is not None else None

    def _without_reason(self, fields: Mapping[str, str]) -> Mapping[str, str]:
        return {name: value for name, value in fields.items() if name not in ("because", "note")}

    def _because(self) -> str:
        """The reason counts only for a finding that stood in sight."""
        return self.fields()["because"] if self._needs_reason() else ""

    def _send(self, entry: Entry, because: str) -> Changes:
        desk, case = self.desk, self.case
        if case is not None and case.signs:
            seen = self.preview.check.findings if self.preview and self.preview.check else ()
            return place_order(desk.ctx, desk.actor, self.orders, entry.request, because, seen)
        prepare_order(desk.ctx, desk.actor, self.orders, entry.request)
        return Changes()

    def _on_sent(self, changes: Changes) -> None:
        self.form.close_form()
        self.accept()
        self.ordered.emit(changes)

    def reject(self) -> None:
        """Close it; what was typed is kept as a draft."""
        self.form.keeper.flush()
        self.form.close_form()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.keeper.flush()
        super().closeEvent(event)


def open_order_form(
    desk: Desk, patient_id: PatientId, parent: QWidget, kind: str = "", replaces: Order | None = None
) -> OrderForm:
    """Open the form over ``parent``; ``kind`` is an OrderKind to begin with, ``replaces`` the order to be changed."""
    form = OrderForm(desk, patient_id, parent, kind, replaces)
    form.finished.connect(form.deleteLater)
    form.open()
    return form


def _next_half_hour(moment: datetime) -> datetime:
    """The next full or half hour."""
    down = moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
    return down if down == moment else down + timedelta(minutes=30)
