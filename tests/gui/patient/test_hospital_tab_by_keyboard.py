"""What hospitals know, on the patient's page: origin and age of everything, silence never shown as none."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, LIN, NURSE, WANG, Bedside, open_bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from helpers.told_by_hospital import DEATH, FEED, LINKED, OPEN, SUBJECT, tell, tell_death
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.app.screens import PATIENT_TABS
from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Origin, Precision
from hah_console.domain.identity_match import MatchCause
from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState
from hah_console.services.changes import Change, Changes
from hah_console.ui.raw_dialog import RawDialog
from hah_console.ui.screens.exchange.view import ExchangeScreen
from hah_console.ui.screens.matches.view import MatchesScreen
from hah_console.ui.screens.patient.hospital.alert import HospitalAlert, TheirAllergies
from hah_console.ui.screens.patient.hospital.presenter import MOST_FACTS
from hah_console.ui.screens.patient.hospital.tab import HospitalTab
from hah_console.ui.screens.patient.view import PatientScreen

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
ALT = Qt.KeyboardModifier.AltModifier
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bedside(tmp_path: Path) -> Iterator[Bedside]:
    bedside = open_bedside(tmp_path, readings=False)
    tell(bedside)
    yield bedside
    bedside.store.close()


def opened(qtbot: QtBot, bedside: Bedside, patient: PatientId = CHEN) -> tuple[BedsideConsole, HospitalTab]:
    """With Ctrl+Shift+1 from the live view."""
    screens = {
        **SCREENS, "exchange": ExchangeScreen, "matches": MatchesScreen,
        "patient": lambda desk: PatientScreen(desk, PATIENT_TABS),
    }  # fmt: skip
    console = open_console(qtbot, bedside, NURSE, screens=screens)
    console.frame.navigate("patient", patient)
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_1, CONTROL_SHIFT)
    tab = console.patient.tabs.front
    assert isinstance(tab, HospitalTab)
    qtbot.waitUntil(lambda: tab.presenter.page is not None)
    console.settle(qtbot)
    return console, tab


def kind(tab: HospitalTab, name: FactKind) -> str:
    assert tab.kinds.choose(name.value)
    return str(tab.kinds.row().spoken)  # type: ignore[union-attr]


def facts(tab: HospitalTab) -> list[str]:
    return [row.spoken for row in tab.facts.rows._rows]


def test_every_value_has_its_hospital_resource_version_and_age(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = opened(qtbot, bedside)
    kind(tab, FactKind.LAB)
    crp, potassium = facts(tab)
    for part in ("CRP", "8.6 mg/dL", "86 mg/L", "5 小時前", FEED, "量測值 l1 第 2 版", "4 分前收到", "最終報告"):
        assert part in crp
    assert "3.10 mmol/L" in potassium
    assert "可能不完整" in tab.states.text()


def test_never_asked_asked_in_vain_nothing_told_and_none_are_four_things(qtbot: QtBot, bedside: Bedside) -> None:
    none = HospitalFact(
        "n", FactKind.CONDITION, SUBJECT, Code("", "", "無"), "", "active",
        Origin(FEED, "Condition", "c1", "3", None, bedside.clock.now()), says_none=True,
    )  # fmt: skip
    with bedside.ctx.store() as uow:
        uow.hospital_facts.replace(FEED, ["Condition/c1"], [none])
        uow.commit()
    _, tab = opened(qtbot, bedside)
    assert "尚未詢問" in kind(tab, FactKind.REPORT)
    assert "詢問失敗，不知道有沒有" in kind(tab, FactKind.MEDICATION)
    assert "已詢問，醫院未提供" in kind(tab, FactKind.DOCUMENT)
    assert "醫院載明沒有" in kind(tab, FactKind.CONDITION)
    for silent in (FactKind.REPORT, FactKind.MEDICATION, FactKind.DOCUMENT, FactKind.VITAL):
        assert "載明沒有" not in kind(tab, silent)
        assert not facts(tab)


def test_of_very_many_values_the_newest_are_listed_and_all_are_counted(qtbot: QtBot, bedside: Bedside) -> None:
    now = bedside.clock.now()
    many = [
        HospitalFact(
            f"{FEED}:Observation/m{number}", FactKind.LAB, SUBJECT, Code("", "", f"Na {number}"), "140 mmol/L", "final",
            Origin(FEED, "Observation", f"m{number}", "1", None, now), None, "sodium", now - timedelta(minutes=number),
            Precision.MOMENT,
        )
        for number in range(MOST_FACTS + 20)
    ]  # fmt: skip
    with bedside.ctx.store() as uow:
        uow.hospital_facts.replace(FEED, [each.origin.reference for each in many], many)
        uow.commit()
    _, tab = opened(qtbot, bedside)
    assert f"{MOST_FACTS + 22} 筆" in kind(tab, FactKind.LAB)
    assert len(facts(tab)) == MOST_FACTS
    assert "Na 0" in facts(tab)[0]
    assert f"只列出最新 {MOST_FACTS} 筆，共 {MOST_FACTS + 22} 筆" in tab.states.text()


def test_what_comes_in_many_portions_is_read_at_once_and_once_more_after_a_pause(
    qtbot: QtBot, bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, tab = opened(qtbot, bedside)
    qtbot.waitUntil(lambda: not tab._pause.isActive())
    reads, read = list[int](), tab._read._read
    monkeypatch.setattr(tab._read, "_read", lambda: (reads.append(1), read())[1])
    changes = Changes((Change(1, "import", "hospital_fact", CHEN, "exchange", bedside.clock.now()),))
    for _ in range(10):
        tab.on_changes(changes)
    qtbot.waitUntil(lambda: not tab._pause.isActive() and len(reads) > 1)
    assert len(reads) == 2


def test_what_was_read_long_ago_is_called_old(qtbot: QtBot, bedside: Bedside) -> None:
    bedside.clock.advance(timedelta(hours=30))
    _, tab = opened(qtbot, bedside)
    assert "過時" in kind(tab, FactKind.ALLERGY)


def test_the_two_lists_of_allergies_stand_side_by_side_and_are_not_merged(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = opened(qtbot, bedside)
    kind(tab, FactKind.ALLERGY)
    said = [row.spoken for row in tab.pairs.rows._rows]
    assert said[0] == "只有醫院：左 顯影劑，右 未記錄，本單位沒有"
    assert "盤尼西林（皮疹）" in said[1]
    assert tab.difference.isVisible()
    assert "不會自動合併" in tab.difference.text()
    with bedside.ctx.store() as uow:
        assert uow.patients.get(CHEN).allergies == ("盤尼西林（皮疹）",)


def test_opening_is_recorded_once_and_the_resource_of_a_value_with_a_look_of_its_own(
    qtbot: QtBot, bedside: Bedside
) -> None:
    console, tab = opened(qtbot, bedside)
    tab.refresh()
    console.settle(qtbot)
    console.press(qtbot, Qt.Key.Key_F12, ALT)
    qtbot.waitUntil(lambda: bool(tab.findChildren(RawDialog)))
    (form,) = tab.findChildren(RawDialog)
    assert "AllergyIntolerance" in form.raw.toPlainText()
    form.reject()
    with bedside.ctx.store() as uow:
        actions = [each.entry.action for each in uow.audit.entries() if each.entry.patient_id == CHEN]
    assert actions.count("view_hospital_facts") == 1
    assert actions.count("read_raw") == 1


def test_a_death_told_by_the_hospital_stands_above_every_tab_until_and_after_it_was_seen(
    qtbot: QtBot, bedside: Bedside
) -> None:
    tell_death(bedside)
    console, tab = opened(qtbot, bedside)
    assert "已死亡" in tab.notice.text()
    (alert,) = console.patient.findChildren(HospitalAlert)
    console.patient.tabs.open("live")
    qtbot.waitUntil(alert.isVisible)
    assert "已死亡" in alert.text()
    console.patient.tabs.open("hospital")
    qtbot.waitUntil(tab.see_button.isVisible)
    console.press(qtbot, Qt.Key.Key_F7, ALT)
    qtbot.waitUntil(lambda: "已知悉" in tab.notice.text())
    assert not tab.see_button.isVisible()
    with bedside.ctx.store() as uow:
        assert uow.hospital_notices.get(DEATH).seen_by == NURSE.user_id
        assert uow.episodes.open()


def test_an_allergy_only_the_hospital_lists_stands_above_every_tab(qtbot: QtBot, bedside: Bedside) -> None:
    console, _ = opened(qtbot, bedside)
    (alert,) = console.patient.findChildren(TheirAllergies)
    assert not alert.isVisible()
    console.patient.tabs.open("medication")
    qtbot.waitUntil(alert.isVisible)
    assert "顯影劑（示範醫院）" in alert.text()
    assert "盤尼西林" not in alert.text()
    console.frame.navigate("patient", f"{LIN}#live")
    qtbot.waitUntil(lambda: not alert.isVisible())


def test_what_is_of_another_year_says_which_and_our_none_is_said_where_the_hospital_lists_one(
    qtbot: QtBot, bedside: Bedside
) -> None:
    then = bedside.clock.now() - timedelta(days=900)
    old = HospitalFact(
        "o", FactKind.LAB, SUBJECT, Code("", "", "Na"), "128 mmol/L", "final",
        Origin(FEED, "Observation", "o9", "1", None, bedside.clock.now()), effective=then, precision=Precision.MOMENT,
    )  # fmt: skip
    with bedside.ctx.store() as uow:
        chen = uow.patients.get(CHEN)
        uow.patients.save(replace(chen, allergy_state=AllergyState.NONE_KNOWN, allergies=()))
        uow.hospital_facts.replace(FEED, ["Observation/o9"], [old])
        uow.commit()
    _, tab = opened(qtbot, bedside)
    said = [row.spoken for row in tab.pairs.rows._rows]
    assert len(said) == 2
    assert all("無已知過敏" in each and each.endswith("不同") for each in said)
    kind(tab, FactKind.LAB)
    assert f"{then.year}-0" in next(each for each in facts(tab) if "Na" in each)


def test_no_list_of_a_hospital_stands_beside_ours_before_one_told_any(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = opened(qtbot, bedside, WANG)
    kind(tab, FactKind.ALLERGY)
    assert tab.pairs.isHidden()
    assert "尚未詢問" in tab.states.text()


def test_another_patient_sees_nothing_of_the_former_one(qtbot: QtBot, bedside: Bedside) -> None:
    tell_death(bedside)
    console, tab = opened(qtbot, bedside)
    console.frame.navigate("patient", f"{LIN}#hospital")
    assert tab.presenter.page is None
    assert "已死亡" not in tab.notice.text()
    qtbot.waitUntil(lambda: tab.presenter.page is not None)
    assert not tab.notice.isVisible()
    assert "尚未與任何醫院的紀錄連結" in tab.linked.text()
    assert not facts(tab)


def test_who_is_not_linked_is_led_to_the_record_that_waits(qtbot: QtBot, bedside: Bedside) -> None:
    console, tab = opened(qtbot, bedside, WANG)
    assert "1 筆醫院紀錄待判定" in tab.linked.text()
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    assert console.frame.current_screen == "matches"


def test_a_link_made_by_a_number_is_looked_at_and_can_be_undone(qtbot: QtBot, bedside: Bedside) -> None:
    with bedside.ctx.store() as uow:
        uow.match_cases.save(uow.match_cases.get(OPEN).new(NURSE.user_id, bedside.clock.now(), "another"))
        uow.commit()
    console, tab = opened(qtbot, bedside)
    assert "檢視連結" in tab.decide_button.text()
    console.press(qtbot, Qt.Key.Key_F10, ALT)
    screen = console.screen("matches", MatchesScreen)
    qtbot.waitUntil(lambda: screen.list.key() == LINKED)
    qtbot.waitUntil(screen.undo_button.isEnabled)
    assert "依證號自動連結" in screen.detail.decided.text()


def test_facts_leave_the_page_when_the_link_is_in_question(qtbot: QtBot, bedside: Bedside) -> None:
    _, tab = opened(qtbot, bedside)
    assert facts(tab)
    with bedside.ctx.store() as uow:
        case = uow.match_cases.get(LINKED)
        uow.match_cases.save(case.reopened(MatchCause.UNDONE, bedside.clock.now()))
        uow.commit()
    tab.refresh()
    qtbot.waitUntil(lambda: not facts(tab))
