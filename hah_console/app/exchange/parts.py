"""Makes the feeds of a site from its ``exchange.toml``: client, sign-in, checker, collector, outbox."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hah_console.adapters.credentials.secret_store import secret_store
from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Credentials, OpenServer, Transport
from hah_console.adapters.fhir.inbound.facts import FactReader
from hah_console.adapters.fhir.inbound.identity import OwnSystems
from hah_console.adapters.fhir.mapping.naming import Naming
from hah_console.adapters.fhir.outbox.packing import packer
from hah_console.adapters.fhir.outbox.sender import Sender
from hah_console.adapters.fhir.setup import FILE, OPEN, ExchangeSetup, FeedSetup, read_exchange_setup
from hah_console.adapters.fhir.smart.backend import BackendSignIn, ClientKey
from hah_console.adapters.fhir.smart.discovery import discover
from hah_console.app.exchange.admission import Admission
from hah_console.app.exchange.answers import Answers
from hah_console.app.exchange.collect import Collector
from hah_console.app.exchange.duty import PASSPHRASE
from hah_console.app.exchange.export import Exporter
from hah_console.app.exchange.feed import Feed
from hah_console.app.exchange.inbound import Inbound
from hah_console.app.exchange.papers import Papers
from hah_console.app.exchange.records import TargetDays
from hah_console.app.exchange.retention import OutboxRetention
from hah_console.app.resources import resource_path
from hah_console.domain.quantity import UnitRules
from hah_console.services.context import Context
from hah_console.services.ports import ChangeFeed, UnitOfWork


class BackendCredentials:
    """Finds out where to sign in when it is first needed: a hospital that is away does not keep the service from
    starting."""

    def __init__(self, transport: Callable[[], Transport], setup: FeedSetup, secret: Callable[[str], str]) -> None:
        self._transport, self._setup, self._secret = transport, setup, secret
        self._signed: BackendSignIn | None = None

    def header(self) -> str:
        """``Bearer`` with a token that holds. Raises ExchangeFailed."""
        return self._sign_in().header()

    def renew(self) -> bool:
        """A new token after a 401. Raises ExchangeFailed."""
        return self._sign_in().renew()

    def _sign_in(self) -> BackendSignIn:
        if self._signed is None:
            pem = self._secret(self._setup.secret)
            if not pem:
                raise ExchangeFailed("no_sign_in", detail=self._setup.secret)
            key = ClientKey(self._setup.client_id, pem, self._setup.key_id, self._setup.algorithm)
            self._signed = BackendSignIn(discover(self._transport()), key, self._setup.scopes)
        return self._signed


@dataclass(frozen=True, slots=True)
class FeedPart:
    """One feed with what it needs; ``feed`` None: it only writes documents; ``inbound`` None: it is not read.

    ``turn`` sends; reading is for another thread.
    """

    name: str
    naming: Naming
    collector: Collector
    feed: Feed | None
    answers: Answers | None
    exporter: Exporter | None
    inbound: Inbound | None = None
    retention: OutboxRetention | None = None

    def turn(self, stop: Callable[[], bool]) -> None:
        """Collect what is new and tell it."""
        if self.exporter is not None:
            self.collector.follow(f"{self.name}-files", self.exporter.write, stop)
        if self.feed is not None:
            self.collector.collect(self.name, stop)
            self.collector.tell_hours(self.name, self.naming, stop)
            self.feed.drain(stop)
        if self.answers is not None and self.feed is not None and not stop():
            self.feed.heard(self.answers.hear)
        if self.retention is not None and not stop():
            self.retention.turn(self.name)


@contextmanager
def exchange_parts(
    ctx: Context,
    home: Path,
    drugs: Mapping[str, str],
    changes: Callable[[], ChangeFeed],
    units: UnitRules | None = None,
    targets: TargetDays | None = None,
) -> "Iterator[tuple[FeedPart, ...]]":
    """The feeds of a home, closed on the way out. Raises ExchangeSetupInvalid, InvalidInput, SecretsLocked."""
    setup = read_exchange_setup(home / FILE)
    naming = Naming(setup.root, setup.organisation, setup.nhi_code, setup.record_system, ctx.zone)
    followed, transports = changes(), [_transport(each, home) for each in setup.feeds]
    try:
        yield tuple(_part(ctx, each, setup, naming, drugs, followed, transport, units, targets)
                    for each, transport in zip(setup.feeds, transports, strict=True))  # fmt: skip
    finally:
        followed.close()
        for transport in transports:
            if transport is not None:
                transport.close()


def _part(
    ctx: Context,
    feed: FeedSetup,
    setup: ExchangeSetup,
    naming: Naming,
    drugs: Mapping[str, str],
    changes: ChangeFeed,
    transport: Transport | None,
    units: UnitRules | None,
    targets: TargetDays | None,
) -> FeedPart:
    def admission_of(uow: UnitOfWork) -> Admission:
        return Admission(uow, naming, lambda drug: drugs.get(drug, drug), target_days=targets)

    checker = Checker.load(resource_path("fhir"), setup.packages)
    exporter = Exporter(ctx, admission_of, checker, naming, feed.export) if feed.export else None
    papers = Papers(ctx)
    collector = Collector(ctx, changes, admission_of, papers.packer(packer(checker)))
    if transport is None:
        return FeedPart(feed.name, naming, collector, None, None, exporter)
    client = FhirClient(transport)
    sender, answers = Feed(ctx, feed.name, Sender(client, papers.filled).send), Answers(ctx, feed.name, client)
    inbound = _inbound(ctx, feed, setup, client, units) if feed.reads and units else None
    retention = OutboxRetention(ctx, setup.keep_sent_days)
    return FeedPart(feed.name, naming, collector, sender, answers, exporter, inbound, retention)


def _inbound(ctx: Context, feed: FeedSetup, setup: ExchangeSetup, client: FhirClient, units: UnitRules) -> Inbound:
    """With a checker of its own: shapes are compiled when they are first met, and reading has another thread."""
    checker = Checker.load(resource_path("fhir"))
    systems = OwnSystems(f"{setup.root}/patient", setup.record_system)
    every = timedelta(hours=feed.compare_hours)
    return Inbound(ctx, feed.name, client, FactReader(checker, units, ctx.zone), systems, setup.root, every)


def _transport(feed: FeedSetup, home: Path) -> Transport | None:
    if not feed.base:
        return None
    return Transport(feed.base, _credentials(feed, home))


def _credentials(feed: FeedSetup, home: Path) -> Credentials:
    if feed.sign_in == OPEN:
        return OpenServer()
    secrets = secret_store(home, os.environ.get(PASSPHRASE, ""))
    return BackendCredentials(lambda: Transport(feed.base), feed, secrets.get)
