"""From a real broker, of either kind, into a real store: nothing is lost, nothing counts twice, nothing stops it."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from time import sleep

import pytest
from helpers.processes import ROOT, broker, until

from hah_console.adapters.vitals.broker import find_mosquitto, free_port, listening
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Mark
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.subscriber import QUEUE_MESSAGES, VitalsSubscriber
from hah_console.adapters.vitals.topics import topic
from hah_console.app.bootstrap import Core, load_site_folder, open_core
from hah_console.app.options import program_options
from hah_console.app.service.intake import KEPT_BYTES, Intake
from hah_console.app.service.run import SERVICE
from hah_console.services.ingest import VitalsIngest

SITE_ID, PATIENT, DEVICE = "hsinchu-demo", "P001", "D-01"
MOSQUITTO = pytest.param(
    "mosquitto", marks=pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")
)
CHOICES = (MOSQUITTO, "iotcore")
MANY = 200
ROUND_S = 0.05
SMALL_QUEUE = 50
LONG_ENOUGH_TO_READ_S = 0.4


@dataclass
class Source:
    """A subscriber whose acknowledgements can be held back, as by a process killed after its commit."""

    subscriber: VitalsSubscriber
    acknowledges: bool = True

    def take(self, for_s: float, at_most: int) -> list[Received]:
        return self.subscriber.take(for_s, at_most)

    def acknowledge(self, messages: Sequence[Received]) -> None:
        if self.acknowledges:
            self.subscriber.acknowledge(messages)

    def tell_stored(self, handled: Mapping[Mark, Sequence[int]]) -> None:
        if self.acknowledges:
            self.subscriber.tell_stored(handled)


@dataclass
class Line:
    """A site, its broker's port, and one intake at a time; every one of them uses the same session."""

    core: Core
    port: int
    sequence: int = 0
    open: list[VitalsSubscriber] = field(default_factory=list)

    def intake(self, *, acknowledges: bool = True, most: int = QUEUE_MESSAGES) -> Intake:
        """An intake that is connected, as after a start of the service."""
        self.away()
        subscriber = VitalsSubscriber(self.port, SITE_ID, self.core.ctx.clock.now, most=most)
        self.open.append(subscriber)
        ingest = VitalsIngest(self.core.ctx, self.core.rules, SERVICE)
        made = Intake(self.core.ctx, ingest, SITE_ID, Source(subscriber, acknowledges))
        made.reload()
        assert subscriber.connect(5.0)
        return made

    def away(self) -> None:
        """The service stops."""
        while self.open:
            self.open.pop().close()

    def sets(self, count: int) -> list[tuple[str, bytes]]:
        """The next messages of the monitor."""
        now_ms = int(datetime.now(UTC).timestamp() * 1000)
        self.sequence += count
        numbers = range(self.sequence - count + 1, self.sequence + 1)
        where = topic(SITE_ID, PATIENT)
        return [(where, encode(DeviceSet(DEVICE, number, now_ms, spo2=97.0, heart_rate=80.0))) for number in numbers]

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """Hand messages to the broker and wait until it has taken them."""
        publisher = VitalsPublisher(Address(self.port), "test-monitor")
        try:
            assert publisher.connect(5.0)
            for where, payload in messages:
                publisher.publish(where, payload)
            until(lambda: publisher.unsent() == 0)
        finally:
            publisher.close()

    def stored(self) -> int:
        with self.core.ctx.store() as uow:
            return uow.readings.count()

    def reasons(self) -> list[tuple[bytes, str]]:
        """Payload and reason of everything in the quarantine, oldest first."""
        with closing(sqlite3.connect(self.core.options.home / "hah.db")) as database:
            return database.execute("SELECT payload, reason FROM quarantine ORDER BY number").fetchall()


@pytest.fixture(scope="module")
def site_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo site, to be copied."""
    home = tmp_path_factory.mktemp("site")
    core = open_core(program_options(home, f"sqlite:///{home / 'hah.db'}", 1))
    load_site_folder(core, ROOT / "resources" / "demo")
    core.store.close()
    return home / "hah.db"


@pytest.fixture
def line(tmp_path: Path, site_file: Path) -> Iterator[Line]:
    copyfile(site_file, tmp_path / "hah.db")
    port = free_port()
    core = open_core(program_options(tmp_path, f"sqlite:///{tmp_path / 'hah.db'}", port))
    line = Line(core, port)
    yield line
    line.away()
    core.store.close()


def takes_in(intake: Intake, readings: int, repeated: int = 0, rejected: int = 0) -> None:
    """Let it work until it has counted so much, and a little longer: nothing more may come."""

    def done() -> bool:
        intake.round(ROUND_S)
        counts = intake.counts
        return (counts.readings, counts.repeated, counts.rejected) >= (readings, repeated, rejected)

    until(done)
    for _ in range(3):
        intake.round(ROUND_S)
    assert (intake.counts.readings, intake.counts.repeated, intake.counts.rejected) == (readings, repeated, rejected)


@pytest.mark.parametrize("choice", CHOICES)
def test_what_is_published_while_the_service_is_away_arrives_when_it_returns(line: Line, choice: str) -> None:
    with broker(line.port, line.core.options.home, choice):
        takes_in_first = line.intake()
        line.publish(line.sets(1))
        takes_in(takes_in_first, 1)
        line.away()
        line.publish(line.sets(MANY))
        takes_in(line.intake(), MANY)
        assert line.stored() == 1 + MANY


@pytest.mark.parametrize("choice", CHOICES)
def test_a_full_queue_leaves_the_rest_with_the_broker_until_the_service_goes_on(line: Line, choice: str) -> None:
    with broker(line.port, line.core.options.home, choice):
        pausing = line.intake(most=SMALL_QUEUE)
        line.publish(line.sets(SMALL_QUEUE))
        until(lambda: line.open[0].backlog == SMALL_QUEUE)
        line.publish(line.sets(MANY))
        sleep(LONG_ENOUGH_TO_READ_S)
        assert line.open[0].backlog == SMALL_QUEUE
        assert line.open[0].connected
        takes_in(pausing, SMALL_QUEUE + MANY)
        assert line.stored() == SMALL_QUEUE + MANY


@pytest.mark.parametrize("choice", CHOICES)
def test_what_was_received_and_not_stored_comes_again_and_what_was_stored_does_not(line: Line, choice: str) -> None:
    with broker(line.port, line.core.options.home, choice):
        line.intake()
        line.publish(line.sets(20))
        until(lambda: line.open[0].backlog == 20)
        assert line.stored() == 0
        takes_in(line.intake(), 20)
        takes_in(line.intake(), 0)
        assert line.stored() == 20


@pytest.mark.parametrize("choice", CHOICES)
def test_what_was_stored_and_not_acknowledged_comes_again_and_is_stored_once(line: Line, choice: str) -> None:
    with broker(line.port, line.core.options.home, choice):
        killed_after_commit = line.intake(acknowledges=False)
        line.publish(line.sets(20))
        takes_in(killed_after_commit, 20)
        takes_in(line.intake(), 0, repeated=20)
        assert line.stored() == 20


@pytest.mark.parametrize("choice", CHOICES)
def test_a_set_a_monitor_sends_twice_is_stored_once(line: Line, choice: str) -> None:
    with broker(line.port, line.core.options.home, choice):
        intake, messages = line.intake(), line.sets(10)
        line.publish([*messages, *messages])
        takes_in(intake, 10, repeated=10)
        assert line.stored() == 10


GARBAGE = (
    b"", b"\xff\xfe\x00\x01", b"{", b"[]", b'{"v":1}', b"x" * 20_000, b'{"v":99,"dev":"D-01","seq":1,"t":1}',
    b'{"x":' + b"[" * 20_000, b'{"v":1,"dev":"D-01","seq":1,"t":1,"hr":NaN}',
    b'{"v":1,"dev":"D-01","seq":1,"t":1,"hr":1e999}',
)  # fmt: skip


@pytest.mark.parametrize("choice", CHOICES)
def test_rubbish_is_kept_with_its_reason_and_what_comes_after_it_is_stored(line: Line, choice: str) -> None:
    where = topic(SITE_ID, PATIENT)
    with broker(line.port, line.core.options.home, choice):
        intake = line.intake()
        line.publish([*line.sets(1), *((where, payload) for payload in GARBAGE), *line.sets(1)])
        takes_in(intake, 2, rejected=len(GARBAGE))
        kept = line.reasons()
        assert [payload for payload, _ in kept] == [payload[:KEPT_BYTES] for payload in GARBAGE]
        assert all(reason for _, reason in kept)
        takes_in(line.intake(), 0)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_message_too_large_for_the_broker_keeps_no_other_monitor_from_being_heard(line: Line, choice: str) -> None:
    sender = VitalsPublisher(Address(line.port), "test-too-large")
    with broker(line.port, line.core.options.home, choice):
        intake = line.intake()
        try:
            assert sender.connect(5.0)
            sender.publish(topic(SITE_ID, PATIENT), b"x" * 100_000)
            line.publish(line.sets(5))
            until(lambda: _round(intake).counts.readings == 5)
        finally:
            sender.close()
        assert [len(payload) for payload, _ in line.reasons()] in ([], [KEPT_BYTES])


def _round(intake: Intake) -> Intake:
    intake.round(ROUND_S)
    return intake


@pytest.mark.parametrize("choice", CHOICES)
def test_a_broker_that_was_killed_and_started_again_is_rejoined_without_help(line: Line, choice: str) -> None:
    home = line.core.options.home
    with broker(line.port, home, choice) as first:
        intake = line.intake()
        line.publish(line.sets(5))
        takes_in(intake, 5)
        first.kill()
        first.wait()
        until(lambda: not line.open[0].connected and not listening(line.port))
        intake.round(ROUND_S)
    with broker(line.port, home, choice):
        until(lambda: line.open[0].connected)
        until(lambda: _gets_through(line, intake))
        assert not intake.trouble


def _gets_through(line: Line, intake: Intake) -> bool:
    """Whether one more set arrives; the first may be earlier than the subscription."""
    before = line.stored()
    line.publish(line.sets(1))
    intake.round(0.3)
    return line.stored() > before


@pytest.mark.parametrize("choice", [MOSQUITTO])
def test_what_waits_at_mosquitto_survives_its_restart(line: Line, choice: str) -> None:
    home = line.core.options.home
    with broker(line.port, home, choice):
        line.intake()
        line.away()
        line.publish(line.sets(MANY))
    until(lambda: not listening(line.port))
    with broker(line.port, home, choice):
        takes_in(line.intake(), MANY)
