"""The forms a patient's page opens, each for the patient in sight, and where its buttons lead to."""

from functools import partial

from PySide6.QtCore import Qt

from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.bedside.banner import PatientBanner
from hah_console.ui.bedside.decide_dialog import DecideDialog
from hah_console.ui.bedside.directive_dialog import DirectiveDialog
from hah_console.ui.bedside.observe_dialog import ObserveDialog
from hah_console.ui.chart.contact_form import open_contact_form
from hah_console.ui.dialogs.limit_dialog import LimitDialog
from hah_console.ui.screen import Screen
from hah_console.ui.screens.patient.number_text import NumberCard
from hah_console.ui.screens.patient.presenter import PatientPresenter
from hah_console.ui.widgets.row_list import RowList


class PatientForms(Screen):
    """What the page has in sight decides for whom a form is; the page is read again when one was stored."""

    presenter: PatientPresenter
    banner: PatientBanner
    numbers: RowList

    def read_again(self) -> None:
        """Read the page of the patient in sight again."""
        raise NotImplementedError

    def open_observation(self) -> None:
        """Open the form for consciousness and oxygen."""
        page = self.presenter.page
        if page is not None and self.presenter.can_observe():
            form = ObserveDialog(self.desk, page, self)
            form.saved.connect(partial(self._on_stored, "patient.observe.saved"))
            form.finished.connect(form.deleteLater)
            form.open()

    def open_contact(self) -> None:
        """Open the form of a contact by video or telephone."""
        if self.presenter.patient_id is not None and self.presenter.can_contact():
            recorded = open_contact_form(self.desk, self.presenter.patient_id, self).recorded
            recorded.connect(partial(self._on_stored, "contact.recorded"))

    def open_directive(self) -> None:
        """Open the form for what she wants of resuscitation and of care ahead."""
        page = self.presenter.page
        if page is not None and self.presenter.can_edit():
            form = DirectiveDialog(self.desk, page.identity.patient_id, page.identity.name, self)
            form.saved.connect(partial(self._on_stored, "directive.saved"))
            form.finished.connect(form.deleteLater)
            form.open()

    def open_response(self) -> None:
        """Open the response desk: what can be done about her, with its price."""
        if self.presenter.patient_id is not None and self.presenter.can_respond():
            self.desk.navigate("response", self.presenter.patient_id)

    def open_limit(self) -> None:
        """Open the form for a limit of this patient, at the vital chosen among the numbers."""
        page, card = self.presenter.page, self.numbers.row()
        if page is not None and self.presenter.can_limit():
            vital = card.vital if isinstance(card, NumberCard) else None
            form = LimitDialog(self.desk, page.identity.patient_id, page.identity.name, self, vital)
            form.saved.connect(self.read_again)
            form.ended.connect(self.read_again)
            form.finished.connect(form.deleteLater)
            form.open()

    def open_transfer(self) -> None:
        """Open the running transfer, or the dialog that decides one."""
        page, running = self.presenter.page, self.presenter.running_transfer()
        if running:
            self.desk.navigate("transfers", running)
        elif page is not None and page.stay is not None and self.presenter.can_transfer():
            form = DecideDialog(self.desk, page, page.stay.episode_id, self)
            form.decided.connect(self._on_decided)
            form.finished.connect(form.deleteLater)
            form.open()
            form.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_stored(self, key: str, *_: Changes) -> None:
        announce(self.banner, self.desk.texts(key))
        self.read_again()

    def _on_decided(self, transfer_id: str) -> None:
        self.desk.navigate("transfers", transfer_id)
