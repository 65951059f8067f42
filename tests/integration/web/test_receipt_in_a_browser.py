"""A delivery signed for on the phone page in a real headless Chromium, without a network, by typed and drawn name."""

from collections.abc import Iterator

import pytest
from helpers.deliveries import KIT, SET, with_deliveries
from helpers.field_day import NURSES, make_template, open_day
from helpers.phones import Served, served
from helpers.processes import until
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from test_phone_in_a_browser import offline, press, state_of, stops

from hah_console.app.tour.browser import PHONE, browser_there, open_chromium
from hah_console.domain.equipment_set import SetState
from hah_console.domain.field_visit import FieldState

pytestmark = [pytest.mark.alone, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not browser_there():
        pytest.skip("chromium and chromium-driver of Debian are not on this machine")
    driver = open_chromium(PHONE, tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    day = open_day(make_template(tmp_path_factory.mktemp("template")), tmp_path_factory.mktemp("day"))
    with served(with_deliveries(day), tmp_path_factory.mktemp("web")) as page:
        yield page
    day.store.close()


@pytest.fixture(scope="module")
def arrived(browser: webdriver.Chrome, at: Served) -> webdriver.Chrome:
    """The courier is at the door, and the network is gone."""
    browser.get(at.link(NURSES[0]))
    until(lambda: len(stops(browser)) == len(at.day.stops()), 15)
    for step in ("on_the_way", "arrived"):
        press(browser, KIT, step)
    until(lambda: state_of(at, KIT) is FieldState.ARRIVED, 10)
    offline(browser, True)
    return browser


def test_nobody_leaves_a_delivery_without_being_asked_who_took_it(arrived: webdriver.Chrome, at: Served) -> None:
    press(arrived, KIT, "left")
    until(lambda: arrived.find_element(By.ID, "receipt").is_displayed(), 5)
    arrived.find_element(By.ID, "receipt-send").click()
    assert arrived.find_element(By.ID, "receipt-fault").is_displayed()
    arrived.find_element(By.ID, "received-by").send_keys("陳小明 <b>")
    arrived.find_element(By.ID, "receipt-send").click()
    assert arrived.find_element(By.ID, "receipt-fault").is_displayed()
    assert arrived.execute_script("return localStorage['hah.queue'] || '[]'") == "[]"


def test_a_drawn_receipt_waits_without_a_network_and_is_the_desks_record_afterwards(
    arrived: webdriver.Chrome, at: Served
) -> None:
    Select(arrived.find_element(By.ID, "relationship")).select_by_value("child")
    canvas = arrived.find_element(By.ID, "drawing")
    ActionChains(arrived).move_to_element(canvas).click_and_hold().move_by_offset(60, 20).move_by_offset(
        -30, 15
    ).release().perform()
    arrived.find_element(By.ID, "receipt-send").click()
    until(lambda: "2" in arrived.find_element(By.ID, "link").text, 5)
    with at.day.ctx.store() as uow:
        assert uow.equipment_sets.get(SET).state is SetState.PACKED
    offline(arrived, False)
    arrived.refresh()
    until(lambda: state_of(at, KIT) is FieldState.LEFT, 20)
    with at.day.ctx.store() as uow:
        one = uow.equipment_sets.get(SET)
        picture, content = uow.attachments.get(one.proof), uow.attachments.content(one.proof)
    assert (one.state, one.receipt.received_by, one.receipt.relationship) == (
        SetState.DELIVERED, "陳小明 <b>", "child",
    )  # fmt: skip
    assert picture.holds(content)
    assert content.startswith(b"\x89PNG")
    until(lambda: arrived.execute_script("return localStorage['hah.queue']") == "[]", 10)
