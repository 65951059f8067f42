"""What was found out about a home for treatment there; nothing in it is ever assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from hah_console.domain.field_check import FieldCheck
from hah_console.domain.home_feasibility import HomeSetting
from hah_console.domain.written import written_number

HOME = "home."
"""Beginning of the names of its fields."""
NUMBERS = {"visits_per_day": (0, 12), "staff_hours": (0, 24), "ambient_c": (0, 50)}
"""Least and most: visits a day, hours a day, °C."""
ANSWERS = ("pump_at_hand", "trained_caregiver")
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class HomeTold:
    """None where nobody has said anything: nurse visits a day, hours a day in which somebody can come, how warm the
    room gets (°C), a pump for this home, somebody at home who was trained to give doses."""

    visits_per_day: int | None = None
    staff_hours: Decimal | None = None
    ambient_c: Decimal | None = None
    pump_at_hand: bool | None = None
    trained_caregiver: bool | None = None

    def over(self, usual: HomeSetting) -> HomeSetting:
        """What this home can count on: what was told, else what homes are taken for."""
        told = {name: getattr(self, name) for name in (*NUMBERS, *ANSWERS)}
        return replace(usual, **{name: value for name, value in told.items() if value is not None})


NOTHING_TOLD = HomeTold()


def read_home(check: FieldCheck) -> HomeTold:
    """From the fields of a form; what is wrong is noted in ``check``."""
    visits = _number(check, "visits_per_day")
    if visits is not None and visits != int(visits):
        check.add(f"{HOME}visits_per_day", "whole_number", visits)
    return HomeTold(
        None if visits is None else int(visits),
        _number(check, "staff_hours"),
        _number(check, "ambient_c"),
        *(_answer(check, name) for name in ANSWERS),
    )


def home_fields(home: HomeTold) -> Mapping[str, str]:
    """The fields that tell of it, as ``read_home`` reads them."""
    numbers = {name: getattr(home, name) for name in NUMBERS}
    answers = {name: getattr(home, name) for name in ANSWERS}
    return {
        **{f"{HOME}{name}": _plain(value) for name, value in numbers.items() if value is not None},
        **{f"{HOME}{name}": _YES if value else _NO for name, value in answers.items() if value is not None},
    }


def _plain(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}"


def _number(check: FieldCheck, name: str) -> Decimal | None:
    low, high = NUMBERS[name]
    return check.read_if_written(
        f"{HOME}{name}", lambda text, field: written_number(text, field, Decimal(low), Decimal(high)), None
    )


def _answer(check: FieldCheck, name: str) -> bool | None:
    said = check.text(f"{HOME}{name}")
    return {_YES: True, _NO: False}.get(said)
