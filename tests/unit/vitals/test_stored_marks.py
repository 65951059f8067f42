"""What a monitor is told is stored, and what it forgets for it."""

import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.monitor_link import MOST_KEPT, Kept
from hah_console.adapters.vitals.mqtt import PacketReader
from hah_console.adapters.vitals.stored_marks import EACH_S, LEAST_AT_ONCE, StoredMarks, parse_mark
from hah_console.domain.ids import DeviceId, PatientId

MARK = PatientId("P1"), DeviceId("D1")


def told(packets: bytes) -> list[tuple[str, list[list[int]]]]:
    """Topic and ranges of every mark, all of them retained."""
    found = []
    for head, body in PacketReader().packets(packets):
        assert head == mqtt.PUBLISH | 1
        name, message_id, payload = mqtt.published(head, body)
        assert message_id == 0
        found.append((name.decode(), json.loads(payload)["sets"]))
    return found


def test_a_monitor_is_told_what_is_stored_and_nothing_twice() -> None:
    marks = StoredMarks("S1")
    marks.note({MARK: [3]})
    marks.note({MARK: [5, 4, 9]})
    assert told(marks.due(100.0)) == [("hah/v1/S1/P1/stored", [[3, 5], [9, 9]])]
    assert marks.due(200.0) == b""


def test_a_mark_joins_what_was_told_before_and_comes_at_most_once_a_second() -> None:
    marks = StoredMarks("S1")
    marks.note({MARK: [1, 2]})
    marks.due(100.0)
    marks.note({MARK: [3]})
    assert marks.due(100.0 + EACH_S / 2) == b""
    assert told(marks.due(100.0 + EACH_S)) == [("hah/v1/S1/P1/stored", [[1, 3]])]


def test_what_was_lost_on_the_way_is_never_told_as_stored_whatever_came_after_it() -> None:
    marks, kept = StoredMarks("S1"), Kept()
    for sequence in range(1, 11):
        kept.add(sequence, b"set")
    for place, arrived in enumerate(([1, 2], [7, 8], [9, 10], [5])):
        marks.note({MARK: arrived})
        for _, ranges in told(marks.due(10.0 * place)):
            kept.forget([(low, high) for low, high in ranges])
    assert list(kept.payloads) == [3, 4, 6]


@given(st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=8), max_size=12))
def test_exactly_what_was_handled_is_told(batches: list[list[int]]) -> None:
    marks, heard = StoredMarks("S1"), set[int]()
    for place, batch in enumerate(batches):
        marks.note({MARK: batch})
        for _, ranges in told(marks.due(10.0 * place)):
            heard |= {sequence for low, high in ranges for sequence in range(low, high + 1)}
    assert heard == {sequence for batch in batches for sequence in batch}


def test_a_thousand_monitors_are_told_in_turn_and_none_is_left_out() -> None:
    marks = StoredMarks("S1")
    marks.note({(PatientId(f"P{n}"), DeviceId(f"D{n}")): [n] for n in range(1_000)})
    heard: set[str] = set()
    for tick in range(50):
        now = told(marks.due(100.0 + tick / 10))
        assert len(now) <= LEAST_AT_ONCE + 1
        heard |= {name for name, _ in now}
    assert len(heard) == 1_000


def test_a_monitor_keeps_what_is_above_the_mark() -> None:
    kept = Kept()
    for sequence in range(1, 8):
        kept.add(sequence, b"set")
    kept.forget([(0, 5)])
    assert list(kept.payloads) == [6, 7]


def test_a_monitor_without_room_gives_up_its_oldest_set_and_counts_it() -> None:
    kept = Kept()
    for sequence in range(MOST_KEPT + 3):
        kept.add(sequence, b"set")
    assert (len(kept.payloads), kept.given_up, next(iter(kept.payloads))) == (MOST_KEPT, 3, 3)


def test_rubbish_on_the_topic_of_marks_is_no_mark() -> None:
    random = Random(1)
    for payload in (b"", b"{", b"[]", b'{"dev":"D1"}', b'{"dev":1,"sets":[]}', b"[" * 100_000, random.randbytes(200)):
        assert parse_mark(payload) is None
