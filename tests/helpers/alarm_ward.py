"""Patients at home, the real store and the real ingest: readings in, rows out, people in between."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hah_console.adapters.db.store import Store
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.alarms.system import SystemFacts
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import OPEN_STATES, Alarm
from hah_console.domain.clock import ManualClock
from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.ids import DeviceId, EpisodeId, GatewayId, KitId, PatientId, UserId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.reading import Reading, Vital
from hah_console.domain.rulepack import RulePacks
from hah_console.services.context import Context
from hah_console.services.ingest import Taken, VitalsIngest

PACKS: RulePacks = load_rule_packs(Path(__file__).parents[2] / "resources" / "rulepacks")
RULES = PACKS.alarms
START = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NURSE = Actor(UserId("u-1"), "護理師", Role.NURSE, "W1")
PHYSICIAN = Actor(UserId("u-2"), "醫師", Role.PHYSICIAN, "W1")
DISPATCHER = Actor(UserId("u-3"), "調度", Role.DISPATCHER, "W2")
SERVICE = Actor(UserId("service"), "service", Role.SERVICE, "W1")
FIRST, SECOND = PatientId("P1"), PatientId("P2")
WELL = {"spo2": 97.0, "hr": 80.0, "rr": 16.0, "sbp": 130.0}
NO_OFF: frozenset[Vital] = frozenset()


class AlarmWard:
    """Two patients whose monitors report every ten seconds."""

    def __init__(self, store: Store, packs: RulePacks = PACKS) -> None:
        self.store, self.clock, self.packs = store, ManualClock(START), packs
        self.ctx = Context(store.unit_of_work, self.clock)
        with self.ctx.store() as uow:
            for number, pid in enumerate((FIRST, SECOND)):
                uow.patients.save(Patient(pid, str(number), "王小明", Sex.MALE, date(1950, 1, 1), Place(24.8, 120.97)))
                episode = EpisodeId(f"E{number}")
                uow.episodes.save(
                    Episode(episode, pid, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, START)
                )
                uow.kits.save(Kit(KitId(f"K{number}"), "monitor", KitState.IN_USE, DeviceId(f"D-{pid}"), episode))
            uow.commit()
        self.sequence = 0
        self.restart()

    def restart(self) -> None:
        """The service begins again with nothing but the store."""
        self.ingest = VitalsIngest(self.ctx, self.packs, SERVICE)
        self.ingest.reload()

    def hand_over(self, kit: str, episode: str | None) -> None:
        """A kit goes to another admission, or to nobody, and the service learns of it."""
        with self.ctx.store() as uow:
            found = uow.kits.get(KitId(kit))
            uow.kits.save(replace(found, episode_id=EpisodeId(episode) if episode else None))
            uow.commit()
        self.ingest.reload()

    def pass_time(self, seconds: float) -> datetime:
        return self.clock.advance(timedelta(seconds=seconds))

    def reading(self, patient: PatientId = FIRST, off: frozenset[Vital] = NO_OFF, **changed: float) -> Reading:
        self.sequence += 1
        values = {Vital(name): value for name, value in {**WELL, **changed}.items()}
        kept = {vital: value for vital, value in values.items() if vital not in off}
        now = self.clock.now()
        return Reading(patient, DeviceId(f"D-{patient}"), self.sequence, now, now, kept, off)

    def status(self, patient: PatientId = FIRST, gateway: str | None = None, battery: int = 80) -> DeviceStatus:
        now, device = self.clock.now(), DeviceId(f"D-{patient}")
        where = GatewayId(gateway) if gateway else None
        return DeviceStatus(device, patient, now, self.sequence, gateway_id=where, battery_pct=battery, skew_s=0.0)

    def gateway(self, name: str, online: bool) -> GatewayStatus:
        return GatewayStatus(GatewayId(name), online, self.clock.now())

    def hear(
        self, seconds: float, patient: PatientId = FIRST, off: frozenset[Vital] = NO_OFF, **changed: float
    ) -> None:
        for _ in range(int(seconds // 10)):
            self.pass_time(10)
            self.ingest.take([self.reading(patient, off, **changed)])

    def sweep(self, after_s: float = 0, facts: SystemFacts | None = None) -> Taken:
        self.pass_time(after_s)
        return self.ingest.sweep(facts)

    def alarms(self, rule_id: str = "") -> tuple[Alarm, ...]:
        with self.ctx.store() as uow:
            rows = uow.alarms.between(START, self.clock.now() + timedelta(seconds=1))
        return tuple(alarm for alarm in rows if rule_id in ("", alarm.rule_id))

    def open(self) -> tuple[Alarm, ...]:
        return tuple(alarm for alarm in self.alarms() if alarm.state in OPEN_STATES)

    def one(self, rule_id: str) -> Alarm:
        (alarm,) = self.alarms(rule_id)
        return alarm

    def actions(self, entity_id: str) -> list[str]:
        with self.ctx.store() as uow:
            return [item.entry.action for item in uow.audit.entries() if item.entry.entity_id == entity_id]
