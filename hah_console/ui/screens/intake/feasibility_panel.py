"""Whether the antibiotic thought of can be given at this home: what the home has, and the verdict with its reasons."""

from decimal import Decimal

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from hah_console.domain.errors import InvalidInput
from hah_console.domain.home_feasibility import HomeSetting
from hah_console.domain.written import written_number
from hah_console.ui.forms.field_row import FieldRow
from hah_console.ui.forms.inputs import YES
from hah_console.ui.forms.spec import FieldSpec, Kind
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.feasibility_text import home_lines
from hah_console.ui.widgets.flow import FlowLayout
from hah_console.ui.widgets.spoken_label import SpokenLabel

# i18n: intake.home.*
NUMBERS = {"visits_per_day": (0, 12), "staff_hours": (0, 24), "ambient_c": (0, 50)}
CHECKS = ("pump_at_hand", "trained_caregiver")


class FeasibilityPanel(QFrame):
    """What is set here asks "what if": nothing of it is stored but the answer a person gives below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self._antibiotic = desk, ""
        self._title, self.verdict = QLabel(), SpokenLabel("intake.feasibility", desk.theme)
        self._title.setProperty("role", "small")
        self.rows = {name: self._row(name) for name in (*NUMBERS, *CHECKS)}
        inputs = FlowLayout(gap=16)
        for row in self.rows.values():
            inputs.addWidget(row)
            row.typed.connect(lambda _: self._judge())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(inputs)
        column.addWidget(self.verdict)

    def _row(self, name: str) -> FieldRow:
        number = name in NUMBERS
        unit = f"intake.home.{name}_unit" if number else ""
        spec = FieldSpec(name, f"intake.home.{name}", Kind.NUMBER if number else Kind.CHECK, unit=unit)
        return FieldRow(spec, f"intake.home.{name}", self.desk.theme)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What takes the keyboard, in order."""
        return (*(part for row in self.rows.values() for part in row.input.parts), self.verdict)

    def show_setting(self, setting: HomeSetting) -> None:
        """What this home is taken for."""
        values = {
            "visits_per_day": str(setting.visits_per_day),
            "staff_hours": f"{setting.staff_hours.normalize():f}",
            "ambient_c": f"{setting.ambient_c.normalize():f}",
            "pump_at_hand": YES if setting.pump_at_hand else "",
            "trained_caregiver": YES if setting.trained_caregiver else "",
        }
        for name, value in values.items():
            self.rows[name].input.show_value(value)
        self._judge()

    def show_antibiotic(self, written: str) -> None:
        """Judge what was written as the antibiotic thought of."""
        if written != self._antibiotic:
            self._antibiotic = written
            self._judge()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        self._title.setText(desk.texts("intake.home.title"))
        self.verdict.restyle(desk.theme)
        for row in self.rows.values():
            row.write_texts(desk.texts, desk.theme)
        self._judge()

    def _judge(self) -> None:
        texts, drugs = self.desk.texts, self.desk.ports.rules.care.drugs
        setting = self._setting()
        if not self._antibiotic.strip():
            self.verdict.say(texts("intake.home.no_antibiotic"))
        elif setting is None:
            self.verdict.say(texts("intake.home.no_setting"))
        else:
            self.verdict.say("\n".join(home_lines(texts, drugs, self._antibiotic, setting)))

    def _setting(self) -> HomeSetting | None:
        """What is written here; None while a number cannot be used."""
        texts = {name: row.input.value() for name, row in self.rows.items()}
        try:
            visits, hours, celsius = (
                written_number(texts[name], name, Decimal(low), Decimal(high)) for name, (low, high) in NUMBERS.items()
            )
        except InvalidInput:
            return None
        pump, caregiver = (texts[name] == YES for name in CHECKS)
        return HomeSetting(int(visits), hours, pump, celsius, caregiver)
