"""The patient page over a real store: nothing cut, nothing old that looks fresh, live values, two languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from helpers.bedside import CHEN, LIN, NOW, Bedside
from helpers.bedside_desk import BedsideConsole
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.ui.bedside.banner_flow import LABEL_GAP, label_width, value_width
from hah_console.ui.bedside.banner_text import Chip
from hah_console.ui.bridge import LinkState
from hah_console.ui.screens.patient.number_text import NumberCard

OpenPage = Callable[..., BedsideConsole]
SIZES = [(1440, 900), (1280, 800)]
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def receive(bedside: Bedside, **values: float) -> None:
    """What the service does when a reading arrives."""
    now = bedside.clock.now()
    rows = {Vital(name): LatestValue(value, now, now, now) for name, value in values.items()}
    with bedside.store.unit_of_work() as uow:
        uow.readings.save_latest([LatestVitals(CHEN, 0, rows)])
        uow.commit()


def card(console: BedsideConsole, vital: Vital) -> NumberCard:
    rows = console.patient.numbers.rows
    found = [row for i in range(rows.rowCount()) if (row := rows.row(i)) is not None and row.key == vital.value]
    assert isinstance(found[0], NumberCard)
    return found[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_nothing_on_the_page_is_cut(open_page: OpenPage, cut: set[str], language: str, size: tuple[int, int]) -> None:
    page = open_page(language, "light", size).patient
    page.window().grab()
    painted = {text for text in cut if text}
    assert painted == set()
    for button in page.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
    for label in page.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()
    page.trends.show_view("table")
    head = page.trends.twin.horizontalHeader()
    assert all(head.sectionSize(i) >= head.sectionSizeHint(i) for i in range(head.count()))
    assert page.trends.twin.horizontalScrollBar().maximum() == 0
    assert page.steps.verticalScrollBar().maximum() == 0
    assert page.numbers.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_the_whole_banner_fits_the_smallest_window(open_page: OpenPage, language: str, size: tuple[int, int]) -> None:
    banner = open_page(language, "light", size).patient.banner
    assert banner.shown is not None
    placed = banner.placed
    assert [p.field for p in placed] == [*banner.shown.fields, *banner.shown.below]
    for p in placed:
        label, value = label_width(p.field), value_width(p.field)
        assert p.width >= (max(label, value) if p.line == 0 else label + LABEL_GAP + value), p.field
        assert p.left + p.width <= banner.width()
    allergy = next(p for p in placed if p.field.name == "allergy")
    assert (allergy.line, allergy.field.chip) == (0, Chip.SOLID)


def test_a_new_reading_is_shown_while_the_page_is_open(qtbot: QtBot, open_page: OpenPage, bedside: Bedside) -> None:
    console = open_page("en")
    assert card(console, Vital.SPO2).value == "86"
    bedside.advance(1)
    receive(bedside, spo2=95, hr=101, rr=19, sbp=118, dbp=71, temp=37.2)
    qtbot.waitUntil(lambda: card(console, Vital.SPO2).value == "95")
    assert (card(console, Vital.SPO2).age, card(console, Vital.SPO2).outside) == ("0 s ago", False)
    assert card(console, Vital.SYSTOLIC).value == "118/71"
    console.settle(qtbot)


def test_values_of_another_patient_are_not_shown(open_page: OpenPage) -> None:
    console = open_page("en")
    other = LatestVitals(LIN, 9, {Vital.SPO2: LatestValue(71.0, NOW, NOW, NOW)})
    console.patient.on_latest((other,))
    assert card(console, Vital.SPO2).value == "86"


def test_a_page_read_before_the_newest_reading_does_not_bring_older_numbers_back(open_page: OpenPage) -> None:
    console = open_page("en")
    page = console.patient.presenter.page
    later = NOW + timedelta(seconds=5)
    newer = LatestVitals(CHEN, 9, {Vital.SPO2: LatestValue(95.0, later, later, later)})
    console.patient.on_latest((newer,))
    assert console.patient.presenter.take(page)
    console.patient.on_tick(later)
    assert card(console, Vital.SPO2).value == "95"
    assert card(console, Vital.HEART_RATE).value == "118"


def test_while_nothing_arrives_every_number_turns_stale_in_words(open_page: OpenPage, bedside: Bedside) -> None:
    console = open_page("en")
    console.patient.on_tick(bedside.advance(20))
    cards = [card(console, vital) for vital in Vital if vital is not Vital.DIASTOLIC]
    assert all(c.stale and not c.outside and c.age.endswith("ago · stale") for c in cards)
    assert card(console, Vital.SPO2).age == "20 min ago · stale"
    assert "stale" in card(console, Vital.TEMPERATURE).spoken


def test_a_page_that_no_longer_follows_says_so_below_its_numbers(open_page: OpenPage) -> None:
    page = open_page().patient
    top = page.numbers.mapTo(page, page.numbers.rect().topLeft())
    page.on_link(LinkState(service_alive=False))
    assert page.link.isVisible()
    assert "數值可能不是現在的" in page.link.text()
    assert page.numbers.mapTo(page, page.numbers.rect().topLeft()) == top
    page.on_link(LinkState())
    assert not page.link.isVisible()


def test_five_steps_are_listed_and_the_others_counted(open_page: OpenPage) -> None:
    page = open_page("en").patient
    assert page.steps.rows.rowCount() == 5
    assert page.more_steps.text() == "1 more step is not listed here."


def test_language_and_theme_switch_live_and_keep_the_patient(qtbot: QtBot, open_page: OpenPage, cut: set[str]) -> None:
    console = open_page("zh_TW")
    page = console.patient
    before = page.numbers.accessibleName()
    page.choose_range(page.presenter.range)
    console.press(qtbot, Qt.Key.Key_L, CTRL_SHIFT)
    console.press(qtbot, Qt.Key.Key_D, CTRL_SHIFT)
    console.settle(qtbot)
    assert page.presenter.patient_id == CHEN
    assert page.numbers.accessibleName() not in ("", before)
    assert page.transfer.text() == "Start transfer"
    assert card(console, Vital.HEART_RATE).title == "HR"
    assert page.banner.shown is not None
    assert page.banner.shown.fields[0].label == "Born"
    page.window().grab()
    assert cut == set()
    dark = console.window.theme.color("surface")
    assert page.banner.grab().toImage().pixelColor(page.banner.width() // 2, page.banner.height() - 8) == dark
