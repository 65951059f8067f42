"""Waveforms reach the service through a real broker only while a console asks for them, and stay with the alarm."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.processes import broker, program, says, until
from helpers.stores import lay_demo_site

from hah_console.adapters.vitals.broker import find_mosquitto, free_port
from hah_console.adapters.vitals.opened_waves import MOST_PATIENTS, OpenedWaves
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.recorded_waves import RecordedWaves
from hah_console.adapters.vitals.session import Address, Credentials
from hah_console.adapters.vitals.topics import topic, wave_request_topic, wave_topic
from hah_console.adapters.vitals.wave_listener import WaveListener
from hah_console.adapters.vitals.wave_payload import encode_wish
from hah_console.adapters.vitals.wave_sender import WaveSender
from hah_console.app.bootstrap import open_core
from hah_console.app.options import program_options
from hah_console.demo.synthetic_waves import synthetic_waves
from hah_console.domain.clock import ManualClock, SystemClock
from hah_console.domain.ids import PatientId
from hah_console.domain.strip import EvidenceStrip, WaveSegment

SITE, OPENED, OTHER = "hsinchu-demo", PatientId("P001"), PatientId("P002")
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


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))


def listening(port: int, clock: ManualClock) -> OpenedWaves:
    ear = OpenedWaves(Address(port), SITE, clock.now, Credentials())
    ear.start()
    return ear


def test_the_service_hears_who_was_opened_before_and_after_it_came_and_leaves_who_was_closed(
    port: int, sender: WaveSender, clock: ManualClock
) -> None:
    listener, heard = WaveListener(Address(port), SITE, SystemClock()), list[WaveSegment]()
    with closing(listening(port, clock)) as ear, closing(listener.open(OPENED)):
        until(lambda: bool(heard.extend(ear.take())) or len(heard) >= 4)
        assert {segment.patient_id for segment in heard} == {OPENED}
        assert {segment.signal for segment in heard} == {"ECG synthetic", "PLETH synthetic"}
    with closing(listening(port, clock)) as late:
        until(lambda: bool(late.take()))
        clock.advance(timedelta(seconds=61))
        until(lambda: late.opened == frozenset())


def test_nobody_opens_more_than_there_is_room_for_or_for_ever(port: int, clock: ManualClock) -> None:
    with closing(VitalsPublisher(Address(port), "test-wishes")) as stranger, closing(listening(port, clock)) as ear:
        assert stranger.connect(5.0)
        until(lambda: ear._session.connected)
        for number in range(MOST_PATIENTS + 10):
            request = wave_request_topic(SITE, f"P-{number}")
            stranger.publish(request, encode_wish(clock.now() + timedelta(days=9_000)))
        until(lambda: len(ear.opened) == MOST_PATIENTS)
        stranger.publish(wave_topic(SITE, "P-0", "ECG"), b"no stretch")
        clock.advance(timedelta(seconds=61))
        until(lambda: ear.opened == frozenset())
        assert ear.take() == ()


def test_the_waveform_of_an_opened_patient_is_kept_with_her_alarm_by_the_running_service(tmp_path: Path) -> None:
    lay_demo_site(tmp_path)
    core = open_core(program_options(tmp_path, f"sqlite:///{tmp_path / 'hah.db'}", free_port()))
    address, clock = Address(core.options.broker_port), SystemClock()
    waves = RecordedWaves({OPENED: synthetic_waves()}, clock)

    def strip() -> EvidenceStrip | None:
        with core.ctx.store() as uow:
            alarms = [alarm for alarm in uow.alarms.open() if alarm.rule_id == "sbp_low"]
            return uow.strips.of_alarm(alarms[0].alarm_id) if alarms else None

    with (
        broker(address.port, tmp_path),
        program("service", *core.options.child_arguments()) as service,
        closing(WaveSender(address, SITE, "G1", clock, waves.open)) as sender,
        closing(WaveListener(address, SITE, clock).open(OPENED)) as console,
        closing(VitalsPublisher(address, "test-device")) as device,
    ):
        assert says(service) == "ready"
        sender.start()
        assert device.connect(5.0)
        seen = 0

        def watched() -> bool:
            nonlocal seen
            seen += len(console.take())
            return seen > 20

        until(watched)
        device.publish(
            topic(SITE, OPENED), encode(DeviceSet("D-01", 1, int(clock.now().timestamp() * 1000), systolic=71.0))
        )
        until(lambda: strip() is not None)
    kept = strip()
    core.store.close()
    assert kept is not None
    assert {wave.signal for wave in kept.waves} == {"ECG synthetic", "PLETH synthetic"}
    assert sum(len(wave.samples) for wave in kept.waves) > 20 * 10
