"""Whatever comes from a broker becomes a reading, a status or a reason; pieces of packets are put together again."""

from datetime import timedelta

import pytest
from helpers.alarm_bench import START
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.heard_device import TELL_EVERY
from hah_console.adapters.vitals.mqtt import PacketReader, ProtocolBroken
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.reception import Heard, Reception
from hah_console.adapters.vitals.status_payload import device_status, encode_status, gateway_status
from hah_console.adapters.vitals.topics import gateway_topic, status_topic, topic
from hah_console.domain.ids import DeviceId, GatewayId, PatientId

OWNERS = {DeviceId("D1"): PatientId("P1")}
NOW_MS = int(START.timestamp() * 1000)
TOPICS = (topic("S1", "P1"), status_topic("S1", "P1"), gateway_topic("S1", "G1"), "hah/v1/S1", "", "\0")


@pytest.fixture
def reception() -> Reception:
    made = Reception("S1")
    made.owners = OWNERS
    return made


def hear(
    reception: Reception, where: str, payload: bytes, after: timedelta = timedelta(), *, kept: bool = False
) -> Heard:
    return reception.read([Received(1, 1, where, payload, START + after, kept)])


def sent(sequence: int, **said: int | str | None) -> bytes:
    return encode(DeviceSet("D1", sequence, NOW_MS + sequence * 1000, heart_rate=72.0, **said))  # type: ignore[arg-type]


@given(st.sampled_from(TOPICS), st.binary(max_size=100))
def test_no_bytes_on_any_topic_escape_as_anything_but_a_reason(where: str, payload: bytes) -> None:
    reception = Reception("S1")
    reception.owners = OWNERS
    heard = hear(reception, where, payload)
    assert len(heard.refused) == 1
    assert heard.refused[0][1].said.isprintable()
    assert not heard.handled


def test_a_monitors_status_is_told_when_it_changes_and_else_now_and_then(reception: Reception) -> None:
    second = timedelta(seconds=1)
    told = [
        len(hear(reception, topic("S1", "P1"), sent(n, battery_percent=80 if n < 5 else 79), n * second).devices)
        for n in range(1, 20)
    ]
    assert [place for place, count in enumerate(told, 1) if count] == [1, 5, 5 + TELL_EVERY // second]


def test_a_refused_set_of_a_known_sender_need_not_be_sent_again_and_one_of_another_is_not_spoken_for(
    reception: Reception,
) -> None:
    bad = encode(DeviceSet("D1", 7, NOW_MS, temperature=98.6))
    assert hear(reception, topic("S1", "P1"), bad).handled == {("P1", "D1"): [7]}
    assert hear(reception, topic("S1", "P2"), bad).handled == {}


def test_a_last_will_makes_a_monitor_and_a_gateway_offline(reception: Reception) -> None:
    gone = encode_status(device_status("D1", NOW_MS, online=False))
    assert not hear(reception, status_topic("S1", "P1"), gone).devices[DeviceId("D1")].online
    left = encode_status(gateway_status("G1", NOW_MS, online=False))
    assert not hear(reception, gateway_topic("S1", "G1"), left).gateways[GatewayId("G1")].online


@pytest.mark.parametrize("name", ["G\0", "G" * 65, "\u202e"])
def test_no_name_of_a_gateway_and_no_firmware_holds_what_a_database_refuses(reception: Reception, name: str) -> None:
    heard = hear(reception, topic("S1", "P1"), sent(1, gateway_id=name, firmware="2.\0" + "1" * 90))
    assert len(heard.readings) == 1
    status = heard.devices[DeviceId("D1")]
    assert (status.gateway_id, status.firmware) == (None, "2." + "1" * 37)
    there = encode_status(gateway_status(name, NOW_MS, online=True, signal_dbm=10**9))
    assert len(hear(reception, gateway_topic("S1", name), there).refused) == 1


def test_a_status_the_broker_had_kept_is_as_old_as_it_was_written(reception: Reception) -> None:
    there = encode_status(gateway_status("G1", NOW_MS, online=True))
    hour = timedelta(hours=1)
    heard = hear(reception, gateway_topic("S1", "G1"), there, hour, kept=True)
    assert heard.gateways[GatewayId("G1")].last_seen_at == START
    heard = hear(reception, gateway_topic("S1", "G1"), there, hour)
    assert heard.gateways[GatewayId("G1")].last_seen_at == START + hour


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50))
def test_packets_are_the_same_in_whatever_pieces_they_come(payloads: list[bytes], size: int) -> None:
    stream = b"".join(mqtt.publish_packet(b"a/b", payload, n + 1) for n, payload in enumerate(payloads))
    reader, found = PacketReader(), []
    for place in range(0, len(stream), size):
        found += [mqtt.published(head, body) for head, body in reader.packets(stream[place : place + size])]
    assert found == [(b"a/b", n + 1, payload) for n, payload in enumerate(payloads)]


@given(st.binary(max_size=300))
def test_a_broken_stream_is_told_and_nothing_else_happens(stream: bytes) -> None:
    try:
        for head, body in PacketReader().packets(stream):
            mqtt.published(head, body)
    except ProtocolBroken:
        return
