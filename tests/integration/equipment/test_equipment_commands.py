"""Sets and pieces of equipment over a real store: pack, deliver, set up, fetch, clean, swap; on both engines."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.referrals import DISPATCHER, NOW, NURSE
from helpers.ward import RULES

from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.equipment_set import AlreadyDelivered, SetState, StockShort
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, VersionConflict
from hah_console.domain.kit import KitState, KitTaken
from hah_console.domain.task import TaskKind, TaskState, Withdrawal
from hah_console.services.device_owners import device_owners
from hah_console.services.equipment_delivery import deliver_set, pack_set, tick_step, unpack_set
from hah_console.services.equipment_moves import collect_piece, move_piece, register_piece, report_broken, swap_piece
from hah_console.services.equipment_return import ask_for_couriers, return_equipment
from hah_console.services.equipment_sets import cancel_set, order_set

PACK = RULES.equipment
MINUTE = timedelta(minutes=1)


def get(ctx, repository, key):
    with ctx.store() as uow:
        return getattr(uow, repository).get(key)


def state(ctx, kit_id):
    return get(ctx, "kits", kit_id).state


def ordered(ctx, episode="E-1", recipe="pneumonia", **kwargs):
    order_set(ctx, NURSE, PACK, episode, recipe, **kwargs)
    with ctx.store() as uow:
        return uow.equipment_sets.of_episode(episode)[-1]


def packed(ctx, episode="E-1", recipe="pneumonia"):
    one = ordered(ctx, episode, recipe)
    pack_set(ctx, DISPATCHER, one.set_id, one.version)
    return get(ctx, "equipment_sets", one.set_id)


def delivered(ctx, episode="E-1", recipe="pneumonia"):
    one = packed(ctx, episode, recipe)
    ctx.clock.advance(20 * MINUTE)
    deliver_set(ctx, DISPATCHER, one.set_id, one.version, "陳小明", "son")
    return get(ctx, "equipment_sets", one.set_id)


def in_use(ctx, episode="E-1", recipe="pneumonia"):
    one = delivered(ctx, episode, recipe)
    for step in PACK.steps_for(frozenset(dict(one.needs))):
        tick_step(ctx, NURSE, PACK, one.set_id, get(ctx, "equipment_sets", one.set_id).version, step.step_id)
    return get(ctx, "equipment_sets", one.set_id)


def end(ctx, episode):
    with ctx.store() as uow:
        return_equipment(uow, NURSE, episode, "episode_closed", ctx.clock.now())
        uow.commit()


def test_a_set_goes_from_the_shelf_into_use_and_every_step_is_in_the_history(ctx):
    one = in_use(ctx)
    assert (one.state, one.promised_at - NOW) == (SetState.DONE, timedelta(minutes=120))
    assert one.kit_ids == ("P-1", "M-2")
    assert (state(ctx, "M-2"), state(ctx, "P-1")) == (KitState.IN_USE, KitState.IN_USE)
    assert get(ctx, "tasks", f"{one.set_id}-D").state is TaskState.COMPLETED
    assert device_owners(ctx)["D-2"] == "P-1"
    with ctx.store() as uow:
        line = uow.custody.of_kit("M-2")
        actions = [entry.entry.action for entry in uow.audit.entries() if entry.entry.entity == "equipment_set"]
    assert [(step.state, step.by, step.episode_id) for step in line] == [
        ("prepared", DISPATCHER.user_id, "E-1"), ("sent", DISPATCHER.user_id, "E-1"), ("in_use", NURSE.user_id, "E-1"),
    ]  # fmt: skip
    assert actions[:3] == ["order_equipment", "pack_equipment", "deliver_equipment"]


def test_the_rapid_kit_is_promised_in_thirty_minutes(ctx):
    one = ordered(ctx, recipe="rapid", may_wait=True)
    task = get(ctx, "tasks", f"{one.set_id}-D")
    assert (task.earliest, task.latest, task.kind) == (NOW, NOW + 30 * MINUTE, TaskKind.KIT_DELIVERY)


def test_stock_never_falls_below_zero_and_who_waited_gets_the_next_piece(ctx):
    first = ordered(ctx)
    with pytest.raises(StockShort) as short:
        ordered(ctx, "E-2")
    assert short.value.facts == {"kind": "infusion_pump", "wanted": 1, "free": 0}
    waiting = ordered(ctx, "E-2", may_wait=True)
    assert waiting.state is SetState.WANTED
    with pytest.raises(IllegalTransition):
        pack_set(ctx, NURSE, waiting.set_id, waiting.version)
    cancel_set(ctx, NURSE, first.set_id, first.version, "改住院")
    assert get(ctx, "equipment_sets", waiting.set_id).state is SetState.RESERVED
    assert get(ctx, "tasks", f"{first.set_id}-D").withdrawn_for is Withdrawal.ORDER_STOPPED


def test_a_repaired_piece_goes_to_whoever_waits(ctx):
    ordered(ctx)
    waiting = ordered(ctx, "E-2", may_wait=True)
    move_piece(ctx, NURSE, "P-2", 1, KitState.TESTING)
    move_piece(ctx, NURSE, "P-2", 2, KitState.AVAILABLE)
    assert get(ctx, "equipment_sets", waiting.set_id).state is SetState.RESERVED


def test_two_consoles_never_give_one_piece_to_two_patients(ctx):
    one, two = ordered(ctx, "E-1", "uti"), ordered(ctx, "E-2", "uti")
    pack_set(ctx, NURSE, one.set_id, one.version, ("M-1",))
    with pytest.raises(KitTaken):
        pack_set(ctx, DISPATCHER, two.set_id, two.version, ("M-1",))
    with pytest.raises(VersionConflict):
        pack_set(ctx, DISPATCHER, one.set_id, one.version, ("M-2",))
    assert get(ctx, "kits", "M-1").episode_id == "E-1"
    assert (state(ctx, "M-2"), get(ctx, "equipment_sets", two.set_id).state) == ("available", SetState.RESERVED)


def test_two_consoles_at_the_very_same_moment_never_give_one_piece_to_two_patients(ctx):
    one, two = ordered(ctx, "E-1", "uti"), ordered(ctx, "E-2", "uti")
    start, told = threading.Barrier(2), []

    def pack(chosen):
        start.wait()
        try:
            pack_set(ctx, NURSE, chosen.set_id, chosen.version, ("M-1",))
            told.append("packed")
        except HahError as error:
            told.append(error.code)

    threads = [threading.Thread(target=pack, args=(chosen,)) for chosen in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["kit_taken", "packed"]
    states = sorted(get(ctx, "equipment_sets", chosen.set_id).state for chosen in (one, two))
    assert states == [SetState.PACKED, SetState.RESERVED]


@pytest.mark.parametrize("kit_id", ["M-3", "P-2"])
def test_what_is_tested_or_out_of_order_is_not_packed(ctx, kit_id):
    one = ordered(ctx)
    with pytest.raises(HahError):
        pack_set(ctx, NURSE, one.set_id, one.version, (kit_id, "P-1" if kit_id == "M-3" else "M-1"))
    assert state(ctx, "P-1") is KitState.AVAILABLE


def test_a_packed_set_can_be_taken_apart_and_packed_with_another_piece(ctx):
    one = packed(ctx)
    unpack_set(ctx, NURSE, one.set_id, one.version)
    assert state(ctx, "M-2") is KitState.AVAILABLE
    pack_set(ctx, NURSE, one.set_id, one.version + 1, ("M-1", "P-1"))
    assert get(ctx, "kits", "M-1").episode_id == "E-1"


def test_a_delivery_is_recorded_once(ctx):
    one = delivered(ctx)
    with pytest.raises(AlreadyDelivered) as again:
        deliver_set(ctx, NURSE, one.set_id, one.version - 1, "林小姐", "friend")
    assert again.value.facts["by"] == "陳小明"
    assert get(ctx, "equipment_sets", one.set_id).receipt.received_by == "陳小明"


@pytest.mark.parametrize(("minutes", "reason"), [(5, "in_the_future"), (-60, "before_packed")])
def test_a_delivery_at_a_wrong_time_is_refused(ctx, minutes, reason):
    one = packed(ctx)
    with pytest.raises(InvalidInput) as refused:
        deliver_set(ctx, NURSE, one.set_id, one.version, "陳小明", "son", NOW + minutes * MINUTE)
    assert refused.value.facts["reason"] == reason
    assert state(ctx, "M-2") is KitState.PREPARED


def test_the_end_of_an_admission_asks_for_its_equipment_once_and_it_comes_back_by_cleaning_and_testing(ctx):
    in_use(ctx)
    end(ctx, "E-1")
    assert state(ctx, "M-2") is KitState.TO_RETRIEVE
    assert len(ask_for_couriers(ctx, NURSE, PACK).items) == 1
    assert ask_for_couriers(ctx, NURSE, PACK).items == ()
    task = get(ctx, "tasks", "KR-E-1-1")
    assert (task.kind, task.note) == (TaskKind.KIT_RETRIEVAL, "M-2 P-1")
    for kit_id in ("M-2", "P-1"):
        collect_piece(ctx, DISPATCHER, kit_id, get(ctx, "kits", kit_id).version)
        assert get(ctx, "kits", kit_id).episode_id is None
    assert get(ctx, "tasks", "KR-E-1-1").state is TaskState.COMPLETED
    for to in (KitState.TESTING, KitState.AVAILABLE):
        move_piece(ctx, NURSE, "M-2", get(ctx, "kits", "M-2").version, to)
    assert packed(ctx, "E-2", "uti").kit_ids == ("M-2",)


def test_a_piece_with_a_patient_is_not_moved_like_one_in_the_workshop(ctx):
    packed(ctx)
    with pytest.raises(IllegalTransition):
        move_piece(ctx, NURSE, "M-2", get(ctx, "kits", "M-2").version, KitState.AVAILABLE)


def test_a_set_that_was_packed_and_never_left_is_ready_again_when_the_admission_ends(ctx):
    one = packed(ctx)
    end(ctx, "E-1")
    assert (state(ctx, "M-2"), get(ctx, "kits", "M-2").episode_id) == (KitState.AVAILABLE, None)
    assert get(ctx, "equipment_sets", one.set_id).state is SetState.CANCELLED


def test_a_broken_piece_of_a_packed_set_is_replaced_by_a_ready_one(ctx):
    one = packed(ctx, recipe="uti")
    report_broken(ctx, NURSE, "M-2", get(ctx, "kits", "M-2").version, "電池膨脹")
    again = get(ctx, "equipment_sets", one.set_id)
    assert (state(ctx, "M-2"), get(ctx, "kits", "M-2").episode_id, again.state) == ("faulty", None, SetState.RESERVED)
    pack_set(ctx, NURSE, again.set_id, again.version)
    assert get(ctx, "equipment_sets", one.set_id).kit_ids == ("M-1",)


def test_a_swap_brings_another_piece_and_the_broken_one_speaks_until_it_is_fetched(ctx):
    in_use(ctx, recipe="uti")
    swap_piece(ctx, NURSE, PACK, "M-2", get(ctx, "kits", "M-2").version, "M-1", "螢幕裂")
    old, new = get(ctx, "kits", "M-2"), get(ctx, "kits", "M-1")
    assert (old.state, old.fault, new.state, new.episode_id) == ("to_retrieve", "螢幕裂", "prepared", "E-1")
    assert device_owners(ctx) == {"D-1": "P-1", "D-2": "P-1"}
    with ctx.store() as uow:
        swap = uow.equipment_sets.of_episode("E-1")[-1]
    assert (swap.recipe, swap.state, get(ctx, "tasks", f"{swap.set_id}-D").state) == ("swap", "packed", "requested")
    collect_piece(ctx, NURSE, "M-2", old.version)
    assert device_owners(ctx) == {"D-1": "P-1"}


def test_a_swap_takes_no_piece_of_another_kind_or_patient(ctx):
    in_use(ctx, recipe="uti")
    version = get(ctx, "kits", "M-2").version
    with pytest.raises(InvalidInput):
        swap_piece(ctx, NURSE, PACK, "M-2", version, "P-1", "壞了")
    packed(ctx, "E-2", "uti")
    with pytest.raises(KitTaken):
        swap_piece(ctx, NURSE, PACK, "M-2", version, "M-1", "壞了")
    assert state(ctx, "M-2") is KitState.IN_USE


@pytest.mark.parametrize(
    ("kit_id", "serial", "device", "reason"),
    [("M-1", "SN-9", None, "taken"), ("M-9", "SN-M-1", None, "serial_taken"), ("M-9", "SN-9", "D-1", "device_taken"),
     ("M-9", " ", None, "empty")],
)  # fmt: skip
def test_a_number_that_is_there_is_not_entered_twice(ctx, kit_id, serial, device, reason):
    with pytest.raises(InvalidInput) as refused:
        register_piece(ctx, NURSE, kit_id, "monitor", serial, device)
    assert refused.value.facts["reason"] == reason


def test_a_new_piece_is_tested_before_it_is_ready(ctx):
    register_piece(ctx, NURSE, "M-9", "monitor", "SN-9", "D-9")
    kit = get(ctx, "kits", "M-9")
    assert (kit.state, kit.serial, kit.since) == (KitState.TESTING, "SN-9", NOW)


def test_a_picture_proves_the_delivery_to_its_own_patient_only(ctx):
    with ctx.store() as uow:
        for patient in ("P-1", "P-2"):
            uow.attachments.add(_picture(patient), b"jpeg")
        uow.commit()
    one = packed(ctx)
    with pytest.raises(InvalidInput) as refused:
        deliver_set(ctx, NURSE, one.set_id, one.version, "陳小明", "son", proof="AT-P-2")
    assert refused.value.facts["reason"] == "another_patient"
    deliver_set(ctx, NURSE, one.set_id, one.version, "陳小明", "son", proof="AT-P-1")
    assert get(ctx, "equipment_sets", one.set_id).proof == "AT-P-1"


def _picture(patient):
    return attached(
        f"AT-{patient}", patient, f"E-{patient[-1]}", AttachmentKind.OTHER, b"%PDF-1.7", title="簽收", body_site="",
        taken_at=NOW, added_at=NOW, added_by=NURSE.user_id,
    )  # fmt: skip


def test_a_set_that_nobody_was_asked_to_bring_gets_its_visit_once(ctx):
    one = ordered(ctx)
    with ctx.store() as uow:
        uow.equipment_sets.save(replace(one, set_id="ES-9", version=0))
        uow.commit()
    assert [change.entity_id for change in ask_for_couriers(ctx, DISPATCHER, PACK).items] == ["ES-9-D"]
    assert ask_for_couriers(ctx, DISPATCHER, PACK).items == ()
