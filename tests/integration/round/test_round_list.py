"""The round list of a ward: who is on it, what changed, in which order, and how often the store is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.round_ward import RoundWard
from helpers.ward import SILENT, an_alarm

from hah_console.domain.alarm import Priority
from hah_console.domain.chart.note import NoteKind, NoteState, Section
from hah_console.domain.dose import DoseState, NotGivenReason
from hah_console.domain.episode import EpisodeState
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted, SignInFailed
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.round import RoundDecision
from hah_console.services.notes import write_note
from hah_console.services.round import Need

HOUR = timedelta(hours=1)


def stays(ward: RoundWard) -> dict[PatientId, EpisodeId]:
    with ward.ward.ctx.store() as uow:
        return {episode.patient_id: episode.episode_id for episode in uow.episodes.open()}


def test_a_physician_has_her_own_patients_and_hears_how_many_others_there_are(ward: RoundWard) -> None:
    own, everybody = ward.round(everybody=False), ward.round()
    assert 0 < len(own.rows) < len(everybody.rows)
    assert all(row.mine and row.physician for row in own.rows)
    assert own.others == len(everybody.rows) - len(own.rows)


def test_a_patient_without_a_physician_is_counted_and_stands_in_the_list_of_all(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    with ward.write() as uow:
        uow.episodes.save(replace(uow.episodes.get(row.episode_id), physician_id=None))
    assert ward.round(everybody=False).without_physician == 1
    assert ward.row(row.patient_id).physician == ""


def test_whoever_is_planned_or_closed_is_not_on_the_round_and_one_on_hold_is(ward: RoundWard) -> None:
    first, second, third = (row for row in ward.round().rows[:3])
    with ward.write() as uow:
        for row, state in ((first, EpisodeState.PLANNED), (second, EpisodeState.CLOSED), (third, EpisodeState.ON_HOLD)):
            uow.episodes.save(replace(uow.episodes.get(row.episode_id), state=state))
    seen = {row.patient_id: row.state for row in ward.round().rows}
    assert first.patient_id not in seen
    assert second.patient_id not in seen
    assert seen[third.patient_id] is EpisodeState.ON_HOLD


def test_the_store_is_asked_as_often_for_all_patients_as_for_a_few(ward: RoundWard) -> None:
    with ward.counted() as few:
        some = ward.round(everybody=False)
    with ward.counted() as many:
        everybody = ward.round()
    assert len(everybody.rows) > 2 * len(some.rows)
    assert len(many) == len(few) <= 24


def test_alarm_silence_and_a_high_score_come_first_then_who_got_worse(ward: RoundWard) -> None:
    rows = ward.round().rows
    assert [row.need for row in rows] == sorted(row.need for row in rows)
    silent = next(row for row in rows if row.patient_id == ward.ward.patients[SILENT])
    assert (silent.no_data, silent.need) == (True, Need.FIRST)
    calm = next(row for row in rows if row.need is Need.ROUTINE)
    ward.ward.raise_alarm(an_alarm("A-new", calm.patient_id, "spo2", 86, Priority.HIGH))
    worse = ward.row(calm.patient_id)
    assert worse.alarm is not None
    assert (worse.need, worse.alarm.subject, worse.new.alarms) == (Need.FIRST, "spo2", calm.new.alarms + 1)


def test_the_score_is_set_beside_that_of_a_day_ago_and_the_highest_since(ward: RoundWard) -> None:
    for row in ward.round().rows[:8]:
        with ward.ward.ctx.store() as uow:
            day = uow.scores.history(row.patient_id, "news2", ward.now - 24 * HOUR, ward.now)
        assert row.score.now is not None
        assert row.score.before is not None
        assert row.score.highest is not None
        assert (row.score.now.lower, row.score.before.lower) == (day[-1].result.lower, day[0].result.lower)
        top = max(score.result.lower for score in day)
        assert (row.score.highest.lower, max(points for _, points in row.score.trend)) == (top, top)
        assert row.score.highest.scored_at in {score.scored_at for score in day if score.result.lower == top}


def test_an_incomplete_score_has_no_change(ward: RoundWard) -> None:
    incomplete = next(row for row in ward.round().rows if row.score.now and not row.score.now.complete)
    assert incomplete.score.change is None


def test_nobody_s_scores_and_vitals_are_nothing_and_never_normal(ward: RoundWard) -> None:
    ward.later(days=3)
    row = ward.round().rows[0]
    assert (row.score.before, row.score.highest, row.score.trend, row.score.change) == (None, None, (), None)
    assert row.no_data
    assert row.need is Need.FIRST


def test_a_dose_that_was_refused_and_one_nobody_settled_are_counted(ward: RoundWard) -> None:
    row = next(row for row in ward.round().rows if row.doses.ordered)
    with ward.ward.ctx.store() as uow:
        due = [dose for dose in uow.doses.of_episode(row.episode_id) if dose.state is DoseState.DUE][:2]
    ward.ward.clock.advance(due[1].window.missed_after + HOUR - ward.now)
    before = ward.row(row.patient_id).doses
    assert before.waiting >= 2
    with ward.write() as uow:
        uow.doses.save(due[0].not_given(ward.actor.user_id, ward.now, NotGivenReason.REFUSED))
    after = ward.row(row.patient_id).doses
    assert (after.waiting, after.refused, after.trouble) == (before.waiting - 1, before.refused + 1, True)


def test_antibiotics_are_counted_from_the_first_dose_that_was_given(ward: RoundWard) -> None:
    row = next(row for row in ward.round().rows if row.antibiotic_day)
    with ward.ward.ctx.store() as uow:
        mine = {o.order_id for o in uow.orders.of_episode(row.episode_id)}
        first = min(t for order, t in uow.doses.first_given([row.episode_id]).items() if order in mine)
    ctx = ward.ward.ctx
    assert row.antibiotic_day == (ctx.today() - ctx.local(first).date()).days + 1
    ward.later(days=1)
    assert ward.row(row.patient_id).antibiotic_day == row.antibiotic_day + 1


def test_the_physician_s_clocks_of_the_day_and_of_the_first_days_stand_in_the_row(ward: RoundWard) -> None:
    rows = ward.round().rows
    assert any(row.contact is not None and row.contact.day is not None for row in rows)
    assert all(row.on_site is None or row.on_site.clock_id == "physician_on_site" for row in rows)


def test_a_decision_is_remembered_today_and_is_the_round_before_tomorrow(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    ward.decide(row.episode_id, "discharge_tomorrow")
    seen = ward.row(row.patient_id)
    assert seen.today is not None
    assert (seen.today.decision, seen.today.by) == (RoundDecision.DISCHARGE_TOMORROW, ward.actor.user_id)
    assert (seen.last_round, ward.round().seen()) == (None, 1)
    ward.later(days=1)
    next_day = ward.row(row.patient_id)
    assert (next_day.today, next_day.last_round, next_day.since) == (None, seen.today, seen.today.at)
    assert next_day.new.notes == 0


def test_a_round_of_last_week_is_too_long_ago_to_count_changes_from(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    ward.decide(row.episode_id)
    ward.later(days=4)
    assert ward.row(row.patient_id).since == ward.now - timedelta(hours=24)


def test_the_last_decision_of_a_day_counts(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    ward.decide(row.episode_id)
    ward.later(hours=1)
    ward.decide(row.episode_id, "transfer")
    seen = ward.row(row.patient_id)
    assert seen.today is not None
    assert seen.today.decision is RoundDecision.TRANSFER


def test_the_note_of_a_decision_is_signed_with_the_password_or_waits(ward: RoundWard) -> None:
    first, second = ward.round(everybody=False).rows[:2]
    ward.decide(first.episode_id, password="demo")
    ward.decide(second.episode_id)
    with pytest.raises(SignInFailed):
        ward.decide(second.episode_id, password="wrong")
    with ward.ward.ctx.store() as uow:
        notes = {note.episode_id: note for note in uow.notes.all()}
    assert notes[first.episode_id].state is NoteState.SIGNED
    assert (notes[second.episode_id].state, len(notes)) == (NoteState.UNSIGNED, 2)


def test_a_decision_needs_a_code_a_plan_for_any_change_and_a_physician(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    for decision, words, field in (
        ("", {Section.PLAN: "x"}, "decision"),
        ("stay", {Section.PLAN: "x"}, "decision"),
        ("change_treatment", {Section.ASSESSMENT: "x"}, "plan"),
    ):
        with pytest.raises(InvalidInput) as refused:
            ward.decide(row.episode_id, decision, words)
        assert refused.value.facts["field"] == field
    nurse = replace(ward, actor=ward.ward.sign_in("nurse1", "demo"))
    with pytest.raises(NotPermitted):
        nurse.decide(row.episode_id)
    with ward.write() as uow:
        uow.episodes.save(replace(uow.episodes.get(row.episode_id), state=EpisodeState.CLOSED))
    with pytest.raises(IllegalTransition):
        ward.decide(row.episode_id)


def test_notes_of_others_are_new_since_the_round(ward: RoundWard) -> None:
    row = ward.round(everybody=False).rows[0]
    ward.decide(row.episode_id)
    ward.later(days=1)
    nurse = ward.ward.sign_in("nurse1", "demo")
    write_note(ward.ward.ctx, nurse, row.episode_id, NoteKind.VISIT, {Section.SUBJECTIVE: "睡得好"})
    assert ward.row(row.patient_id).new.notes == 1
    page = ward.page(row.patient_id)
    assert [named.who for named in page.notes] == [nurse.name]
