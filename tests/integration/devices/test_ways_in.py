"""The running service takes uploads over TLS and HL7 v2 over MLLP, answers after the commit, and survives kill -9."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.gateways import bundle, observation, obx, oru, stamp
from site_with_gateways import NOBODY_ANSWERS, TOKEN, Site

from hah_console.adapters.fhir.hl7v2.mllp import START, framed
from hah_console.domain.reading import Vital


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("gateways"))
    with made.service() as process:
        made.ready(process)
        yield made
    made.core.store.close()


def hr(value: float, before_s: float = 0.0, **changed: Any) -> dict[str, Any]:
    return observation("hr", value, datetime.now(UTC) - timedelta(seconds=before_s), **changed)


def test_an_observation_is_created_once(site: Site) -> None:
    made = hr(61)
    assert [site.upload(made, "/Observation")[0] for _ in range(3)] == [201, 200, 200]
    assert site.stored().count(61.0) == 1


def test_a_condition_names_an_observation_without_identifier(site: Site) -> None:
    first, changed = (hr(value, identifier=None) for value in (62, 63))
    condition = {"if-none-exist": "identifier=urn:gw|62"}
    assert [site.upload(made, "/Observation", **condition)[0] for made in (first, first, changed)] == [201, 200, 422]


def test_a_bundle_is_answered_entry_by_entry(site: Site) -> None:
    made = [hr(64), hr(65, number="P002"), hr(900)]
    device = {"resourceType": "Device", "identifier": [{"value": "00-1F-2E"}]}
    before = site.quarantined()
    status, body = site.upload(bundle([*made, hr(66, device={"reference": "urn:uuid:1"})], **{"urn:uuid:1": device}))
    told = [each["response"]["status"][:3] for each in body["entry"]]
    assert (status, body["type"], told) == (200, "transaction-response", ["200", "201", "202", "202", "201"])
    assert site.quarantined() - before == 2
    assert {64.0, 66.0} <= set(site.stored())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"token": "wrong"}, 401),
        ({"token": ""}, 401),
        ({"token": "é" * 4}, 401),
        ({"kind": "text/html"}, 415),
        ({"resource": b"{"}, 400),
        ({"resource": b'{"resourceType":"Observation","status":"final","valueQuantity":{"value":1e999999999}}'}, 422),
        ({"resource": {"resourceType": "Patient"}}, 400),
        ({"resource": b'{"a":' * 900 + b"1" + b"}" * 900}, 400),
        ({"resource": b"", "content-length": str(2 * 1024 * 1024 + 1)}, 413),  # answered before it is sent
    ],
)
def test_a_stranger_or_a_broken_body_gets_an_outcome_and_stores_nothing(
    site: Site, asked: dict[str, Any], status: int
) -> None:
    before = len(site.stored())
    found, body = site.upload(**{"resource": hr(67), "path": "/Observation", "token": TOKEN, **asked})
    assert found == status
    assert status == 413 or body["resourceType"] == "OperationOutcome"
    assert len(site.stored()) == before


def test_messages_of_one_packet_are_answered_in_order_and_again_the_same(site: Site) -> None:
    at = stamp(datetime.now(UTC))
    messages = [oru([obx("hr", 70 + n, at=at)], str(n), sender=f"M{n}") for n in range(3)]
    messages.append(oru([obx("hr", 74, at=at)], "9", pid="PID|1||P002"))
    assert site.codes(messages) == ["AA", "AA", "AA", "AE"]
    stored = len(site.stored())
    assert site.codes(messages) == ["AA", "AA", "AA", "AE"]
    assert len(site.stored()) == stored


def test_a_control_id_that_begins_anew_hides_no_new_measurement(site: Site) -> None:
    now = datetime.now(UTC)
    messages = [oru([obx("spo2", 91 + n, at=stamp(now - timedelta(seconds=n)))], "1") for n in range(3)]
    assert site.codes(messages) == ["AA"] * 3
    assert sorted(site.stored(vital=Vital.SPO2)) == [91.0, 92.0, 93.0]


def test_a_message_that_is_none_is_answered_and_a_broken_stream_ends_nobody_elses(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.hl7_port), 5) as half:
        half.sendall(START + oru([obx("hr", 75)]).encode()[:40])
        with socket.create_connection(("127.0.0.1", site.hl7_port), 5) as noise:
            noise.settimeout(5)
            assert _ended(noise, b"\x00" * 300_000)
        assert site.codes([oru([obx("hr", 75)], "n", kind="ADT^A01"), oru([obx("hr", 76)], "m")]) == ["AR", "AA"]
        half.sendall(oru([obx("hr", 75)]).encode()[40:] + b"\x1c\x0d")
        half.settimeout(5)
        assert b"MSA|AA|1" in half.recv(4096)
    assert site.say(framed(b"\xff\xfe\x00 not a message"), 1)[0].split("MSA|")[1][:2] == "AE"


HOSTILE_BODIES: tuple[Any, ...] = (
    b"{", b"[" * 60_000, b'{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{}}]}', b"\x00\xff",
    {"resourceType": "Observation"},
)  # fmt: skip
HOSTILE_MESSAGES = (
    "MSH|^~\\&|", "MSH|^~\\&|A|B|C|D|2026||ORU^R01|x|P|2.6\rOBX|" + "|^~&" * 5_000, "PID|1||P002\r", "\x00" * 99,
)  # fmt: skip


def test_good_sets_sent_twice_among_hostile_ones_and_those_of_others_are_stored_once(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    began, sent = datetime.now(UTC).replace(microsecond=0), 120

    def good(number: int) -> bool:
        at, value = began - timedelta(seconds=number), 40 + number
        if number % 2:
            row = obx("hr", value, "D-02", at=stamp(at))
            return site.codes([oru([row], str(number), "PID|1||P002")] * 2) == ["AA", "AA"]
        made = observation("hr", value, at, monitor="D-02", number="P002")
        return [site.upload(made, "/Observation")[0] for _ in range(2)] == [201, 200]

    def bad(number: int) -> bool:
        at, kind = began - timedelta(seconds=number, milliseconds=500), number % 4
        if kind == 0:
            return site.upload(HOSTILE_BODIES[number // 4 % len(HOSTILE_BODIES)])[0] == 400
        if kind == 1:
            return site.upload(observation("hr", 72, at, monitor="D-02"), "/Observation")[0] == 422
        if kind == 2:
            return site.codes([oru([obx("hr", 72, "D-02", at=stamp(at))], "b", "PID|1||P003")]) == ["AE"]
        return site.codes([HOSTILE_MESSAGES[number // 4 % len(HOSTILE_MESSAGES)]]) in (["AE"], ["AR"])

    before = site.stored("P002")
    with ThreadPoolExecutor(6) as senders:
        told = list(senders.map(good, range(sent)))
        refused = list(senders.map(bad, range(sent // 3)))
    stored = site.stored("P002")
    lost, doubled = sent - len(set(stored)), len(stored) - len(set(stored))
    with capsys.disabled():
        print(
            f"\n  twice among {len(refused)} bad: sent {sent}  stored {len(stored)}  lost {lost}  duplicated {doubled}"
        )
    assert before == []
    assert (all(told), all(refused)) == (True, True)
    assert (lost, doubled) == (0, 0)
    assert 72.0 not in site.stored("P003")


def _ended(link: socket.socket, said: bytes) -> bool:
    """Whether the other side ends a connection, in whatever way, on hearing this."""
    try:
        link.sendall(said)
        return link.recv(10) == b""
    except ConnectionError:
        return True


BEGAN = datetime.now(UTC).replace(microsecond=0)
SENT = 60
"""Half of it by each way, half of it before the kill."""


def _acknowledged(site: Site, number: int) -> bool:
    """Send one measurement, every other one by HL7 v2; whether the sender was told that it is stored."""
    at, value = BEGAN - timedelta(seconds=number), 50 + number
    try:
        if number % 2:
            return site.codes([oru([obx("hr", value, at=stamp(at))], str(number))]) == ["AA"]
        return site.upload(observation("hr", value, at), "/Observation")[0] in (200, 201)
    except NOBODY_ANSWERS:
        return False


def test_a_service_killed_between_receipt_and_commit_loses_and_doubles_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(tmp_path)
    with ThreadPoolExecutor(8) as senders:
        with site.service() as process:
            site.ready(process)
            first = list(senders.map(lambda n: _acknowledged(site, n), range(SENT // 2)))
            held = site.writer()
            waiting = [senders.submit(_acknowledged, site, number) for number in range(SENT // 2, SENT)]
            with pytest.raises(TimeoutError):
                waiting[0].result(1.0)
            process.kill()
            held.close()
            struck = [each.result() for each in waiting]
        before = site.stored()
        with site.service() as process:
            site.ready(process)
            again = list(senders.map(lambda n: _acknowledged(site, n), range(SENT)))
        stored = site.stored()
    site.core.store.close()
    lost, doubled = SENT - len(set(stored)), len(stored) - len(set(stored))
    with capsys.disabled():
        print(f"\n  kill -9: sent {SENT}  stored {len(stored)}  lost {lost}  duplicated {doubled}")
    assert (all(first), any(struck), all(again), len(before)) == (True, False, True, SENT // 2)
    assert (lost, doubled) == (0, 0)
