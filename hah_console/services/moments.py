"""Moments that people tell."""

from datetime import datetime

from hah_console.domain.errors import InvalidInput


def not_to_come(at: datetime, now: datetime, field: str) -> datetime:
    """A moment that has been. Raises InvalidInput."""
    if at > now:
        raise InvalidInput(field=field, value=at.isoformat(timespec="minutes"), reason="in_the_future")
    return at
