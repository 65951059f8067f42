"""The form for what a person heard of a hospital by telephone."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from hah_console.domain.hospital_news import Diversion
from hah_console.domain.ids import HospitalId
from hah_console.services.hospital_news import Heard, tell_news
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk

# i18n: hospitals.diversion.*
_CHOICES = (None, *Diversion)


class NewsDialog(FormDialog):
    """An empty field is one that was not told."""

    def __init__(self, desk: Desk, hospital_id: HospitalId, name: str, parent: QWidget) -> None:
        super().__init__("hospitals.news", desk, parent)
        self._hospital_id = hospital_id
        texts = desk.texts
        self.who.setText(name)
        self.hint.setText(texts("hospitals.form.hint"))
        self.diversion = QComboBox()
        for choice in _CHOICES:
            key = "hospitals.diversion.unsaid" if choice is None else f"hospitals.diversion.{choice.value}"
            self.diversion.addItem(texts(key))
        self.ward_beds, self.icu_beds, self.ed_waiting, self.note = (QLineEdit() for _ in range(4))
        self.field("diversion", texts("hospitals.form.diversion"), self.diversion)
        self.field("ward_beds", texts("hospitals.form.ward_beds"), self.ward_beds)
        self.field("icu_beds", texts("hospitals.form.icu_beds"), self.icu_beds)
        self.field("ed_waiting", texts("hospitals.form.ed_waiting"), self.ed_waiting)
        self.field("note", texts("hospitals.form.note"), self.note)
        self.title(texts("hospitals.form.title"), texts("hospitals.form.submit"))
        self.keep_typed(hospital_id)

    def send(self) -> None:
        """Keep it, or say what is wrong beside its field."""
        heard = Heard(
            self.ward_beds.text(),
            self.icu_beds.text(),
            self.ed_waiting.text(),
            _CHOICES[self.diversion.currentIndex()],
            self.note.text(),
        )
        ctx, actor, hospital_id = self.desk.ctx, self.desk.actor, self._hospital_id
        self.run(lambda: tell_news(ctx, actor, hospital_id, heard))
