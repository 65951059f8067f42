"""Moments as hospitals write them: never more exact than they were told, none without its zone."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo

from hah_console.adapters.fhir.inbound.parts import Unusable, part
from hah_console.domain.hospital_facts import Precision

NO_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")
Told = tuple[datetime | None, Precision]
NOT_TOLD: Told = (None, Precision.NONE)
_BY_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def told_moment(text: object, zone: tzinfo) -> Told:
    """A FHIR dateTime in UTC; a day, month or year is its beginning at the site.

    SAFETY(zone): a time of day without its zone is refused, never taken for the site's. Raises Unusable
    (``no_time_zone``, ``not_a_moment``).
    """
    if not isinstance(text, str) or not text.strip():
        return NOT_TOLD
    written = text.strip()
    if NO_ZONE.fullmatch(written):
        raise Unusable("no_time_zone", value=written)
    try:
        if "T" in written:
            return datetime.fromisoformat(written).astimezone(UTC), Precision.MOMENT
        first = date.fromisoformat(written + "-01-01"[len(written) - 4 :])
        return datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC), _BY_LENGTH[len(written)]
    except (ValueError, OverflowError, KeyError):
        raise Unusable("not_a_moment", value=written) from None


def instant(text: object) -> datetime | None:
    """A moment by the server's clock; None for one that cannot be read."""
    try:
        moment = datetime.fromisoformat(str(text)) if text else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def first_moment(resource: Mapping[str, object], zone: tzinfo, *names: str) -> Told:
    """The first of some elements that tells a moment; of a Period its start. Raises Unusable."""
    for name in names:
        value = resource.get(name)
        told = told_moment(part(value).get("start") if isinstance(value, dict) else value, zone)
        if told[0] is not None:
            return told
    return NOT_TOLD
