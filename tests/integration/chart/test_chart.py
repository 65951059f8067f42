"""Notes, contacts, answers and pictures of a patient of the built-in site, over a real store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from helpers.ward import LOADER, RULES, QuickHasher

from hah_console.adapters.rulepacks.questionnaires import load_questionnaires
from hah_console.adapters.site import load_site
from hah_console.domain.actor import Actor, Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.chart.attachment import AttachmentKind
from hah_console.domain.chart.contact import Advice, ContactReason, IdentityMark, Outcome
from hah_console.domain.chart.note import NoteKind, NoteState, Section
from hah_console.domain.chart.questionnaire import Answered
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import InvalidInput, NotPermitted, SignInDelayed, SignInFailed, VersionConflict
from hah_console.domain.ids import EpisodeId, StaffId
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.contacts import Contacted, answer, attach, record_contact, scored_answers
from hah_console.services.context import Context, record
from hah_console.services.notes import correct_note, sign_note, withdraw_note, write_note
from hah_console.services.signing import Unsigned, count_unsigned, read_queue
from hah_console.services.site_load import load_site_pack

RESOURCES = Path(__file__).parents[3] / "resources"
DAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 2, 0, 30, 123456, tzinfo=UTC)
EPISODE, PASSWORD, LIMIT = EpisodeId("E003"), "demo", timedelta(hours=24)
FORMS = load_questionnaires(RESOURCES / "questionnaires")
SAID = {Section.SUBJECTIVE: "咳嗽減少", Section.PLAN: "續用抗生素"}


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def ctx(tmp_path, clock):
    store = migrated_store(f"sqlite:///{tmp_path / 'chart.db'}")
    ctx = Context(store.unit_of_work, clock)
    load_site_pack(ctx, LOADER, load_site(RESOURCES / "demo"), QuickHasher(), DAY)
    yield ctx
    store.close()


def person(ctx, name, role):
    with ctx.store() as uow:
        user = uow.users.by_sign_in_name(name)
    return Actor(user.user_id, user.name, role, "WS")


@pytest.fixture
def nurse(ctx):
    return person(ctx, "nurse1", Role.NURSE)


def only_note(ctx):
    with ctx.store() as uow:
        (note,) = uow.notes.all()
    return note


def waiting(ctx, who):
    return count_unsigned(ctx, who, RULES.clocks, ctx.clock.now())


def kinds(ctx, entity_id):
    with ctx.store() as uow:
        return [event.kind for event in uow.case_events.of_entity(entity_id)]


def test_a_note_waits_in_the_queue_until_its_author_signed_it(ctx, clock, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    queue = read_queue(ctx, nurse, RULES.clocks, everybody=False)
    (note,) = queue.notes
    assert (queue.people[note.author], queue.sign_within, waiting(ctx, nurse)) == (nurse.name, LIMIT, Unsigned(1, 0))
    clock.advance(timedelta(hours=25))
    assert waiting(ctx, nurse) == Unsigned(1, 1)
    physician = person(ctx, "physician1", Role.PHYSICIAN)
    assert read_queue(ctx, physician, RULES.clocks, everybody=False).notes == ()
    assert read_queue(ctx, physician, RULES.clocks, everybody=True).notes == (note,)
    sign_note(ctx, nurse, QuickHasher(), only_note(ctx), PASSWORD)
    assert waiting(ctx, nurse) == Unsigned()
    assert only_note(ctx).signature_holds()
    assert kinds(ctx, note.note_id) == [CaseEventKind.NOTE_WRITTEN, CaseEventKind.NOTE_SIGNED]


def test_nobody_signs_for_another_or_without_the_right_password(ctx, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    with pytest.raises(SignInFailed):
        sign_note(ctx, nurse, QuickHasher(), only_note(ctx), "wrong")
    with pytest.raises(NotPermitted):
        sign_note(ctx, person(ctx, "physician1", Role.PHYSICIAN), QuickHasher(), only_note(ctx), PASSWORD)
    with pytest.raises(NotPermitted):
        sign_note(ctx, person(ctx, "dispatcher1", Role.DISPATCHER), QuickHasher(), only_note(ctx), PASSWORD)
    assert only_note(ctx).state is NoteState.UNSIGNED


def test_a_note_is_signed_only_as_it_stood_on_the_screen(ctx, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    seen = only_note(ctx)
    correct_note(ctx, nurse, seen, {Section.SUBJECTIVE: "咳嗽加劇"})
    with pytest.raises(VersionConflict):
        sign_note(ctx, nurse, QuickHasher(), seen, PASSWORD)


def test_a_correction_keeps_what_stood_there_and_waits_again(ctx, clock, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    sign_note(ctx, nurse, QuickHasher(), only_note(ctx), PASSWORD)
    clock.advance(timedelta(hours=1))
    correct_note(ctx, nurse, only_note(ctx), {Section.SUBJECTIVE: "仍咳"}, "聽錯")
    note = only_note(ctx)
    assert [text.section(Section.SUBJECTIVE) for text in note.texts] == ["咳嗽減少", "仍咳"]
    assert (note.state, note.signature_holds()) == (NoteState.CORRECTED, True)
    withdraw_note(ctx, nurse, note, "寫錯病人")
    assert waiting(ctx, nurse) == Unsigned()


CALLED = Contacted(Outcome.DONE, (IdentityMark.NAME, IdentityMark.BIRTH_DATE), consented=True, spoke_with="daughter")


def call(ctx, contacted, mode=VisitMode.VIDEO):
    physician = person(ctx, "physician1", Role.PHYSICIAN)
    record_contact(ctx, physician, EPISODE, StaffId("MD-01"), mode, NOW - timedelta(minutes=8), contacted)


def test_a_contact_held_is_an_event_of_the_case_and_one_not_reached_is_none(ctx):
    call(ctx, CALLED)
    call(ctx, Contacted(Outcome.NOT_REACHED), VisitMode.TELEPHONE)
    with ctx.store() as uow:
        held = [e for e in uow.case_events.of_episode(EPISODE) if e.kind is CaseEventKind.CONTACT_HELD]
        assert len(uow.contacts.all()) == 2
    assert [(e.fact("mode"), e.fact("profession")) for e in held] == [("video", "physician")]


def held_events(ctx):
    with ctx.store() as uow:
        return [e for e in uow.case_events.of_episode(EPISODE) if e.kind is CaseEventKind.CONTACT_HELD]


def open_clocks(ctx, clock_id):
    with ctx.store() as uow:
        found = clocks_of_episode(ctx, uow, RULES.clocks, EPISODE)
    return [clock for clock in found if clock.clock_id == clock_id and clock.is_open]


EMERGENCY = replace(CALLED, consented=False, reason=ContactReason.EMERGENCY, advice=Advice.TEAM_COMES)


def test_an_emergency_starts_the_clock_until_somebody_is_there_from_when_the_call_began(ctx):
    call(ctx, EMERGENCY, VisitMode.TELEPHONE)
    (event,) = held_events(ctx)
    assert (event.fact("reason"), event.fact("advice")) == ("emergency", "team_comes")
    (clock,) = open_clocks(ctx, "emergency_arrival")
    begun = (NOW - timedelta(minutes=8)).replace(microsecond=123000)
    assert (clock.started_at, clock.limit_at) == (begun, begun + timedelta(minutes=30))


def test_the_advice_to_stay_starts_the_watch_of_the_day_after(ctx):
    call(ctx, replace(CALLED, advice=Advice.STAY))
    assert open_clocks(ctx, "tele_consult_return")
    assert open_clocks(ctx, "emergency_arrival") == []


def test_an_emergency_for_which_telecommunication_did_not_do_starts_its_clock_and_is_no_follow_up(ctx):
    before = {clock.key for clock in open_clocks(ctx, "physician_contact")}
    call(ctx, replace(EMERGENCY, outcome=Outcome.UNFIT, unfit_advice="到宅診視"))
    assert open_clocks(ctx, "emergency_arrival")
    assert {clock.key for clock in open_clocks(ctx, "physician_contact")} == before


def test_nobody_reached_after_a_call_for_help_starts_the_clock_as_well(ctx):
    call(ctx, Contacted(Outcome.NOT_REACHED, reason=ContactReason.EMERGENCY))
    assert open_clocks(ctx, "emergency_arrival")


def test_an_emergency_without_advice_and_times_to_come_are_refused(ctx):
    physician = person(ctx, "physician1", Role.PHYSICIAN)
    late = NOW + timedelta(minutes=1)
    for contacted, start, end, field in (
        (replace(EMERGENCY, advice=None), NOW, None, "advice"),
        (CALLED, late, None, "started_at"),
        (CALLED, NOW, late, "ended_at"),
        (CALLED, NOW, NOW - timedelta(minutes=1), "ended_at"),
        (CALLED, NOW - timedelta(hours=13), NOW, "ended_at"),
    ):
        with pytest.raises(InvalidInput) as refused:
            record_contact(ctx, physician, EPISODE, StaffId("MD-01"), VisitMode.VIDEO, start, contacted, end)
        assert refused.value.facts["field"] == field
    assert held_events(ctx) == []


def test_the_note_of_a_contact_names_it_and_waits_for_its_signature(ctx):
    physician = person(ctx, "physician1", Role.PHYSICIAN)
    start = NOW - timedelta(minutes=8)
    record_contact(
        ctx, physician, EPISODE, StaffId("MD-01"), VisitMode.VIDEO, start, CALLED, NOW - timedelta(minutes=1), SAID
    )
    note = only_note(ctx)
    with ctx.store() as uow:
        (contact,) = uow.contacts.all()
    assert (note.kind, note.subject_id, note.state) == (NoteKind.CONTACT, contact.contact_id, NoteState.UNSIGNED)
    assert contact.ended_at - contact.started_at == timedelta(minutes=7)


def test_a_contact_without_consent_is_not_recorded_as_done(ctx):
    with pytest.raises(InvalidInput):
        call(ctx, replace(CALLED, consented=False))
    with ctx.store() as uow:
        assert uow.contacts.all() == ()


def test_answers_are_scored_and_set_beside_those_before(ctx, clock, nurse):
    for each in (1, 3):
        points = {item.code: each for item in FORMS["cat"].items}
        answer(ctx, nurse, EPISODE, FORMS["cat"], points, Answered.TELEPHONE)
        clock.advance(timedelta(days=1))
    answer(ctx, nurse, EPISODE, FORMS["cat"], {"cough": 5}, Answered.VISIT)
    with ctx.store() as uow:
        patient_id = uow.episodes.get(EPISODE).patient_id
    found = scored_answers(ctx, patient_id, FORMS["cat"])
    assert [(row.total.lower, row.total.upper, row.worse) for row in found] == [
        (8, 8, None),
        (24, 24, True),
        (5, 40, None),
    ]


def test_a_picture_of_a_wound_is_kept_with_its_place_and_comes_out_unchanged(ctx, nurse):
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    attach(ctx, nurse, EPISODE, AttachmentKind.WOUND, content, title="left shin", body_site="left shin")
    with ctx.store() as uow:
        (found,) = uow.attachments.of_patient(uow.episodes.get(EPISODE).patient_id)
        assert found.holds(uow.attachments.content(found.attachment_id))
    assert (found.body_site, found.media_type) == ("left shin", "image/png")


def test_a_withdrawn_note_is_its_authors_to_mark_and_stops_the_clock(ctx, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    with pytest.raises(NotPermitted):
        withdraw_note(ctx, person(ctx, "physician1", Role.PHYSICIAN), only_note(ctx), "not hers")
    withdraw_note(ctx, nurse, only_note(ctx), "wrong patient")
    with ctx.store() as uow:
        events = uow.case_events.of_entity(only_note(ctx).note_id)
    assert [event.fact("withdrawn") for event in events] == ["", "yes"]


def test_wrong_passwords_at_a_signature_count_as_those_at_the_door(ctx, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.VISIT, SAID)
    for _ in range(3):
        with pytest.raises(SignInFailed):
            sign_note(ctx, nurse, QuickHasher(), only_note(ctx), "wrong")
    with pytest.raises(SignInDelayed):
        sign_note(ctx, nurse, QuickHasher(), only_note(ctx), PASSWORD)


HALF = "貼上的文字\ud800"


def test_half_a_character_is_refused_in_words_and_nothing_is_stored(ctx, nurse):
    write_note(ctx, nurse, EPISODE, NoteKind.PROGRESS, SAID)
    note = only_note(ctx)
    for ask in (
        lambda: correct_note(ctx, nurse, note, {Section.PLAN: "停藥"}, HALF),
        lambda: withdraw_note(ctx, nurse, note, HALF),
        lambda: attach(ctx, nurse, EPISODE, AttachmentKind.OTHER, b"%PDF-1", title=HALF),
    ):
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert refused.value.facts["reason"] == "not_storable"
    with pytest.raises(InvalidInput):
        attach(ctx, nurse, EPISODE, AttachmentKind.OTHER, b"%PDF-1", title="長" * 201)
    assert only_note(ctx) == note


def test_what_no_store_can_hold_is_told_as_such_wherever_it_comes_from(ctx, nurse):
    def tell():
        with ctx.store() as uow:
            record(uow, nurse, NOW, "x", "note", "N-1", None, reason=HALF)
            return uow.commit()

    with pytest.raises(InvalidInput) as refused:
        tell()
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("text", "not_storable")
    assert "\ud800" not in str(refused.value.facts["value"])
