"""The claims and files of one desk: the site's codes, and where what it hands out is written."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from hah_console.domain.claims.claim import Claim, ClaimSite
from hah_console.domain.claims.rules import ClaimRules
from hah_console.domain.errors import HahError, NoWritePermission
from hah_console.domain.site_pack import SitePack
from hah_console.services.claim_desk import ClaimDesk

_LOG = logging.getLogger(__name__)


class DeskFiles:
    """Implements ``services.claim_desk.Files``; what writes is loaded when it is used."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def write_claim(self, claim: Claim, folder: Path) -> tuple[Path, ...]:
        """The files of a claim in a folder. Raises NoWritePermission."""
        from hah_console.adapters.documents.claim_files import write_claim

        files = write_claim(claim, folder, self._zone)
        return files.lines_csv, files.lines_json, files.refused_csv

    def write_rows(self, rows: Sequence[Mapping[str, object]], path: Path) -> None:
        """Rows with the columns of the first as CSV. Raises NoWritePermission."""
        from hah_console.adapters.documents.csv_text import csv_text

        part = path.with_name(path.name + ".part")
        try:
            part.write_text(csv_text(list(rows[0]) if rows else [], rows), encoding="utf-8", newline="")
            os.replace(part, path)
        except OSError as error:
            raise NoWritePermission(path=str(path)) from error


def claim_desk(folder: Path, pack: SitePack, rules: ClaimRules) -> ClaimDesk | None:
    """Who claims at a site; None where it has no ``claims.toml``, or one that cannot be used, which is logged."""
    from hah_console.adapters.rulepacks.site_claims import FILE, read_site_claims

    if not (folder / FILE).is_file():
        return None
    try:
        own = read_site_claims(folder, rules, synthetic=pack.site.synthetic)
    except HahError as error:
        _LOG.warning("nobody claims here: %s", error)
        return None
    return ClaimDesk(ClaimSite(own.institution_code, pack.site.zone, own.identity), own.rules)
