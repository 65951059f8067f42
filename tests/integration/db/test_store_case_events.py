"""The line of events of a case: kept as written, in order, asked for in several ways, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import EPISODE, HOUR, NOW, PARENTS, PATIENT

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.ids import CaseEventId, EpisodeId, UserId

ARRIVED = CaseEvent(
    event_id=CaseEventId("V-1"),
    patient_id=PATIENT.patient_id,
    episode_id=EPISODE.episode_id,
    kind=CaseEventKind.ARRIVED,
    at=NOW,
    recorded_at=NOW + timedelta(minutes=3),
    by=UserId("U-7"),
    entity="visit_record",
    entity_id="VR-1",
    facts=(("mode", "in-person"), ("profession", "nurse")),
)
LEFT = replace(ARRIVED, event_id=CaseEventId("V-2"), kind=CaseEventKind.LEFT, at=NOW + HOUR)
RECEIVED = replace(
    ARRIVED, event_id=CaseEventId("V-3"), patient_id=None, episode_id=None, kind=CaseEventKind.REFERRAL_RECEIVED,
    at=NOW - HOUR, entity="referral", entity_id="R-1", facts=(),
)  # fmt: skip


@pytest.fixture
def kept(unit):
    with unit() as uow:
        for name, row in PARENTS:
            getattr(uow, name).save(row)
        uow.case_events.add(LEFT, ARRIVED, RECEIVED)
        uow.commit()
    return unit


def test_events_come_out_as_they_went_in_and_in_order_of_when(kept):
    with kept() as uow:
        assert uow.case_events.of_episode(EPISODE.episode_id) == (ARRIVED, LEFT)
        assert uow.case_events.of_entity("R-1") == (RECEIVED,)
        assert uow.case_events.of_patient(PATIENT.patient_id, NOW, NOW + HOUR) == (ARRIVED,)


def test_only_the_kinds_asked_for_are_read_and_of_many_admissions_at_once(kept):
    many = [*(EpisodeId(f"other-{number}") for number in range(1200)), EPISODE.episode_id]
    with kept() as uow:
        assert uow.case_events.of_episodes(many, {CaseEventKind.LEFT}) == (LEFT,)
        assert uow.case_events.between(NOW - HOUR, NOW, set(CaseEventKind)) == (RECEIVED,)


def test_an_event_written_twice_stays_as_it_was_first(kept):
    with kept() as uow:
        uow.case_events.add(replace(ARRIVED, at=NOW - HOUR))
        uow.commit()
    with kept() as uow:
        assert uow.case_events.of_episode(EPISODE.episode_id)[0] == ARRIVED


def test_what_was_written_after_a_number_comes_in_order_of_writing(kept):
    with kept() as uow:
        last = uow.case_events.last_number()
        assert uow.case_events.since(last) == (last, ())
        uow.case_events.add(replace(LEFT, event_id=CaseEventId("V-5"), at=NOW - HOUR))
        uow.case_events.add(replace(LEFT, event_id=CaseEventId("V-4")))
        uow.commit()
    with kept() as uow:
        number, events = uow.case_events.since(last)
        assert [event.event_id for event in events] == ["V-5", "V-4"]
        assert uow.case_events.last_number() == number > last


def test_admissions_are_found_in_which_something_was_begun_and_not_ended(kept):
    arrived, left, uploaded = {CaseEventKind.ARRIVED}, {CaseEventKind.LEFT}, {CaseEventKind.CARD_UPLOADED}
    admission = {EPISODE.episode_id}
    with kept() as uow:
        asked = uow.case_events.unanswered
        assert asked(arrived, left) == asked(arrived, left, "visit_record") == set()
        assert asked(left, uploaded) == asked(left, uploaded, "visit_record") == admission
        assert asked(left, arrived) == admission, "what ended came before"
        assert asked(arrived, set()) == admission
        assert asked(left, uploaded, since=NOW + 2 * HOUR) == set()
        assert asked({CaseEventKind.REFERRAL_RECEIVED}, uploaded) == set(), "of no admission"
        uow.case_events.add(
            replace(LEFT, event_id=CaseEventId("V-6"), kind=CaseEventKind.CARD_UPLOADED, entity_id="VR-2")
        )
        uow.commit()
    with kept() as uow:
        assert uow.case_events.unanswered(left, uploaded) == set()
        assert uow.case_events.unanswered(left, uploaded, "visit_record") == admission, "the card of another visit"
        assert uow.case_events.unanswered(arrived, left, "other") == admission, (
            "a thing of another kind counts for nobody"
        )
