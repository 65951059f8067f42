"""The patient page, its time line and the alarm list, read from a real store."""

from datetime import timedelta

import pytest
from helpers.bedside import (
    ADMINISTRATOR,
    CHEN,
    CHEN_STAY,
    LINK_ALARM,
    NOW,
    NURSE,
    PHYSICIAN,
    RULES,
    SPO2_ALARM,
    WANG,
    Bedside,
)
from helpers.ward import RULES as PACKS

from hah_console.domain.errors import NotFound, NotPermitted
from hah_console.domain.ids import PatientId
from hah_console.domain.limits import PatientLimit
from hah_console.domain.patient import AllergyState
from hah_console.domain.reading import Vital
from hah_console.services import transfers
from hah_console.services.alarm_list import read_alarm_list
from hah_console.services.live_numbers import LiveNumber
from hah_console.services.patient_page import PatientPage, open_patient, read_patient_page
from hah_console.services.timeline import MarkKind, read_timeline
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.number_text import number_cards


def page(ward: Bedside, patient_id: PatientId = CHEN) -> PatientPage:
    return read_patient_page(ward.ctx, patient_id, RULES)


def number(ward: Bedside, vital: Vital, patient_id: PatientId = CHEN) -> LiveNumber:
    return next(n for n in page(ward, patient_id).numbers if n.vital is vital)


def views(ward: Bedside) -> list[tuple[str, str | None]]:
    with ward.store.unit_of_work() as uow:
        return [(e.entry.actor, e.entry.patient_id) for e in uow.audit.entries() if e.entry.action == "view_patient"]


def test_the_banner_tells_who_the_patient_is_and_where_she_lives(ward: Bedside) -> None:
    who = page(ward).identity
    assert (who.name, who.age_years, who.record_number) == ("陳麗美", 85, "0048-2917")
    assert (who.allergy_state, who.allergies) == (AllergyState.KNOWN, ("盤尼西林（皮疹）",))
    assert who.caregiver_phone == "0912-345-118"
    assert who.access_note


def test_the_day_of_the_stay_counts_from_the_local_day_of_admission_and_comes_with_target_and_maximum(
    ward: Bedside,
) -> None:
    stay = page(ward).stay
    assert stay is not None
    assert (stay.day, stay.target_days, stay.max_days) == (3, 9, 14)


def test_a_condition_without_days_in_the_rule_pack_has_none(ward: Bedside) -> None:
    stay = page(ward, WANG).stay
    assert stay is not None
    assert (stay.target_days, stay.max_days) == (None, None)


def test_opening_a_page_is_audited_once_and_reading_it_again_is_not(ward: Bedside) -> None:
    open_patient(ward.ctx, NURSE, CHEN)
    page(ward)
    page(ward)
    assert views(ward) == [(NURSE.user_id, CHEN)]


def test_an_administrator_may_not_open_a_patient(ward: Bedside) -> None:
    with pytest.raises(NotPermitted):
        open_patient(ward.ctx, ADMINISTRATOR, CHEN)
    assert views(ward) == []


def test_an_unknown_patient_cannot_be_opened_or_read(ward: Bedside) -> None:
    for attempt in (lambda: open_patient(ward.ctx, NURSE, PatientId("P-nobody")), lambda: page(ward, "P-nobody")):
        with pytest.raises(NotFound):
            attempt()


def test_live_numbers_carry_limit_and_age_and_old_ones_are_stale(ward: Bedside) -> None:
    spo2, temperature = number(ward, Vital.SPO2), number(ward, Vital.TEMPERATURE)
    assert (spo2.value, spo2.low, spo2.outside, spo2.stale) == (86, 92, True, False)
    assert (temperature.value, temperature.stale, temperature.outside) == (38.9, True, False)
    assert temperature.received_at == NOW - timedelta(minutes=24)


def test_a_patient_who_never_sent_anything_has_rows_without_values(ward: Bedside) -> None:
    rows = page(ward, WANG).numbers
    assert {row.vital for row in rows} == set(Vital)
    assert all(row.value is None and row.stale for row in rows)


def test_a_limit_of_the_patients_own_replaces_one_side_and_names_its_author(ward: Bedside) -> None:
    own = PatientLimit(CHEN, Vital.HEART_RATE, "high", 130, PHYSICIAN.user_id, "發燒", NOW, NOW + timedelta(days=1))
    with ward.store.unit_of_work() as uow:
        uow.limits.add(own)
        uow.commit()
    rate = number(ward, Vital.HEART_RATE)
    assert (rate.low, rate.high, rate.author, rate.outside) == (50, 130, "張承恩", False)
    assert rate.until == own.expires_at
    card = next(c for c in number_cards(Texts("en"), page(ward).numbers, NOW) if c.vital is Vital.HEART_RATE)
    assert (card.limit, card.own) == ("50–130 · Own limit", "by 張承恩, 24 h left")


def test_the_score_is_given_with_its_missing_items_and_table_version(ward: Bedside) -> None:
    score = page(ward).score
    assert score is not None
    assert (score.result.lower, score.result.present, len(score.result.items)) == (12, 6, 7)
    assert (score.band, score.result.table_version) == ("red", "RCP 2017")
    assert score.result.oldest() == NOW - timedelta(hours=3)


def test_waiting_alarms_come_before_owned_ones(ward: Bedside) -> None:
    alarms = page(ward).alarms
    assert [(a.alarm.subject, a.waiting, a.owner) for a in alarms] == [("spo2", True, ""), ("rr", False, "王淑芬")]


def test_next_steps_are_in_order_of_time_with_the_planned_stop(ward: Bedside) -> None:
    steps = page(ward).steps
    assert [s.task_id for s in steps] == ["T-late", "T-dose", "T-blood", "T-visit"]
    assert steps[0].late_by(NOW) == timedelta(minutes=11)
    assert (steps[3].staff_name, steps[3].planned_late()) == ("王淑芬", timedelta(minutes=11))


def test_the_time_line_marks_visits_doses_observations_alarms_and_transfer_stages(ward: Bedside) -> None:
    transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "血氧下降")
    marks = read_timeline(ward.ctx, CHEN, NOW - timedelta(hours=24), NOW + timedelta(hours=12))
    assert [m.at for m in marks] == sorted(m.at for m in marks)
    assert {m.kind for m in marks} == set(MarkKind)
    assert [m.mark_id for m in marks].count("T-visit") == 0


def test_the_alarm_list_keeps_equipment_apart_and_puts_the_urgent_first(ward: Bedside) -> None:
    rows = read_alarm_list(ward.ctx, PACKS.alarms)
    assert [r.subject for r in rows.patients] == ["spo2", "rr"]
    assert [r.alarm_id for r in rows.technical] == [LINK_ALARM]
    first = rows.patients[0]
    assert (first.alarm_id, first.name, first.value, first.limit) == (SPO2_ALARM, "陳○美", 86, 90)
    assert first.rules_version == "L 2026-05"


def test_the_history_of_today_holds_what_was_closed_since_midnight(ward: Bedside) -> None:
    assert [r.subject for r in read_alarm_list(ward.ctx, PACKS.alarms).history] == ["temp"]
    ward.advance(24 * 60)
    assert read_alarm_list(ward.ctx, PACKS.alarms).history == ()


def test_the_load_counts_alarms_of_ten_minutes_per_operator_on_the_roster(ward: Bedside) -> None:
    load = read_alarm_list(ward.ctx, PACKS.alarms).load
    assert (load.raised, load.operators, load.per_operator) == (1, 1, 1.0)
    assert load.acknowledged_by == ()
