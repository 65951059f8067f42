"""One message in a hundred is malformed and one is hostile: every good set is stored, every bad one is kept with its
reason."""

import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable

from fault_ward import FaultWard, Tell, fault_ward, holds

from hah_console.adapters.vitals.decode import LARGEST_BYTES
from hah_console.adapters.vitals.fleet import Monitor, steady
from hah_console.adapters.vitals.payload import encode, signed
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.topics import topic
from hah_console.app.bench.ward import SITE_ID
from hah_console.domain.ids import DeviceId

ROUNDS = 12
SIGNER, BED = 2, DeviceId("D00003")
"""The monitor that signs, by its place in the ward and by its name."""
KEYS = {BED: b"k" * 32}
Bad = Callable[[FaultWard, int], tuple[str, bytes]]
"""Topic and payload of a message that must not become a reading."""


def _set(found: FaultWard, number: int, place: int = 0) -> bytes:
    bed = found.ward.beds[place]
    monitor = Monitor(bed.patient_id, bed.device_id)
    return encode(steady(monitor, 1_000_000 + number, time.time_ns() // 1_000_000))


def _own(found: FaultWard, payload: bytes) -> tuple[str, bytes]:
    return topic(SITE_ID, found.ward.beds[0].patient_id), payload


MALFORMED: dict[str, Bad] = {
    "no JSON": lambda found, n: _own(found, b"\x00\xff\xfe not a set %d" % n),
    "cut off": lambda found, n: _own(found, _set(found, n)[:40]),
    "text for a number": lambda found, n: _own(found, _set(found, n).replace(b"97.0", b'"97"')),
    "a value out of range": lambda found, n: _own(found, _set(found, n).replace(b"97.0", b"970")),
}


def _signed(found: FaultWard, payload: bytes) -> tuple[str, bytes]:
    """As if it came from the monitor that signs."""
    return topic(SITE_ID, found.ward.beds[SIGNER].patient_id), payload


HOSTILE: dict[str, Bad] = {
    "nearly as large as may be": lambda found, n: _own(found, b'{"x":"' + b"x" * (LARGEST_BYTES - 500) + b'"}'),
    "deep": lambda found, n: _own(found, b'{"x":' + b"[" * 9_000 + b"]" * 9_000 + b"}"),
    "NaN": lambda found, n: _own(found, _set(found, n).replace(b"97.0", b"NaN")),
    "an endless number": lambda found, n: _own(found, _set(found, n).replace(b"97.0", b"9e999")),
    "another patient": lambda found, n: (topic(SITE_ID, found.ward.beds[1].patient_id), _set(found, n)),
    "no signature": lambda found, n: _signed(found, _set(found, n, SIGNER)),
    "wrong signature": lambda found, n: _signed(found, signed(_set(found, n, SIGNER), b"x" * 32)),
    "changed when signed": lambda found, n: _signed(
        found, signed(_set(found, n, SIGNER), KEYS[BED]).replace(b"97.0", b"71.0")
    ),
}

KINDS = {"malformed": MALFORMED, "hostile": HOSTILE}


def test_bad_messages_keep_no_good_one_from_being_stored(tell: Tell) -> None:
    with fault_ward(keys=KEYS) as found:
        assert found.ward.beds[SIGNER].device_id == BED
        publisher = VitalsPublisher(Address(found.ward.options.broker_port), "stranger")
        assert publisher.connect(5.0)
        sent = 0
        for number in range(ROUNDS):
            for make in (*MALFORMED.values(), *HOSTILE.values()):
                publisher.publish(*make(found, number))
                sent += 1
            found.run(0.5)
        _too_large(found)
        result = found.finished()
        publisher.close()
        found.until(lambda: _quarantined(found).total() >= sent, "the last bad one", time.monotonic())
        reasons = _quarantined(found)
    share = {name: 100 * ROUNDS * len(kinds) / (sent + result.sent) for name, kinds in KINDS.items()}
    found.notes += [f"{count:>4} in quarantine: {reason}" for reason, count in reasons.most_common()]
    tell(", ".join(f"{part:.0f} % {name}" for name, part in share.items()) + " payloads", found, result)
    assert min(share.values()) >= 1.0
    too_large = sum(count for reason, count in reasons.items() if "more than" in reason)
    assert too_large <= 1, "brokers differ: one passes it on, another ends the connection"
    assert reasons.total() - too_large == sent
    assert all(reasons)
    assert sum(count for reason, count in reasons.items() if "not with" in reason) == ROUNDS
    assert sum(count for reason, count in reasons.items() if "nested too deeply" in reason) == ROUNDS
    assert sum(count for reason, count in reasons.items() if reason.startswith("sig:")) == 3 * ROUNDS
    holds(found, result)


def _too_large(found: FaultWard) -> None:
    """A message larger than any broker here passes on, by a sender who does not care."""
    name = b"hah-flood"
    body = b"\x00\x04MQTT\x04\x02\x00\x3c" + len(name).to_bytes(2, "big") + name
    where = topic(SITE_ID, found.ward.beds[0].patient_id).encode()
    packet = len(where).to_bytes(2, "big") + where + b"x" * 1_000_000
    with socket.create_connection(("127.0.0.1", found.ward.options.broker_port)) as link:
        link.sendall(b"\x10" + bytes([len(body)]) + body)
        link.recv(4)
        try:
            link.sendall(b"\x30" + _length(len(packet)) + packet)
        except OSError:
            return


def _length(value: int) -> bytes:
    """As MQTT writes it: seven bits a byte."""
    out = bytearray()
    while True:
        value, low = divmod(value, 128)
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def _quarantined(found: FaultWard) -> Counter[str]:
    file = found.ward.options.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        return Counter(reason for (reason,) in connection.execute("SELECT reason FROM quarantine"))
