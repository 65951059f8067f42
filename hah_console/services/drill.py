"""Exercises: invented patients who are marked as such everywhere, a script that makes them worse, and their end.

SAFETY(exercise): whoever is of an exercise carries it in her name, on every screen, on paper and on the page of the
hospital, and is in no indicator and no claim; nobody real is touched.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode, Outcome
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EpisodeId, HospitalId, PatientId, TransferId
from hah_console.domain.pack_delivery import DeliveryState
from hah_console.domain.patient import EXERCISE_NAME, AllergyState, CodeStatus, Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.transfer import StageEntry, Transfer, TransferStage
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.leaving import end_alarms, withdraw_work
from hah_console.services.ports import UnitOfWork
from hah_console.services.transfer_packs import freeze_pack

DRILL = "drill"
"""The site fact: what kind of exercise runs and since when, empty for none."""


class DrillKind(StrEnum):
    """MASS_CASUALTY: many worsen at once. NETWORK_LOSS: packs reach no hospital, only telephone and paper are left."""

    MASS_CASUALTY = "mass_casualty"
    NETWORK_LOSS = "network_loss"


@dataclass(frozen=True, slots=True)
class _Case:
    """One line of a script."""

    name: str
    reason: str
    pathway: str = ""


_SCRIPTS = {
    DrillKind.MASS_CASUALTY: (
        _Case("一", "瓦斯氣爆，全身 20 % 燒傷，呼吸喘", "trauma"),
        _Case("二", "瓦斯氣爆，吸入性嗆傷，SpO₂ 84 %", "trauma"),
        _Case("三", "左側無力、口齒不清 30 分鐘", "stroke"),
        _Case("四", "胸痛冒冷汗，心電圖 ST 上升", "stemi"),
        _Case("五", "收縮壓 78 mmHg，意識混亂", "sepsis"),
        _Case("六", "頭部外傷，昏迷指數 9", "trauma"),
    ),
    DrillKind.NETWORK_LOSS: (
        _Case("一", "SpO₂ 86 %，氧氣後未改善"),
        _Case("二", "體溫 39.6 ℃，寒顫，收縮壓 84 mmHg", "sepsis"),
        _Case("三", "突發右側無力", "stroke"),
    ),
}
NO_NETWORK = "exercise_no_network"


def start_drill(ctx: Context, actor: Actor, kind: DrillKind) -> Changes:
    """Put the script's patients into care, worse already, and ask the base hospital for each.

    Raises NotPermitted, IllegalTransition while another exercise runs or without a hospital.
    """
    require(actor, Action.DECIDE_TRANSFER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        hospitals = sorted(uow.hospitals.all(), key=lambda one: (not one.is_base, one.hospital_id))
        if uow.site.get(DRILL) or not hospitals:
            raise IllegalTransition(entity="site", state=uow.site.get(DRILL) or "no_hospital", move="drill")
        uow.site.put(DRILL, f"{kind.value} {now.isoformat()}")
        for number, case in enumerate(_SCRIPTS[kind]):
            _begin(ctx, uow, actor, case, hospitals[0], number, now)
        if kind is DrillKind.NETWORK_LOSS:
            _lose_network(uow, now)
        record(uow, actor, now, "start_drill", "site", kind.value)
        return uow.commit()


def end_drill(ctx: Context, actor: Actor) -> Changes:
    """Every patient of it leaves, with alarms and work. Raises NotPermitted, IllegalTransition without an exercise."""
    require(actor, Action.DECIDE_TRANSFER)
    now = ctx.clock.now()
    with ctx.store() as uow:
        uow.take_turn()
        if not uow.site.get(DRILL):
            raise IllegalTransition(entity="site", state="none", move="end_drill")
        invented = {one.patient_id for one in uow.patients.all() if one.exercise}
        for transfer in (one for one in uow.transfers.open() if one.exercise):
            _end_transfer(uow, actor, transfer, now)
        for episode in (one for one in uow.episodes.open() if one.patient_id in invented):
            ended = replace(episode.moved(EpisodeState.CLOSED), outcome=Outcome.OTHER, closed_at=now)
            uow.episodes.save(ended)
            end_alarms(uow, actor, episode.patient_id, now)
            withdraw_work(ctx, uow, actor, episode.patient_id, episode.episode_id)
        uow.site.put(DRILL, "")
        record(uow, actor, now, "end_drill", "site", DRILL)
        return uow.commit()


@dataclass(frozen=True, slots=True)
class RunningDrill:
    """The exercise that runs, since when, and how many invented patients are in care."""

    kind: DrillKind
    since: datetime
    patients: int


def running_drill(ctx: Context) -> RunningDrill | None:
    """The exercise that runs now."""
    with ctx.store() as uow:
        return drill_of(uow)


def drill_of(uow: UnitOfWork) -> RunningDrill | None:
    """As ``running_drill``, within a transaction."""
    kind, _, since = uow.site.get(DRILL).partition(" ")
    if not kind:
        return None
    invented = {one.patient_id for one in uow.patients.all() if one.exercise}
    inside = sum(stay.patient_id in invented for stay in uow.episodes.open())
    return RunningDrill(DrillKind(kind), datetime.fromisoformat(since), inside)


def _begin(
    ctx: Context, uow: UnitOfWork, actor: Actor, case: _Case, hospital: Hospital, number: int, now: datetime
) -> None:
    key = uuid.uuid4().hex[:10]
    near = Place(hospital.place.lat + 0.002 * (number + 1), hospital.place.lon, EXERCISE_NAME)
    name, born = f"{EXERCISE_NAME}{case.name}號", date(1950, 1, 1)
    patient = Patient(
        PatientId(f"EX-{key}"), f"EX-{key}", name, Sex.UNKNOWN, born, near, exercise=True,
        allergy_state=AllergyState.NOT_RECORDED, code_status=CodeStatus.NOT_RECORDED,
    )  # fmt: skip
    stay = EpisodeId(f"EXE-{key}")
    uow.patients.save(patient)
    uow.episodes.save(Episode(stay, patient.patient_id, Condition.PNEUMONIA, Mode.EMERGENCY, EpisodeState.ACTIVE, now))
    decided = Transfer(
        TransferId(f"TR-{uuid.uuid4().hex[:12]}"), stay, patient.patient_id, f"{EXERCISE_NAME}：{case.reason}",
        (StageEntry(TransferStage.DECIDED, now, actor.user_id),), pathway=case.pathway, exercise=True,
    )  # fmt: skip
    asked = decided.moved(TransferStage.ASKED, at=now, by=actor.user_id, hospital_id=HospitalId(hospital.hospital_id))
    uow.transfers.save(asked)
    facts = {"reason": asked.reason, "exercise": "yes"}
    record(uow, actor, now, "decide_transfer", "transfer", asked.transfer_id, patient.patient_id, **facts)
    told = {"from_stage": "decided", "hospital": hospital.hospital_id, "note": "", "exercise": "yes"}
    record(uow, actor, now, "transfer_asked", "transfer", asked.transfer_id, patient.patient_id, **told)
    freeze_pack(ctx, uow, actor, asked)


def _lose_network(uow: UnitOfWork, now: datetime) -> None:
    """Of the exercise's packs none gets through: they are shown as not delivered, and tried again in vain."""
    for transfer in (one for one in uow.transfers.open() if one.exercise):
        for one in uow.deliveries.of_transfer(transfer.transfer_id):
            if one.state is DeliveryState.WAITING:
                uow.deliveries.save(one.failed(now, NO_NETWORK))


def _end_transfer(uow: UnitOfWork, actor: Actor, transfer: Transfer, now: datetime) -> None:
    at = max(now, transfer.history[-1].at)
    ahead = transfer.next_stages()
    to = TransferStage.CANCELLED if TransferStage.CANCELLED in ahead else TransferStage.DIED
    to = TransferStage.CLOSED if TransferStage.CLOSED in ahead else to
    ended = transfer.moved(to, at=at, by=actor.user_id, note="演習結束")
    uow.transfers.save(ended)
    facts = {"from_stage": transfer.stage.value, "note": "演習結束", "exercise": "yes"}
    name = f"transfer_{to.value}"
    record(uow, actor, now, name, "transfer", transfer.transfer_id, transfer.patient_id, **facts)
