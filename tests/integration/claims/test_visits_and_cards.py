"""Arrival, leaving, cards and limits over a real store, with the built-in site."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from helpers.ward import LOADER, QuickHasher

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.site import load_site
from hah_console.domain.actor import Actor, Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.claims.caps import Cap, CapState
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import InvalidInput, NotPermitted, VersionConflict
from hah_console.domain.ids import EpisodeId, StaffId, UserId
from hah_console.services.card_uploads import card_refused, card_taken, waiting_cards
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.claims import caps_of, caps_of_team
from hah_console.services.context import Context
from hah_console.services.site_load import load_site_pack
from hah_console.services.visit_fields import VisitEntry, enter_visit
from hah_console.services.visit_records import arrive, correct_times, leave

RESOURCES = Path(__file__).parents[3] / "resources"
PACKS = load_rule_packs(RESOURCES / "rulepacks")
RULES = PACKS.claims
DAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 2, 0, 30, tzinfo=UTC)
NURSE = Actor(UserId("U-nurse1"), "李雅婷", Role.NURSE, "WS")
CLERK = Actor(UserId("U-admin"), "clerk", Role.ADMINISTRATOR, "WS")
EPISODE, STAFF, PHYSICIAN = EpisodeId("E001"), StaffId("N-03"), StaffId("MD-01")


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def ctx(tmp_path, clock):
    store = migrated_store(f"sqlite:///{tmp_path / 'visits.db'}")
    ctx = Context(store.unit_of_work, clock)
    load_site_pack(ctx, LOADER, load_site(RESOURCES / "demo"), QuickHasher(), DAY, RULES.card_upload)
    yield ctx
    store.close()


def at_the_bed(ctx):
    with ctx.store() as uow:
        (visit,) = uow.visit_records.open()
    return visit


def events(ctx, visit):
    with ctx.store() as uow:
        return [(event.kind, event.at) for event in uow.case_events.of_entity(visit.visit_record_id)]


def test_a_visit_is_noted_as_it_goes_and_leaves_a_card_to_be_uploaded(ctx, clock):
    arrive(ctx, NURSE, EPISODE, STAFF)
    visit = at_the_bed(ctx)
    clock.advance(timedelta(minutes=30))
    leave(ctx, NURSE, visit.visit_record_id, RULES, card_read=True)
    assert events(ctx, visit) == [
        (CaseEventKind.ARRIVED, NOW),
        (CaseEventKind.LEFT, NOW + timedelta(minutes=30)),
    ]
    with ctx.store() as uow:
        stored = uow.visit_records.get(visit.visit_record_id)
        card = uow.card_uploads.get(visit.visit_record_id)
    assert (stored.arrived_at, stored.left_at) == (NOW.replace(second=0), NOW.replace(second=0) + timedelta(minutes=30))
    assert card.due_at == stored.left_at + timedelta(hours=24)


def test_a_video_visit_leaves_no_card(ctx):
    arrive(ctx, NURSE, EPISODE, PHYSICIAN, mode=VisitMode.VIDEO)
    visit = at_the_bed(ctx)
    leave(ctx, NURSE, visit.visit_record_id, RULES)
    with ctx.store() as uow:
        assert uow.card_uploads.find(visit.visit_record_id) is None


def test_a_time_to_come_is_refused(ctx):
    with pytest.raises(InvalidInput):
        arrive(ctx, NURSE, EPISODE, STAFF, at=NOW + timedelta(minutes=1))


def test_a_visit_days_before_the_admission_is_a_wrong_date_and_one_that_ends_with_it_is_not(ctx):
    with ctx.store() as uow:
        admitted = uow.episodes.get(EPISODE).admitted_at
    with pytest.raises(InvalidInput) as refused:
        arrive(ctx, NURSE, EPISODE, STAFF, at=admitted - timedelta(days=3))
    assert refused.value.facts["reason"] == "before_admission"
    arrive(ctx, NURSE, EPISODE, STAFF, at=admitted - timedelta(hours=1))
    visit = at_the_bed(ctx)
    leave(ctx, NURSE, visit.visit_record_id, RULES, at=admitted)
    with ctx.store() as uow:
        visit = uow.visit_records.get(visit.visit_record_id)
    before = admitted - timedelta(days=3)
    with pytest.raises(InvalidInput):
        correct_times(ctx, NURSE, visit, before, before + timedelta(hours=1), RULES, "other day")


def test_only_who_may_notes_a_visit(ctx):
    with pytest.raises(NotPermitted):
        arrive(ctx, CLERK, EPISODE, STAFF)


def test_a_forgotten_arrival_is_put_right_by_name_and_reason(ctx):
    with ctx.store() as uow:
        forgotten = next(v for v in uow.visit_records.all() if v.arrived_at is None)
    left = forgotten.left_at
    with pytest.raises(InvalidInput):
        correct_times(ctx, NURSE, forgotten, left - timedelta(minutes=40), left, RULES, " ")
    correct_times(ctx, NURSE, forgotten, left - timedelta(minutes=40), left, RULES, "asked the family")
    with pytest.raises(VersionConflict):
        correct_times(ctx, NURSE, forgotten, left - timedelta(minutes=50), left, RULES, "again")
    with ctx.store() as uow:
        assert uow.visit_records.get(forgotten.visit_record_id).arrived_at == left - timedelta(minutes=40)
        (entry,) = [e.entry for e in uow.audit.entries() if e.entry.action == "correct_times"]
    assert dict(entry.facts)["reason"] == "asked the family"


def clocks(ctx, episode_id, clock_id):
    with ctx.store() as uow:
        found = clocks_of_episode(ctx, uow, PACKS.clocks, episode_id)
    return {clock.entity_id or clock.day: clock for clock in found if clock.clock_id == clock_id}


def test_times_put_right_put_right_the_clocks_too(ctx, clock):
    arrive(ctx, NURSE, EPISODE, STAFF, at=NOW - timedelta(hours=3))
    visit = at_the_bed(ctx)
    leave(ctx, NURSE, visit.visit_record_id, RULES)
    with ctx.store() as uow:
        wrong = uow.visit_records.get(visit.visit_record_id)
    left = wrong.arrived_at + timedelta(minutes=25)
    correct_times(ctx, NURSE, wrong, wrong.arrived_at, left, RULES, "typed late")
    card = clocks(ctx, EPISODE, "card_upload")[visit.visit_record_id]
    assert (card.started_at, card.limit_at) == (left, left + timedelta(hours=24))
    assert (
        card.limit_at == {c.upload.visit_record_id: c.upload for c in waiting_cards(ctx)}[wrong.visit_record_id].due_at
    )


def test_an_arrival_that_was_never_told_counts_once_it_is_put_right(ctx):
    with ctx.store() as uow:
        forgotten = next(v for v in uow.visit_records.all() if v.arrived_at is None)
    arrived = forgotten.left_at - timedelta(minutes=40)
    correct_times(ctx, NURSE, forgotten, arrived, forgotten.left_at, RULES, "asked the family")
    assert (CaseEventKind.ARRIVED, arrived) in events(ctx, forgotten)


def test_a_visit_that_cannot_be_left_as_told_is_not_entered_at_all(ctx):
    with ctx.store() as uow:
        before = len(uow.visit_records.all())
    impossible = VisitEntry(EPISODE, STAFF, VisitMode.IN_PERSON, NOW - timedelta(hours=30), NOW, True, None)
    with pytest.raises(InvalidInput):
        enter_visit(ctx, NURSE, impossible, RULES)
    with ctx.store() as uow:
        assert len(uow.visit_records.all()) == before
    enter_visit(ctx, NURSE, replace(impossible, arrived_at=NOW - timedelta(minutes=30)), RULES)
    with ctx.store() as uow:
        assert len(uow.visit_records.all()) == before + 1


def test_a_refused_card_stays_in_the_queue_with_its_reason_until_it_is_taken(ctx):
    first, *others = waiting_cards(ctx)
    card_refused(ctx, NURSE, first.upload.visit_record_id, "card expired")
    again = {row.upload.visit_record_id: row.upload for row in waiting_cards(ctx)}[first.upload.visit_record_id]
    assert (again.failure, again.attempts) == ("card expired", 1)
    card_taken(ctx, NURSE, first.upload.visit_record_id, "R-1")
    assert {row.upload.visit_record_id for row in waiting_cards(ctx)} == {r.upload.visit_record_id for r in others}
    with pytest.raises(InvalidInput):
        card_taken(ctx, NURSE, others[0].upload.visit_record_id, "")


def test_loaded_visits_are_events_of_their_cases(ctx):
    with ctx.store() as uow:
        kinds = {event.kind for event in uow.case_events.of_episode(EPISODE)}
    assert {CaseEventKind.ADMITTED, CaseEventKind.ARRIVED, CaseEventKind.LEFT, CaseEventKind.CARD_UPLOADED} <= kinds


def test_the_limits_of_a_physician_are_counted(ctx):
    counts = {count.cap: count for count in caps_of(ctx, PHYSICIAN, RULES.caps)}
    with ctx.store() as uow:
        cases = sum(episode.physician_id == PHYSICIAN for episode in uow.episodes.open())
    assert counts[Cap.CASES_AT_ONCE].count == cases > 0
    assert counts[Cap.VISITS_A_DAY].count == 0 < counts[Cap.VISITS_A_MONTH].count
    tight = replace(RULES.caps, cases_at_once=cases)
    assert {c.cap: c.state for c in caps_of(ctx, PHYSICIAN, tight)}[Cap.CASES_AT_ONCE] is CapState.REACHED
    assert len(caps_of_team(ctx, RULES.caps)) % len(Cap) == 0
