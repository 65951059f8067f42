"""Decides what the indicators say, and who stands above and below the line of the one in sight; no Qt."""

from dataclasses import dataclass, field

from hah_console.domain.ids import PatientId
from hah_console.domain.indicator import Indicator, IndicatorCase
from hah_console.domain.patient import Patient, masked_name
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.indicator_words import value_text

# i18n: indicators.group.* indicators.name.*


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator; ``group`` stands on the first of its group."""

    key: str
    group: str
    name: str
    value: str
    spoken: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One patient of an indicator."""

    key: str
    name: str
    part: str
    minutes: str
    counted: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class IndicatorBoard:
    """The indicators of a month with the people they name."""

    month: str
    found: tuple[Indicator, ...]
    people: dict[PatientId, Patient]


@dataclass(slots=True)
class IndicatorsPresenter:
    """Holds what was read last."""

    ctx: Context
    texts: Texts
    board: IndicatorBoard | None = None
    chosen: str = ""
    _names: dict[str, str] = field(default_factory=dict)

    def months(self, count: int = 12) -> tuple[str, ...]:
        """This month and those before it, as ``2026-11``."""
        day, found = self.ctx.today().replace(day=1), []
        for _ in range(count):
            found.append(f"{day:%Y-%m}")
            day = day.replace(year=day.year - (day.month == 1), month=(day.month - 2) % 12 + 1)
        return tuple(found)

    def lines(self) -> tuple[IndicatorLine, ...]:
        """All indicators in their groups."""
        lines, last = [], None
        for one in self.board.found if self.board else ():
            group = self.texts.word("indicators.group", one.group) if one.group is not last else ""
            last = one.group
            name, value = self.texts.word("indicators.name", one.indicator_id), value_text(self.texts, one)
            lines.append(IndicatorLine(one.indicator_id, group, name, value, f"{name}, {value}"))
        return tuple(lines)

    def heading(self) -> str:
        """What the list of patients is of."""
        one = self._one()
        if one is None:
            return ""
        name = self.texts.word("indicators.name", one.indicator_id)
        return self.texts("indicators.case_list", name=name, numerator=one.numerator, denominator=one.denominator)

    def cases(self) -> tuple[CaseLine, ...]:
        """The patients of the indicator in sight, those counted first."""
        one = self._one()
        ordered = sorted(one.cases, key=lambda case: not case.counted) if one else ()
        return tuple(self._case(number, case) for number, case in enumerate(ordered))

    def patient_of(self, key: str) -> str:
        """Whose line it is."""
        return key.partition("#")[0]

    def _one(self) -> Indicator | None:
        found = self.board.found if self.board else ()
        return next((one for one in found if one.indicator_id == self.chosen), None)

    def _case(self, number: int, case: IndicatorCase) -> CaseLine:
        people = self.board.people if self.board else {}
        patient = people.get(case.patient_id)
        name = masked_name(patient.name) if patient else case.patient_id
        part = self.texts("indicators.counted" if case.counted else "indicators.not_counted")
        minutes = "" if case.minutes is None else self.texts("indicators.minutes_of", minutes=f"{case.minutes:.0f}")
        key = f"{case.patient_id}#{number}"
        return CaseLine(key, name, part, minutes, case.counted, f"{name}, {part}, {minutes}")
