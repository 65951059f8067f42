"""Where a person is admitted: whether she can be, who answers for her, her physician with the cap, and the kit."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.claims.caps import CapReached
from hah_console.domain.errors import AlreadyInCare, NotReady, VersionConflict
from hah_console.domain.ids import StaffId
from hah_console.services.admission import admit
from hah_console.services.admission_board import AdmissionPreview
from hah_console.services.changes import Changes
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.admission_text import (
    cap_text,
    in_sight,
    physician_options,
    plain_option,
    plan_of,
    status_text,
)
from hah_console.ui.widgets.spoken_label import SpokenLabel

FORM = "admission"


def admission_form() -> FormSpec:
    """Owner, physician, kit, beginning; and what is asked only of some."""
    fields = (
        FieldSpec("owner_id", "intake.admit.owner", Kind.CHOICE, needed=True),
        FieldSpec("physician_id", "intake.admit.physician_field", Kind.CHOICE, needed=True),
        FieldSpec("cap_reason", "intake.admit.cap_reason", wide=True),
        FieldSpec("kit_id", "intake.admit.kit", Kind.CHOICE),
        FieldSpec("begins_at", "intake.admit.begins_at", Kind.MOMENT, hint="intake.admit.begins_hint"),
        FieldSpec("record_number", "intake.admit.record_number", hint="intake.admit.record_hint"),
        FieldSpec("new_person", "intake.admit.new_person", Kind.CHECK, wide=True),
    )
    return FormSpec(FORM, (SectionSpec("plan", "intake.admit.title", fields, columns=2),))


class AdmissionPage(QWidget):
    """Signals: ``admitted`` with the Changes after the store has taken it, ``outdated`` when what is in sight is."""

    admitted = Signal(object)
    outdated = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._preview: AdmissionPreview | None = None
        self.status = SpokenLabel("intake.admission_status", desk.theme)
        self.form = DraftForm(admission_form(), "intake.admit.submit", desk)
        self.form.cancel.hide()
        self.form.submitted.connect(self._on_submitted)
        self.form.typed.connect(lambda _: self._show())
        self.form.ready.connect(self._show)
        self.form.sent.connect(self._on_sent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.status)
        column.addWidget(self.form, 1)
        self.restyle(desk)

    @property
    def may_admit(self) -> bool:
        """Whether this person may admit."""
        return permits(self.desk.actor.role, Action.ADMIT)

    def show_preview(self, preview: AdmissionPreview) -> None:
        """What an admission goes by, as read last."""
        before, self._preview = self._preview, preview
        form = self.form.form
        form.set_options("owner_id", tuple(plain_option(one.staff_id, one.name) for one in preview.nurses))
        form.set_options("physician_id", physician_options(preview))
        form.set_options("kit_id", tuple(plain_option(kit.kit_id, kit.kit_id) for kit in preview.kits))
        if before is None or before.intake.intake_id != preview.intake.intake_id:
            self.form.open(preview.intake.intake_id, 0, {})
        self._show()

    def clear(self) -> None:
        """Nobody is in sight any more."""
        self._preview = None
        self.form.close_form()
        self._show()

    def take_focus(self) -> None:
        """The first field, or why there is none."""
        if self.form.isVisible():
            self.form.form.focus_first()
        else:
            self.status.setFocus()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme; what was typed stays."""
        self.desk = desk
        self.status.restyle(desk.theme)
        self.form.restyle(desk)
        self._show()

    def _show(self) -> None:
        preview, texts = self._preview, self.desk.texts
        self.status.say(status_text(texts, preview, may_admit=self.may_admit) if preview else "")
        ready = preview is not None and preview.ready and self.may_admit
        if not ready and self._has_focus():
            self.status.setFocus()  # which says why the form has gone
        self.form.setVisible(ready)
        if preview is not None:
            fields = self.form.fields()
            self.form.form.show_only(in_sight(preview, fields))
            count = preview.cases.get(StaffId(fields["physician_id"]))
            self.form.form.rows["physician_id"].say(cap_text(texts, count))

    def _has_focus(self) -> bool:
        focused = self.form.focusWidget()
        return focused is not None and focused.hasFocus()

    def _on_submitted(self) -> None:
        """SAFETY(right referral): admitted by the intake and the version in sight."""
        preview, desk, fields = self._preview, self.desk, self.form.fields()
        if preview is not None:
            intake_id, version, rules = preview.intake.intake_id, preview.intake.version, desk.ports.rules
            self.form.run(
                lambda: admit(desk.ctx, desk.actor, rules, intake_id, version, plan_of(fields, desk.ctx.zone)),
                self._refuse,
            )

    def _refuse(self, error: Exception) -> None:
        self.form.refuse(error)
        if isinstance(error, CapReached):
            self.form.form.rows["cap_reason"].setVisible(True)
            self.form.form.focus_field("cap_reason")
        if isinstance(error, NotReady | VersionConflict | AlreadyInCare):
            self.form.say(self.desk.texts("intake.admit.changed"))
            self.outdated.emit()

    def _on_sent(self, changes: Changes) -> None:
        self.admitted.emit(changes)
