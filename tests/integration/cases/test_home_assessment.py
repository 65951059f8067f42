"""What an intake finds out about a home is kept, binds every visit from the admission on, and is there for an order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.admissions import PLAN, admitted, with_team
from helpers.intakes import PAPER, SIGNED, good_fields, opened
from helpers.referrals import DISPATCHER, NURSE, PHYSICIAN
from helpers.ward import RULES

from hah_console.domain.errors import InvalidFields
from hah_console.domain.home_told import HomeTold
from hah_console.domain.intake import Decision
from hah_console.domain.task import Task, TaskKind
from hah_console.services.consents import sign_consent
from hah_console.services.home_rules import with_company
from hah_console.services.intake_board import intake_page
from hah_console.services.intakes import decide_intake, save_answers
from hah_console.services.order_entry import home_entry_fields
from hah_console.services.order_preview import read_order_case
from hah_console.services.patient_case import read_patient_case
from hah_console.services.staff_safety import end_home_flag, set_home_flag

HOME = {
    "home.visits_per_day": "２", "home.ambient_c": "33.5", "home.pump_at_hand": "yes", "home.trained_caregiver": "no",
}  # fmt: skip
UNSAFE = {
    "item.home_alone": "no", "note.home_alone": "惡犬兩隻",
    "item.home_after_dark": "no", "note.home_after_dark": "無路燈",
}  # fmt: skip
NEW = {"name": "林小美", "national_id": "A223456781", "birth_date": "1950-01-01"}


@pytest.fixture
def ctx(ctx):
    with_team(ctx)
    return ctx


def in_care(ctx, fields):
    """Somebody admitted after an intake with these fields; her patient id."""
    intake_id = opened(ctx, **NEW)
    save_answers(ctx, NURSE, RULES, intake_id, 1, {**good_fields(), **fields})
    sign_consent(ctx, NURSE, intake_id, SIGNED, "consent.pdf", PAPER)
    decide_intake(ctx, NURSE, RULES, intake_id, 2, Decision.ELIGIBLE)
    episode_id = admitted(ctx, intake_id, replace(PLAN, record_number="M777"))
    with ctx.store() as uow:
        return uow.episodes.get(episode_id).patient_id


def flags(ctx, patient_id):
    with ctx.store() as uow:
        return uow.home_flags.in_force({patient_id})


def test_what_was_told_of_the_home_comes_back_and_an_empty_field_is_what_homes_are_taken_for(ctx):
    intake_id = opened(ctx, **NEW)
    save_answers(ctx, NURSE, RULES, intake_id, 1, {**good_fields(), **HOME})
    page = intake_page(ctx, RULES, intake_id)
    assert page.intake.answers.home == HomeTold(2, None, Decimal("33.5"), True, False)
    assert (page.setting.visits_per_day, page.setting.ambient_c, page.setting.pump_at_hand) == (
        2,
        Decimal("33.5"),
        True,
    )
    assert page.setting.staff_hours == page.usual.staff_hours
    assert page.usual.ambient_c == RULES.intake.room_c
    assert page.fields["home.ambient_c"] == "33.5"
    assert "home.staff_hours" not in page.fields


def test_a_number_that_cannot_be_stands_at_its_field(ctx):
    intake_id = opened(ctx, **NEW)
    with pytest.raises(InvalidFields) as refused:
        save_answers(
            ctx, NURSE, RULES, intake_id, 1, {**good_fields(), "home.ambient_c": "80", "home.visits_per_day": "1.5"}
        )
    told = {fault.facts["field"]: fault.facts["reason"] for fault in refused.value.faults}
    assert told == {"home.visits_per_day": "whole_number", "home.ambient_c": "out_of_range"}


def test_what_the_intake_found_unsafe_binds_every_visit_from_the_admission_on(ctx):
    patient_id = in_care(ctx, UNSAFE)
    held = flags(ctx, patient_id)
    assert {(flag.two_persons, flag.daylight_only, flag.reason) for flag in held} == {
        (True, False, "惡犬兩隻"), (False, True, "無路燈"),
    }  # fmt: skip
    now = ctx.clock.now()
    task = Task("T", "E", patient_id, TaskKind.NURSE_VISIT, now, now, 30)
    assert with_company(task, held).staff_needed == 2


def test_a_safe_home_gets_no_rule_and_one_that_is_held_already_is_not_doubled(ctx):
    patient_id = in_care(ctx, HOME)
    assert flags(ctx, patient_id) == ()
    set_home_flag(ctx, DISPATCHER, patient_id, two_persons=True, daylight_only=False, reason="a threat")
    (flag,) = flags(ctx, patient_id)
    end_home_flag(ctx, DISPATCHER, flag.flag_id, flag.version, "gone")
    assert flags(ctx, patient_id) == ()


def test_the_case_of_the_patient_shows_what_stands_against_the_home_and_what_it_has(ctx):
    patient_id = in_care(ctx, {**HOME, **UNSAFE})
    home = read_patient_case(ctx, RULES, patient_id).home
    assert [row.item.item_id for row in home.answers if row.against] == ["home_alone", "home_after_dark"]
    assert home.told.ambient_c == Decimal("33.5")
    assert len(home.flags) == 2
    assert {"home_water_power", "caregiver_present"} <= {row.item.item_id for row in home.answers if not row.against}


def test_an_order_begins_with_what_the_intake_found_out(ctx):
    patient_id = in_care(ctx, HOME)
    case = read_order_case(ctx, PHYSICIAN, patient_id)
    assert home_entry_fields(case.home) == {"ambient": "33.5", "visits": "2", "pump": "yes", "caregiver": "no"}
    assert home_entry_fields(HomeTold()) == {}
