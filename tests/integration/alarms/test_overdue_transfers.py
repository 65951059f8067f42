"""A transfer that takes too long is an alarm of the service, through restarts, and ends with the next stage."""

from datetime import timedelta

from helpers.alarm_ward import FIRST, NURSE, PACKS, AlarmWard

from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.hospital import Hospital
from hah_console.domain.ids import EpisodeId, HospitalId, TransferId
from hah_console.domain.place import Place
from hah_console.services import transfers
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.transfer_ends import cancel

H = HospitalId("H-1")
DECIDED_LIMIT_S = PACKS.transfer.stage_targets[transfers.TransferStage.DECIDED] / timedelta(seconds=1)


def decide(ward: AlarmWard, pathway: str = "") -> TransferId:
    with ward.ctx.store() as uow:
        uow.hospitals.save(Hospital(H, "示範醫院", Place(24.8, 120.9)))
        uow.commit()
    chosen = PACKS.transfer.pathways.get(pathway)
    changes = transfers.decide_transfer(ward.ctx, NURSE, EpisodeId("E0"), "休克", pathway=chosen)
    return TransferId(next(c.entity_id for c in changes.items if c.entity == "transfer"))


def clock_alarms(ward: AlarmWard) -> list[Alarm]:
    with ward.ctx.store() as uow:
        found = [a for a in uow.alarms.open() if a.rule_id.endswith("_overdue")]
    return sorted(found, key=lambda alarm: alarm.subject)


def version(ward: AlarmWard, transfer_id: TransferId) -> int:
    with ward.ctx.store() as uow:
        return uow.transfers.get(transfer_id).version


def test_a_stage_that_lasts_too_long_raises_one_alarm_with_minutes_and_the_next_stage_ends_it(ward: AlarmWard) -> None:
    transfer_id = decide(ward)
    ward.pass_time(DECIDED_LIMIT_S)
    ward.ingest.sweep()
    assert clock_alarms(ward) == []
    for _ in range(3):
        ward.pass_time(1)
        ward.ingest.sweep()
    (alarm,) = clock_alarms(ward)
    assert (alarm.patient_id, alarm.subject, alarm.limit) == (FIRST, "transfer_decided", 5.0)
    assert alarm.rules_version == PACKS.transfer.info.version
    transfers.ask_hospital(ward.ctx, NURSE, transfer_id, version(ward, transfer_id), H)
    ward.ingest.sweep()
    assert clock_alarms(ward) == []


def test_an_overdue_alarm_survives_a_restart_of_the_service_as_the_same_alarm(ward: AlarmWard) -> None:
    decide(ward)
    ward.pass_time(DECIDED_LIMIT_S + 1)
    ward.ingest.sweep()
    before = clock_alarms(ward)
    ward.restart()
    ward.pass_time(60)
    ward.ingest.sweep()
    ward.ingest.take([ward.reading()])
    assert [a.alarm_id for a in clock_alarms(ward)] == [a.alarm_id for a in before]


def test_what_somebody_has_acknowledged_stays_hers_until_the_stage_is_over(ward: AlarmWard) -> None:
    transfer_id = decide(ward)
    ward.pass_time(DECIDED_LIMIT_S + 1)
    ward.ingest.sweep()
    (alarm,) = clock_alarms(ward)
    acknowledge_alarm(ward.ctx, NURSE, alarm.alarm_id, alarm.version)
    ward.pass_time(60)
    ward.ingest.sweep()
    assert [a.state for a in clock_alarms(ward)] == [AlarmState.ACKNOWLEDGED]
    cancel(ward.ctx, NURSE, transfer_id, version(ward, transfer_id), "好轉")
    ward.ingest.sweep()
    assert clock_alarms(ward) == []


def test_a_pathway_has_clocks_of_its_own_beside_the_stage(ward: AlarmWard) -> None:
    decide(ward, "stemi")
    ward.pass_time(30 * 60 + 1)
    ward.ingest.sweep()
    pathway, stage = clock_alarms(ward)
    assert (pathway.subject, pathway.value, pathway.limit) == ("pathway_door_in_door_out", 30.0, 30.0)
    assert pathway.priority > stage.priority


def test_a_clock_set_back_raises_nothing_new_and_loses_nothing(ward: AlarmWard) -> None:
    decide(ward)
    ward.pass_time(DECIDED_LIMIT_S + 1)
    ward.ingest.sweep()
    raised = clock_alarms(ward)
    ward.pass_time(-3600)
    ward.ingest.sweep()
    ward.pass_time(3700)
    ward.ingest.sweep()
    assert len(raised) == len(clock_alarms(ward)) == 1
