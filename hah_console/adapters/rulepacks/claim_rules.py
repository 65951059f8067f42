"""Reads the claim rules of a pack, and the codes a site adds to them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.claims.rules import CapRules, ClaimRules, DayBand, Indication, SurchargeRules
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.staff import Profession

DAY_MINUTES = 24 * 60


class Weekday(StrEnum):
    """The days of the week in order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def read_claim_rules(fields: Fields) -> ClaimRules:
    """The rules; raises RulePackInvalid with file, line and key, for bands that overlap too."""
    caps = fields.table("caps")
    return ClaimRules(
        info=fields.info(),
        surcharge=_surcharge(fields.table("surcharge"), fields.table("holidays")),
        caps=CapRules(
            caps.whole("visits_a_day"),
            caps.whole("visits_a_month"),
            caps.whole("cases_at_once"),
            caps.whole("warn_left"),
        ),
        card_upload=fields.hours("card_upload_hours"),
        departments=_departments(fields),
        codes={},
    )


def with_site_codes(rules: ClaimRules, fields: Fields) -> ClaimRules:
    """The rules with a site's department codes and order codes (``[codes.nurse] in-person = "…"``)."""
    codes = {}
    table = fields.table("codes")
    for profession in table.keys():  # noqa: SIM118  Fields is not a mapping
        row = table.table(profession)
        for mode in row.keys():  # noqa: SIM118
            codes[table.word(profession, Profession), row.word(mode, VisitMode)] = row.text(mode)
    return replace(rules, departments={**rules.departments, **_departments(fields)}, codes=codes)


def _departments(fields: Fields) -> dict[Profession, str]:
    table = fields.table("departments")
    return {table.word(key, Profession): table.text(key) for key in table.keys()}  # noqa: SIM118


def _surcharge(fields: Fields, holidays: Fields) -> SurchargeRules:
    return SurchargeRules(
        bands=tuple(_bands(fields)),
        holiday_percent=fields.whole("holiday_percent"),
        weekend=frozenset(map(list(Weekday).index, fields.some_of("weekend", Weekday))),
        holidays=frozenset(_days(holidays)),
        known_years=frozenset(_years(holidays)),
        crossing=fields.minutes("crossing_minutes"),
        professions=frozenset(fields.some_of("professions", Profession)),
        without_assessment=frozenset(fields.some_of("without_assessment", Indication)),
        enabled=fields.truth("enabled"),
    )


def _bands(fields: Fields) -> Iterator[DayBand]:
    taken: set[int] = set()
    for row in fields.tables("band"):
        band = DayBand(row.text("name"), _clock(row, "from"), _clock(row, "to"), row.whole("percent"))
        minutes = {minute for minute in range(DAY_MINUTES) if band.holds(minute)}
        if not minutes or minutes & taken:
            raise row.wrong("from", "band_overlap" if minutes else "empty")
        taken |= minutes
        yield band


def _clock(fields: Fields, key: str) -> int:
    hours, _, minutes = fields.text(key).partition(":")
    if not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        raise fields.wrong(key, "wrong_type")
    minute = int(hours) * 60 + int(minutes)
    if minute >= DAY_MINUTES or int(minutes) >= 60:
        raise fields.wrong(key, "wrong_type")
    return minute


def _years(holidays: Fields) -> Iterator[int]:
    for year in holidays.keys():  # noqa: SIM118
        if not (year.isascii() and year.isdigit()):
            raise holidays.wrong(year, "wrong_type")
        yield int(year)


def _days(holidays: Fields) -> Iterator[date]:
    for year in holidays.keys():  # noqa: SIM118
        for index, day in enumerate(holidays.days(year)):
            if str(day.year) != year:
                raise holidays.wrong(year, "another_year", index)
            yield day
