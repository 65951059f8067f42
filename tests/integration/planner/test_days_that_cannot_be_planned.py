"""What cannot be planned is refused or explained: one error or reason each, with its sentence in both languages."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from helpers.route_desk import DAY, PROFILE, TRAVEL

from hah_console.adapters.planner.process import PlannerProcess
from hah_console.domain.actor import Actor
from hah_console.domain.errors import CircularOrder, HahError, PlanningDataInvalid, ShiftReversed
from hah_console.domain.ids import PatientId, ShiftId, TaskId
from hah_console.domain.place import Place
from hah_console.services.context import Context
from hah_console.services.plan_faults import own_reason
from hah_console.services.planning import draft_plan
from hah_console.services.planning_document import Day, bounds, measure_legs, read_day, write_problem
from hah_console.ui.i18n import LANGUAGES, Texts

LONG = TaskId("T001-20261123-1")


@pytest.fixture
def day(demo: Context) -> Day:
    with demo.store() as uow:
        return read_day(uow, demo.zone, DAY)


def sentences(error: HahError) -> list[str]:
    return [Texts(language).error(error) for language in LANGUAGES]


def document(day: Day, **more: object) -> bytes:
    problem = json.loads(write_problem(day, measure_legs(day, TRAVEL), PROFILE))
    problem["problem"] |= more
    return json.dumps(problem).encode()


def test_a_visit_longer_than_any_shift_says_so(day: Day) -> None:
    task = replace(day.tasks[LONG], duration_minutes=700)
    found = own_reason(day, measure_legs(day, TRAVEL), task)
    assert found is not None
    assert found[0] == "longer_than_shift"
    assert dict(found[1])["minutes"] == "700"
    assert own_reason(day, measure_legs(day, TRAVEL), day.tasks[LONG]) is None


def test_an_address_outside_the_map_says_how_far_it_is(day: Day) -> None:
    patient_id = PatientId(day.tasks[LONG].patient_id)
    home = Place(22.0, 120.7, "屏東縣恆春鎮示意路 1 號")
    away = replace(day, homes={**day.homes, patient_id: replace(day.homes[patient_id], home=home)})
    found = own_reason(away, measure_legs(away, TRAVEL), away.tasks[LONG])
    assert found is not None
    facts = dict(found[1])
    assert (found[0], facts["address"]) == ("too_far", "屏東縣恆春鎮示意路 1 號")
    assert int(facts["km"]) > 300


def test_every_reason_has_a_sentence_that_names_its_facts() -> None:
    for language in LANGUAGES:
        texts = Texts(language)
        assert "700" in texts("routes.reason.longer_than_shift", minutes="700", longest="510")
        assert "310" in texts("routes.reason.too_far", address="x", km="310", ride="400")


def test_a_draft_of_the_day_explains_what_it_leaves_out(
    demo: Context, dispatcher: Actor, planner: PlannerProcess
) -> None:
    with demo.store() as uow:
        long = uow.tasks.save(replace(uow.tasks.get(LONG), duration_minutes=700))
        begins, ends = bounds(DAY, demo.zone)
        due = (task for task in uow.tasks.between(begins, ends) if task.kind.on_site and task.earliest >= begins)
        far = next(task for task in due if task.patient_id != long.patient_id and task.staff_needed == 1)
        away = Place(22.0, 120.7, "屏東縣恆春鎮示意路 1 號")
        uow.patients.save(replace(uow.patients.get(far.patient_id), home=away))
        uow.commit()
    plan, _ = draft_plan(demo, dispatcher, DAY, TRAVEL, planner, PROFILE, seconds=1.0)
    left_out = {item.task_id: item for item in plan.unplanned}
    assert left_out[LONG].reason == "longer_than_shift"
    assert left_out[far.task_id].reason == "too_far"
    assert dict(left_out[far.task_id].facts)["address"] == away.address
    assert all(visit.patient_id != far.patient_id for visit in plan.visits)


def test_a_shift_that_ends_before_it_starts_is_refused(
    demo: Context, dispatcher: Actor, planner: PlannerProcess, day: Day
) -> None:
    shift = day.shifts[ShiftId("S-N-02-20261123")]
    with demo.store() as uow:
        uow.staff.add_shifts(
            [replace(shift, shift_id=ShiftId("wrong"), ends_at=shift.starts_at - timedelta(minutes=5), break_minutes=0)]
        )
        uow.commit()
    with pytest.raises(ShiftReversed) as refused:
        draft_plan(demo, dispatcher, DAY, TRAVEL, planner, PROFILE, seconds=1.0)
    assert refused.value.facts == {"name": "許雅婷", "starts": "08:00", "ends": "07:55"}
    assert all("07:55" in sentence and "許雅婷" in sentence for sentence in sentences(refused.value))


def test_visits_that_wait_for_each_other_in_a_circle_are_refused(day: Day, planner: PlannerProcess) -> None:
    first, second = list(day.tasks)[:2]
    links = [
        {"first": a, "second": b, "min_delay": 0, "max_delay": 3600} for a, b in ((first, second), (second, first))
    ]
    with pytest.raises(CircularOrder) as refused:
        planner.solve(document(day, dependencies=links), time_limit_s=1.0, seed=1, backend="native")
    assert all(first in said or second in said for said in sentences(refused.value))


def test_stock_below_zero_is_refused_by_the_planner(day: Day, planner: PlannerProcess) -> None:
    base = json.loads(document(day))["problem"]["depots"][0]["place_id"]
    stock = [{"kit": "pump", "place_id": base, "units": -1}]
    with pytest.raises(PlanningDataInvalid) as refused:
        planner.solve(document(day, inventories=stock), time_limit_s=1.0, seed=1, backend="native")
    assert refused.value.facts["place"] == "inventories[pump].units"
    assert all("inventories[pump].units" in said for said in sentences(refused.value))
