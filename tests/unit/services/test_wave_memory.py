"""What is kept of waveforms for the strips of alarms: minutes, in a few pieces, within bounds."""

from datetime import timedelta

from helpers.alarm_bench import START, seconds

from hah_console.domain.ids import PatientId
from hah_console.domain.strip import WaveSegment
from hah_console.services.wave_memory import (
    EACH_COSTS,
    KEEP,
    LATE,
    LONGEST,
    MOST_BYTES,
    MOST_BYTES_OF_ALL,
    WaveMemory,
    end_of,
)

PATIENT = PatientId("P1")
FIFTH_S, RATE_HZ = 0.2, 125.0
END = START + timedelta(hours=1)


def stretch(at_s: float, signal: str = "ECG", patient: str = "P1", size: int = 50, gain: float = 0.001) -> WaveSegment:
    return WaveSegment(PatientId(patient), signal, START + seconds(at_s), RATE_HZ, gain, 0.0, "mV", bytes(size))


def of(memory: WaveMemory, patient: str = "P1") -> tuple[WaveSegment, ...]:
    return memory.between(PatientId(patient), START - timedelta(hours=1), END)


def test_stretches_that_follow_each_other_become_few_and_lose_no_sample() -> None:
    memory = WaveMemory()
    for fifth in range(100):
        memory.keep([stretch(fifth * FIFTH_S + 0.004 * (fifth % 2), name) for name in ("ECG", "PLETH", "RESP")])
    found = of(memory)
    assert {name: sum(len(s.samples) for s in found if s.signal == name) for name in ("ECG", "PLETH", "RESP")} == {
        "ECG": 5_000, "PLETH": 5_000, "RESP": 5_000,
    }  # fmt: skip
    assert len(found) <= 3 * 6
    assert max(end_of(one) - one.start for one in found) <= LONGEST


def test_a_gap_or_another_scale_begins_a_new_piece() -> None:
    memory = WaveMemory()
    memory.keep([stretch(0), stretch(0.2), stretch(0.45), stretch(0.65, gain=0.002)])
    assert [len(one.samples) for one in of(memory)] == [100, 50, 50]


def test_what_is_older_than_a_strip_and_its_turn_is_forgotten_and_so_is_who_was_closed() -> None:
    memory = WaveMemory()
    for second in range(600):
        memory.keep([stretch(float(second))])
    kept = of(memory)
    assert kept[-1].start - kept[0].start <= KEEP
    memory.forget_closed(kept[-1].start + KEEP + LATE)
    assert of(memory)
    memory.forget_closed(kept[-1].start + KEEP + LATE + seconds(1))
    assert (of(memory), memory.cost) == ((), 0)


def test_only_what_touches_the_strip_is_given() -> None:
    memory = WaveMemory()
    memory.keep([stretch(second, size=250) for second in (0.0, 2.0, 4.0)])
    found = memory.between(PATIENT, START + seconds(0.5), START + seconds(2))
    assert [one.start for one in found] == [START, START + seconds(2)]
    assert memory.between(PatientId("P9"), START, END) == ()


def test_a_flood_of_one_patient_or_of_many_stays_within_its_bounds() -> None:
    memory = WaveMemory()
    for place in range(400):
        memory.keep([stretch(place * 0.01, size=20_000)])
    assert memory.cost <= MOST_BYTES
    for patient in range(20):
        memory.keep([stretch(place * 0.01, patient=f"P{patient}", size=20_000) for place in range(200)])
    assert memory.cost <= MOST_BYTES_OF_ALL
    assert memory.cost >= MOST_BYTES_OF_ALL - 20_000 - EACH_COSTS
    assert all(of(memory, f"P{patient}") for patient in range(20))
