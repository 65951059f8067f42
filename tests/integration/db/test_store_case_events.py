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
