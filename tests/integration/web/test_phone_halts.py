"""Stops at the store and at laboratories on the phone: seen, marked once, and nothing forged, replayed or altered."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.field_day import DISPATCHER, NURSES, make_template, open_day
from helpers.field_halts import add_halts, names_of
from helpers.phones import Phone, Served, served

from hah_console.domain.halt_report import HaltState
from hah_console.domain.ids import SpecimenId, VisitId
from hah_console.domain.specimen import SpecimenState
from hah_console.domain.visit import HaltKind, RouteSummary
from hah_console.services.halt_reports import read_said
from hah_console.services.phone_passes import issue_pass
from hah_console.services.supply import point_id


@pytest.fixture(scope="session")
def field_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("field"))


@pytest.fixture
def at(field_template: Path, tmp_path: Path) -> Iterator[Served]:
    day = open_day(field_template, tmp_path)
    add_halts(day)
    with served(day, tmp_path / "web") as page:
        yield page
    day.store.close()


def saying(names: list[str], state: str, **more: object) -> dict[str, object]:
    facts = {"report_id": secrets.token_hex(8), "told_at": "2026-11-24T09:00:00+08:00", "waited_s": 0}
    return {"halts": names, "state": state, **facts, **more}


def states(at: Served, names: list[str]) -> list[HaltState]:
    with at.day.ctx.store() as uow:
        said = read_said(uow, at.day.plan.day)
    return [said.state(name) for name in names]  # type: ignore[arg-type]


def refusals(at: Served) -> list[str]:
    return [facts["reason"] for facts in at.day.audited("refuse_phone")]


def test_a_phone_sees_what_to_take_and_hand_in_and_for_whom(at: Served, phone: Phone) -> None:
    _, told = phone.day()
    load, laboratory = told["halts"]
    assert (load["kind"], load["halts"]) == ("load", names_of(at.day, NURSES[0], HaltKind.LOAD))
    with at.day.ctx.store() as uow:
        names = [uow.patients.get(visit.patient_id).name for visit in at.day.stops()[:2]]
    assert [thing["patient"] for thing in load["things"]] == [name[0] + "○" + name[2:] for name in names]
    assert [one["specimen_id"] for one in laboratory["specimens"]] == ["SP-2", "SP-1"]
    assert laboratory["specimens"][0]["kind"] == {"zh_TW": "血液培養", "en": "Blood culture"}
    assert laboratory["specimens"][0]["valid_until"] < laboratory["specimens"][1]["valid_until"]


def test_what_is_marked_counts_once_and_comes_back_with_the_day(at: Served, phone: Phone) -> None:
    names = names_of(at.day, NURSES[0], HaltKind.LOAD)
    body = saying(names, "done")
    answers = [phone.post("/phone/halt", body) for _ in range(2)]
    assert [(status, told["effect"], told["state"]) for status, told in answers] == [
        (200, True, "done"), (200, False, "done"),
    ]  # fmt: skip
    assert phone.post("/phone/halt", saying(names, "arrived"))[1] == {
        "visit_id": names[0], "state": "done", "effect": False,
    }  # fmt: skip
    assert states(at, names) == [HaltState.DONE] * 2
    assert phone.day()[1]["halts"][0]["state"] == "done"
    assert [facts["effect"] for facts in at.day.audited("report_halt")] == ["yes", "no"]
    altered = {**body, "state": "arrived"}
    assert phone.post("/phone/halt", altered) == (403, {})
    assert refusals(at) == ["halt_altered"]


def test_only_what_was_handed_in_is_with_the_laboratory_at_the_moment_it_was(at: Served, phone: Phone) -> None:
    names = names_of(at.day, NURSES[0], HaltKind.HAND_IN)
    at.day.clock.advance(timedelta(minutes=30))
    status, _ = phone.post("/phone/halt", saying(names, "done", specimens=["SP-2"], waited_s=600))
    assert status == 200
    with at.day.ctx.store() as uow:
        in_laboratory, aboard = (uow.specimens.get(SpecimenId(name)) for name in ("SP-2", "SP-1"))
    assert in_laboratory.received_at == at.day.clock.now() - timedelta(minutes=10)
    assert (in_laboratory.state, aboard.state) == (SpecimenState.RECEIVED, SpecimenState.TAKEN)
    left = phone.day()[1]["halts"][1]
    assert (left["state"], [one["specimen_id"] for one in left["specimens"]]) == ("done", ["SP-1"])
    assert phone.post("/phone/halt", saying(names, "done", specimens=["SP-1"]))[0] == 200
    assert phone.day()[1]["halts"][1]["specimens"] == []


@pytest.mark.parametrize("what", ["other key", "no key", "altered body", "other path"])
def test_what_is_forged_is_refused_without_a_word_and_put_down(at: Served, phone: Phone, what: str) -> None:
    names = names_of(at.day, NURSES[0], HaltKind.LOAD)
    body = json.dumps(saying(names, "done")).encode()
    signature = phone.signature("/phone/report" if what == "other path" else "/phone/halt", body)
    if what == "other key":
        signature = Phone(at).signature("/phone/halt", body)
    elif what == "no key":
        signature = ""
    elif what == "altered body":
        body = body.replace(b"done", b"arrived")
    assert phone.send("/phone/halt", body, signature) == (403, {})
    assert states(at, names) == [HaltState.AHEAD] * 2
    assert refusals(at) == ["bad_signature"]


def test_another_workers_stop_another_workers_specimen_and_what_cannot_be_are_refused(at: Served, phone: Phone) -> None:
    mine, theirs = (names_of(at.day, nurse, HaltKind.LOAD) for nurse in NURSES)
    other = Phone(at)
    other.open(issue_pass(at.day.ctx, DISPATCHER, NURSES[1]).code)
    told = [
        phone.post("/phone/halt", saying(theirs, "done")),
        phone.post("/phone/halt", saying(["load:T-nowhere"], "done")),
        phone.post("/phone/halt", saying(mine, "in_paradise")),
        phone.post("/phone/halt", saying(mine, "ahead")),
        phone.post("/phone/halt", saying(mine, "done", specimens=["SP-1"])),
        phone.post("/phone/halt", saying(names_of(at.day, NURSES[0], HaltKind.HAND_IN), "done", specimens=["SP-X"])),
    ]
    assert told == [(403, {})] * len(told)
    assert states(at, [*mine, *theirs]) == [HaltState.AHEAD] * 4
    assert refusals(at) == [
        "halt_another_worker", "halt_not_planned", "halt_unknown_state", "halt_unknown_state", "halt_not_needed",
        "halt_another_worker",
    ]  # fmt: skip


@pytest.mark.parametrize("altered", [{"halts": []}, {"halts": ["<b>"]}, {"specimens": ["x"] * 99}, {"role": "admin"}])
def test_a_signed_body_of_another_form_is_not_taken(at: Served, phone: Phone, altered: dict[str, object]) -> None:
    body = {**saying(list(names_of(at.day, NURSES[0], HaltKind.LOAD)), "done"), **altered}
    assert phone.post("/phone/halt", body) == (400, {})


def test_who_ends_her_route_at_a_laboratory_hands_in_there(at: Served, phone: Phone) -> None:
    day, last = at.day, at.day.stops()[-1]
    with day.ctx.store() as uow:
        home = uow.staff.get(NURSES[0])
        assert any(point_id(h.place) == point_id(home.base) for h in uow.hospitals.all() if h.is_laboratory)
        route = RouteSummary(NURSES[0], day.stops()[0].arrival, last.departure + timedelta(minutes=20), 0, 0, 0)
        loads = tuple(halt for halt in day.plan.halts if halt.kind is HaltKind.LOAD)
        day.plan = uow.plans.save(replace(day.plan, halts=loads, routes=(route,)))
        uow.commit()
    shown = phone.day()[1]["halts"]
    assert [row["kind"] for row in shown] == ["load", "hand_in"]
    assert [one["specimen_id"] for one in shown[1]["specimens"]] == ["SP-2", "SP-1"]
    assert phone.post("/phone/halt", saying(shown[1]["halts"], "done", specimens=["SP-1", "SP-2"]))[0] == 200
    with day.ctx.store() as uow:
        assert uow.specimens.get(SpecimenId("SP-1")).state is SpecimenState.RECEIVED
        assert uow.specimens.on_the_way() == ()
    assert phone.day()[1]["halts"][1]["state"] == "done"


def test_who_only_goes_along_carries_no_specimen(at: Served, phone: Phone) -> None:
    day, first = at.day, at.day.stops()[0]
    along = replace(first, visit_id=VisitId(f"{first.visit_id}#2"), staff_id=NURSES[1])
    hers = next(halt for halt in day.plan.halts if halt.kind is HaltKind.HAND_IN)
    with day.ctx.store() as uow:
        day.plan = uow.plans.save(
            replace(
                day.plan, visits=(*day.plan.visits, along), halts=(*day.plan.halts, replace(hers, staff_id=NURSES[1]))
            )
        )  # fmt: skip
        uow.commit()
    other = Phone(at)
    other.open(issue_pass(day.ctx, DISPATCHER, NURSES[1]).code)
    laboratory = next(row for row in other.day()[1]["halts"] if row["kind"] == "hand_in")
    assert laboratory["specimens"] == []
    assert other.post("/phone/halt", saying(laboratory["halts"], "done", specimens=["SP-1"])) == (403, {})
    assert [len(row["specimens"]) for row in phone.day()[1]["halts"] if row["kind"] == "hand_in"] == [2]
