"""A ward with a duty roster, a service that can be killed, and consoles whose clocks may be wrong."""

from dataclasses import replace
from datetime import datetime, timedelta

from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor, Role
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.escalation import Escalation
from hah_console.domain.ids import AlarmId, PatientId, StaffId, UserId
from hah_console.domain.place import Place
from hah_console.domain.roster import BACKUP, CHARGE_NURSE, DISPATCHER, PHYSICIAN
from hah_console.domain.staff import Duty, Profession, Staff, Vehicle
from hah_console.domain.user import User
from hah_console.services.context import Context, record
from helpers.alarm_ward import START, AlarmWard
from helpers.ward import QuickHasher

ANNA = Actor(UserId("u-anna"), "王淑芬", Role.NURSE, "W1")
BELLA = Actor(UserId("u-bella"), "李佳玲", Role.NURSE, "W2")
DOCTOR = Actor(UserId("u-doctor"), "張承恩", Role.PHYSICIAN, "W3")
DESK = Actor(UserId("u-desk"), "林調度", Role.DISPATCHER, "W4")
PEOPLE = (ANNA, BELLA, DOCTOR, DESK)
DAY = timedelta(days=1)
ROSTER = (
    (CHARGE_NURSE, "N-anna"), (PHYSICIAN, "M-doctor"), (BACKUP, "M-backup"), (DISPATCHER, "D-desk"),
)  # fmt: skip
_PROFESSIONS = {"N": Profession.NURSE, "M": Profession.PHYSICIAN, "D": Profession.COURIER}


class LadderWard(AlarmWard):
    """``people`` is the context of the consoles, whose clock nobody keeps; ``ctx`` that of the service."""

    def __init__(self, store: Store) -> None:
        self.wrong_clock = ManualClock(START)
        super().__init__(store)
        self.people = Context(store.unit_of_work, self.wrong_clock)
        self.number = 0
        with self.ctx.store() as uow:
            names = {"N-anna": ANNA.name, "N-bella": BELLA.name, "M-doctor": DOCTOR.name, "M-backup": "陳備援",
                     "D-desk": DESK.name}  # fmt: skip
            for staff_id, name in names.items():
                uow.staff.save(
                    Staff(StaffId(staff_id), name, _PROFESSIONS[staff_id[0]], frozenset(), Vehicle.SCOOTER,
                          Place(24.8, 120.97), "0912-000-111")
                )  # fmt: skip
            hashed = QuickHasher().hash("demo")
            for actor, staff_id in zip(PEOPLE, ("N-anna", "N-bella", "M-doctor", "D-desk"), strict=True):
                uow.users.save(
                    User(actor.user_id, actor.user_id, actor.name, actor.role, hashed, StaffId(staff_id))
                )  # fmt: skip
            uow.staff.add_duties([Duty(role, StaffId(who), START - DAY, START + 9 * DAY) for role, who in ROSTER])
            uow.commit()
        self.ingest.reload()

    def raise_alarm(
        self, patient: PatientId | None, priority: Priority = Priority.HIGH, lane: Lane = Lane.PHYSIOLOGICAL
    ) -> Alarm:
        """What the pipeline of the service does when a value is beyond its limit for long enough."""
        self.number += 1
        alarm = Alarm(
            AlarmId(f"A{self.number}"), patient, "spo2_low", "test", f"spo2-{self.number}", priority, lane,
            AlarmState.ACTIVE, self.clock.now(), 84.0, 88.0,
        )  # fmt: skip
        return self.keep(alarm, "alarm_raised")

    def keep(self, alarm: Alarm, action: str) -> Alarm:
        """An alarm as the service stores it."""
        with self.ctx.store() as uow:
            stored = uow.alarms.save(alarm)
            record(uow, ANNA, self.clock.now(), action, "alarm", alarm.alarm_id, alarm.patient_id)
            uow.commit()
        self.ingest.reload()
        return stored

    def look(self, after_s: float = 1) -> None:
        """The service looks, having heard what people changed."""
        self.ingest.reload()
        self.sweep(after_s)
        self.wrong_clock.advance(timedelta(seconds=after_s))

    def cases(self) -> tuple[Escalation, ...]:
        """Every escalation there ever was."""
        with self.ctx.store() as uow:
            return uow.escalations.all()

    def case(self, patient: PatientId | None = PatientId("P1"), lane: Lane = Lane.PHYSIOLOGICAL) -> Escalation:
        """The open one of a patient."""
        with self.ctx.store() as uow:
            found = uow.escalations.open_of(patient, lane)
        assert found is not None
        return found

    def off_duty(self, role: str) -> None:
        """Nobody holds a role any more."""
        with self.ctx.store() as uow:
            for duty in uow.staff.duties_between(START - 2 * DAY, START + 20 * DAY):
                if duty.role == role:
                    uow.staff.remove_duty(duty)
            uow.commit()
        self.ingest.reload()

    def set_service_clock(self, moment: datetime) -> None:
        """Somebody sets the clock of the machine of the service."""
        self.clock = ManualClock(moment)
        self.ctx = replace(self.ctx, clock=self.clock)
        self.restart()
