"""Two records that may be one person, by keyboard: compared field by field, linked after a second look, undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN, DISPATCHER, NURSE, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from helpers.told_by_hospital import OPEN, OTHER_ID, tell
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.ui.screens.exchange.view import ExchangeScreen
from hah_console.ui.screens.matches.dialogs import LinkDialog, WhyDialog
from hah_console.ui.screens.matches.view import MatchesScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    tell(bedside)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, actor: Actor = NURSE) -> tuple[BedsideConsole, MatchesScreen]:
    screens = {**SCREENS, "exchange": ExchangeScreen, "matches": MatchesScreen}
    console = open_console(qtbot, bedside, actor, screens=screens)
    console.frame.navigate("matches", "")
    console.settle(qtbot)
    screen = console.screen("matches", MatchesScreen)
    qtbot.waitUntil(screen.list.hasFocus)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    return console, screen


def stored(bedside: Bedside, case: str = OPEN) -> MatchCase:
    with bedside.ctx.store() as uow:
        return uow.match_cases.get(case)  # type: ignore[arg-type]


def audited(bedside: Bedside) -> list[str]:
    with bedside.ctx.store() as uow:
        return [each.entry.action for each in uow.audit.entries() if each.entry.entity == "match_case"]


def field(screen: MatchesScreen, key: str) -> str:
    rows = screen.detail.fields
    assert rows.choose(key)
    return str(rows.row().spoken)  # type: ignore[union-attr]


def test_every_field_says_in_words_how_both_records_compare(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    assert field(screen, "name").endswith("相同")
    assert field(screen, "birth_date") == "出生日期：左 1941-03-12，右 1941-03-02，不同"
    assert "本單位沒有" in field(screen, "national_id")
    assert "未比對" in field(screen, "phone")
    assert screen.detail.candidates.row().spoken.endswith("≠ 出生日期 · 收案中")  # type: ignore[union-attr]
    assert "姓名相同" in screen.detail.reasons["for"].text()
    against = screen.detail.reasons["against"].text()
    assert "出生日期不同" in against
    assert "檢查碼不符" in against


def test_the_list_masks_names_and_the_opening_of_a_record_is_recorded(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside)
    said = screen.list.row().spoken  # type: ignore[union-attr]
    assert "陳○美" in said
    assert "陳麗美" not in said
    assert audited(bedside) == ["view_match_case"]


def test_national_ids_are_masked_and_every_differing_sign_is_in_sight(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    said = field(screen, "national_id")
    assert "A1••4••789" in said
    assert "A1••9••789" in said
    assert "123456789" not in said


def test_nobody_of_another_national_id_can_be_linked(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    assert "不能連結" in screen.detail.candidates.row().spoken  # type: ignore[union-attr]
    assert not screen.link_button.isEnabled()
    console.press(qtbot, Qt.Key.Key_F9, ALT)
    assert not screen.findChildren(LinkDialog)
    assert "死亡" in screen.detail.notice.text()


def second_look(qtbot: QtBot, console: BedsideConsole, screen: MatchesScreen) -> LinkDialog:
    console.press(qtbot, Qt.Key.Key_F9, ALT)
    (form,) = screen.findChildren(LinkDialog)
    qtbot.waitUntil(form.told.hasFocus)
    return form


def test_linking_takes_a_second_look_that_repeats_who_both_are(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    form = second_look(qtbot, console, screen)
    for part in ("陳麗美", "1941-03-12", "H-55120", "A2•••••781"):
        assert part in form.told.text()
    for part in ("陳麗美", "1941-03-02", "0048-2917"):
        assert part in form.known.text()
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(form.compared.hasFocus)
    assert "尚未勾選核對" in form.error.text()
    assert stored(bedside).state is MatchState.OPEN


def test_two_records_are_linked_with_a_reason_and_undone_with_one(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    form = second_look(qtbot, console, screen)
    form.compared.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(form.reason.accessibleDescription()))
    form.reason.setFocus()
    console.type(qtbot, "card seen")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: stored(bedside).state is MatchState.LINKED)
    assert (stored(bedside).patient_id, stored(bedside).reason) == (CHEN, "card seen")
    qtbot.waitUntil(lambda: screen.list.choose(OPEN) and screen.undo_button.isEnabled())
    assert "card seen" in screen.detail.decided.text()
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow)
    console.press(qtbot, Qt.Key.Key_F8, ALT)
    (why,) = screen.findChildren(WhyDialog)
    qtbot.waitUntil(why.reason.hasFocus)
    console.type(qtbot, "wrong card")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: stored(bedside).state is MatchState.OPEN)
    assert {"link", "undo_match"} <= set(audited(bedside))


@pytest.mark.parametrize(("key", "state"), [(Qt.Key.Key_F7, MatchState.KEPT_APART), (Qt.Key.Key_F10, MatchState.NEW)])
def test_one_is_kept_apart_or_called_new_with_a_reason(
    qtbot: QtBot, bedside: Bedside, key: Qt.Key, state: MatchState
) -> None:
    console, screen = opened(qtbot, bedside)
    console.press(qtbot, key, ALT)
    (why,) = screen.findChildren(WhyDialog)
    qtbot.waitUntil(why.reason.hasFocus)
    console.type(qtbot, "another person")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: stored(bedside).state is state)


def test_a_reason_that_was_not_sent_comes_back(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    console.press(qtbot, Qt.Key.Key_F7, ALT)
    (why,) = screen.findChildren(WhyDialog)
    qtbot.waitUntil(why.reason.hasFocus)
    console.type(qtbot, "half a reason")
    why.reject()
    console.settle(qtbot)
    screen.open_apart()
    (again,) = [form for form in screen.findChildren(WhyDialog) if form is not why]
    qtbot.waitUntil(lambda: again.reason.toPlainText() == "half a reason")
    again.reject()


def test_a_decision_about_what_somebody_else_decided_meanwhile_is_refused(qtbot: QtBot, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    form = second_look(qtbot, console, screen)
    with bedside.ctx.store() as uow:
        uow.match_cases.save(uow.match_cases.get(OPEN).kept_apart(NURSE.user_id, bedside.clock.now(), "other"))
        uow.commit()
    form.compared.setChecked(True)
    form.reason.setFocus()
    console.type(qtbot, "card seen")
    console.press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(form.error.isVisible)
    assert stored(bedside).state is MatchState.KEPT_APART
    form.reject()


def test_the_status_bar_counts_what_waits_and_leads_there(qtbot: QtBot, bedside: Bedside) -> None:
    console, _ = opened(qtbot, bedside)
    count = console.frame.exchange_count
    qtbot.waitUntil(count.isVisible)
    assert count.text() == "醫院病人待判定 2 · 未採用 2"
    console.frame.navigate("census", "")
    count.setFocus()
    console.press(qtbot, Qt.Key.Key_Space)
    assert console.frame.current_screen == "matches"


def test_who_may_not_decide_sees_and_cannot(qtbot: QtBot, bedside: Bedside) -> None:
    _, screen = opened(qtbot, bedside, DISPATCHER)
    assert not any(button.isEnabled() for button in screen.buttons[:4])


def test_a_case_is_opened_by_its_id_and_an_empty_list_says_so(qtbot: QtBot, tmp_path: Path, bedside: Bedside) -> None:
    console, screen = opened(qtbot, bedside)
    console.frame.navigate("matches", OTHER_ID)
    console.settle(qtbot)
    assert screen.list.key() == OTHER_ID
    for case in (OPEN, OTHER_ID):
        with bedside.ctx.store() as uow:
            uow.match_cases.save(uow.match_cases.get(case).new(NURSE.user_id, bedside.clock.now()))
            uow.commit()
    screen.refresh()
    qtbot.waitUntil(lambda: screen.presenter.waiting() == 0)
