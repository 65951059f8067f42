"""Loads a pack that has no errors."""

from datetime import date
from pathlib import Path

from hah_console.adapters.site.check import read_site
from hah_console.domain.errors import SitePackInvalid
from hah_console.domain.site_pack import SitePack


def load_site(folder: Path, today: date | None = None) -> SitePack:
    """The pack in ``folder``; raises SitePackInvalid with the number of errors (see check_site for what they are)."""
    reading = read_site(folder, today)
    if reading.pack is None:
        count = sum(not problem.is_warning for problem in reading.problems)
        raise SitePackInvalid(folder=str(folder), count=count)
    return reading.pack
