"""Makes the claim of a month for the command line: of a database, or of a site pack as it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hah_console.adapters.credentials.argon2 import Argon2Hasher
from hah_console.adapters.db.store import Store
from hah_console.adapters.documents.claim_files import ClaimFiles, write_claim
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.rulepacks.site_claims import read_site_claims
from hah_console.adapters.site.load import load_site
from hah_console.app.resources import resource_path
from hah_console.app.stored import stored
from hah_console.domain.actor import Actor, Role
from hah_console.domain.claims.claim import Claim, ClaimSite
from hah_console.domain.clock import SystemClock
from hah_console.domain.ids import UserId
from hah_console.domain.site_pack import SitePack
from hah_console.services.claims import claim_of_month, month_span
from hah_console.services.context import Context
from hah_console.services.site_load import load_site_pack

CLERK = Actor(UserId("command-line"), "command line", Role.ADMINISTRATOR, "command line")


@dataclass(frozen=True, slots=True)
class ClaimRun:
    """A claim and where it was written."""

    claim: Claim
    files: ClaimFiles
    zone: ZoneInfo


def run_claim(month: str, site_folder: Path, database: str, out: Path) -> ClaimRun:
    """The claim of ``month`` in ``out``: of the database, or of the site's own visits when none is named.

    Raises InvalidInput, SitePackInvalid, RulePackInvalid, HolidaysUnknown, NoWritePermission, DatabaseUnusable.
    """
    pack = load_site(site_folder)
    rules = load_rule_packs(resource_path("rulepacks")).claims
    own = read_site_claims(site_folder, rules, synthetic=pack.site.synthetic)
    site = ClaimSite(own.institution_code, pack.site.zone, own.identity)
    with stored(database) if database else _loaded(pack, month) as ctx:
        claim = claim_of_month(ctx, CLERK, month, site, own.rules)
    return ClaimRun(claim, write_claim(claim, out, pack.site.zone), pack.site.zone)


@contextmanager
def _loaded(pack: SitePack, month: str) -> Iterator[Context]:
    """The pack in a store of its own, dated for the last day of the month that has been."""
    with TemporaryDirectory(prefix="hah-claim-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'claim.db'}")
        try:
            store.migrate()
            ctx = Context(store.unit_of_work, SystemClock(), pack.site.zone)
            load_site_pack(ctx, CLERK, pack, Argon2Hasher(), _last_day(ctx, month))
            yield ctx
        finally:
            store.close()


def _last_day(ctx: Context, month: str) -> date:
    begins, ends = month_span(ctx, month)
    first, last = ctx.local(begins).date(), ctx.local(ends).date() - timedelta(days=1)
    today = ctx.today()
    return today if first <= today <= last else last
