"""The decision services as the console uses them: loaded when they are first asked, on the thread that asks."""

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.domain.actor import Actor
from hah_console.domain.decision_catalogue import ServiceCatalogue
from hah_console.domain.decision_support import CardAnswer, Hook, ServiceAnswer
from hah_console.domain.ids import PatientId
from hah_console.domain.order import Order
from hah_console.services.context import Context

if TYPE_CHECKING:
    from hah_console.app.exchange.decisions import SiteDecisions

FILE, TABLE = "exchange.toml", "[[decision_service]]"


class LateDecisions:
    """PERF(start): the client takes a second to load, and only a site with decision services needs it.

    Raises ExchangeSetupInvalid while the file of the site cannot be used; it is read again with every question until
    it can.
    """

    def __init__(self, ctx: Context, home: Path, drugs: Mapping[str, str]) -> None:
        self._ctx, self._home, self._drugs = ctx, home, drugs
        self._lock = threading.Lock()
        self._loaded: SiteDecisions | None = None

    def catalogues(self) -> tuple[ServiceCatalogue, ...]:
        """See the port."""
        return self._services().catalogues()

    def names(self, hook: Hook) -> tuple[str, ...]:
        """See the port."""
        return self._services().names(hook)

    def of_patient(self, actor: Actor, patient_id: PatientId) -> tuple[ServiceAnswer, ...]:
        """See the port."""
        return self._services().of_patient(actor, patient_id)

    def of_order(self, actor: Actor, order: Order) -> tuple[ServiceAnswer, ...]:
        """See the port."""
        return self._services().of_order(actor, order)

    def tell(self, service: str, answers: Sequence[CardAnswer]) -> str:
        """See the port."""
        return self._services().tell(service, answers)

    def _services(self) -> "SiteDecisions":
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> "SiteDecisions":
        return load_decisions(self._ctx, self._home, self._drugs)


def load_decisions(ctx: Context, home: Path, drugs: Mapping[str, str]) -> "SiteDecisions":
    """The decision services of a home, loaded now. Raises ExchangeSetupInvalid."""
    from hah_console.adapters.credentials.secret_store import secret_store
    from hah_console.adapters.fhir.hooks.caller import Caller
    from hah_console.adapters.fhir.hooks.setup import read_services
    from hah_console.adapters.fhir.mapping.naming import Naming
    from hah_console.adapters.fhir.setup import read_exchange_setup
    from hah_console.app.exchange.decisions import SiteDecisions
    from hah_console.app.exchange.duty import PASSPHRASE

    setup, services = read_exchange_setup(home / FILE), read_services(home / FILE)
    naming = Naming(setup.root, setup.organisation, setup.nhi_code, setup.record_system, ctx.zone)
    secrets = secret_store(home, os.environ.get(PASSPHRASE, ""))
    caller = Caller({each.name: each for each in services}, secrets.get)
    return SiteDecisions(ctx, caller, naming, drugs)


def late_decisions(ctx: Context, home: Path, drugs: Mapping[str, str]) -> LateDecisions | None:
    """The decision services of a home; None where its file names none."""
    try:
        named = TABLE in (home / FILE).read_text("utf-8")
    except (OSError, ValueError):
        named = False
    return LateDecisions(ctx, home, drugs) if named else None
