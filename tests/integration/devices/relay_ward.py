"""Two patients with a monitor each, and the ways in for gateways and interfaces, over a real store."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from helpers.gateways import body, observation

from hah_console.adapters.db.store import Store
from hah_console.adapters.fhir.devices.upload import read_upload
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.vitals.reception import Reception
from hah_console.adapters.vitals.relayed import RelayedReception
from hah_console.app.devices.door import Answers, Door
from hah_console.app.devices.relay_intake import RelayIntake
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import DeviceId, EpisodeId, KitId, PatientId, UserId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import Vital
from hah_console.domain.relayed_set import RelayedPart
from hah_console.services.context import Context
from hah_console.services.device_owners import device_owners
from hah_console.services.ingest import Taken, VitalsIngest

PACKS = Path(__file__).parents[3] / "resources" / "rulepacks"
START = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "W1")


def part(made: dict[str, Any]) -> RelayedPart:
    """An Observation as it is read from the wire."""
    return read_upload(body(made), alone=True).parts[0]


@dataclass
class Ward:
    """``store`` is what tests may break."""

    store: Store
    signing: tuple[DeviceId, ...] = ()

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        self.ctx = Context(self.store.unit_of_work, self.clock)
        with self.store.unit_of_work() as uow:
            for n in (1, 2):
                pid, eid = PatientId(f"P00{n}"), EpisodeId(f"E{n}")
                uow.patients.save(Patient(pid, f"M-{n}", "王小明", Sex.MALE, date(1950, 1, n), Place(24.8, 120.97)))
                uow.episodes.save(Episode(eid, pid, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, START))
                uow.kits.save(Kit(KitId(f"K{n}"), "monitor", KitState.IN_USE, DeviceId(f"D-0{n}"), eid))
            uow.commit()
        self.ingest = VitalsIngest(self.ctx, load_rule_packs(PACKS), SERVICE)
        self.counted: list[Taken] = []
        self.door = Door(self.clock)
        self.begin()

    def begin(self) -> None:
        """A service that has just started."""
        self.ingest.reload()
        reception = Reception("S1")
        reception.owners = device_owners(self.ctx)
        names = {"00-1F-2E": DeviceId("D-01")}
        self.relays = RelayIntake(
            self.ctx, self.ingest, RelayedReception(reception, names, self.signing), self.door, self.counted.append
        )
        self.relays.use(reception.owners)

    def deliver(self, parts: Sequence[RelayedPart]) -> "Future[Answers]":
        return self.door.deliver("fhir/GW-1", "GW-1", parts)

    def told(self, *observations: dict[str, Any]) -> list[tuple[str, str]]:
        """Fate and reason of each after one turn of the writer."""
        stored = self.deliver(list(map(part, observations)))
        assert self.relays.turn()
        return [(answer.fate.value, answer.reason) for answer in stored.result(0)]

    def fates(self, *observations: dict[str, Any]) -> list[str]:
        return [fate for fate, _ in self.told(*observations)]

    def hr(self, value: float = 72, after_s: float = 0, **changed: Any) -> dict[str, Any]:
        return observation("hr", value, self.clock.now() + timedelta(seconds=after_s), **changed)

    def stored(self, patient: str = "P001", vital: Vital = Vital.HEART_RATE) -> list[float]:
        day = timedelta(days=3)
        with self.store.unit_of_work() as uow:
            found = uow.readings.series(PatientId(patient), vital, START - day, START + day)
        return list(found.values)

    def quarantined(self) -> int:
        with self.store.unit_of_work() as uow:
            return uow.readings.quarantined()
