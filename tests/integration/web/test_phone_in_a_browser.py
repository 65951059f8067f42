"""The phone page in a real headless Chromium: reports, a lost network, another language, text that is no markup."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from helpers.field_day import NURSES, FieldDay, make_template, open_day
from helpers.field_halts import add_halts, names_of
from helpers.phones import Served, served
from helpers.processes import until
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from hah_console.alarms.rules.staff import PANIC
from hah_console.app.tour.browser import PHONE, browser_there, open_chromium
from hah_console.domain.field_visit import FieldState
from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import HaltId, SpecimenId
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.visit import HaltKind
from hah_console.services.halt_reports import read_said

pytestmark = [pytest.mark.alone, pytest.mark.slow]
EVIL = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e"\''


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
    _write_evil(day)
    add_halts(day)
    with served(day, tmp_path_factory.mktemp("web")) as page:
        yield page
    day.store.close()


def _write_evil(day: FieldDay) -> None:
    """Free text of the second stop that would be markup if somebody let it."""
    with day.ctx.store() as uow:
        task = uow.tasks.get(day.stops()[1].task_id)
        uow.tasks.save(replace(task, note=EVIL))
        patient = uow.patients.get(task.patient_id)
        home = replace(patient.home, access_note=EVIL)
        uow.patients.save(replace(patient, home=home, caregiver_name=EVIL, allergies=(EVIL,)))
        uow.commit()


@pytest.fixture(scope="module")
def opened(browser: webdriver.Chrome, at: Served) -> webdriver.Chrome:
    """The page of the first nurse, after its link was opened."""
    browser.get(at.link(NURSES[0]))
    until(lambda: len(stops(browser)) == len(at.day.stops()) + 2, 15)  # once at the store, once at a laboratory
    return browser


def stops(browser: webdriver.Chrome) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, "li.stop")


def state_of(at: Served, visit_id: str) -> FieldState | None:
    with at.day.ctx.store() as uow:
        found = uow.field_visits.find(visit_id)
    return found.state if found else None


def press(browser: webdriver.Chrome, visit_id: str, step: str) -> None:
    """Open the stop if it is closed, and press the button of a step."""
    unfold(browser, visit_id)
    until(lambda: _pressed(browser, f'{_row(visit_id)} button[data-step="{step}"]'), 10)


def _row(name: str) -> str:
    """The row of a visit, or of a stop at the store or a laboratory."""
    return f'li[data-{"halt" if ":" in name else "visit"}="{name}"]'


def unfold(browser: webdriver.Chrome, visit_id: str) -> None:
    """Show what a stop says."""
    body, head = f"{_row(visit_id)} .body", f"{_row(visit_id)} button.head"
    if not browser.find_elements(By.CSS_SELECTOR, body):
        until(lambda: _pressed(browser, head), 10)
    until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, body)), 10)


def _pressed(browser: webdriver.Chrome, selector: str) -> bool:
    """Whether the button could be pressed; one that was painted anew meanwhile is looked for again."""
    try:
        button = browser.find_element(By.CSS_SELECTOR, selector)
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
    except (NoSuchElementException, StaleElementReferenceException):
        return False
    return True


def offline(browser: webdriver.Chrome, is_offline: bool) -> None:
    browser.set_network_conditions(offline=is_offline, latency=5, throughput=500_000)


def test_the_link_opens_the_workers_day_and_is_gone_from_the_address(opened: webdriver.Chrome, at: Served) -> None:
    assert "#" not in opened.current_url
    assert opened.find_element(By.ID, "worker").text == "李雅婷"
    kept = opened.execute_script("return JSON.stringify(localStorage)")
    with at.day.ctx.store() as uow:
        names = [uow.patients.get(visit.patient_id).name for visit in at.day.stops()]
    assert not any(name in kept for name in names)


def test_a_pressed_step_is_reported_at_once(opened: webdriver.Chrome, at: Served) -> None:
    visit = at.day.stops()[0].visit_id
    for step, state in (("accepted", FieldState.ACCEPTED), ("on_the_way", FieldState.ON_THE_WAY)):
        press(opened, visit, step)
        until(lambda state=state: state_of(at, visit) is state, 10)


def test_what_is_reported_without_a_network_waits_over_a_reload_and_goes_in_order(
    opened: webdriver.Chrome, at: Served
) -> None:
    visit = at.day.stops()[0].visit_id
    offline(opened, True)
    for step in ("arrived", "left", "done"):
        press(opened, visit, step)
    assert "3" in opened.find_element(By.ID, "link").text
    assert state_of(at, visit) is FieldState.ON_THE_WAY
    offline(opened, False)
    opened.refresh()
    until(lambda: state_of(at, visit) is FieldState.DONE, 20)
    with at.day.ctx.store() as uow:
        told = uow.field_visits.reports_of(visit)
    assert [report.effect for report in told] == [True] * 5  # out of order one of them would have had none
    until(lambda: opened.execute_script("return localStorage['hah.queue']") == "[]", 10)


def said_of(at: Served, name: HaltId) -> HaltState:
    with at.day.ctx.store() as uow:
        return read_said(uow, at.day.plan.day).state(name)


def test_stops_at_the_store_stand_in_the_order_of_the_route_and_say_what_for_whom(
    opened: webdriver.Chrome, at: Served
) -> None:
    (load, *_), (laboratory,) = (names_of(at.day, NURSES[0], kind) for kind in (HaltKind.LOAD, HaltKind.HAND_IN))
    first, second, third, fourth = (visit.visit_id for visit in at.day.stops())
    rows = "return [...document.querySelectorAll('li.stop')].map((row) => row.dataset.halt || row.dataset.visit)"
    until(lambda: opened.execute_script(rows) == [load, first, second, laboratory, third, fourth], 10)
    with at.day.ctx.store() as uow:
        moments = [uow.specimens.get(SpecimenId(name)).valid_until for name in ("SP-2", "SP-1")]
    sooner, later = (at.day.ctx.local(moment).strftime("%H:%M") for moment in moments if moment is not None)
    unfold(opened, laboratory)
    until(lambda: 0 < text_of(opened, laboratory).find(sooner) < text_of(opened, laboratory).find(later), 10)


def text_of(browser: webdriver.Chrome, name: str) -> str:
    """What a row says; nothing while it is painted anew."""
    read = "const row = document.querySelector(arguments[0]); return row ? row.innerText : ''"
    return str(browser.execute_script(read, _row(name)))


def test_what_is_loaded_and_handed_in_without_a_network_waits_and_is_sent_once(
    opened: webdriver.Chrome, at: Served
) -> None:
    (load, other), (laboratory,) = (names_of(at.day, NURSES[0], kind) for kind in (HaltKind.LOAD, HaltKind.HAND_IN))
    offline(opened, True)
    unfold(opened, load)
    until(lambda: _pressed(opened, f'{_row(load)} input[value="{other}"]'), 10)
    press(opened, load, "done")
    unfold(opened, laboratory)
    until(lambda: _pressed(opened, f'{_row(laboratory)} input[value="SP-1"]'), 10)
    press(opened, laboratory, "done")
    kept = opened.execute_script("return JSON.stringify(localStorage)")
    with at.day.ctx.store() as uow:
        assert not any(patient.name in kept for patient in uow.patients.all())
    assert said_of(at, load) is HaltState.AHEAD
    offline(opened, False)
    opened.refresh()
    until(lambda: said_of(at, laboratory) is HaltState.DONE, 20)
    assert (said_of(at, load), said_of(at, other)) == (HaltState.DONE, HaltState.AHEAD)
    press(opened, load, "done")  # what was not there before is there now
    until(lambda: said_of(at, other) is HaltState.DONE, 10)
    with at.day.ctx.store() as uow:
        handed, aboard = (uow.specimens.get(SpecimenId(name)).state for name in ("SP-2", "SP-1"))
    assert (handed, aboard) == (SpecimenState.RECEIVED, SpecimenState.TAKEN)
    unfold(opened, laboratory)
    flag = f"const row = document.querySelector('{_row(laboratory)} .flag'); return row ? row.innerText : ''"
    until(lambda: "1" in opened.execute_script(flag), 10)


def test_free_text_is_shown_as_text_and_never_runs(opened: webdriver.Chrome, at: Served) -> None:
    for name in (at.day.stops()[1].visit_id, names_of(at.day, NURSES[0], HaltKind.LOAD)[0]):
        unfold(opened, name)
        row = _row(name)
        assert "<script>" in opened.execute_script("return document.querySelector(arguments[0]).innerText", row)
        assert opened.find_elements(By.CSS_SELECTOR, f"{row} img, {row} script") == []
    assert opened.title == "HaH"


def test_what_could_not_be_done_needs_its_reason_and_keeps_the_remark(opened: webdriver.Chrome, at: Served) -> None:
    visit = at.day.stops()[1].visit_id
    press(opened, visit, "could_not")
    opened.find_element(By.ID, "could-not-send").click()
    assert opened.find_element(By.ID, "could-not-fault").is_displayed()
    opened.find_element(By.CSS_SELECTOR, '#reasons input[value="other"]').click()
    opened.find_element(By.ID, "remark").send_keys("門口有狗 <b>")
    opened.find_element(By.ID, "could-not-send").click()
    until(lambda: state_of(at, visit) is FieldState.COULD_NOT, 10)
    with at.day.ctx.store() as uow:
        assert uow.field_visits.get(visit).remark == "門口有狗 <b>"


def test_the_page_speaks_both_languages(opened: webdriver.Chrome) -> None:
    before = opened.find_element(By.ID, "help-words").text
    opened.find_element(By.ID, "language").click()
    after = opened.find_element(By.ID, "help-words").text
    assert {"求救" in before, "求救" in after} == {True, False}
    assert "Call for help" in before + after
    opened.find_element(By.ID, "language").click()


def test_help_is_called_by_holding_and_not_by_touching(opened: webdriver.Chrome, at: Served) -> None:
    press(opened, at.day.stops()[2].visit_id, "could_not")  # whatever is open, help can be called
    button = opened.find_element(By.ID, "help")
    ActionChains(opened).click_and_hold(button).pause(0.5).release().perform()
    assert opened.execute_script("return localStorage['hah.help']") is None
    ActionChains(opened).click_and_hold(button).pause(2.6).release().perform()
    until(lambda: bool(calls(at)), 10)
    assert calls(at) == [NURSES[0]]
    until(lambda: opened.find_element(By.ID, "help-state").is_displayed(), 5)


def calls(at: Served) -> list[str]:
    with at.day.ctx.store() as uow:
        return [alarm.subject for alarm in uow.alarms.open() if alarm.rule_id == PANIC]


def test_another_browser_profile_with_the_same_pass_is_refused(opened: webdriver.Chrome, at: Served) -> None:
    opened.execute_script("indexedDB.deleteDatabase('hah')")
    opened.refresh()
    until(lambda: opened.find_element(By.ID, "notice").is_displayed(), 10)
    assert stops(opened) == []
