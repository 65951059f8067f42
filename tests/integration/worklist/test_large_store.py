"""The store the case journey is measured on: small here, with everything in its right relation."""

from collections import Counter
from pathlib import Path

import pytest
from helpers.ward import RULES

from hah_console.adapters.db.store import Store
from hah_console.app.bench.case_store import MODELS, NOW, build
from hah_console.app.bench.quiet_desk import NURSE
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import EpisodeState
from hah_console.services.case_clocks import clocks_of_episode
from hah_console.services.context import Context
from hah_console.services.work_reading import WorkReading
from hah_console.services.worklist import WorkKind

IN_CARE, CLOSED = 12, 2 * MODELS


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory):
    file: Path = tmp_path_factory.mktemp("large") / "hah.db"
    build(file, IN_CARE, CLOSED)
    store = Store(f"sqlite:///{file}")
    yield Context(store.unit_of_work, ManualClock(NOW))
    store.close()


def test_there_are_as_many_admissions_as_were_asked_for(ctx: Context) -> None:
    with ctx.store() as uow:
        states = Counter(episode.state for episode in uow.episodes.all())
    assert states == {EpisodeState.ACTIVE: IN_CARE, EpisodeState.CLOSED: CLOSED}


def test_a_copy_has_events_orders_and_notes_of_its_own_and_earlier(ctx: Context) -> None:
    with ctx.store() as uow:
        closed = sorted(
            (e for e in uow.episodes.all() if e.closed_at is not None and e.patient_id.startswith("C000")),
            key=lambda episode: episode.admitted_at,
        )
        lines = [uow.case_events.of_episode(episode.episode_id) for episode in closed]
        orders = [uow.orders.of_episode(episode.episode_id) for episode in closed]
    assert len(closed) == CLOSED // MODELS
    assert closed[0].admitted_at < closed[1].admitted_at
    kinds = [Counter(event.kind for event in line) for line in lines]
    assert set(kinds[0]) - set(kinds[1]) == set()
    assert not {event.event_id for event in lines[0]} & {event.event_id for event in lines[1]}
    assert [order.episode_id for some in orders for order in some] == [episode.episode_id for episode in closed]


def test_nothing_has_happened_after_now(ctx: Context) -> None:
    with ctx.store() as uow:
        events = [event for episode in uow.episodes.all() for event in uow.case_events.of_episode(episode.episode_id)]
    assert max(event.at for event in events) <= NOW


def test_the_worklist_has_work_of_every_kind_but_visits_and_agrees_with_the_clocks_of_each_case(ctx: Context) -> None:
    listed = WorkReading.of(ctx, RULES, NURSE).read()
    assert {item.kind for item in listed.items} >= {WorkKind.ALARM, WorkKind.CLOCK, WorkKind.DOSE}
    with ctx.store() as uow:
        clocks = [
            clock.key
            for episode in uow.episodes.all()
            for clock in clocks_of_episode(ctx, uow, RULES.clocks, episode.episode_id)
            if clock.priority is not None
        ]
    assert sorted(f"clock:{key}" for key in clocks) == sorted(i.key for i in listed.items if i.kind is WorkKind.CLOCK)
