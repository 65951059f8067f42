"""What decision services say of themselves (CDS Hooks 2.0, ``GET …/cds-services``), and how old that is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FRESH = timedelta(hours=1)
"""A list that was read is asked for again after this."""
AGAIN = timedelta(minutes=1)
"""One that could not be read is asked for again after this."""
KEPT = timedelta(hours=24)
"""A list that cannot be read anew counts no longer than this."""


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service of a list, for one hook. ``name`` is the site's for one it asks, empty for the others.

    ``supplied`` and ``withheld`` are the keys of what it wants to know beforehand: those it is told, and those it is
    not, because the site does not want it or it cannot be answered in full.
    """

    service_id: str
    hook: str
    title: str
    description: str
    requirements: str
    name: str = ""
    supplied: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceCatalogue:
    """The list at one address. ``missing`` are services of the site, with the hook, that do not stand in it.

    ``read_at`` is when it was read last, ``tried_at`` when it was asked for last, ``fault`` why that failed (empty
    when it did not).
    """

    base: str
    offers: tuple[OfferedService, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    read_at: datetime | None = None
    tried_at: datetime | None = None
    fault: str = ""

    def counts(self, now: datetime) -> bool:
        """Whether what was read may still be gone by."""
        return self.read_at is not None and timedelta(0) <= now - self.read_at < KEPT


def is_due(read_at: datetime | None, tried_at: datetime | None, fault: str, now: datetime) -> bool:
    """Whether a list is to be asked for (again); also after a clock that was set back."""
    if tried_at is None or tried_at > now:
        return True
    return now - tried_at >= (AGAIN if fault or read_at is None else FRESH)
