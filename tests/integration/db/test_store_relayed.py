"""What gateways passed on is recognised, and what patients measured is kept once, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hah_console.adapters.db.store import Store
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.own_reading import OwnKind, OwnReading
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import RelayedNote

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHEN, LIN = PatientId("P1"), PatientId("P2")
ONE = OwnReading(CHEN, NOW, Vital.SPO2, 93.5, "家用血氧機", OwnKind.CSV, NOW, UserId("U1"))


def test_notes_are_known_renewed_and_forgotten(store: Store) -> None:
    with store.unit_of_work() as uow:
        uow.relayed.note([RelayedNote(f"k{n}", f"d{n}") for n in range(1_200)], NOW)
        uow.relayed.note([RelayedNote("k1", "other")], NOW + HOUR)
        uow.relayed.note([], NOW)
        uow.commit()
    with store.unit_of_work() as uow:
        asked = [f"k{n}" for n in range(0, 2_000, 2)] + ["k1"]
        found = uow.relayed.known(asked)
        assert len(found) == 601
        assert (found["k0"], found["k1"]) == ("d0", "other")
        uow.relayed.forget(NOW + HOUR)
        assert uow.relayed.known(asked) == {"k1": "other"}


def test_own_readings_are_stored_once_and_read_by_time(store: Store) -> None:
    with store.unit_of_work() as uow:
        for pid in (CHEN, LIN):
            uow.patients.save(Patient(pid, pid, "王小明", Sex.MALE, date(1950, 1, 1), Place(24.8, 120.97)))
        told = [ONE, ONE, replace(ONE, measured_at=NOW - HOUR), replace(ONE, vital=Vital.HEART_RATE),
                replace(ONE, source="另一台"), replace(ONE, patient_id=LIN)]  # fmt: skip
        assert uow.own_readings.add_many(told) == 5
        assert uow.own_readings.add_many(told) == 0
        assert uow.own_readings.add_many([]) == 0
        uow.commit()
    with store.unit_of_work() as uow:
        assert uow.own_readings.of(LIN, NOW, NOW) == (replace(ONE, patient_id=LIN),)
        found = uow.own_readings.of(CHEN, NOW - HOUR, NOW)
        assert [each.measured_at for each in found] == [NOW - HOUR, NOW, NOW, NOW]
        assert ONE in found
        assert uow.own_readings.of(CHEN, NOW - HOUR, NOW - timedelta(seconds=1)) == (found[0],)
