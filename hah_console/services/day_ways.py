"""The ways between the places of a day, measured once and kept until a place or a closed road is another."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hah_console.domain.ids import PatientId
from hah_console.domain.patient import Patient
from hah_console.domain.place import Place
from hah_console.domain.road_closure import Stretch
from hah_console.services.planning_document import Day, Legs, measure_legs, places_of
from hah_console.services.ports import TravelTimes, UnitOfWork

Closed = tuple[tuple[Stretch, datetime], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    day: date
    places: Mapping[str, Place]
    closed: Closed
    legs: Legs


@dataclass(slots=True)
class DayWays:
    """Any thread; measuring takes a second on a day of 300 homes, so whoever may be waited for warms it up."""

    travel: TravelTimes
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: _Kept | None = None

    def of(self, day: Day, others: Mapping[PatientId, Patient] | None = None) -> Legs:
        """The ways of a day; those of ``others`` are measured with them, so that nobody waits when one is added."""
        with self._lock:
            kept, wanted = self._kept, places_of(day)
            if kept is None or not _serves(kept, day, wanted):
                whole = replace(day, homes={**(others or {}), **day.homes})
                kept = self._kept = _Kept(day.day, places_of(whole), _closed(day), measure_legs(whole, self.travel))
            return kept.legs


def in_care(uow: UnitOfWork, day: Day) -> dict[PatientId, Patient]:
    """Everybody in care: any of them may need a visit that nobody has planned."""
    people = {episode.patient_id for episode in day.episodes.values()}
    return {patient.patient_id: patient for patient in uow.patients.some(people)}


def _serves(kept: _Kept, day: Day, wanted: Mapping[str, Place]) -> bool:
    known = all(kept.places.get(name) == place for name, place in wanted.items())
    kinds = {day.staff[shift.staff_id].vehicle.value for shift in day.shifts.values()}
    return known and kept.day == day.day and kept.closed == _closed(day) and kinds <= kept.legs.tables.keys()


def _closed(day: Day) -> Closed:
    return tuple((one.stretch, one.until) for one in day.closed)
