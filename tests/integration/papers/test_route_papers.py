"""The papers of a published plan: whose patients, which doses, what to bring, what to mind; audited, refused."""

from dataclasses import replace

import pytest
from helpers.papers import Papers
from helpers.route_desk import DAY, DISPATCHER
from helpers.ward import RULES

from hah_console.domain.actor import Actor, Role
from hah_console.domain.dose import DoseState
from hah_console.domain.errors import NotFound, NotPermitted
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.ids import HomeFlagId, StaffId, UserId
from hah_console.domain.patient import AllergyState, Patient, Precaution
from hah_console.domain.route_paper import Bring
from hah_console.domain.task import Withdrawal
from hah_console.services.context import Context
from hah_console.services.route_papers import Outdoors, route_papers


def test_a_paper_holds_the_patients_of_its_worker_and_of_nobody_else(desk: Context, papers: Papers) -> None:
    with desk.store() as uow:
        plan = uow.plans.published(DAY)
    assert plan is not None
    for paper in papers.all:
        mine = [v for v in plan.visits if v.staff_id == paper.staff_id]
        assert [stop.visit_id for stop in paper.stops] == [v.visit_id for v in sorted(mine, key=lambda v: v.start)]
        assert {stop.person.patient_id for stop in paper.stops} == {v.patient_id for v in mine}
    assert sum(len(paper.stops) for paper in papers.all) == len(plan.visits)


def test_everybody_at_work_has_a_paper_and_those_without_visits_an_empty_one(papers: Papers) -> None:
    assert len(papers.all) == 16
    assert any(not paper.stops for paper in papers.all)


def test_every_dose_of_the_route_stands_on_the_paper_as_it_was_ordered(desk: Context, papers: Papers) -> None:
    with desk.store() as uow:
        plan = uow.plans.published(DAY)
        assert plan is not None
        tasks = {v.task_id: uow.tasks.get(v.task_id) for v in plan.visits}
        doses = {
            dose.dose_id: (dose, uow.orders.get(dose.order_id))
            for task in tasks.values()
            for dose in uow.doses.of_episode(task.episode_id)
            if dose.task_id in tasks and dose.state is DoseState.DUE
        }
    on_paper = [(dose, stop) for paper in papers.all for stop in paper.stops for dose in stop.doses]
    assert len(doses) > 50
    wanted = sorted((str(d.task_id), d.due_at, str(o.medication)) for d, o in doses.values())
    assert sorted((s.visit_id, d.due_at, str(d.medication)) for d, s in on_paper) == wanted


def test_printing_stands_in_the_audit_trail_of_every_patient(desk: Context) -> None:
    with desk.store() as uow:
        before = uow.audit.head().sequence
    (paper,) = route_papers(desk, DISPATCHER, RULES.care, Outdoors(), DAY, StaffId("N-03"))
    with desk.store() as uow:
        entries = [one.entry for one in uow.audit.entries(before)]
    assert {e.action for e in entries} == {"print_route"}
    assert [e.patient_id for e in entries if e.patient_id] == list(
        dict.fromkeys(stop.person.patient_id for stop in paper.stops)
    )
    assert entries[0].entity == "plan"
    assert dict(entries[0].facts) == {"number": "1", "staff": "N-03"}
    assert all(e.actor == DISPATCHER.user_id for e in entries)


def test_who_may_not_plan_gets_no_paper(desk: Context) -> None:
    pharmacist = Actor(UserId("U-x"), "藥師", Role.PHARMACIST, "desk")
    with pytest.raises(NotPermitted):
        route_papers(desk, pharmacist, RULES.care, Outdoors(), DAY)


def test_without_a_published_plan_or_a_worker_there_is_no_paper(desk: Context) -> None:
    with pytest.raises(NotFound):
        route_papers(desk, DISPATCHER, RULES.care, Outdoors(), DAY.replace(day=25))
    with pytest.raises(NotFound):
        route_papers(desk, DISPATCHER, RULES.care, Outdoors(), DAY, StaffId("N-99"))


def changed_first(desk: Context, papers: Papers, **fields: object) -> Patient:
    """The first patient of the longest route with other fields."""
    patient_id = papers.longest.stops[0].person.patient_id
    with desk.store() as uow:
        patient = replace(uow.patients.get(patient_id), **fields)  # type: ignore[arg-type]
        uow.patients.save(patient)
        uow.commit()
    return patient


def test_isolation_brings_what_protects_and_an_unsafe_home_its_rule(desk: Context, papers: Papers) -> None:
    precautions = (Precaution.CONTACT, Precaution.AIRBORNE)
    patient = changed_first(desk, papers, precautions=precautions, allergy_state=AllergyState.NOT_RECORDED)
    with desk.store() as uow:
        uow.home_flags.save(
            HomeFlag(HomeFlagId("F1"), patient.patient_id, True, False, "曾有家屬威脅", UserId("U-1"), desk.clock.now())
        )
        uow.commit()
    (paper,) = route_papers(desk, DISPATCHER, RULES.care, Outdoors(), DAY, papers.longest.staff_id)
    stop = paper.stops[0]
    assert {item.kind for item in stop.bring} >= {Bring.GOWN_AND_GLOVES, Bring.RESPIRATOR}
    assert [(rule.two_persons, rule.reason) for rule in stop.home_rules] == [(True, "曾有家屬威脅")]


def test_what_was_withdrawn_since_is_marked(desk: Context, papers: Papers) -> None:
    with desk.store() as uow:
        plan = uow.plans.published(DAY)
        assert plan is not None
        visit = min((v for v in plan.visits if v.staff_id == papers.longest.staff_id), key=lambda v: v.start)
        uow.tasks.save(uow.tasks.get(visit.task_id).withdrawn(Withdrawal.ORDER_STOPPED))
        uow.commit()
    (paper,) = route_papers(desk, DISPATCHER, RULES.care, Outdoors(), DAY, papers.longest.staff_id)
    assert [stop.withdrawn for stop in paper.stops].count(True) == 1
    assert paper.stops[0].withdrawn


def test_numbers_are_of_those_on_duty_during_the_shift(papers: Papers) -> None:
    early = papers.of("N-02")
    assert early.starts_at is not None
    assert early.ends_at is not None
    roles = [one.role for one in early.numbers]
    assert roles[:2] == ["charge_nurse", "charge_nurse"]
    assert all(one.phone.startswith("0900-001-") for one in early.numbers)
    assert all(n.ends > early.starts_at and n.begins < early.ends_at for n in early.numbers if n.begins and n.ends)
