"""What is known of the home, in words: rules for who goes there, what stands against care there, what it has; no Qt."""

from collections.abc import Iterator

from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.home_told import ANSWERS, HOME, NUMBERS, HomeTold, home_fields
from hah_console.domain.intake_rules import Answer
from hah_console.services.home_assessment import HomeAnswer, HomeAssessment
from hah_console.ui.forms.spec import words
from hah_console.ui.i18n import Texts
from hah_console.ui.widgets.facts import Fact

# i18n: case.home.*  # i18n: intake.home.*  # i18n: forms.answer.*
_PARTS = " · "


def home_facts(texts: Texts, home: HomeAssessment) -> tuple[Fact, ...]:
    """What binds or stands against care first and in bold; then what the home has, what is well, what nobody asked."""
    return tuple(
        Fact(name, texts(f"case.home.{name}"), value, name in ("rules", "against"))
        for name, value in _facts(texts, home)
    )


def _facts(texts: Texts, home: HomeAssessment) -> Iterator[tuple[str, str]]:
    if home.flags:
        yield "rules", "\n".join(_flag(texts, flag) for flag in home.flags)
    against = [row for row in home.answers if row.against]
    if against:
        yield "against", "\n".join(_against(texts, row) for row in against)
    yield "has", _told(texts, home.told) or texts("case.home.nothing")
    well = [row for row in home.answers if row.answer is row.item.wanted]
    if well:
        yield "well", "\n".join(f"✓ {words(texts, row.item.words)}" for row in well)
    unknown = [row for row in home.answers if row.answer is Answer.UNKNOWN]
    if unknown or not home.answers:
        said = "\n".join(words(texts, row.item.words) for row in unknown)
        yield "unknown", said or texts("case.home.nothing")


def _flag(texts: Texts, flag: HomeFlag) -> str:
    rules = (("two_persons", flag.two_persons), ("daylight_only", flag.daylight_only))
    held = _PARTS.join(texts(f"case.home.{name}") for name, holds in rules if holds)
    return f"▲ {held}: {flag.reason}"


def _against(texts: Texts, row: HomeAnswer) -> str:
    said = f"✕ {words(texts, row.item.words)}"
    return f"{said}: {row.note}" if row.note else said


def _told(texts: Texts, home: HomeTold) -> str:
    """Numbers with their unit, answers as yes or no."""
    fields = home_fields(home)
    numbers = [(name, f"{fields[f'{HOME}{name}']} {texts(f'intake.home.{name}_unit')}")
               for name in NUMBERS if f"{HOME}{name}" in fields]  # fmt: skip
    answers = [
        (name, texts(f"forms.answer.{fields[f'{HOME}{name}']}")) for name in ANSWERS if f"{HOME}{name}" in fields
    ]
    return "\n".join(f"{texts(f'intake.home.{name}')} {value}" for name, value in (*numbers, *answers))
