"""What runs for months keeps no more of the past than it needs, whatever is sent to it."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from helpers.alarm_bench import START, seconds

from hah_console.adapters.vitals import reception as receiving
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Reception
from hah_console.adapters.vitals.status_payload import encode_status, gateway_status
from hah_console.adapters.vitals.topics import gateway_topic
from hah_console.alarms import windows
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.windows import Points, added, falling, rising
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.device_status import GatewayStatus
from hah_console.domain.ids import AlarmId, GatewayId, PatientId
from hah_console.domain.reading import LatestValue, LatestVitals, Vital
from hah_console.services import strips
from hah_console.services.links import Links
from hah_console.services.strips import StripDesk
from hah_console.services.ward import SparkRing
from hah_console.ui.shell import alarm_presenter
from hah_console.ui.shell.alarm_presenter import AlarmBarState
from hah_console.ui.shell.lamps import still_fresh

QUARTER = timedelta(minutes=15)


def flood(join: windows.Join, values: list[float]) -> Points:
    points: Points = ()
    for number, value in enumerate(values):
        points = join(points, START + timedelta(milliseconds=number), value, QUARTER)
    return points


def test_a_monitor_that_floods_leaves_a_bounded_memory_with_the_highest_and_the_lowest() -> None:
    count = windows.MOST_POINTS + 500
    down = [float(count - number) for number in range(count)]
    assert len(flood(added, down)) == windows.MOST_POINTS
    high = flood(falling, down)
    assert (len(high), high[0][1], high[-1][1]) == (windows.MOST_POINTS, down[0], down[-1])
    low = flood(rising, down[::-1])
    assert (len(low), low[0][1], low[-1][1]) == (windows.MOST_POINTS, down[-1], down[0])


def test_what_comes_once_a_second_is_kept_whole() -> None:
    points: Points = ()
    for number in range(1_000):
        points = added(points, START + seconds(number), 1.0 + number, QUARTER)
    assert len(points) == 900


def alarm(number: int) -> Resolved:
    at = START + seconds(number)
    new = Alarm(
        AlarmId(f"A{number}"), PatientId("P1"), "spo2_low", "1", "spo2", Priority.HIGH, Lane.PHYSIOLOGICAL,
        AlarmState.ACTIVE, at,
    )  # fmt: skip
    return Resolved(new, "raised")


@pytest.mark.expected_log("more strips are wanted")
def test_a_storm_of_alarms_leaves_the_newest_strips_to_be_stored_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(strips, "MOST_WANTED", 5)
    desk = StripDesk()
    with caplog.at_level(logging.WARNING):
        desk.want([alarm(number) for number in range(8)])
    assert [one.alarm_id for one in desk._wanted] == ["A3", "A4", "A5", "A6", "A7"]
    assert caplog.text.count("more strips are wanted") == 1


def test_gateways_that_are_gone_from_the_store_are_forgotten() -> None:
    links = Links()
    for online in (False, True):
        links.hear([GatewayStatus(GatewayId("G1"), online, START)], START)
    assert links._back
    links.set_gateways([])
    assert (dict(links.gateways), links._back, links._left) == ({}, {}, {})


def test_a_sender_that_invents_gateways_is_refused_and_known_ones_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_GATEWAYS", 2)
    reception = Reception("S1")

    def heard(name: str) -> bool:
        payload = encode_status(gateway_status(name, 0, online=True))
        return bool(reception.read([Received(1, 1, gateway_topic("S1", name), payload, START)]).gateways)

    assert [heard(name) for name in ("G1", "G2", "G3", "G1")] == [True, True, False, True]


def latest(patient: str, value: float, at: datetime = START) -> LatestVitals:
    return LatestVitals(PatientId(patient), 0, {Vital.SPO2: LatestValue(value, at, at, at)})


def test_the_course_of_who_has_left_is_forgotten_and_her_place_is_the_next_ones() -> None:
    ring = SparkRing()
    for number in range(500):
        patient = PatientId(f"P{number}")
        ring.keep([patient, PatientId("P-stays")])
        ring.take_latest([latest(patient, 90.0), latest("P-stays", 97.0)])
    assert len(ring._low) <= 64
    assert ring.spark(PatientId("P3"), Vital.SPO2, START) is None
    stays = ring.spark(PatientId("P-stays"), Vital.SPO2, START)
    assert stays is not None
    assert stays.low[-1] == 97.0
    ring.keep([PatientId("P-stays"), PatientId("P-new")])
    ring.take_latest([replace(latest("P-new", 1.0), values={})])
    new = ring.spark(PatientId("P-new"), Vital.SPO2, START)
    assert new is not None
    assert all(value != value for value in new.low)


def test_what_a_console_finds_while_nothing_can_be_written_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_presenter, "MOST_FOUND", 4)
    state = AlarmBarState()
    for number in range(10):
        state.set_local("database", number % 2 == 0, START + seconds(number))
    assert [found.at for found in state.take_found()] == [START + seconds(number) for number in range(6, 10)]


def test_who_has_not_sent_for_long_is_not_counted_and_not_kept() -> None:
    seen = {PatientId("P1"): START, PatientId("P2"): START - timedelta(hours=1)}
    assert still_fresh(seen, START, timedelta(minutes=5)) == {PatientId("P1"): START}
