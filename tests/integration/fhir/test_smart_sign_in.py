"""Sign-in by SMART: the service by its key at a real server, a person in the browser at a page of the test."""

import hashlib
import threading
import time
import urllib.request
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from helpers.fault_server import Asked, FaultServer, Reply
from helpers.fhir_server import sekmet

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Limits, Transport
from hah_console.adapters.fhir.smart.backend import BackendSignIn, ClientKey
from hah_console.adapters.fhir.smart.discovery import SignInPlaces, discover
from hah_console.adapters.fhir.smart.person import PersonCredentials, PersonSignIn
from hah_console.adapters.fhir.smart.token_request import Token

QUICK = Limits(connect_s=1, read_s=2, total_s=4, retries=1, backoff_s=0.01)
KEY = ec.generate_private_key(ec.SECP384R1())
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PATIENT = {"resourceType": "Patient", "identifier": [{"system": "urn:t", "value": "smart"}]}


def public_jwk() -> dict[str, object]:
    return jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "k1", "alg": "ES384"}


@pytest.fixture(scope="module")
def guarded_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server that asks for a token and lets it live for three seconds."""
    clients = [
        {"client_id": "hah", "jwks": {"keys": [public_jwk()]}, "scopes": "system/*.cruds"},
        {"client_id": "reader", "jwks": {"keys": [public_jwk()]}, "scopes": "system/Patient.rs"},
    ]
    auth = {"types": ["smart"], "smart_clients": clients, "token_lifetime": 3}
    with sekmet(Path(tmp_path_factory.mktemp("guarded")), auth) as base:
        yield base


def signed_in(base: str, client_id: str = "hah", scopes: str = "system/*.cruds", pem: str = PEM) -> FhirClient:
    places = discover(Transport(base, limits=QUICK))
    credentials = BackendSignIn(places, ClientKey(client_id, pem, "k1"), scopes, QUICK)
    return FhirClient(Transport(base, credentials, QUICK))


@pytest.mark.alone
def test_without_a_token_the_server_lets_nobody_in(guarded_base: str) -> None:
    client = FhirClient(Transport(guarded_base, limits=QUICK))
    with pytest.raises(ExchangeFailed) as caught:
        client.read("Patient/1")
    assert (caught.value.reason, caught.value.stops_feed) == ("unauthorized", True)
    client.close()


@pytest.mark.alone
def test_the_service_signs_in_by_its_key_and_goes_on_when_tokens_end(guarded_base: str) -> None:
    client = signed_in(guarded_base)
    stored = client.create(PATIENT)
    began = time.monotonic()
    while time.monotonic() - began < 4.2:
        assert client.read(stored.reference)["resourceType"] == "Patient"
        time.sleep(0.3)
    client.close()


@pytest.mark.alone
def test_what_the_scopes_do_not_allow_stops_the_feed(guarded_base: str) -> None:
    client = signed_in(guarded_base, "reader", "system/Patient.rs")
    with pytest.raises(ExchangeFailed) as caught:
        client.create(PATIENT)
    assert (caught.value.reason, caught.value.stops_feed) == ("forbidden", True)
    client.close()


@pytest.mark.alone
def test_another_key_or_an_unknown_client_is_not_let_in(guarded_base: str) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for client in (signed_in(guarded_base, pem=other.decode()), signed_in(guarded_base, "stranger")):
        with pytest.raises(ExchangeFailed) as caught:
            client.read("Patient/1")
        assert caught.value.reason == "unauthorized"
        client.close()


def test_every_assertion_is_new_and_short_lived() -> None:
    key = ClientKey("hah", PEM, "k1")
    first, second = (jwt.decode(key.assertion("urn:token"), options={"verify_signature": False}) for _ in range(2))
    assert first["jti"] != second["jti"]
    assert 0 < first["exp"] - time.time() <= 300
    assert "PRIVATE" not in repr(key)


def test_a_key_that_cannot_sign_is_no_sign_in() -> None:
    with pytest.raises(ExchangeFailed) as caught:
        ClientKey("hah", "no key").assertion("urn:token")
    assert caught.value.reason == "no_sign_in"


def test_a_server_that_names_no_sign_in_is_not_taken_for_an_open_one(server: FaultServer) -> None:
    server.answer = lambda asked: Reply(404) if "well-known" in asked.path else Reply(body={"rest": [{}]})
    with pytest.raises(ExchangeFailed) as caught:
        discover(Transport(server.base, limits=QUICK))
    assert caught.value.reason == "no_sign_in"


def test_a_token_endpoint_without_tls_elsewhere_is_refused(server: FaultServer) -> None:
    server.replies(Reply(body={"token_endpoint": "http://hospital.example/token"}))
    with pytest.raises(ExchangeFailed) as caught:
        discover(Transport(server.base, limits=QUICK))
    assert caught.value.reason == "no_sign_in"


def test_the_older_statement_of_the_endpoints_is_read_when_there_is_no_newer(server: FaultServer) -> None:
    inner = [
        {"url": "token", "valueUri": "https://h.example/token"},
        {"url": "authorize", "valueUri": "https://h.example/a"},
    ]
    extension = {"url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris", "extension": inner}
    statement = {"resourceType": "CapabilityStatement", "rest": [{"security": {"extension": [extension]}}]}
    server.answer = lambda asked: Reply(404) if "well-known" in asked.path else Reply(body=statement)
    found = discover(Transport(server.base, limits=QUICK))
    assert (found.token, found.authorize) == ("https://h.example/token", "https://h.example/a")


class Hospital:
    """Authorization and token endpoint of a hospital, over the fault server."""

    def __init__(self, server: FaultServer) -> None:
        self.server = server
        self.root = server.base.removesuffix("fhir/")
        self.asked: dict[str, str] = {}
        self.forms: list[dict[str, str]] = []
        self.life_s = 300
        self.nonce: str | None = None
        self.audience = "console"
        server.answer = self.answer

    @property
    def places(self) -> SignInPlaces:
        return SignInPlaces(f"{self.root}token", f"{self.root}authorize", self.root, f"{self.root}keys")

    def answer(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        if path == "/authorize":
            self.asked = one_each(urlsplit(asked.path).query)
            back = f"{self.asked['redirect_uri']}?code=c0de&state={quote(self.asked['state'])}"
            return Reply(302, b"", {"Location": back})
        if path == "/keys":
            return Reply(body={"keys": [public_jwk()]})
        if path == "/token":
            self.forms.append(one_each(asked.body.decode()))
            number = len(self.forms)
            return Reply(body={"access_token": f"a{number}", "refresh_token": f"r{number}", "token_type": "Bearer",
                               "expires_in": self.life_s, "id_token": self.identity()})  # fmt: skip
        return Reply(body=PATIENT | {"id": "1"}) if asked.headers.get("Authorization") else Reply(401)

    def identity(self) -> str:
        claims = {"iss": self.root, "aud": self.audience, "exp": time.time() + 60, "fhirUser": "Practitioner/7",
                  "nonce": self.asked.get("nonce") if self.nonce is None else self.nonce}  # fmt: skip
        return jwt.encode(claims, PEM, "ES384", headers={"kid": "k1"})


def one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@pytest.fixture
def browser() -> Iterator[Callable[[str], None]]:
    """Opens an address as a person's browser does: in its own time, following where it is sent."""
    running: list[threading.Thread] = []

    def show(address: str, change: Callable[[str], str] = lambda it: it) -> None:
        def visit() -> None:
            request = urllib.request.build_opener(Unsent)
            answer = request.open(address, timeout=5)
            urllib.request.urlopen(change(answer.headers["Location"]), timeout=5).read()

        running.append(threading.Thread(target=visit))
        running[-1].start()

    yield show
    for each in running:
        each.join()


class Unsent(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like others."""

    def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
        return fp


def test_a_person_signs_in_with_a_proof_only_this_program_has(
    server: FaultServer, browser: Callable[[str], None]
) -> None:
    hospital = Hospital(server)
    signed = PersonSignIn(server.base, hospital.places, "console", browser, limits=QUICK).run(5)
    assert (signed.token.access, signed.user) == ("a1", "Practitioner/7")
    digest = hashlib.sha256(hospital.forms[0]["code_verifier"].encode()).digest()
    assert hospital.asked["code_challenge"] == urlsafe_b64encode(digest).decode().rstrip("=")
    assert hospital.asked["code_challenge_method"] == "S256"
    assert hospital.asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert hospital.asked["aud"] == server.base.rstrip("/")
    assert "a1" not in repr(signed)


@pytest.mark.parametrize(
    "change", [lambda it: it.replace("state=", "state=x"), lambda it: it.split("?")[0] + "?error=access_denied"]
)
def test_an_answer_that_is_not_ours_gives_no_token(
    change: Callable[[str], str], server: FaultServer, browser: Callable[..., None]
) -> None:
    hospital = Hospital(server)
    with pytest.raises(ExchangeFailed) as caught:
        PersonSignIn(
            server.base, hospital.places, "console", lambda address: browser(address, change), limits=QUICK
        ).run(5)
    assert caught.value.reason == "unauthorized"
    assert hospital.forms == []


@pytest.mark.parametrize("wrong", ["nonce", "audience"])
def test_an_identity_made_for_another_sign_in_is_refused(
    wrong: str, server: FaultServer, browser: Callable[[str], None]
) -> None:
    hospital = Hospital(server)
    setattr(hospital, wrong, "another")
    with pytest.raises(ExchangeFailed) as caught:
        PersonSignIn(server.base, hospital.places, "console", browser, limits=QUICK).run(5)
    assert caught.value.reason == "unauthorized"


def test_nobody_who_signs_in_within_the_time_is_told(server: FaultServer) -> None:
    hospital = Hospital(server)
    with pytest.raises(ExchangeFailed):
        PersonSignIn(server.base, hospital.places, "console", lambda address: None, limits=QUICK).run(0.1)


def test_a_persons_token_is_renewed_before_it_ends_and_the_new_secret_is_kept(server: FaultServer) -> None:
    hospital, kept = Hospital(server), []
    ended = Token("a0", time.monotonic() - 1, "r0")
    credentials = PersonCredentials(hospital.places, "console", ended, kept.append, QUICK)
    client = FhirClient(Transport(server.base, credentials, QUICK))
    assert client.read("Patient/1")["id"] == "1"
    assert (hospital.forms[0]["grant_type"], hospital.forms[0]["refresh_token"]) == ("refresh_token", "r0")
    assert kept == ["r1"]
    client.read("Patient/1")
    assert len(hospital.forms) == 1
    client.close()


def test_without_a_refresh_token_the_person_has_to_sign_in_again(server: FaultServer) -> None:
    hospital = Hospital(server)
    credentials = PersonCredentials(
        hospital.places, "console", Token("a0", time.monotonic() - 1), lambda it: None, QUICK
    )
    with pytest.raises(ExchangeFailed) as caught:
        credentials.header()
    assert caught.value.stops_feed


def test_a_401_is_tried_once_more_with_a_new_token_and_then_told(server: FaultServer) -> None:
    hospital = Hospital(server)
    usual = hospital.answer
    server.answer = lambda asked: usual(asked) if "token" in asked.path else Reply(401)
    client = FhirClient(
        Transport(server.base, BackendSignIn(hospital.places, ClientKey("hah", PEM), limits=QUICK), QUICK)
    )
    with pytest.raises(ExchangeFailed) as caught:
        client.read("Patient/1")
    assert caught.value.reason == "unauthorized"
    assert len(hospital.forms) == 2
    client.close()
