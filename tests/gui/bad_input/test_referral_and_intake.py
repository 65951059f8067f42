"""Referral, intake, consent, decision: what cannot be used is said beside its field and nothing of it is stored."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from helpers.bedside import NURSE
from helpers.bedside_desk import BedsideConsole
from helpers.every_form import House, answers, consent, decision, referral
from helpers.referral_desk import all_referrals, stored
from pytestqt.qtbot import QtBot

from hah_console.domain.intake import Intake
from hah_console.services.intake_board import intake_of_referral

pytestmark = [
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
    pytest.mark.parametrize("language", ["zh_TW", "en"]),
]
Enter = Callable[..., BedsideConsole]
LONG = "咳嗽減少。😮\n" * 5_500
"""Over 100 kB."""
RARE = "𠮷野 😀 家族👨‍👩‍👧"
REFERRED = {"sender_organisation": "示範診所", "mode": "A", "name": RARE}
WRONG = {"birth_date": "2099-01-01", "national_id": "A123456788", "weight_kg": "700"}


def intake_in(house: House) -> Intake:
    found = intake_of_referral(house.bedside.ctx, house.asked)
    assert found is not None
    return found


def test_a_wrong_id_a_birth_to_come_and_700_kilograms(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    before = all_referrals(house.bedside)
    form = referral(qtbot, enter(house, NURSE, language), house)
    typed = {**REFERRED, **WRONG, "problem": LONG}
    form.write(**typed)
    reasons = {"birth_date": "in_the_future", "national_id": "wrong_check_digit", "weight_kg": "out_of_range"}
    form.refuses({**reasons, "problem": "too_long"}, typed)
    assert all_referrals(house.bedside) == before
    form.write(
        birth_date="民國３０年３月２日",
        national_id="Ａ１２３４５６７８９",
        weight_kg="５８．５",
        problem=f"咳 {RARE}\n第二行",
    )
    form.send()
    (made,) = (one for one in all_referrals(house.bedside) if one not in before)
    assert (made.person.name, made.problem) == (RARE, f"咳 {RARE}\n第二行")
    assert (made.person.birth_date, made.person.national_id) == (date(1941, 3, 2), "A123456789")
    assert made.person.weight_kg == Decimal("58.5")


def test_a_code_outside_the_condition_is_kept_in_sight_and_not_stored(
    qtbot: QtBot, house: House, enter: Enter, language: str
) -> None:
    form = answers(qtbot, enter(house, NURSE, language), house)
    before = (intake_in(house), stored(house.bedside, house.asked))
    typed = {"weight_kg": "700", "birth_date": "115/12/01", "diagnosis": "N39.0", "summary": LONG}
    form.write(**typed)
    reasons = {"birth_date": "in_the_future", "weight_kg": "out_of_range", "diagnosis": "outside_condition"}
    form.refuses({**reasons, "summary": "too_long"}, typed)
    assert (intake_in(house), stored(house.bedside, house.asked)) == before
    form.write(weight_kg="６０", birth_date="３２／０４／０９", diagnosis="ｊ１８．９", summary=RARE)
    form.send()
    assert (intake_in(house).answers.diagnosis, intake_in(house).answers.summary) == ("J18.9", RARE)
    assert stored(house.bedside, house.asked).person.birth_date == date(1943, 4, 9)


def test_a_consent_signed_before_it_was_explained(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = consent(qtbot, enter(house, NURSE, language), house)
    typed = {"explained_by": NURSE.user_id, "explained_at": "１１５／１１／２３ ０２：００", "signer_name": RARE,
             "relation": "self", "signed_at": "115/11/23 01:30", "file": "/no/such/paper.pdf"}  # fmt: skip
    form.write(**typed)
    form.refuses({"file": "unreadable_file"}, typed)
    paper = house.folder / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    form.write(file=str(paper))
    form.refuses({"signed_at": "before_explained"}, {**typed, "file": str(paper)})
    form.write(signed_at="115/11/24 09:00")
    form.refuses({"signed_at": "in_the_future"}, {"signer_name": RARE})
    with house.bedside.store.unit_of_work() as uow:
        assert uow.consents.of_intake(intake_in(house).intake_id) == ()


def test_who_is_not_eligible_needs_a_reason(qtbot: QtBot, house: House, enter: Enter, language: str) -> None:
    form = decision(qtbot, enter(house, NURSE, language), house)
    form.write(decision="ineligible")
    form.refuses({"reason": "empty"}, {"decision": "ineligible"})
    form.write(reason=LONG)
    form.refuses({"reason": "too_long"}, {"decision": "ineligible", "reason": LONG})
    assert intake_in(house).decision is None
