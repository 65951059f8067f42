"""From the intake to the retrieval: equipment set aside, bound by the admission, fetched when it ends, either way."""

from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.admissions import PLAN, admitted, with_team
from helpers.intakes import eligible
from helpers.referrals import DISPATCHER, NOW, NURSE, PHYSICIAN
from helpers.ward import RULES

from hah_console.domain.closing.closure import ClosureForm, ReturnPath
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.equipment_set import SetState, StockShort
from hah_console.domain.errors import InvalidFields, InvalidInput
from hah_console.domain.ids import KitId
from hah_console.domain.kit import Kit, KitState
from hah_console.domain.task import TaskState
from hah_console.services.admission_board import admission_preview
from hah_console.services.closures import close_episode, open_work
from hah_console.services.equipment_delivery import deliver_set, pack_set, tick_step
from hah_console.services.equipment_return import ask_for_couriers
from hah_console.services.equipment_sets import reserve_for_intake

PACK = RULES.equipment
NEW = {"name": "林小美", "national_id": "A223456781", "birth_date": "1950-01-01"}
OTHER = {"name": "吳春梅", "national_id": "A234567893", "birth_date": "1943-04-09"}


@pytest.fixture
def house(ctx):
    """A team, a monitor and a pump."""
    with_team(ctx)
    with ctx.store() as uow:
        uow.kits.save(Kit(KitId("P-9"), "infusion_pump", KitState.AVAILABLE))
        uow.commit()
    return ctx


def sets(ctx, intake_id):
    with ctx.store() as uow:
        return uow.equipment_sets.of_intake(intake_id)


def kit(ctx, kit_id):
    with ctx.store() as uow:
        return uow.kits.get(kit_id)


def close(ctx, episode_id):
    summary = DischargeSummary(tuple(SectionText(section, Said.NONE) for section in SummarySection))
    form = ClosureForm(Outcome.COMPLETED_TREATMENT, "", summary, ReturnPath.CLINIC)
    with ctx.store() as uow:
        version = uow.episodes.get(episode_id).version
    named = frozenset(task.task_id for task in open_work(ctx, episode_id))
    close_episode(ctx, PHYSICIAN, episode_id, version, form, RULES.forms, named_tasks=named, task_reason="完成")


def test_what_is_set_aside_at_the_intake_belongs_to_the_admission_with_the_time_it_is_promised(house):
    intake_id = eligible(house, **NEW)
    reserve_for_intake(house, NURSE, PACK, intake_id)
    with pytest.raises(InvalidInput) as twice:
        reserve_for_intake(house, NURSE, PACK, intake_id)
    assert twice.value.facts["reason"] == "reserved_before"
    episode_id = admitted(house, intake_id, replace(PLAN, record_number="M777"))
    (one,) = sets(house, intake_id)
    assert (one.state, one.episode_id) == (SetState.RESERVED, episode_id)
    assert one.promised_at - house.clock.now() == timedelta(minutes=120)
    with house.store() as uow:
        task = uow.tasks.get(f"{one.set_id}-D")
    assert (task.state, task.latest) == (TaskState.REQUESTED, one.promised_at)


def test_what_is_set_aside_for_one_is_neither_reserved_nor_given_to_another(house):
    first = eligible(house, **NEW)
    reserve_for_intake(house, NURSE, PACK, first)
    second = eligible(house, **OTHER)
    with pytest.raises(StockShort):
        reserve_for_intake(house, NURSE, PACK, second)
    offered = [[kit.kit_id for kit in admission_preview(house, RULES, who).kits] for who in (first, second)]
    assert offered == [["K-1"], []]
    with pytest.raises(InvalidFields) as refused:
        admitted(house, second, replace(PLAN, kit_id="K-1", record_number="M778"))
    assert [fault.facts["reason"] for fault in refused.value.faults] == ["set_aside"]
    admitted(house, first, replace(PLAN, kit_id="K-1", record_number="M777"))


def test_an_admission_without_stock_waits_in_sight_and_one_with_her_monitor_lacks_the_pump_only(house):
    with house.store() as uow:
        uow.kits.save(replace(uow.kits.get("P-9"), state=KitState.FAULTY, fault="x"))
        uow.commit()
    intake_id = eligible(house, **NEW)
    admitted(house, intake_id, replace(PLAN, kit_id="K-1", record_number="M777"))
    (one,) = sets(house, intake_id)
    assert (one.state, one.kit_ids, dict(one.needs)) == (SetState.WANTED, ("K-1",), {"infusion_pump": 1, "monitor": 1})
    assert kit(house, "K-1").state is KitState.IN_USE


def test_closing_an_admission_has_its_equipment_fetched(house):
    intake_id = eligible(house, **NEW)
    episode_id = admitted(house, intake_id, replace(PLAN, kit_id="K-1", record_number="M777"))
    (one,) = sets(house, intake_id)
    pack_set(house, DISPATCHER, one.set_id, one.version)
    deliver_set(house, DISPATCHER, one.set_id, one.version + 1, "周小土", "child")
    for number, step in enumerate(PACK.steps_for(frozenset(dict(one.needs))), one.version + 2):
        tick_step(house, NURSE, PACK, one.set_id, number, step.step_id)
    assert (kit(house, "K-1").state, kit(house, "P-9").state) == (KitState.IN_USE, KitState.IN_USE)
    close(house, episode_id)
    assert (kit(house, "K-1").state, kit(house, "P-9").state) == (KitState.TO_RETRIEVE, KitState.TO_RETRIEVE)
    ask_for_couriers(house, DISPATCHER, PACK)
    with house.store() as uow:
        task = uow.tasks.get(f"KR-{episode_id}-1")
        line = uow.custody.of_kit(KitId("P-9"))
    assert (task.note, task.latest - house.clock.now()) == ("K-1 P-9", PACK.retrieval.window)
    assert [step.state for step in line] == ["prepared", "sent", "in_use", "to_retrieve"]
    assert line[-1].reason == "episode_closed"
    assert house.clock.now() == NOW
