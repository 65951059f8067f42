"""Cards of decision services by keyboard, from a real server: shown as theirs, opened, answered, never carried out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, NURSE, PHYSICIAN, Bedside, open_bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.decision_server import DecisionServer, card, decision_server
from helpers.medication_desk import WITH_TABS
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hah_console.app.decision_desk import late_decisions
from hah_console.domain.actor import Actor
from hah_console.domain.ids import PatientId
from hah_console.ui.decisions.card_dialog import CardDialog, OpenLinkDialog
from hah_console.ui.decisions.card_panel import CardPanel
from hah_console.ui.orders.order_form import OrderForm

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CTRL = Qt.KeyboardModifier.ControlModifier
FULL = card(
    summary="<b>腎功能</b>不佳", indicator="critical", detail="請先核對 <script>eGFR</script>",
    suggestions=[{"uuid": "s-1", "label": "改為 1 g", "actions": [{"type": "create", "description": "開立 1 g"}]}],
    links=[{"label": "指引", "url": "https://guide.example.tw/a?b=c", "type": "absolute"}],
)  # fmt: skip


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.fixture
def server() -> Iterator[DecisionServer]:
    with decision_server() as it:
        it.answer = lambda asked: {"cards": [card(indicator="info", uuid="c-2"), FULL]}
        yield it


def opened(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, folder: Path, actor: Actor = NURSE, patient: PatientId = CHEN
) -> BedsideConsole:
    (folder / "exchange.toml").write_text(
        'root = "https://hah.example.tw"\norganisation = "示範"\n'
        f'[[decision_service]]\nname = "藥物諮詢"\nurl = "{server.url()}"\nhooks = ["patient-view", "order-select"]\n',
        "utf-8",
    )
    decisions = late_decisions(ward.ctx, folder, {})
    assert decisions is not None
    console = open_console(qtbot, ward, actor, screens=WITH_TABS, decisions=decisions)
    console.window.resize(1440, 900)
    console.frame.navigate("patient", str(patient))
    console.settle(qtbot)
    return console


def answered(qtbot: QtBot, panel: CardPanel) -> CardPanel:
    qtbot.waitUntil(lambda: panel.answers is not None)
    return panel


def in_front(qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    form = QApplication.activeModalWidget()
    assert isinstance(form, kind)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def test_opening_a_patient_shows_cards_as_the_words_of_their_service(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    console = opened(qtbot, ward, server, tmp_path)
    panel = answered(qtbot, console.patient.cards)
    rows = [panel.list.rows.row(number) for number in range(panel.list.rows.rowCount())]
    origin = "來自 藥物諮詢 · 依據：藥師學會"
    said = [each.spoken for each in rows if each]
    assert said == [f"【嚴重】<b>腎功能</b>不佳, {origin}", f"【提示】注意腎功能, {origin}"]
    assert panel.heading.text() == "外部決策服務的意見"
    assert panel.isVisible()


def test_an_override_needs_a_reason_and_is_told_to_the_service(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    console = opened(qtbot, ward, server, tmp_path)
    panel = answered(qtbot, console.patient.cards)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    form = in_front(qtbot, CardDialog)
    assert isinstance(form, CardDialog)
    assert "<script>eGFR</script>" in form.words.toPlainText()
    assert "本系統未加判斷" in form.hint.text()
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "請先選擇" in form.error.text())
    form.answer.setCurrentIndex(2)
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(form.comment.accessibleDescription()))
    form.comment.setText("已與主治醫師確認")
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(server.told) == 1)
    assert server.told[0]["overrideReason"]["userComment"] == "已與主治醫師確認"
    console.settle(qtbot)


def test_following_a_suggestion_is_told_and_orders_nothing(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    console = opened(qtbot, ward, server, tmp_path, PHYSICIAN)
    panel = answered(qtbot, console.patient.cards)
    panel.open_card()
    form = in_front(qtbot, CardDialog)
    assert isinstance(form, CardDialog)
    form.answer.setCurrentIndex(1)
    assert not form.comment.isVisible()
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: len(server.told) == 1)
    assert server.told[0]["acceptedSuggestions"] == [{"id": "s-1"}]
    console.settle(qtbot)
    with ward.ctx.store() as uow:
        assert uow.orders.of_patient(CHEN) == ()


class Browser(QObject):
    """What is opened instead of the browser of this machine."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    it = Browser()
    QDesktopServices.setUrlHandler("https", it, "open")
    yield it
    QDesktopServices.unsetUrlHandler("https")


def test_a_link_opens_only_after_its_whole_address_was_seen(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path, browser: Browser
) -> None:
    console = opened(qtbot, ward, server, tmp_path)
    answered(qtbot, console.patient.cards).open_card()
    form = in_front(qtbot, CardDialog)
    assert isinstance(form, CardDialog)
    assert "guide.example.tw" in form.links[0].text()
    form.links[0].click()
    question = in_front(qtbot, OpenLinkDialog)
    assert isinstance(question, OpenLinkDialog)
    assert question.address.toPlainText() == "https://guide.example.tw/a?b=c"
    assert browser.opened == []
    question.reject()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), CardDialog))
    assert browser.opened == []
    form.links[0].click()
    qtbot.keyClick(in_front(qtbot, OpenLinkDialog), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: browser.opened == ["https://guide.example.tw/a?b=c"])
    form.reject()


def test_cards_of_a_patient_never_stay_for_the_next_one(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    console = opened(qtbot, ward, server, tmp_path)
    panel = answered(qtbot, console.patient.cards)
    server.wait_s = 0.6
    server.answer = lambda asked: {"cards": [card(summary=asked["context"]["patientId"])]}
    console.frame.navigate("patient", str(LIN))
    assert panel.list.rows.rowCount() == 0
    qtbot.waitUntil(lambda: len(server.asked) == 2)
    console.frame.navigate("patient", str(CHEN))
    qtbot.waitUntil(lambda: panel.answers is not None)
    row = panel.list.rows.row(0)
    assert row is not None
    assert "P-chen" in row.spoken


def test_a_silent_service_is_a_small_remark_and_no_error(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    server.answer = lambda asked: {"cards": "none"}
    console = opened(qtbot, ward, server, tmp_path)
    panel = answered(qtbot, console.patient.cards)
    assert "藥物諮詢 未回應" in panel.remarks.text()
    assert "不代表沒有意見" in panel.remarks.text()
    assert not console.patient.notice.isVisible()


def test_an_order_is_shown_to_the_services_once_it_rests_and_can_be_signed_whatever_they_say(
    qtbot: QtBot, ward: Bedside, server: DecisionServer, tmp_path: Path
) -> None:
    console = opened(qtbot, ward, server, tmp_path, PHYSICIAN, LIN)
    console.frame.navigate("patient", f"{LIN}#medication/")
    console.settle(qtbot)
    qtbot.waitUntil(lambda: console.patient.tabs.front is not None)
    console.alt(qtbot, Qt.Key.Key_F10)
    form = in_front(qtbot, OrderForm)
    assert isinstance(form, OrderForm)
    qtbot.waitUntil(form.form.form.isEnabled)
    before = len(server.asked)
    for name, value in {
        "kind": "iv_dose",
        "drug": "ceftriaxone",
        "regimen": "2g-q24h",
        "first_dose": "elsewhere",
    }.items():
        form.form.form.rows[name].input.show_value(value)
        form.form.form.typed.emit(name)
    answered(qtbot, form.cards)
    asked = server.asked[before:]
    assert [each["hook"] for each in asked] == ["order-select"]
    assert asked[0]["context"]["draftOrders"]["entry"][0]["resource"]["status"] == "draft"
    assert form.cards.list.rows.rowCount() == 2
    form.form.form.typed.emit("amount")
    assert form.cards.answers is None
    form.look()
    qtbot.waitUntil(lambda: form.preview is not None)
    console.settle(qtbot)
    form.activateWindow()
    qtbot.keyClick(form, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: ordered(ward) == 1)
    console.settle(qtbot)


def ordered(ward: Bedside) -> int:
    with ward.ctx.store() as uow:
        return len(uow.orders.of_patient(LIN))
