"""What the service tells the alarms of broker, database, backlog and consoles."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hah_console.app.service.clock_watch import ClockWatch
from hah_console.app.service.surroundings import Surroundings
from hah_console.domain.clock import SteadyClock
from hah_console.domain.service_state import Heartbeat
from hah_console.services.console_life import SOUND_FAILED, SOUND_ON, SOUND_PAUSED

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@dataclass
class Link:
    """A connection to the broker."""

    connected: bool = True
    backlog: int = 0
    capacity: int = 60_000


class World:
    """Surroundings in which time is moved by hand."""

    def __init__(self, folder: Path | None = None) -> None:
        self.counted_s, self.link = 0.0, Link()
        watch = ClockWatch(SteadyClock(lambda: 1e9, lambda: 0.0))
        self.around = Surroundings(self.now, watch, folder, lambda: self.counted_s)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.counted_s)

    def facts(self, after_s: float = 0.0):
        self.counted_s += after_s
        return self.around.facts(self.link)

    def beat(self, number: int, process: str = "console:WS-1") -> None:
        self.around.note_beats([Heartbeat(process, number, NOW)])


@pytest.fixture
def world() -> World:
    return World()


def test_trouble_is_told_once_more_when_it_is_over(world: World) -> None:
    world.around.note_trouble("disk_full")
    assert world.facts(10.0).database_trouble == "disk_full"
    assert world.facts().database_trouble_since == NOW
    world.around.note_trouble("")
    assert world.facts().database_trouble == "disk_full"
    world.around.told()
    assert world.facts().database_trouble == ""


def test_trouble_that_returns_begins_anew(world: World) -> None:
    world.around.note_trouble("busy")
    world.around.note_trouble("")
    world.counted_s = 5.0
    world.around.note_trouble("disk_full")
    world.around.told()
    assert world.facts().database_trouble == "disk_full"
    assert world.facts().database_trouble_since == NOW + timedelta(seconds=5)


def test_a_console_that_has_missed_two_beats_watches_no_more(world: World) -> None:
    world.beat(1)
    assert world.facts().consoles_watching == 1
    world.counted_s = 2.0
    world.beat(1)
    world.beat(2)
    assert world.facts(2.0).consoles_watching == 1
    world.beat(2)
    assert world.facts(0.1).consoles_watching == 0


def test_every_console_counts_and_the_service_itself_does_not(world: World) -> None:
    world.beat(1)
    world.beat(2, "console:WS-2")
    world.beat(3, "service")
    assert world.facts().consoles_watching == 2


def test_before_any_console_could_have_beaten_nothing_is_known(world: World) -> None:
    assert world.facts(3.0).consoles_watching is None
    assert world.facts(0.1).consoles_watching == 0


def test_the_broker_is_there_since_or_lost_since(world: World) -> None:
    assert world.facts().broker_ok_since == NOW
    world.link.connected = False
    lost = world.facts(4.0)
    assert (lost.broker_ok_since, lost.broker_lost_since) == (None, NOW + timedelta(seconds=4))
    assert world.facts(4.0).broker_lost_since == NOW + timedelta(seconds=4)
    world.link.connected = True
    assert world.facts().broker_lost_since is None


def test_the_backlog_is_a_share_of_what_may_wait(world: World) -> None:
    world.link.backlog = 30_000
    assert world.facts().backlog_share == 0.5


def test_the_disk_is_that_of_the_database(tmp_path: Path) -> None:
    facts = World(tmp_path).facts()
    assert 0.0 <= (facts.disk_free_share or -1.0) <= 1.0
    assert (facts.disk_free_mb or 0.0) > 0.0
    assert World().facts().disk_free_share is None
    assert World(tmp_path / "gone").facts().disk_free_mb is None


def test_a_console_that_is_paused_or_fails_is_not_counted_as_heard(world: World) -> None:
    def beats(number: int, *sounds: str) -> list[Heartbeat]:
        return [Heartbeat(f"console:WS-{place}", number, NOW, sound) for place, sound in enumerate(sounds)]

    world.around.note_beats(beats(1, SOUND_ON, SOUND_PAUSED, SOUND_FAILED))
    facts = world.facts()
    assert (facts.consoles_watching, facts.consoles_heard) == (3, 1)
    world.around.note_beats(beats(2, SOUND_PAUSED, SOUND_PAUSED, SOUND_FAILED))
    assert world.facts().consoles_heard == 0
    assert world.facts(60.0).consoles_heard == 0, "who no longer beats is heard by nobody"
