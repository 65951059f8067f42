"""The form of a referral in place of the inbox: a new one, a correction, or what the sender has added."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from hah_console.domain.referral import Referral
from hah_console.domain.referral_form import referral_fields
from hah_console.services.changes import Changes
from hah_console.services.referrals import complete_referral, correct_referral, type_referral
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.screen import Desk
from hah_console.ui.screens.referrals.form_spec import referral_form

# i18n: referrals.form.*


class Purpose(StrEnum):
    """What the form is for."""

    NEW = "new"
    CORRECT = "correct"
    COMPLETE = "complete"


class ReferralFormPage(QWidget):
    """Signals: ``sent`` with the Changes after the store has taken it, ``left`` when it is put aside."""

    sent = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._purpose = Purpose.NEW
        self._referral: Referral | None = None
        self.title, self.hint = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.hint.setProperty("role", "hint")
        self.hint.setWordWrap(True)
        self.form = DraftForm(referral_form(), "referrals.form.submit", desk)
        self.form.submitted.connect(self._on_submitted)
        self.form.cancelled.connect(self.left)
        self.form.ready.connect(self.take_focus)
        self.form.sent.connect(self.sent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addWidget(self.form, 1)

    def open(self, purpose: Purpose, referral: Referral | None = None) -> None:
        """Show the form as the referral tells it, with the draft of it if there is one."""
        self._purpose, self._referral = purpose, referral
        self._write()
        fields = dict(referral_fields(referral)) if referral else {}
        self.form.open(referral.referral_id if referral else "", referral.version if referral else 0, fields)

    def on_referral(self, referral: Referral) -> None:
        """The referral was read again; shown when it has changed and nothing was typed, else said."""
        mine = self._referral
        if mine and mine.referral_id == referral.referral_id and mine.version != referral.version:
            self._referral = referral
            self.form.changed(referral.version, dict(referral_fields(referral)))

    @property
    def referral(self) -> Referral | None:
        """The referral the form is about; None for a new one."""
        return self._referral

    def take_focus(self) -> None:
        """The first field, or the first one the sender was asked for."""
        asked = self._referral.history[-1].missing if self._referral and self._purpose is Purpose.COMPLETE else ()
        if not any(self.form.form.focus_field(name) for name in asked[:1]):
            self.form.form.focus_first()

    def close_form(self) -> None:
        """Keep the draft and show nothing any more."""
        self.form.close_form()
        self._referral = None

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        self.form.restyle(desk)
        self._write()

    def _write(self) -> None:
        texts, name = self.desk.texts, self._referral.person.name if self._referral else ""
        self.title.setText(texts(f"referrals.form.{self._purpose.value}", name=name))
        self.hint.setText(texts(f"referrals.form.{self._purpose.value}_hint"))

    def _on_submitted(self) -> None:
        self.form.run(self._command())

    def _command(self) -> Callable[[], Changes]:
        ctx, actor, fields, referral = self.desk.ctx, self.desk.actor, self.form.fields(), self._referral
        if referral is None:
            return lambda: type_referral(ctx, actor, fields)
        referral_id, version = referral.referral_id, referral.version
        if self._purpose is Purpose.COMPLETE:
            return lambda: complete_referral(ctx, actor, referral_id, version, fields)
        return lambda: correct_referral(ctx, actor, referral_id, version, fields)
