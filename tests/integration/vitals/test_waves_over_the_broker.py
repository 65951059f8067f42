"""Waveforms cross a real broker only while somebody looks at the patient."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.processes import broker, until

from hah_console.adapters.vitals.broker import find_mosquitto, free_port
from hah_console.adapters.vitals.recorded_waves import RecordedWaves
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.subscriber import VitalsSubscriber
from hah_console.adapters.vitals.wave_listener import WaveListener
from hah_console.adapters.vitals.wave_sender import WaveSender
from hah_console.demo.synthetic_waves import synthetic_waves
from hah_console.domain.clock import SystemClock
from hah_console.domain.ids import PatientId

SITE, OPENED, OTHER = "S1", PatientId("P1"), PatientId("P2")
CHOICES = (
    pytest.param("mosquitto", marks=pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")),
    "iotcore",
)


@pytest.fixture(params=CHOICES)
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    port = free_port()
    with broker(port, tmp_path, request.param):
        yield port


@pytest.fixture
def sender(port: int) -> Iterator[WaveSender]:
    clock = SystemClock()
    waves = RecordedWaves(dict.fromkeys((OPENED, OTHER), synthetic_waves()), clock)
    sender = WaveSender(Address(port), SITE, "G1", clock, waves.open)
    sender.start()
    yield sender
    sender.close()


def test_a_monitor_sends_waveforms_of_the_opened_patient_and_of_nobody_else(port: int, sender: WaveSender) -> None:
    listener = WaveListener(Address(port), SITE, SystemClock())
    line = listener.open(OPENED)
    try:
        found = []
        until(lambda: bool(found.extend(line.take())) or len(found) >= 4)
    finally:
        line.close()
        line.close()
    assert {segment.signal for segment, _ in found} == {"ECG synthetic", "PLETH synthetic"}
    assert {segment.patient_id for segment, _ in found} == {OPENED}
    assert all(abs((received - segment.start).total_seconds()) < 60 for segment, received in found)
    assert OTHER not in sender._streams


def test_a_gateway_tells_that_it_is_there_and_the_broker_that_it_is_gone(port: int, sender: WaveSender) -> None:
    subscriber = VitalsSubscriber(port, SITE, lambda: datetime.now(UTC))
    try:
        assert subscriber.connect(5.0)
        heard: list[bytes] = []

        def said(word: bytes) -> bool:
            taken = subscriber.take(0.05, 10)
            subscriber.acknowledge(taken)
            heard.extend(message.payload for message in taken)
            return any(word in payload for payload in heard)

        until(lambda: said(b'"online":true'))
        sender._session._closing.set()  # gone without a goodbye
        sender._session._say_goodbye = lambda talk: talk._link.close()  # type: ignore[method-assign]
        until(lambda: said(b'"online":false'))
    finally:
        subscriber.close()
