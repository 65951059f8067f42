"""The form of a laboratory result: analyte, value and unit, of which none is preset; an unusual size is asked about."""

from datetime import datetime
from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.lab import Analyte, Comparator, LabSource, ReferenceRange
from hah_console.domain.quantity import Quantity, Unit, plain
from hah_console.domain.written import written_number
from hah_console.services.specimens import UnitInDoubt, enter_result
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.results.lab_text import analyte_words
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text

_MOST = Decimal(10_000_000)


class ResultDialog(FormDialog):
    """SAFETY(unit asked): the unit is chosen by hand, never guessed from the size of the value."""

    def __init__(
        self, desk: Desk, patient_id: PatientId, episode_id: EpisodeId | None, who: str, parent: QWidget
    ) -> None:
        super().__init__("results.enter", desk, parent)
        self._patient_id, self._episode_id = patient_id, episode_id
        texts = desk.texts
        self.title(texts("results.enter.title"), texts("results.enter.submit"))
        self.who.setText(who)
        self.hint.setText(texts("results.enter.hint"))
        self.analyte, self.comparator, self.unit = (Choice(desk.theme) for _ in range(3))
        self.value, self.at, self.source = QLineEdit(), QLineEdit(), Choice(desk.theme)
        self.low, self.high = QLineEdit(), QLineEdit()
        self.confirmed = QCheckBox(texts("results.enter.confirm"))
        self.confirmed.setObjectName("results.enter.confirmed")
        self.confirmed.hide()
        self._fill()
        self.field("analyte", texts("results.field.analyte"), self.analyte)
        self.field("comparator", texts("results.field.comparator"), self.comparator)
        self.field("value", texts("results.field.value"), self.value)
        self.field("unit", texts("results.field.unit"), self.unit)
        self.field("range_low", texts("results.field.range_low"), self.low)
        self.field("range_high", texts("results.field.range_high"), self.high)
        for end in (self.low, self.high):
            end.setPlaceholderText(texts("results.enter.range_hint"))
        self.field("at", texts("results.field.specimen_at"), self.at)
        self.field("source", texts("results.field.source"), self.source)
        self.fields.addRow(self.confirmed)
        self.analyte.currentIndexChanged.connect(self._offer_units)
        for changed in (self.value.textEdited, self.unit.currentIndexChanged):
            changed.connect(self._doubt_no_more)
        self.keep_typed(patient_id)

    def _fill(self) -> None:
        texts, desk = self.desk.texts, self.desk
        self.analyte.addItem(texts("results.enter.choose"), "")
        for analyte in Analyte:
            self.analyte.addItem(analyte_words(texts, analyte), analyte.value)
        for comparator in Comparator:
            self.comparator.addItem(texts(f"results.comparator.{comparator.name.lower()}"), comparator.value)
        for source in LabSource:
            self.source.addItem(texts.word("results.source", source), source.value)
        self.at.setText(clock_text(desk.ctx.local(desk.ctx.clock.now())))
        self._offer_units()

    # i18n: results.comparator.*
    def _offer_units(self) -> None:
        """The units the pack lists for the analyte; none is chosen."""
        self.unit.clear()
        self.unit.addItem(self.desk.texts("results.enter.choose_unit"), "")
        analyte = self.analyte.currentData()
        if analyte:
            for unit in self.desk.ports.rules.units.scale(analyte).units:
                self.unit.addItem(self.desk.texts.word("scores.unit", unit) or unit.value, unit.value)
        self._doubt_no_more()

    def _doubt_no_more(self) -> None:
        """Another value or unit has to be looked at anew."""
        self.confirmed.setChecked(False)
        self.confirmed.hide()

    def send(self) -> None:
        """Enter it."""
        desk = self.desk
        if self.lacks(analyte=self.analyte.currentData(), unit=self.unit.currentData()):
            return
        try:
            value = written_number(self.value.text(), "value", Decimal(0), _MOST)
            at, reference = self._moment(), self._reference()
        except InvalidInput as error:
            self.refuse(error)
            return
        analyte, unit = Analyte(self.analyte.currentData()), Unit(self.unit.currentData())
        measured, source = Quantity(value, unit), LabSource(self.source.currentData())
        comparator, confirmed = Comparator(self.comparator.currentData()), self.confirmed.isChecked()
        told = (desk.ctx, desk.actor, desk.ports.rules.units, self._patient_id, self._episode_id)
        self.run(
            lambda: enter_result(
                *told, analyte, measured, at, source, comparator=comparator, confirmed=confirmed, reference=reference
            )
        )

    def _reference(self) -> ReferenceRange | None:
        """SAFETY(reference range): as it is printed beside the value; none is taken from anywhere else."""
        ends = (("range_low", self.low), ("range_high", self.high))
        low, high = (
            written_number(line.text(), name, -_MOST, _MOST) if line.text().strip() else None for name, line in ends
        )
        return None if low is None and high is None else ReferenceRange(low, high)

    def _moment(self) -> datetime:
        desk = self.desk
        return parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, "specimen_at")

    def _on_error(self, error: Exception) -> None:
        if not isinstance(error, UnitInDoubt):
            super()._on_error(error)
            return
        self.submit.setEnabled(True)
        texts, doubt = self.desk.texts, error.doubt
        measured = f"{plain(doubt.measured.value)} {texts.word('scores.unit', doubt.measured.unit)}"
        fits = texts("results.comma").join(texts.word("scores.unit", unit) for unit in doubt.fits)
        key = "results.enter.doubt" if fits else "results.enter.doubt_nothing_fits"
        self.say(texts(key, measured=measured, fits=fits))
        self.confirmed.show()
        self.confirmed.setFocus()
