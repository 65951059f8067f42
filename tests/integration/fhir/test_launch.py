"""Launched by a hospital's system: signed in there, its patient found here by number alone, or nobody is opened."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN, Bedside, open_bedside
from helpers.fault_server import Asked, FaultServer, Reply

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.client.transport import Limits
from hah_console.adapters.fhir.setup import ExchangeSetupInvalid
from hah_console.adapters.fhir.smart.launch import Launcher, launched, parts_of_address, read_launchers, trusted
from hah_console.app.commands.launch import find
from hah_console.app.options import program_options
from hah_console.domain.launch import LaunchRefused
from hah_console.ui.i18n import Texts

QUICK = Limits(connect_s=1, read_s=2, total_s=4, retries=0, backoff_s=0.01)
RECORDS = "https://hospital.example.tw/mrn"
HEAD = f'root = "https://hah.example.tw"\norganisation = "示範"\nrecord_system = "{RECORDS}"\n'
Json = dict[str, object]


class Hospital:
    """A FHIR server that launches apps: authorization, token and records of one patient."""

    def __init__(self, server: FaultServer) -> None:
        self.server, self.root = server, server.base.removesuffix("fhir/")
        self.asked: dict[str, str] = {}
        self.token: Json = {"patient": "p-7", "encounter": "e-7"}
        self.patient: Json = {
            "resourceType": "Patient", "id": "p-7", "birthDate": "1941-03-02", "gender": "female",
            "name": [{"text": "陳麗美"}], "identifier": [{"system": RECORDS, "value": "0048-2917"}],
        }  # fmt: skip
        self.encounter: Json = {"resourceType": "Encounter", "id": "e-7", "subject": {"reference": "Patient/p-7"}}
        self.methods = ["S256"]
        server.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        path = urlsplit(asked.path).path
        if path.endswith("smart-configuration"):
            return Reply(body={"authorization_endpoint": f"{self.root}authorize", "token_endpoint": f"{self.root}token",
                               "code_challenge_methods_supported": self.methods})  # fmt: skip
        if path == "/authorize":
            self.asked = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
            back = f"{self.asked['redirect_uri']}?code=c0de&state={quote(self.asked['state'])}"
            return Reply(302, b"", {"Location": back})
        if path == "/token":
            return Reply(body={"access_token": "a1", "token_type": "Bearer", "expires_in": 300} | self.token)
        if asked.headers.get("Authorization") != "Bearer a1":
            return Reply(401)
        found = {"/fhir/Patient/p-7": self.patient, "/fhir/Encounter/e-7": self.encounter}.get(path)
        return Reply(body=found) if found else Reply(404)


@pytest.fixture
def hospital(server: FaultServer) -> Hospital:
    return Hospital(server)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


class Kept(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like others."""

    def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
        return fp


@pytest.fixture
def browser() -> Iterator[Callable[[str], None]]:
    """Follows the sign-in as a person's browser does, in its own time."""
    running: list[threading.Thread] = []

    def show(address: str) -> None:
        def visit() -> None:
            answer = urllib.request.build_opener(Kept).open(address, timeout=5)
            urllib.request.urlopen(answer.headers["Location"], timeout=5).read()

        running.append(threading.Thread(target=visit))
        running[-1].start()

    yield show
    for each in running:
        each.join()


def site(folder: Path, hospital: Hospital) -> None:
    iss = hospital.server.base
    (folder / "exchange.toml").write_text(f'{HEAD}[[launch]]\niss = "{iss}"\nclient_id = "hah-console"\n', "utf-8")


def found(folder: Path, hospital: Hospital, browser: Callable[[str], None], iss: str = "") -> str:
    site(folder, hospital)
    return find(program_options(folder, None), iss or hospital.server.base, "l-42", browser, Texts("en"), QUICK)


def refused(folder: Path, hospital: Hospital, browser: Callable[[str], None], iss: str = "") -> str:
    with pytest.raises(LaunchRefused) as caught:
        found(folder, hospital, browser, iss)
    return str(caught.value.facts["reason"])


def test_a_launch_signs_in_with_proof_and_finds_the_patient_by_record_number(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    assert found(tmp_path, hospital, browser) == CHEN
    assert (hospital.asked["launch"], hospital.asked["client_id"]) == ("l-42", "hah-console")
    assert hospital.asked["scope"].split()[0] == "launch"
    assert hospital.asked["code_challenge_method"] == "S256"
    assert hospital.asked["aud"] == hospital.server.base.rstrip("/")
    assert hospital.asked["redirect_uri"].startswith("http://127.0.0.1:")


def test_our_own_number_and_our_own_stay_are_enough(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    hospital.patient["identifier"] = [{"system": "https://hah.example.tw/patient", "value": CHEN}]
    hospital.encounter["identifier"] = [{"system": "https://hah.example.tw/admission", "value": CHEN_STAY}]
    assert found(tmp_path, hospital, browser) == CHEN


@pytest.mark.parametrize(
    ("identifier", "more", "reason"),
    [
        ([{"system": RECORDS, "value": "9999-0000"}], {}, "unknown_patient"),
        ([{"system": "urn:another", "value": "0048-2917"}], {}, "unknown_patient"),
        ([], {}, "unknown_patient"),
        ([{"system": RECORDS, "value": "0048-2917"}], {"birthDate": "1950-01-01"}, "differs"),
        ([{"system": RECORDS, "value": "0048-2917"}], {"name": [{"text": "陳美麗"}]}, "differs"),
        ([{"system": RECORDS, "value": "0048-2917"}], {"birthDate": None}, "differs"),
        ([{"system": RECORDS, "value": "0048-2917"}], {"active": False}, "replaced_record"),
        ([{"system": RECORDS, "value": "0048-2917"}, {"system": RECORDS, "value": "0051-0034"}], {}, "not_unique"),
        ([{"system": RECORDS, "value": "0048-2917"}, {"system": "https://hah.example.tw/patient", "value": LIN}], {},
         "not_unique"),
    ],
)  # fmt: skip
def test_who_is_not_certain_is_nobody_and_the_reason_is_told(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path, identifier: object, more: Json,
    reason: str,
) -> None:  # fmt: skip
    changed = hospital.patient | {"identifier": identifier} | more
    hospital.patient = {name: value for name, value in changed.items() if value is not None}
    assert refused(tmp_path, hospital, browser) == reason


def test_a_name_and_a_birth_date_alone_open_nobody(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    del hospital.patient["identifier"]
    assert refused(tmp_path, hospital, browser) == "unknown_patient"


@pytest.mark.parametrize("stay", ["E-lin", "E-gone"])
def test_a_stay_that_is_not_the_patients_ends_it(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path, stay: str
) -> None:
    hospital.encounter["identifier"] = [{"system": "https://hah.example.tw/admission", "value": stay}]
    assert refused(tmp_path, hospital, browser) == "another_stay"


def test_an_encounter_of_somebody_else_ends_it(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    hospital.encounter["subject"] = {"reference": "Patient/p-8"}
    with pytest.raises(ExchangeFailed) as caught:
        found(tmp_path, hospital, browser)
    assert caught.value.reason == "another_patient"


def test_a_launch_without_a_patient_opens_nobody(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    hospital.token = {}
    assert refused(tmp_path, hospital, browser) == "no_patient"


def test_a_server_the_site_does_not_name_is_asked_nothing(
    ward: Bedside, hospital: Hospital, browser: Callable[[str], None], tmp_path: Path
) -> None:
    other = hospital.server.base.replace("/fhir/", "/evil/")
    assert refused(tmp_path, hospital, browser, other) == "not_trusted"
    assert hospital.server.asked == []


def test_a_server_without_sign_in_or_without_proof_is_not_taken_for_an_open_one(hospital: Hospital) -> None:
    launcher = Launcher(hospital.server.base.rstrip("/"), "hah-console")
    hospital.methods = ["plain"]
    with pytest.raises(ExchangeFailed) as caught:
        launched(launcher, "l-42", lambda _: None, QUICK, 0.1)
    assert caught.value.reason == "no_sign_in"
    hospital.server.answer = lambda asked: Reply(404) if "well-known" in asked.path else Reply(body={"rest": [{}]})
    with pytest.raises(ExchangeFailed) as caught:
        launched(launcher, "l-42", lambda _: None, QUICK, 0.1)
    assert caught.value.reason == "no_sign_in"


def test_the_browser_comes_back_to_the_port_that_is_registered(
    hospital: Hospital, browser: Callable[[str], None]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        launcher = Launcher(hospital.server.base.rstrip("/"), "c", redirect_port=port)
        with pytest.raises(ExchangeFailed) as caught:
            launched(launcher, "l-42", browser, QUICK, 0.1)
        assert caught.value.reason == "port_taken"
    launched(launcher, "l-42", browser, QUICK)
    assert hospital.asked["redirect_uri"] == f"http://127.0.0.1:{port}/signed-in"


def test_a_record_under_another_id_than_the_token_names_opens_nobody(
    hospital: Hospital, browser: Callable[[str], None]
) -> None:
    hospital.patient["id"] = "p-8"
    with pytest.raises(ExchangeFailed) as caught:
        launched(Launcher(hospital.server.base.rstrip("/"), "c"), "l-42", browser, QUICK)
    assert caught.value.reason == "not_fhir"


def test_nobody_who_signs_in_opens_nobody(hospital: Hospital) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        launched(Launcher(hospital.server.base.rstrip("/"), "c"), "l-42", lambda _: None, QUICK, 0.1)
    assert caught.value.reason == "unauthorized"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[launch]]\niss = "http://h.example.tw/fhir"\nclient_id = "c"\n', "iss"),
        ('[[launch]]\niss = "https://h.example.tw/fhir"\n', "client_id"),
        ('[[launch]]\nclient_id = "c"\n', "iss"),
        ('launch = "x"\n', "launch"),
        ('[[launch]]\niss = "https://h.example.tw/fhir"\nclient_id = "c"\nredirect_port = 80\n', "redirect_port"),
    ],
)
def test_a_file_that_names_launchers_badly_is_told_by_key(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "exchange.toml").write_text(HEAD + text, "utf-8")
    with pytest.raises(ExchangeSetupInvalid) as caught:
        read_launchers(tmp_path / "exchange.toml")
    assert caught.value.facts["key"] == key


def test_the_address_of_the_registered_scheme_has_server_and_launch() -> None:
    address = "hah-console:launch?iss=https%3A%2F%2Fh.example.tw%2Ffhir&launch=l%2B1"
    assert parts_of_address(address) == ("https://h.example.tw/fhir", "l+1")
    assert parts_of_address("hah-console:launch") == ("", "")
    launchers = (Launcher("https://h.example.tw/fhir", "c"),)
    assert trusted(launchers, "https://h.example.tw/fhir/").client_id == "c"
    for other in ("https://h.example.tw/fhir2", "https://h.example.tw", "http://h.example.tw/fhir", ""):
        with pytest.raises(LaunchRefused):
            trusted(launchers, other)


def test_the_command_says_in_one_sentence_why_nothing_is_opened(tmp_path: Path) -> None:
    (tmp_path / "exchange.toml").write_text(f'{HEAD}[[launch]]\niss = "https://h.tw"\nclient_id = "c"\n', "utf-8")
    told = [sys.executable, "-m", "hah_console", "launch", "--home", str(tmp_path), "--lang", "zh_TW", "--iss"]
    ended = subprocess.run([*told, "https://evil.tw", "--launch", "x"], capture_output=True, text=True, timeout=60,
                           env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, check=False)  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        "未開啟任何病歷：啟動的伺服器不在本單位的設定檔中。請在指揮台以病歷號或身分證號查找，並核對身分。"
    ]
