"""Builds the program from its parts; read top to bottom it is the picture of docs/architecture.md."""

from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.credentials.argon2 import Argon2Hasher
from hah_console.adapters.db.engine import IDLE_LIMIT_S
from hah_console.adapters.db.store import Store
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.site import load_site
from hah_console.app.options import ProgramOptions
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import UserId
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.site_pack import SitePack
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.ports import PasswordHasher
from hah_console.services.site_care import load_site_care
from hah_console.services.site_load import load_site_pack
from hah_console.services.site_referrals import load_site_referrals

SYSTEM = Actor(UserId("system"), "system", Role.ADMINISTRATOR, "this computer")
DEMO_SITE = "demo"


@dataclass(frozen=True, slots=True)
class Core:
    """What every process needs: the store, the clock and zone, the rule packs, the password hasher."""

    options: ProgramOptions
    store: Store
    ctx: Context
    rules: RulePacks
    hasher: PasswordHasher


def open_core(options: ProgramOptions, idle_limit_s: float = IDLE_LIMIT_S) -> Core:
    """Open and migrate the database and read the rule packs; raises HahErrors a user can be told."""
    store = Store(options.database_url, idle_limit_s)
    store.migrate()
    ctx = Context(store.unit_of_work, options.clock())
    return Core(options, store, ctx, load_rule_packs(resource_path("rulepacks"), ctx.today()), Argon2Hasher())


def load_site_folder(core: Core, folder: Path) -> Changes:
    """Put a site pack into the store for today; raises SitePackInvalid when it has errors, AnotherSite."""
    return load_pack(core, load_site(folder))


def load_pack(core: Core, pack: SitePack) -> Changes:
    """Put a site pack that has been read into the store for today; raises AnotherSite."""
    day = core.ctx.today()
    people = load_site_pack(core.ctx, SYSTEM, pack, core.hasher, day, core.rules.claims.card_upload)
    care = load_site_care(core.ctx, SYSTEM, pack, core.rules.care, day)
    referrals = load_site_referrals(core.ctx, SYSTEM, pack, core.rules.intake)
    return Changes((*people.items, *care.items, *referrals.items))


def drug_words(core: Core) -> dict[str, str]:
    """The name of every drug of the pack by its id."""
    return {name: drug.name for name, drug in core.rules.care.drugs.drugs.items()}
