"""Two consoles and a service over one SQLite file: each a process with its own store, clock and picture of the ward."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor
from hah_console.domain.alarm import Alarm, AlarmState, Lane, Priority
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.escalation import Escalation
from hah_console.domain.escalation_rules import Decision
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EpisodeId, HospitalId, PatientId
from hah_console.domain.place import Place
from hah_console.domain.transfer import Side, Transfer, TransferStage
from hah_console.services import transfers
from hah_console.services.alarm_commands import acknowledge_alarm, escalate_alarm
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.escalations import answer_escalation, pass_on, raise_concern, resolve
from hah_console.services.response_choice import Choice, choose
from hah_console.services.transfer_ends import cancel, close_transfer, hand_over, patient_died, sign
from helpers.alarm_ward import FIRST, PACKS, SECOND, START
from helpers.ladder_ward import LadderWard

RULES = PACKS.escalation
NEAR, FAR = HospitalId("H-near"), HospitalId("H-far")
PATIENTS = (FIRST, SECOND)
PRIORITY = Priority.HIGH
_GOING = frozenset({AlarmState.ACTIVE, AlarmState.ACKNOWLEDGED})
Command = Callable[[Context, Actor], Changes]
MOVES: dict[str, Callable[[Context, Actor, Transfer], Changes]] = {
    "ask_near": lambda c, a, t: transfers.ask_hospital(c, a, t.transfer_id, t.version, NEAR),
    "ask_far": lambda c, a, t: transfers.ask_hospital(c, a, t.transfer_id, t.version, FAR),
    "accept": lambda c, a, t: transfers.accept(c, a, t.transfer_id, t.version),
    "refuse": lambda c, a, t: transfers.refuse(c, a, t.transfer_id, t.version, "滿床"),
    "call": lambda c, a, t: transfers.call_ambulance(c, a, t.transfer_id, t.version),
    "call_off": lambda c, a, t: transfers.ambulance_cancelled(c, a, t.transfer_id, t.version, "拋錨"),
    "depart": lambda c, a, t: transfers.depart(c, a, t.transfer_id, t.version),
    "arrive": lambda c, a, t: transfers.arrive(c, a, t.transfer_id, t.version),
    "give": lambda c, a, t: sign(c, a, t.transfer_id, t.version, Side.GIVER, a.name),
    "take": lambda c, a, t: sign(c, a, t.transfer_id, t.version, Side.RECEIVER, "李明哲"),
    "hand_over": lambda c, a, t: hand_over(c, a, t.transfer_id, t.version, "李明哲"),
    "close": lambda c, a, t: close_transfer(c, a, t.transfer_id, t.version),
    "cancel": lambda c, a, t: cancel(c, a, t.transfer_id, t.version, "好轉"),
    "die": lambda c, a, t: patient_died(c, a, t.transfer_id, t.version, "途中心跳停止"),
}
ONWARD = {
    TransferStage.DECIDED: "ask_near", TransferStage.REFUSED: "ask_far", TransferStage.ASKED: "accept",
    TransferStage.ACCEPTED: "call", TransferStage.AMBULANCE_CALLED: "depart",
    TransferStage.AMBULANCE_CANCELLED: "call", TransferStage.DEPARTED: "arrive", TransferStage.ARRIVED: "hand_over",
    TransferStage.HANDED_OVER: "close",
}  # fmt: skip
LADDER: dict[str, Callable[[Context, Actor, Escalation], Changes]] = {
    "answer": lambda c, a, e: answer_escalation(c, a, RULES, e.escalation_id, e.version),
    "pass": lambda c, a, e: pass_on(c, a, RULES, e.escalation_id, e.version),
    "resolve": lambda c, a, e: resolve(c, a, e.escalation_id, "已改善", e.version),
}
ALARM: dict[str, Callable[[Context, Actor, Alarm], Changes]] = {
    "acknowledge": lambda c, a, one: acknowledge_alarm(c, a, one.alarm_id, one.version),
    "escalate": lambda c, a, one: escalate_alarm(c, a, PACKS.alarms, one.alarm_id, one.version, RULES),
}


class Killed(BaseException):
    """The process is gone in the middle of its transaction."""


class Console:
    """One workstation: what is on its screen is what it last read, and its clock may be wrong."""

    def __init__(self, url: str) -> None:
        self._url, self.clock = url, ManualClock(START)
        self.store = Store(url)
        self.alarms: tuple[Alarm, ...] = ()
        self.cases: tuple[Escalation, ...] = ()
        self.transfers: tuple[Transfer, ...] = ()
        self.look()

    @property
    def ctx(self) -> Context:
        return Context(self.store.unit_of_work, self.clock)

    def look(self) -> None:
        """Draw the screen anew."""
        with self.store.unit_of_work() as uow:
            self.alarms = uow.alarms.open()
            self.cases = uow.escalations.open()
            self.transfers = uow.transfers.all()

    def restart(self) -> None:
        """The process is killed and begins again with nothing but the store."""
        self.store.close()
        self.store = Store(self._url)
        self.look()

    def set_clock(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    def dying(self) -> Context:
        """A process that is killed when everything is written and nothing committed."""

        def unit() -> Any:
            opened = self.store.unit_of_work()

            def killed() -> Changes:
                raise Killed

            opened.commit = killed  # type: ignore[method-assign]
            return opened

        return Context(unit, self.clock)

    def case(self, patient: PatientId) -> Escalation | None:
        """Of a patient, as on the screen."""
        return next((c for c in self.cases if (c.patient_id, c.lane) == (patient, Lane.PHYSIOLOGICAL)), None)

    def transfer(self, patient: PatientId) -> Transfer | None:
        """The newest of a patient, as on the screen."""
        return next((t for t in reversed(self.transfers) if t.patient_id == patient), None)

    def command(self, patient: PatientId, what: str) -> Command | None:
        """What a button does, from what is on the screen; None when the screen has no such thing."""
        if what == "worry":
            return lambda c, a: raise_concern(c, a, RULES, patient, "不對勁", PRIORITY)
        if what in LADDER:
            case = self.case(patient)
            return (lambda c, a: LADDER[what](c, a, case)) if case else None
        if what in ALARM:
            alarm = next((one for one in self.alarms if one.patient_id == patient), None)
            return (lambda c, a: ALARM[what](c, a, alarm)) if alarm else None
        if what in MOVES:
            transfer = self.transfer(patient)
            return (lambda c, a: MOVES[what](c, a, transfer)) if transfer else None
        return self._choice(patient, Decision(what))

    def _choice(self, patient: PatientId, decision: Decision) -> Command:
        case = self.case(patient)
        chosen = Choice(patient, decision, "喘，SpO₂ 下降", case.version if case else None, hospital_id=NEAR)
        return lambda c, a: choose(c, a, RULES, chosen)


class GreenWard(LadderWard):
    """The service's side of it; hospitals to ask, and patients who may come back."""

    def __init__(self, url: str) -> None:
        self._url, self.stays = url, 2
        super().__init__(Store(url))
        with self.store.unit_of_work() as uow:
            uow.hospitals.save(Hospital(NEAR, "近郊醫院", Place(24.80, 120.97), "重度級", "03-500-0001"))
            uow.hospitals.save(Hospital(FAR, "遠郊醫院", Place(24.87, 121.05), "中度級", "03-500-0002", is_base=True))
            uow.commit()

    def restart_process(self) -> None:
        """The service is killed and begins again: store reopened, books read anew."""
        self.store.close()
        self.store = Store(self._url)
        self.ctx = Context(self.store.unit_of_work, self.clock)
        self.people = Context(self.store.unit_of_work, self.wrong_clock)
        self.restart()

    def in_care(self, patient: PatientId) -> bool:
        with self.store.unit_of_work() as uow:
            return any(stay.state is EpisodeState.ACTIVE for stay in uow.episodes.of_patient(patient))

    def admit_again(self, patient: PatientId) -> None:
        """She is at home again, in an admission of its own."""
        self.stays += 1
        stay = EpisodeId(f"E{self.stays}")
        begun = Episode(stay, patient, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, self.clock.now())
        with self.store.unit_of_work() as uow:
            uow.episodes.save(begun)
            uow.commit()
        self.ingest.reload()

    def end_one(self, patient: PatientId) -> None:
        """The condition of one alarm is over."""
        with self.store.unit_of_work() as uow:
            going = [a for a in uow.alarms.open() if a.patient_id == patient and a.state in _GOING]
        if going:
            self.keep(going[0].condition_ended(self.clock.now()), "alarm_ended")
