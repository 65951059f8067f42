"""The consents of an intake: those signed with a word each, and the form of another one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.chart.attachment import MOST_BYTES
from hah_console.domain.consent import Consent
from hah_console.domain.errors import InvalidInput
from hah_console.services.changes import Changes
from hah_console.services.consents import sign_consent, withdraw_consent
from hah_console.services.intake_board import IntakePage
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import Option
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.consent_spec import consent_form
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.wording import near_clock

# i18n: intake.relation.*
LIST_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent in words."""

    key: str
    who: str
    about: str
    in_force: bool
    spoken: str


def consent_line(desk: Desk, page: IntakePage, consent: Consent) -> ConsentLine:
    """Who signed, in what relation, when; who explained; whether it has been taken back."""
    texts, ctx = desk.texts, desk.ctx
    relation, at = texts.word("intake.relation", consent.relation), _at(desk, consent)
    who = texts("intake.consent_form.signed", name=consent.signer_name, relation=relation, at=at)
    by = page.people.get(consent.explained_by, consent.explained_by)
    about = texts("intake.consent_form.explained", by=by, paper=consent.document_name)
    if consent.withdrawn_at is not None:
        at = near_clock(ctx.local(consent.withdrawn_at), ctx.today())
        about = f"✕ {texts('intake.consent_form.withdrawn', at=at)} · {about}"
    elif consent.why_not_self:
        about = f"{consent.why_not_self} · {about}"
    return ConsentLine(consent.consent_id, who, about, consent.in_force, f"{who}, {about}")


def _at(desk: Desk, consent: Consent) -> str:
    return near_clock(desk.ctx.local(consent.signed_at), desk.ctx.today())


class ConsentDelegate(RowDelegate):
    """Two lines per consent."""

    height = 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, ConsentLine):
            inner = box.adjusted(12, 4, -12, -4)
            who = QRect(inner.left(), inner.top(), inner.width(), 18)
            self.text(painter, who, row.who, "ink" if row.in_force else "ink-2", bold=row.in_force)
            about = QRect(inner.left(), inner.top() + 19, inner.width(), 16)
            self.text(painter, about, row.about, "ink-2", LABEL_PX)


class ConsentPage(QWidget):
    """Signals: ``changed`` after a consent was signed or taken back."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._page: IntakePage | None = None
        self._may_change = False
        self._none = QLabel()
        self._none.setProperty("role", "hint")
        self.list = RowList("intake.consents", ConsentDelegate(desk.theme), keeps_selection=True)
        self.list.setFixedHeight(LIST_HEIGHT)
        self.list.chosen.connect(lambda _: self._show_actions())
        self.withdraw = QPushButton()
        self.withdraw.setObjectName("intake.consent.withdraw")
        self.withdraw.clicked.connect(self._on_withdraw)
        self.form = DraftForm(consent_form(), "intake.consent_form.submit", desk)
        self.form.submitted.connect(self._on_submitted)
        self.form.sent.connect(lambda _: self._on_signed())
        self.form.cancel.hide()
        self.choose = QPushButton()
        self.choose.setObjectName("intake.consent.choose")
        self.choose.clicked.connect(self._on_choose)
        self.form.form.add("sign", _at_left(self.choose), (self.choose,))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._none, self.list, self.withdraw):
            column.addWidget(widget)
        column.addWidget(self.form, 1)
        self.restyle(desk)

    def show_page(self, page: IntakePage, *, may_change: bool) -> None:
        """The consents as stored, and this person's draft of another one."""
        before, self._page = self._page, page
        people = tuple(Option(user_id, {self.desk.texts.language: name}) for user_id, name in page.people.items())
        self.form.form.set_options("explained_by", people)
        if before is None or before.intake.intake_id != page.intake.intake_id:
            self.form.open(page.intake.intake_id, 0, {})
        self._may_change = may_change
        self.form.setVisible(may_change)
        self._show()

    def clear(self) -> None:
        """Nobody is in sight any more."""
        self._page = None
        self.form.close_form()
        self._show()

    def take_focus(self) -> None:
        """The first field."""
        self.form.form.focus_first()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        texts = desk.texts
        self.form.restyle(desk)
        self.list.restyle(desk.theme)
        self.list.setAccessibleName(texts("intake.consent_form.list"))
        self._none.setText(texts("intake.consent_form.none"))
        for button, key in (
            (self.withdraw, "intake.consent_form.withdraw"),
            (self.choose, "intake.consent_form.choose"),
        ):
            button.setText(texts(key))
            button.setAccessibleName(texts(key))
        self._show()

    def _show(self) -> None:
        page = self._page
        lines = tuple(consent_line(self.desk, page, consent) for consent in page.consents) if page else ()
        self.list.show_rows(lines)
        self.list.setVisible(bool(lines))
        self._none.setVisible(not lines)
        self._show_actions()

    def _show_actions(self) -> None:
        chosen = self._chosen()
        self.withdraw.setVisible(chosen is not None and chosen.in_force and self._may_change)

    def _chosen(self) -> Consent | None:
        consents = self._page.consents if self._page else ()
        return next((consent for consent in consents if consent.consent_id == self.list.key()), None)

    def _on_choose(self) -> None:
        texts = self.desk.texts
        path, _ = QFileDialog.getOpenFileName(self, texts("intake.consent_form.file"), "", "*.pdf *.jpg *.jpeg *.png")
        if path:
            row = self.form.form.rows["file"]
            row.input.show_value(path)
            row.input.typed.emit()

    def _on_submitted(self) -> None:
        page, fields, desk = self._page, self.form.fields(), self.desk
        if page is not None:
            path, intake_id = fields.pop("file"), page.intake.intake_id
            self.form.run(_signing(lambda c: sign_consent(desk.ctx, desk.actor, intake_id, fields, *c), path))

    def _on_withdraw(self) -> None:
        consent, desk = self._chosen(), self.desk
        if consent is not None:
            consent_id, version = consent.consent_id, consent.version
            desk.tasks.run_command(
                lambda: withdraw_consent(desk.ctx, desk.actor, consent_id, version),
                lambda _: self.changed.emit(),
                self.form.refuse,
            )

    def _on_signed(self) -> None:
        """Another signature begins with an empty form."""
        if self._page is not None:
            self.form.open(self._page.intake.intake_id, 0, {})
        self.changed.emit()


def _at_left(button: QPushButton) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    row.addStretch(1)
    return holder


def _signing(sign: Callable[[tuple[str, bytes]], Changes], path: str) -> Callable[[], Changes]:
    """Reads the paper on the worker thread and signs."""
    return lambda: sign((Path(path).name, read_paper(path)))


def read_paper(path: str) -> bytes:
    """The bytes of a file; empty for no path. Raises InvalidInput (file) for one that is unreadable or too large."""
    if not path.strip():
        return b""
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise InvalidInput(field="file", value=path, reason="too_large")
        return Path(path).read_bytes()
    except OSError as error:
        raise InvalidInput(field="file", value=path, reason="unreadable_file") from error
