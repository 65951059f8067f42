"""Order, note, correction, round, contact, the referral forms: each fault beside its field, nothing stored."""

from collections.abc import Callable

import pytest
from helpers.bedside import CHEN, LIN, NURSE, PHYSICIAN
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import notes_of
from helpers.every_form import House, contact, correction, note, on_referral_tab, order, round_note
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
    pytest.mark.parametrize("language", ["zh_TW", "en"]),
]
Enter = Callable[..., BedsideConsole]
LONG = "咳嗽減少。😮\n" * 5_500
"""Over 100 kB."""
RARE = "𠮷野 😀 家族👨‍👩‍👧"


def test_an_order_in_the_past_for_years_without_a_unit(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = order(qtbot, enter(house, PHYSICIAN, language), house)
    typed = {"kind": "iv_dose", "drug": "ceftriaxone", "amount": "２", "days": "９９９", "every_hours": "多久",
             "infusion": "-5", "first_dose": "elsewhere", "note": RARE}  # fmt: skip
    form.write(**typed)
    reasons = {"amount": "amount_unit", "days": "out_of_range", "every_hours": "no_number", "infusion": "out_of_range"}
    form.refuses(reasons, typed)
    form.write(amount="0 g", days="3", every_hours="24", infusion="30", first="昨天")
    form.refuses({"amount": "not_positive", "first": "not_a_moment"}, {"note": RARE, "amount": "0 g"})
    with house.bedside.store.unit_of_work() as uow:
        assert uow.orders.of_patient(LIN) == ()


def test_a_note_over_100_kilobytes_and_one_with_a_blank(
    qtbot: QtBot, house: House, enter: Enter, language: str
) -> None:
    before = notes_of(house.bedside)
    form = note(qtbot, enter(house, NURSE, language), house)
    form.write(subjective=LONG)
    form.refuses({"kind": "empty"}, {"subjective": LONG})
    form.write(kind="visit")
    form.refuses({"subjective": "too_long"}, {"subjective": LONG})
    form.write(subjective=RARE, plan="續用___")
    form.refuses({"plan": "blank_left"}, {"subjective": RARE, "plan": "續用___"})
    assert notes_of(house.bedside) == before
    form.write(plan=f"續用 {RARE}\n全形１２３")
    form.send()
    (made,) = (one for one in notes_of(house.bedside) if one not in before)
    assert [words for _, words in made.text.sections] == [RARE, f"續用 {RARE}\n全形１２３"]


def test_a_correction_that_corrects_nothing(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    before = notes_of(house.bedside)
    form = correction(qtbot, enter(house, NURSE, language), house)
    form.write(reason=RARE)
    form.send()
    qtbot.waitUntil(lambda: bool(form.faults()))
    (sentence,) = form.faults().values()
    assert ("更正" if language == "zh_TW" else "correct") in sentence
    assert form.form.fields()["reason"] == RARE
    assert notes_of(house.bedside) == before


def test_a_decision_of_the_round_without_a_plan(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    before = notes_of(house.bedside)
    form = round_note(qtbot, enter(house, PHYSICIAN, language), house)
    form.write(assessment=RARE)
    form.refuses({"decision": "empty"}, {"assessment": RARE})
    form.write(decision="change_treatment")
    form.refuses({"plan": "empty"}, {"assessment": RARE})
    form.write(plan=LONG)
    form.refuses({"plan": "too_long"}, {"plan": LONG, "assessment": RARE})
    assert notes_of(house.bedside) == before


def test_a_contact_to_come_that_ended_before_it_began(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = contact(qtbot, enter(house, PHYSICIAN, language), house)
    typed = {"mode": "video", "reason": "routine", "started_at": "下午", "mark_name": "yes", "outcome": "done",
             "note": RARE}  # fmt: skip
    form.write(**typed)
    form.refuses({"started_at": "not_a_moment"}, typed)
    form.write(started_at="23:59", mark_birth_date="yes", consented="yes")
    form.refuses({"started_at": "in_the_future"}, {"note": RARE, "started_at": "23:59"})
    form.write(started_at="０３：００", ended_at="02:00")
    form.refuses({"ended_at": "before_arrival"}, {"note": RARE, "started_at": "０３：００"})
    with house.bedside.store.unit_of_work() as uow:
        assert uow.contacts.all() == ()


def test_the_two_referral_forms(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    console = enter(house, PHYSICIAN, language)
    form = on_referral_tab(Qt.Key.Key_F7)(qtbot, console, house)
    typed = {"receiver_name": RARE, "department": "胸腔科", "history": LONG, "valid_until": "１１７／０１／０１"}
    form.write(**typed)
    form.refuses({"purpose": "empty", "history": "too_long"}, typed)
    form.write(purpose="follow_up", history=RARE)
    form.refuses({"valid_until": "beyond_validity"}, {**typed, "history": RARE})
    with house.bedside.store.unit_of_work() as uow:
        assert uow.hospital_referrals.of_patient(CHEN) == ()
    form.write(valid_until="民國115年12月31日")
    form.send()
    with house.bedside.store.unit_of_work() as uow:
        (made,) = uow.hospital_referrals.of_patient(CHEN)
    assert made.valid_until.isoformat() == "2026-12-31"
    assert (made.content.history, made.content.receiver.name) == (RARE, RARE)


def test_a_care_referral_that_names_no_unit(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = on_referral_tab(Qt.Key.Key_F5)(qtbot, enter(house, NURSE, language), house)
    form.write(needs=LONG)
    form.refuses({"unit_code": "empty", "unit": "empty", "needs": "too_long"}, {"needs": LONG})
    with house.bedside.store.unit_of_work() as uow:
        assert uow.ltc_referrals.of_patient(CHEN) == ()
