"""The console as a SMART app: a hospital's system launches it, the person signs in there, the patient comes along."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Limits, Transport
from hah_console.adapters.fhir.resource_json import Resource
from hah_console.adapters.fhir.setup import ExchangeSetupInvalid, is_safe
from hah_console.adapters.fhir.smart.discovery import discover
from hah_console.adapters.fhir.smart.person import WAIT_S, PersonSignIn
from hah_console.adapters.fhir.smart.tokens import FixedToken
from hah_console.domain.launch import LaunchRefused

SCOPES = "launch openid fhirUser patient/Patient.rs patient/Encounter.rs"
TABLE = "launch"


@dataclass(frozen=True, slots=True)
class Launcher:
    """A system that may launch the console: its FHIR server, and who the console is there (a public client).

    ``redirect_port`` is that of ``http://127.0.0.1:PORT/signed-in`` where it is registered there, 0 for any.
    """

    iss: str
    client_id: str
    scopes: str = SCOPES
    redirect_port: int = 0


@dataclass(frozen=True, slots=True)
class LaunchContext:
    """What came along: the patient, the encounter if there was one, and who signed in (empty: not told)."""

    patient: Resource
    encounter: Resource | None
    user: str


def read_launchers(file: Path) -> tuple[Launcher, ...]:
    """Who may launch the console, by ``[[launch]]`` of the site's file. Raises ExchangeSetupInvalid."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        raise ExchangeSetupInvalid(file=file.name, key="", reason="unreadable") from None
    listed = table.get(TABLE, [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ExchangeSetupInvalid(file=file.name, key=TABLE, reason="unknown_word")
    return tuple(_launcher(each, file) for each in listed)


def trusted(launchers: tuple[Launcher, ...], iss: str) -> Launcher:
    """The launcher of a server. Raises LaunchRefused for one the site does not name.

    SAFETY(launched from outside): anybody can write a link that starts the console; only servers of the site's file
    are asked anything, and only they see a sign-in.
    """
    found = next((each for each in launchers if each.iss == _plain(iss)), None)
    if found is None:
        raise LaunchRefused(reason="not_trusted")
    return found


def parts_of_address(address: str) -> tuple[str, str]:
    """Server and token of the address the console is registered for (``hah-console:launch?iss=…&launch=…``)."""
    told = parse_qs(urlsplit(address).query)
    return told.get("iss", [""])[0], told.get("launch", [""])[0]


def launched(
    launcher: Launcher,
    token: str,
    open_page: Callable[[str], object],
    limits: Limits | None = None,
    wait_s: float = WAIT_S,
) -> LaunchContext:
    """Sign in at the launching system and read whom it is about. Raises ExchangeFailed, LaunchRefused."""
    limits = limits or Limits()
    asking = Transport(launcher.iss, limits=limits)
    try:
        places = discover(asking)
    finally:
        asking.close()
    if places.challenge_methods and "S256" not in places.challenge_methods:
        raise ExchangeFailed("no_sign_in", detail="S256")
    sign_in = PersonSignIn(
        launcher.iss, places, launcher.client_id, open_page, scopes=launcher.scopes, limits=limits, launch=token,
        port=launcher.redirect_port,
    )  # fmt: skip
    signed = sign_in.run(wait_s)
    if not signed.token.patient:
        raise LaunchRefused(reason="no_patient")
    client = FhirClient(Transport(launcher.iss, FixedToken(signed.token.access), limits))
    try:
        patient = client.read(f"Patient/{signed.token.patient}")
        encounter = _encounter(client, signed.token.encounter, signed.token.patient)
    finally:
        client.close()
    return LaunchContext(patient, encounter, signed.user)


def stays_of(encounter: Mapping[str, object] | None, root: str) -> frozenset[str]:
    """Ids of our admissions an encounter names by our own identifier; an encounter of theirs alone names none."""
    listed = encounter.get("identifier") if encounter is not None else None
    told = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    own = (each.get("value") for each in told if each.get("system") == f"{root}/admission")
    return frozenset(each for each in own if isinstance(each, str) and each)


def _encounter(client: FhirClient, identity: str, patient: str) -> Resource | None:
    """SAFETY(launched patient): an encounter of somebody else ends the launch."""
    return client.read(f"Encounter/{identity}", patient=f"Patient/{patient}") if identity else None


def _launcher(table: Mapping[str, object], file: Path) -> Launcher:
    iss, client_id = table.get("iss"), table.get("client_id")
    if not isinstance(iss, str) or not isinstance(client_id, str) or not iss or not client_id:
        raise ExchangeSetupInvalid(file=file.name, key="iss" if not iss else "client_id", reason="missing")
    if not is_safe(iss):
        raise ExchangeSetupInvalid(file=file.name, key="iss", reason="needs_tls")
    scopes, port = table.get("scopes"), table.get("redirect_port", 0)
    if not isinstance(port, int) or isinstance(port, bool) or not (port == 0 or 1024 <= port <= 65_535):
        raise ExchangeSetupInvalid(file=file.name, key="redirect_port", reason="out_of_range")
    return Launcher(_plain(iss), client_id, scopes if isinstance(scopes, str) and scopes else SCOPES, port)


def _plain(iss: str) -> str:
    return iss.strip().rstrip("/")
