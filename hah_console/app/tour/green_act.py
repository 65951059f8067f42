"""The tour through the green channel: a patient worsens, the desk decides, a hospital answers, both sign."""

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from hah_console.adapters.documents.pdf_pictures import page_pictures
from hah_console.app.bootstrap import Core
from hah_console.app.channel.papers import PackPapers
from hah_console.app.tour.browser import DESKTOP, Browser, browser_there, click
from hah_console.app.tour.consult_scene import ConsultScene
from hah_console.app.tour.stage import Surroundings
from hah_console.app.tour.steps import Story, Wait, pause
from hah_console.app.tour.walk import FALLING, SHORT_S
from hah_console.domain.errors import NotFound
from hah_console.domain.transfer import Transfer, TransferStage
from hah_console.services.ports import UnitOfWork
from hah_console.services.receiving import issue_slip
from hah_console.services.web_address import web_address

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

NURSE, PHYSICIAN = "nurse1", "physician1"
ALARM_S, STEP_S = 300.0, 30.0
REASON = "SpO2 < 90 %"
HEARD, DIVERSION = {"ward_beds": "3", "icu_beds": "0", "ed_waiting": "9"}, 2
ANSWERER, RECEIVER = "急診 王醫師", "李明哲 醫師"
_Key = Qt.Key


class GreenAct(ConsultScene):
    """From the alarm to both signatures."""

    def __init__(self, core: Core, around: Surroundings) -> None:
        super().__init__(core, around)
        self._folder = around.camera.folder
        self._papers = PackPapers(core.ctx, core.rules)

    def tell(self) -> Story:
        """The whole act."""
        yield from self.begin(NURSE)
        yield from self._hear_beds()
        yield from self._alarm()
        yield from self.change_person(PHYSICIAN)
        yield from self.ask_specialist()
        yield from self.hold_consultation()
        yield from self._decide()
        self._print_pack()
        yield from self.change_person(NURSE)
        yield from self._hospital()
        yield from self._finish()

    def _hear_beds(self) -> Story:
        """What the base hospital told by telephone, so that the desk shows it with its age."""
        yield from self.go("hospitals")
        yield Wait("a hospital can be told of", lambda: self.hands.can_press("hospitals.tell"), SHORT_S)
        yield pause(1.0)
        self.hands.choose_row("hospitals.list", 0)
        self.hands.press("hospitals.tell")
        yield self.ready("hospitals.news.submit")
        self.hands.fill("hospitals.news", HEARD)
        self.hands.choose("hospitals.news.diversion", DIVERSION)
        self.hands.press("hospitals.news.submit")
        yield self.no_dialog()
        yield pause(0.5)
        yield from self.camera.shoot("hospitals_heard")
        self.note("the nurse enters what the base hospital told of its beds")

    def _alarm(self) -> Story:
        yield self.until("the falling patient's alarm", lambda: self._alarm_id() != "", ALARM_S)
        self.note("an alarm of the falling patient is raised")
        yield from self.go("alarms", self._alarm_id())
        yield pause(0.5)
        self.hands.press("alarms.respond")
        yield from self.shown("response")
        yield pause(2.5)
        yield from self.camera.shoot("response_desk")
        if self.hands.can_press("response.answer"):
            self.hands.press("response.answer")
            yield Wait("the escalation is answered", lambda: self.window.tasks.idle, SHORT_S)
            self.note("the nurse answers the escalation at the response desk")
            yield pause(1.0)
            yield from self.camera.shoot("response_answered")

    def _decide(self) -> Story:
        yield from self.go("response", FALLING)
        yield Wait("a transfer can be chosen", lambda: self.hands.can_press("response.transfer"), SHORT_S)
        yield pause(2.0)
        self.hands.press("response.transfer")
        self.hands.write("response.reason", REASON)
        yield pause(0.5)
        yield from self.camera.shoot("response_decision", self._choose_transfer)
        self.hands.press("response.decide")
        yield self.until("a hospital is asked", lambda: self._stage() is TransferStage.ASKED, STEP_S)
        self.note("the physician decides the transfer at the response desk, with its reason")
        yield from self.shown("transfers")
        yield pause(1.0)
        yield from self.camera.shoot("green_asked")

    def _choose_transfer(self) -> None:
        self.hands.press("response.transfer")

    def _print_pack(self) -> None:
        """The pre-arrival pack as the hospital gets it, and its pages as pictures."""
        transfer = self._transfer()
        with self.ctx.store() as uow:
            pack = uow.packs.of_transfer(transfer.transfer_id)[-1]
        began = time.perf_counter()
        pdf = self._papers.pdf(pack)
        self.note(f"the pre-arrival pack is printed in {1000 * (time.perf_counter() - began):.0f} ms")
        (self._folder / "pack.pdf").write_bytes(pdf)
        for number, picture in enumerate(page_pictures(pdf), start=1):
            picture.save(self._folder / f"pack_page_{number}.png")

    def _hospital(self) -> Story:
        yield from self.open(_Key.Key_7, "transfers")
        if not browser_there():
            self.note("no Chromium here: the receiving page is left out")
            yield from self._step(TransferStage.ACCEPTED, ANSWERER)
            return
        transfer = self._transfer()
        slip = issue_slip(self.ctx, self.frame.desk.actor, transfer.transfer_id, transfer.version)
        address = f"{web_address(self.ctx).address}/receive#{slip.slip_id}"
        browser = Browser(DESKTOP)
        try:
            shot = self._folder / "receiving_page.png"
            yield from self.in_browser(browser, partial(_open_case, address=address, code=slip.code, file=shot))
            yield from self._answered(browser, "accept", ANSWERER, TransferStage.ACCEPTED)
            yield from self._step(TransferStage.AMBULANCE_CALLED)
            yield from self._step(TransferStage.DEPARTED)
            yield from self.camera.shoot("green_under_way")
            yield from self._answered(browser, "arrive", "", TransferStage.ARRIVED)
            yield from self.in_browser(browser, partial(_answer, what="sign", words=RECEIVER))
            yield from self.in_browser(browser, partial(_shoot, file=self._folder / "receiving_page_signed.png"))
            self.note("the hospital signs on its page")
        finally:
            browser.close()

    def _answered(self, browser: Browser, what: str, words: str, stage: TransferStage) -> Story:
        yield from self.in_browser(browser, partial(_answer, what=what, words=words))
        yield self.until(f"the hospital's answer: {stage.value}", lambda: self._stage() is stage, STEP_S)
        self.note(f"the hospital answers on its page: {stage.value}")
        yield pause(1.0)

    def _finish(self) -> Story:
        yield from self._step(TransferStage.HANDED_OVER)
        yield from self.camera.shoot("green_handed_over")

    def _step(self, stage: TransferStage, words: str = "") -> Story:
        """The next step by its key; both signatures of the handing over may be two of them."""
        yield Wait(f"{stage.value} is offered", lambda: self.hands.can_press("transfers.next"), SHORT_S)
        while self._stage() is not stage:
            if words or stage is TransferStage.HANDED_OVER:
                self.hands.write("transfers.note", words or NURSE)
            yield from self._pressed(stage)
        self.note(f"transfer: {stage.value}")

    def _pressed(self, stage: TransferStage) -> Story:
        before = self._transfer().version
        self.press(_Key.Key_F9)
        yield self.until(f"a step towards {stage.value}", lambda: self._transfer().version != before, STEP_S)
        yield pause(1.0)

    def _alarm_id(self) -> str:
        alarm = self.onlooker.seen.alarm_of(FALLING)
        return str(alarm.alarm_id) if alarm else ""

    def _transfer(self) -> Transfer:
        found = self._newest()
        if found is None:
            raise NotFound(entity="transfer", entity_id=FALLING)
        return found

    def _stage(self) -> TransferStage | None:
        found = self._newest()
        return found.stage if found else None

    def _newest(self) -> Transfer | None:
        with self.ctx.store() as uow:
            return transfer_of_falling(uow)


def transfer_of_falling(uow: UnitOfWork) -> Transfer | None:
    """Hers, the newest; None before it was decided."""
    found = [one for one in uow.transfers.all() if one.patient_id == FALLING]
    return found[-1] if found else None


def _open_case(driver: "Chrome", address: str, code: str, file: Path) -> None:
    driver.get(address)
    driver.find_element("id", "code").send_keys(code)
    click(driver, "#enter")
    driver.find_element("css selector", "[id^=offer-]")
    _shoot(driver, file)


def _answer(driver: "Chrome", what: str, words: str) -> None:
    driver.refresh()
    driver.find_element("css selector", f"#offer-{what}")
    if words:
        field = driver.find_element("id", "words")
        field.clear()
        field.send_keys(words)
    click(driver, f"#offer-{what}")


def _shoot(driver: "Chrome", file: Path) -> None:
    time.sleep(1.0)
    driver.save_screenshot(str(file))
