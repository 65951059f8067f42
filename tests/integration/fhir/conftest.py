"""Servers for the tests of the exchange: one that does wrong what it is asked to, and a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import Bedside, open_bedside
from helpers.fault_server import FaultServer, fault_server
from helpers.fhir_server import named_server, sekmet

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Limits, OpenServer, Transport
from hah_console.adapters.fhir.smart.tokens import FixedToken

QUICK = Limits(connect_s=0.5, read_s=0.4, total_s=3.0, retries=3, backoff_s=0.01)


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    """A site with patients of whom nothing has been measured."""
    it = open_bedside(tmp_path, readings=False)
    yield it
    it.store.close()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with fault_server() as it:
        yield it


@pytest.fixture
def client(server: FaultServer) -> Iterator[FhirClient]:
    it = FhirClient(Transport(server.base, limits=QUICK))
    yield it
    it.close()


@pytest.fixture(scope="session")
def real_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a real server: the one the environment names, else sekmet-fhir in a fresh folder."""
    named = named_server()
    if named:
        yield named[0]
        return
    with sekmet(Path(tmp_path_factory.mktemp("sekmet"))) as base:
        yield base


@pytest.fixture
def real(real_base: str) -> Iterator[FhirClient]:
    named = named_server()
    credentials = FixedToken(named[1]) if named and named[1] else OpenServer()
    it = FhirClient(Transport(real_base, credentials, Limits()))
    yield it
    it.close()
