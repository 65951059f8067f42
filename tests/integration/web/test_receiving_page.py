"""The page for receiving hospitals over TLS: one case, one code, nothing for strangers; and in a real browser."""

import json
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from helpers.bedside import CHEN_STAY, LIN_STAY, NEAR, NURSE, Bedside, open_bedside

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.web.certificate import certificate_for
from hah_console.adapters.web.rate import RateLimit
from hah_console.adapters.web.receiving import TRIES_AT_ONCE, TRIES_PER_MINUTE, ReceivingPage
from hah_console.adapters.web.server import WebServer
from hah_console.adapters.web.setup import WebSetup
from hah_console.app.channel.papers import PackPapers
from hah_console.app.channel.receiving_desk import WordedReceivingDesk
from hah_console.app.resources import resource_path
from hah_console.app.tour.browser import browser_there, open_chromium
from hah_console.domain.ids import EpisodeId, TransferId
from hah_console.domain.transfer import Side, Transfer, TransferStage
from hah_console.services import transfers
from hah_console.services.receiving import IssuedSlip, issue_slip
from hah_console.services.transfer_ends import sign
from hah_console.ui.i18n import Texts

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


Serving = tuple[WebServer, Path, list[Bedside], ReceivingPage]


@dataclass
class Site:
    """A ward and its page."""

    ward: Bedside
    server: WebServer
    trusted: Path
    cookie: str = ""
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = int(self.server.address.rpartition(":")[2])

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, str], Any]:
        """One request with the cookie of before."""
        caller = HTTPSConnection(
            "127.0.0.1", self.port, timeout=5, context=ssl.create_default_context(cafile=self.trusted)
        )
        headers = {"cookie": self.cookie} if self.cookie else {}
        try:
            caller.request(method, f"/receive{path}", None if body is None else json.dumps(body), headers)
            found = caller.getresponse()
            told, raw = {k.lower(): v for k, v in found.getheaders()}, found.read()
        finally:
            caller.close()
        if "set-cookie" in told:
            self.cookie = told["set-cookie"].partition(";")[0]
        is_json = told.get("content-type", "") == "application/json"
        return found.status, told, json.loads(raw) if is_json else raw

    def asked(self, stay: EpisodeId = CHEN_STAY, reason: str = "SpO₂ 86 %") -> TransferId:
        changes = transfers.decide_transfer(self.ward.ctx, NURSE, stay, reason, NEAR)
        return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))

    def stored(self, transfer_id: TransferId) -> Transfer:
        with self.ward.store.unit_of_work() as uow:
            return uow.transfers.get(transfer_id)

    def slip(self, transfer_id: TransferId) -> IssuedSlip:
        return issue_slip(self.ward.ctx, NURSE, transfer_id, self.stored(transfer_id).version)

    def let_in(self, transfer_id: TransferId) -> None:
        slip = self.slip(transfer_id)
        assert self.ask("POST", "/open", {"slip": slip.slip_id, "code": slip.code})[0] == 200


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for all tests of this file, over whichever ward is in the list."""
    folder, wards = tmp_path_factory.mktemp("web"), []

    class OfTheTest(WordedReceivingDesk):
        @property
        def ctx(self) -> Any:
            return wards[-1].ctx

        @ctx.setter
        def ctx(self, _: Any) -> None: ...

    class Papers(PackPapers):
        ctx = OfTheTest.ctx

    rules = load_rule_packs(resource_path("rulepacks"))
    texts = Texts()
    desk = OfTheTest(None, Papers(None, rules, texts), texts)  # type: ignore[arg-type]
    certificate = certificate_for(WebSetup(folder, port=0), datetime.now(UTC))
    page = ReceivingPage(desk, resource_path("web"))
    server = WebServer(WebSetup(folder, port=0), certificate, [page])
    server.start()
    yield server, certificate.file, wards, page
    server.close()


@pytest.fixture
def site(serving: Serving, tmp_path: Path) -> Iterator[Site]:
    server, trusted, wards, page = serving
    page._tries = RateLimit(TRIES_PER_MINUTE, TRIES_AT_ONCE)  # codes that another test has tried do not count here
    wards.append(open_bedside(tmp_path, readings=False))
    yield Site(wards[-1], server, trusted)
    wards.pop().store.close()


def test_a_stranger_gets_the_empty_page_and_the_same_refusal_for_everything(site: Site) -> None:
    site.asked()
    status, headers, page = site.ask("GET", "")
    assert (status, b"script" in page, "陳".encode() in page) == (200, True, False)
    assert "script-src 'self'" in headers["content-security-policy"]
    refusals = {json.dumps(site.ask(*request)[::2]) for request in (
        ("GET", "/case"), ("GET", "/paper"), ("POST", "/answer", {"version": 1, "what": "accept"}),
        ("POST", "/beds", {}), ("POST", "/open", {"slip": "x", "code": "AAAAAAAA"}),
    )}  # fmt: skip
    assert len(refusals) == 1
    assert '[403, {"said"' in refusals.pop()


def test_the_code_opens_the_case_once_and_the_cookie_is_for_this_page_alone(site: Site) -> None:
    transfer_id = site.asked()
    slip = site.slip(transfer_id)
    status, headers, _ = site.ask("POST", "/open", {"slip": slip.slip_id, "code": slip.code.lower()})
    assert status == 200
    for word in ("HttpOnly", "Secure", "Path=/receive", "SameSite=strict"):
        assert word in headers["set-cookie"]
    status, _, case = site.ask("GET", "/case")
    assert (status, [offer["what"] for offer in case["offers"]]) == (200, ["accept", "refuse", "receive"])
    assert "陳麗美" in json.dumps(case, ensure_ascii=False)
    again = Site(site.ward, site.server, site.trusted)
    assert again.ask("POST", "/open", {"slip": slip.slip_id, "code": slip.code})[0] == 403


def test_the_code_and_the_session_of_another_case_show_nothing_of_this_one(site: Site) -> None:
    first, second = site.slip(site.asked()), site.slip(site.asked(LIN_STAY))
    assert site.ask("POST", "/open", {"slip": first.slip_id, "code": second.code})[0] == 403
    assert site.ask("POST", "/open", {"slip": second.slip_id, "code": second.code})[0] == 200
    _, _, case = site.ask("GET", "/case")
    assert "陳麗美" not in json.dumps(case, ensure_ascii=False)
    name, _, secret = site.cookie.partition("=")
    site.cookie = f"{name}={first.slip_id}.{secret.partition('.')[2]}"
    assert site.ask("GET", "/case")[0] == 403


def test_a_session_ends_with_its_time(site: Site) -> None:
    site.let_in(site.asked())
    site.ward.advance(12 * 60)
    assert site.ask("GET", "/case")[0] == 403


def test_answers_are_the_hospital_s_and_one_that_fails_is_explained(site: Site) -> None:
    transfer_id = site.asked()
    site.let_in(transfer_id)
    _, _, case = site.ask("GET", "/case")
    status, _, told = site.ask("POST", "/answer", {"version": case["version"], "what": "refuse", "words": " "})
    assert (status, bool(told["said"])) == (409, True)
    status, _, told = site.ask("POST", "/answer", {"version": case["version"], "what": "accept", "words": "3 床"})
    assert (status, "已同意收治" in told["stage"]) == (200, True)
    status, _, told = site.ask("POST", "/answer", {"version": case["version"], "what": "refuse", "words": "滿床"})
    assert status == 409
    assert site.stored(transfer_id).history[-1].by == "hospital:H-near"


@pytest.mark.parametrize("body", [{}, {"slip": 1, "code": "x"}, {"slip": "a", "code": "b", "more": 1}, [], "x"])
def test_a_body_that_is_none_of_ours_is_refused_without_a_word(site: Site, body: object) -> None:
    assert site.ask("POST", "/open", body)[0] == 400


def test_a_script_in_free_text_comes_back_as_text_and_the_policy_lets_none_run(site: Site) -> None:
    site.let_in(site.asked(reason=SCRIPT))
    status, headers, case = site.ask("GET", "/case")
    assert (status, headers["content-type"], headers["x-content-type-options"]) == (200, "application/json", "nosniff")
    assert SCRIPT in json.dumps(case, ensure_ascii=False).encode().decode().replace('\\"', '"')
    assert "unsafe-inline" not in headers["content-security-policy"]


def test_beds_are_told_or_refused_with_the_field(site: Site) -> None:
    site.let_in(site.asked())
    assert site.ask("POST", "/beds", {"icu_beds": "many"})[0] == 409
    assert site.ask("POST", "/beds", {"icu_beds": "2", "ward_beds": "", "diversion": "partial"})[0] == 200
    with site.ward.store.unit_of_work() as uow:
        news = uow.hospital_news.latest()[NEAR]
    assert (news.icu_beds, news.ward_beds, news.by_hospital) == (2, None, True)


def test_the_paper_is_the_newest_version(site: Site) -> None:
    site.let_in(site.asked())
    status, headers, content = site.ask("GET", "/paper")
    assert (status, headers["content-type"], content[:4]) == (200, "application/pdf", b"%PDF")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium without a window; the certificate is the service's own."""
    if not browser_there():
        pytest.skip("no chromium and chromedriver on this machine")
    driver = open_chromium((900, 1400), tmp_path_factory.mktemp("profile"))
    driver.implicitly_wait(4)
    yield driver
    driver.quit()


@pytest.mark.alone
def test_a_hospital_opens_answers_and_signs_in_a_real_browser_and_no_script_runs(site: Site, browser: Any) -> None:
    transfer_id = site.asked(reason=f"呼吸費力 {SCRIPT}")
    slip = site.slip(transfer_id)
    browser.get(f"{site.server.address}/receive#{slip.slip_id}")
    browser.find_element("id", "code").send_keys("WRONG222")
    browser.find_element("id", "enter").click()
    _until(lambda: browser.find_element("id", "said").text)
    _type_code(browser, slip.code)
    _until(lambda: "陳麗美" in browser.find_element("id", "parts").text)
    assert "onerror" in browser.find_element("id", "parts").text
    assert browser.title != "owned"
    assert not browser.find_elements("css selector", "#parts script, #parts img")
    _press(browser, "refuse")
    _until(lambda: "原因" in browser.find_element("id", "said").text)
    _write(browser, "急診 3 床 李醫師")
    _press(browser, "accept")
    _until(lambda: site.stored(transfer_id).stage is TransferStage.ACCEPTED)
    for move in (transfers.call_ambulance, transfers.depart):
        move(site.ward.ctx, NURSE, transfer_id, site.stored(transfer_id).version)
    browser.refresh()
    _press(browser, "arrive")
    _until(lambda: site.stored(transfer_id).stage is TransferStage.ARRIVED)
    _until(lambda: browser.find_elements("id", "offer-sign"))
    _write(browser, "李明哲 醫師")
    _press(browser, "sign")
    _until(lambda: site.stored(transfer_id).signature(Side.RECEIVER))
    sign(site.ward.ctx, NURSE, transfer_id, site.stored(transfer_id).version, Side.GIVER, NURSE.name)
    assert site.stored(transfer_id).stage is TransferStage.HANDED_OVER
    assert [entry for entry in browser.get_log("browser") if "receive.js" in entry["message"]] == []


def _type_code(browser: Any, code: str) -> None:
    field = browser.find_element("id", "code")
    field.clear()
    field.send_keys(code)
    browser.find_element("id", "enter").click()


def _write(browser: Any, words: str) -> None:
    field = browser.find_element("id", "words")
    field.clear()
    field.send_keys(words)


def _press(browser: Any, what: str) -> None:
    _until(lambda: browser.find_element("id", f"offer-{what}").is_displayed())
    browser.find_element("id", f"offer-{what}").click()


def _until(happened: Any, within_s: float = 8.0) -> None:
    import time

    ends_s = time.monotonic() + within_s
    while time.monotonic() < ends_s:
        with suppress(Exception):
            if happened():
                return
        time.sleep(0.05)
    raise AssertionError("it did not come")
