"""Calendar days and moments as people type them in Taiwan: Gregorian or of the Republic (民國, year 1 = 1912)."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, tzinfo

from hah_console.domain.errors import InvalidInput

ROC_OFFSET = 1911
_SEPARATED = re.compile(r"(?:民國\s*(\d{1,4})|(\d{2,4}))\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MOMENT = re.compile(r"(.+?)[\sT]+(\d{1,2})\s*[:時点點]?\s*(\d{2})\s*分?")
_CLOCK = re.compile(r"(\d{1,2})\s*[:時点點]?\s*(\d{2})\s*分?")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/月](\d{1,2})日?\s+(.+)")
_PACKED = re.compile(r"(\d{3,4})(\d{2})(\d{2})")


def parse_day(text: str, field: str = "date") -> date:
    """The day of ``2024-07-01``, ``2024/7/1``, ``113/07/01``, ``民國113年7月1日``, ``20240701`` or ``1130701``.

    A year of two or three digits counts from the founding of the Republic, and any after 民國. Raises InvalidInput
    with reason ``not_a_date`` (not written like one) or ``impossible_date`` (no such day).
    """
    written = unicodedata.normalize("NFKC", text).strip()
    found = _SEPARATED.fullmatch(written)
    if found:
        of_era, year, month, day = found.groups()
        of_republic = of_era is not None or len(year) < len("2026")
        return _day(of_republic, int(of_era or year), int(month), int(day), field, text)
    packed = _PACKED.fullmatch(written)
    if packed:
        return _day(len(packed[1]) < 4, int(packed[1]), int(packed[2]), int(packed[3]), field, text)
    raise InvalidInput(field=field, value=text, reason="not_a_date")


def parse_moment(text: str, zone: tzinfo, field: str = "moment") -> datetime:
    """The moment (UTC) of a day as in ``parse_day`` and a time of day in ``zone``: ``115/03/05 14:30``.

    Raises InvalidInput with the reasons of ``parse_day``, or ``not_a_moment``.
    """
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise InvalidInput(field=field, value=text, reason="not_a_moment")
    local = datetime.combine(parse_day(found[1], field), time(int(found[2]), int(found[3])), zone)
    return local.astimezone(UTC)


def parse_near_moment(text: str, today: date, zone: tzinfo, field: str = "moment") -> datetime:
    """As ``parse_moment``; ``08:30`` or ``0830`` is a time of ``today``, ``11-24 08:30`` of its year.

    Raises InvalidInput as ``parse_moment``.
    """
    written = unicodedata.normalize("NFKC", text).strip()
    found = _CLOCK.fullmatch(written)
    if found is not None:
        return parse_moment(f"{today:%Y-%m-%d} {written}", zone, field)
    short = _SHORT_DAY.fullmatch(written)
    return parse_moment(f"{today.year}-{short[1]}-{short[2]} {short[3]}" if short else written, zone, field)


def _day(of_republic: bool, year: int, month: int, day: int, field: str, text: str) -> date:
    gregorian = year + ROC_OFFSET if of_republic else year
    try:
        found = date(gregorian, month, day)
    except ValueError as error:
        raise InvalidInput(field=field, value=text, reason="impossible_date") from error
    if not 1895 <= found.year <= 2200:
        raise InvalidInput(field=field, value=text, reason="impossible_date")
    return found
