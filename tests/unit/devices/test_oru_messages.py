"""HL7 v2 over MLLP: frames whatever the pieces, messages to sets or reasons, answers with the reason."""

from datetime import UTC, datetime
from itertools import pairwise

import hl7
import pytest
from helpers.gateways import obx, oru
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.fhir.hl7v2.ack import ack, answer_of
from hah_console.adapters.fhir.hl7v2.dialect import Dialect
from hah_console.adapters.fhir.hl7v2.message import Oru, read_oru
from hah_console.adapters.fhir.hl7v2.mllp import END, START, FrameBroken, FrameReader, framed
from hah_console.domain.clock import TAIPEI
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import Fate, PartAnswer, RelayedFault, RelayedSet

NOW = datetime(2026, 11, 30, 8, 15, 30, tzinfo=UTC)
MESSAGE = st.binary(min_size=1, max_size=30).filter(lambda b: START not in b and END[:1] not in b and b"\r" not in b)


def read(text: str, codec: str = "utf-8", unsaid: str = "") -> Oru:
    return read_oru(text.encode(codec), Dialect(TAIPEI, unsaid))


def sets(found: Oru) -> list[RelayedSet]:
    return [part for part in found.parts if isinstance(part, RelayedSet)]


def reasons(found: Oru) -> list[str]:
    return [part.reason.said for part in found.parts if isinstance(part, RelayedFault)]


@given(st.lists(MESSAGE, max_size=5), st.lists(st.integers(0, 200), max_size=12))
def test_messages_come_out_whole_however_the_stream_is_cut(messages: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(framed, messages))
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    reader = FrameReader()
    found = [m for a, b in pairwise(places) for m in reader.messages(stream[a:b])]
    assert found == messages
    assert reader.skipped == 0


def test_bytes_between_frames_are_skipped_and_a_message_broken_off_gives_way_to_the_next() -> None:
    reader = FrameReader()
    assert reader.messages(b"noise\r\n" + framed(b"one") + b"\n" + START + b"half" + framed(b"two")) == [b"one", b"two"]
    assert reader.skipped == len(b"noise\r\n") + 1 + len(b"half") + 1


@pytest.mark.parametrize("stream", [START + b"x" * 101, b"x" * 101, framed(b"x" * 101)])
def test_what_never_ends_or_never_begins_breaks_the_connection(stream: bytes) -> None:
    reader = FrameReader(100)
    for byte in stream[:90]:
        assert reader.messages(bytes([byte])) == []
    with pytest.raises(FrameBroken):
        reader.messages(stream[90:])


def test_rows_of_one_device_and_moment_are_one_set() -> None:
    rows = [obx("hr", 72), obx("spo2", 97), obx("rr", 16), obx("sbp", 128), obx("dbp", 74), obx("temp", 36.8)]
    (found,) = sets(read(oru(rows, at="20261130161530+0800")))
    assert found.values == {
        Vital.HEART_RATE: 72.0, Vital.SPO2: 97.0, Vital.RESPIRATORY_RATE: 16.0, Vital.SYSTOLIC: 128.0,
        Vital.DIASTOLIC: 74.0, Vital.TEMPERATURE: 36.8,
    }  # fmt: skip
    assert (found.device_names, found.patient_numbers) == (("D-01",), ("P001",))
    assert found.at_ms == int(NOW.timestamp() * 1000)


def test_a_moment_without_a_zone_is_that_of_the_sender_and_a_row_may_have_its_own() -> None:
    found = sets(read(oru([obx("hr", 72), obx("spo2", 97, at="20261130161531.250")], at="20261130161530")))
    assert [one.at_ms - int(NOW.timestamp() * 1000) for one in found] == [0, 1250]


def test_a_device_without_a_name_of_its_own_is_called_by_its_sender() -> None:
    rows = [obx("hr", 72).rpartition("|")[0]]
    assert sets(read(oru(rows, sender="D-01")))[0].device_names == ("D-01",)


def test_the_heart_rate_of_the_electrodes_stands_before_the_pulse_of_the_oximeter() -> None:
    pulse = "OBX|1|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1|90|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||F|||||||D-01^^D-01"
    for rows in ([pulse, obx("hr", 72)], [obx("hr", 72), pulse]):
        assert sets(read(oru(rows)))[0].values == {Vital.HEART_RATE: 72.0}
    assert sets(read(oru([pulse])))[0].values == {Vital.HEART_RATE: 90.0}


def test_a_row_that_cannot_be_used_is_set_aside_and_the_others_are_taken() -> None:
    rows = [obx("hr", 72), obx("spo2", "97%"), obx("temp", 98, unit="F"), obx("rr", 16, status="C"), obx("sbp", "")]
    found = read(oru(rows))
    assert sets(found)[0].values == {Vital.HEART_RATE: 72.0}
    assert [reason[4:10] for reason in reasons(found)] == ["150456", "150364", "151562", "150021"]


def test_a_sites_own_words_for_codes_and_units_are_what_the_site_says_and_nothing_else() -> None:
    rows = ["OBX|1|NM|PR^pulse^99HOSP||72|bpm|||||F", "OBX|2|NM|8310-5^T^LN||37|degC^^99HOSP|||||F"]
    spoken = Dialect(TAIPEI, "", {"bpm": "/min", "degC": "Cel", "%": "/min"}, {"PR": "8867-4", "8310-5": "9279-1"})
    text = oru([*rows, "OBX|3|NM|150456^X^MDC||97|%^^UCUM|||||F"], sender="D-01").encode()
    (found,) = sets(read_oru(text, spoken))
    assert found.values == {Vital.HEART_RATE: 72.0, Vital.TEMPERATURE: 37.0, Vital.SPO2: 97.0}
    unspoken = read_oru(text, Dialect())
    assert sets(unspoken)[0].values == {Vital.SPO2: 97.0}
    assert [reason[:10] for reason in reasons(unspoken)] == ["OBX 8310-5"]


def test_a_value_that_could_not_be_obtained_is_a_sensor_that_is_off() -> None:
    (found,) = sets(read(oru([obx("spo2", "", status="X"), obx("hr", 72)])))
    assert (found.values, found.sensor_off) == ({Vital.HEART_RATE: 72.0}, {Vital.SPO2})


@pytest.mark.parametrize("codec", ["utf-8", "cp950"])
def test_a_name_in_big5_or_utf_8_disturbs_no_field(codec: str) -> None:
    # 功 and 許 have second bytes that are | and \ in ASCII
    pid, charset = "PID|1||P001^^^HAH^MR||許功蓋^一", {"utf-8": "UNICODE UTF-8", "cp950": "BIG-5"}[codec]
    assert b"|" in "許功蓋".encode("cp950") or b"\\" in "許功蓋".encode("cp950")
    found = read(oru([obx("hr", 72)], pid=pid, charset=charset, sender="許功蓋"), codec)
    assert sets(found)[0].patient_numbers == ("P001",)
    assert found.header.sender[0] == "許功蓋"
    answered = ack(found.header, "AA", [], NOW)
    assert "許功蓋" in answered.decode(codec)


def test_bytes_that_are_not_what_msh_18_says_are_set_aside() -> None:
    for charset, codec in (("", "cp950"), ("UNICODE UTF-8", "cp950"), ("KLINGON", "utf-8")):
        assert reasons(read(oru([obx("hr", 72)], charset=charset, sender="許功蓋"), codec))[0].startswith("MSH-18")
    assert sets(read(oru([obx("hr", 72)], charset="", sender="許功蓋"), "cp950", "BIG-5"))


@pytest.mark.parametrize(
    ("changed", "begins"),
    [
        ({"kind": "ADT^A01"}, "MSH-9"),
        ({"processing": "T"}, "MSH-11"),
        ({"processing": "D"}, "MSH-11"),
        ({"control_id": ""}, "MSH-10"),
    ],
)
def test_what_is_no_result_of_production_is_rejected(changed: dict[str, str], begins: str) -> None:
    found = read(oru([obx("hr", 72)], **changed))
    assert found.rejected.startswith(begins)
    assert not found.parts


@pytest.mark.parametrize(
    ("pid", "begins"),
    [
        ("PID|1||||王^小明||19500101", "PID-3"),
        ("PID|1||P001\rPID|2||P002", "PID: 2 patients"),
    ],
)
def test_a_patient_by_name_alone_and_two_patients_are_taken_for_nobody(pid: str, begins: str) -> None:
    found = read(oru([obx("hr", 72)], pid=pid))
    assert not sets(found)
    assert reasons(found)[0].startswith(begins)


@pytest.mark.parametrize("at", ["", "2026", "20261330000000", "yesterday", "99999999999999"])
def test_a_moment_that_is_none_is_set_aside(at: str) -> None:
    text = oru([obx("hr", 72)], at="20261130161530").replace("SCT|||20261130161530", f"SCT|||{at}")
    assert "time" in reasons(read(text))[0]


@given(st.binary(max_size=300))
def test_no_bytes_of_a_message_escape_as_anything_but_an_answer(raw: bytes) -> None:
    for message in (raw, b"MSH|^~\\&|" + raw, oru([obx("hr", 72)]).encode() + raw):
        found = read_oru(message, Dialect())
        assert found.rejected or found.parts


def test_the_answer_says_what_became_of_the_message_and_why() -> None:
    header = read(oru([obx("hr", 72)], control_id="A77")).header
    fates = (PartAnswer(Fate.NEW), PartAnswer(Fate.KNOWN))
    good, bad = (
        hl7.parse(answer_of(header, told, NOW).decode())
        for told in (fates, (*fates, PartAnswer(Fate.ASIDE, "hr: 900|is^outside")))
    )
    assert [str(each.segment("MSA")) for each in (good, bad)] == ["MSA|AA|A77", "MSA|AE|A77"]
    assert bad.unescape(str(bad.segment("ERR")[8])) == "hr: 900|is^outside"
    assert str(bad.segment("MSH")[18]) == "UNICODE UTF-8"
    assert (str(bad.segment("MSH")[3]), str(bad.segment("MSH")[5])) == ("HAH", "MON^1^EUI-64")
