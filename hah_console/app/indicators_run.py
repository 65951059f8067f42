"""Makes the indicators of a month for the command line: of a database, or of a site pack as it stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hah_console.adapters.credentials.argon2 import Argon2Hasher
from hah_console.adapters.db.store import Store
from hah_console.adapters.documents.indicator_files import IndicatorFiles, write_indicators
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.site.load import load_site
from hah_console.app.claims_run import CLERK
from hah_console.app.resources import resource_path
from hah_console.app.stored import stored
from hah_console.domain.clock import SystemClock
from hah_console.domain.indicator import Indicator
from hah_console.domain.site_pack import SitePack
from hah_console.services.context import Context
from hah_console.services.indicators import indicators_of_month
from hah_console.services.site_load import load_site_pack


@dataclass(frozen=True, slots=True)
class IndicatorRun:
    """What was found and where it was written."""

    found: tuple[Indicator, ...]
    files: IndicatorFiles


def run_indicators(month: str, site_folder: Path, database: str, out: Path, names: Mapping[str, str]) -> IndicatorRun:
    """The indicators of ``month`` in ``out``. Raises InvalidInput, SitePackInvalid, RulePackInvalid,
    NoWritePermission, DatabaseUnusable."""
    pack, rules = load_site(site_folder), load_rule_packs(resource_path("rulepacks"))
    with stored(database) if database else _loaded(pack) as ctx:
        found = indicators_of_month(ctx, CLERK, rules, month)
    return IndicatorRun(found, write_indicators(found, names, month, out))


@contextmanager
def _loaded(pack: SitePack) -> Iterator[Context]:
    with TemporaryDirectory(prefix="hah-indicators-") as folder:
        store = Store(f"sqlite:///{Path(folder) / 'indicators.db'}")
        try:
            store.migrate()
            ctx = Context(store.unit_of_work, SystemClock(), pack.site.zone)
            load_site_pack(ctx, CLERK, pack, Argon2Hasher(), ctx.today())
            yield ctx
        finally:
            store.close()
