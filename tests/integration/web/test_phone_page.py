"""The phone page refuses what is forged, replayed, altered or over, tells nothing, and puts it down."""

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.field_day import DISPATCHER, NURSES, FieldDay, make_template, open_day
from helpers.phones import Phone, Served, served

from hah_console.alarms.rules.staff import PANIC
from hah_console.domain.field_visit import FieldState
from hah_console.domain.phone_pass import LINK_LASTS, PassState
from hah_console.services.field_team import field_team
from hah_console.services.phone_passes import issue_pass, revoke_pass


@pytest.fixture(scope="session")
def field_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("field"))


@pytest.fixture
def at(field_template: Path, tmp_path: Path) -> Iterator[Served]:
    day = open_day(field_template, tmp_path)
    with served(day, tmp_path / "web") as page:
        yield page
    day.store.close()


def refusals(day: FieldDay) -> list[str]:
    return [facts["reason"] for facts in day.audited("refuse_phone")]


def state_of(at: Served, visit_id: str) -> FieldState | None:
    with at.day.ctx.store() as uow:
        found = uow.field_visits.find(visit_id)
    return found.state if found else None


def test_a_phone_sees_its_own_stops_of_today_and_nobody_elses(at: Served, phone: Phone) -> None:
    status, told = phone.day()
    assert status == 200
    assert [stop["visit_id"] for stop in told["stops"]] == [visit.visit_id for visit in at.day.stops()]
    first = told["stops"][0]
    assert {"address", "phone", "earliest", "latest", "doses", "bring"} <= first.keys()
    assert first["state"] == "assigned"
    phone.day()
    assert len(at.day.audited("view_phone_day")) == 1


def test_reports_change_the_visit_and_come_back_with_the_day(at: Served, phone: Phone) -> None:
    visit = at.day.stops()[0].visit_id
    for state in ("accepted", "on_the_way", "arrived"):
        assert phone.report(visit, state)[0] == 200
    assert state_of(at, visit) is FieldState.ARRIVED
    assert phone.day()[1]["stops"][0]["state"] == "arrived"


def test_a_report_sent_twice_is_answered_twice_and_counts_once(at: Served, phone: Phone) -> None:
    visit = at.day.stops()[0].visit_id
    body = {"report_id": "R-1", "visit_id": visit, "state": "arrived", "told_at": None, "waited_s": 1.5}
    answers = [phone.post("/phone/report", body) for _ in range(2)]
    raw = json.dumps(body).encode()
    replayed = phone.send("/phone/report", raw, phone.signature("/phone/report", raw))
    assert [status for status, _ in [*answers, replayed]] == [200, 200, 200]
    assert [told["effect"] for _, told in [*answers, replayed]] == [True, False, False]
    assert len(at.day.audited("report_field")) == 1


@pytest.mark.parametrize("what", ["other key", "no key", "altered body", "other path", "other pass", "no pass"])
def test_what_is_forged_is_refused_without_a_word_and_put_down(at: Served, phone: Phone, what: str) -> None:
    visit = at.day.stops()[0].visit_id
    body = json.dumps(
        {"report_id": "R-1", "visit_id": visit, "state": "arrived", "told_at": None, "waited_s": 0}
    ).encode()
    signature = phone.signature("/phone/report", body)
    if what == "other key":
        signature = Phone(at).signature("/phone/report", body)
    elif what == "no key":
        signature = ""
    elif what == "altered body":
        body = body.replace(b"arrived", b"could_not")
    elif what == "other path":
        signature = phone.signature("/phone/day", body)
    elif what == "other pass":
        other = Phone(at)
        other.open(issue_pass(at.day.ctx, DISPATCHER, NURSES[1]).code)
        phone.pass_id = other.pass_id
    else:
        phone.pass_id = ""
    assert phone.send("/phone/report", body, signature) == (403, {})
    assert state_of(at, visit) is None
    assert what == "no pass" or refusals(at.day) == ["bad_signature"]


def test_another_workers_visit_and_an_unplanned_one_are_refused(at: Served, phone: Phone) -> None:
    other = at.day.stops(NURSES[1])[0].visit_id
    assert phone.report(other, "arrived") == (403, {})
    assert phone.report("T-nowhere", "arrived") == (403, {})
    assert phone.report(at.day.stops()[0].visit_id, "in_paradise") == (403, {})
    assert state_of(at, other) is None
    assert refusals(at.day) == ["report_another_worker", "report_not_planned", "report_unknown_state"]


def test_a_day_that_was_asked_for_once_is_not_told_to_who_repeats_the_request(at: Served, phone: Phone) -> None:
    body = b'{"asked": "once"}'
    signature = phone.signature("/phone/day", body)
    assert phone.send("/phone/day", body, signature)[0] == 200
    assert phone.send("/phone/day", body, signature) == (403, {})


def test_a_link_opens_once_in_its_time_and_only_for_a_usable_key(at: Served) -> None:
    code = issue_pass(at.day.ctx, DISPATCHER, NURSES[0]).code
    unusable = {"code": code, "key": "AAAA", "device": ""}
    assert Phone(at).send("/phone/open", unusable) == (403, {})
    assert [Phone(at).open(code) for _ in range(2)] == [200, 403]
    late = issue_pass(at.day.ctx, DISPATCHER, NURSES[0]).code
    at.day.clock.advance(LINK_LASTS)
    assert Phone(at).open(late) == 403
    assert Phone(at).open(secrets.token_urlsafe(16)) == 403
    assert refusals(at.day) == ["unusable_key", "link_open", "link_expired", "unknown_code"]


def test_a_revoked_and_an_expired_pass_let_nobody_in(at: Served, phone: Phone) -> None:
    (row,) = field_team(at.day.ctx, DISPATCHER).rows[0].passes
    revoke_pass(at.day.ctx, DISPATCHER, phone.pass_id, row.phone.version, "left on the bus")
    visit = at.day.stops()[0].visit_id
    assert phone.day() == phone.report(visit, "arrived") == (403, {})
    assert phone.post("/phone/place", {"lat": 24.8, "lon": 120.97})[0] == 403
    assert state_of(at, visit) is None
    assert at.day.audited("revoke_phone_pass") == [{"staff_id": NURSES[0], "reason": "left on the bus"}]
    other = Phone(at)
    other.open(issue_pass(at.day.ctx, DISPATCHER, NURSES[0]).code)
    at.day.clock.advance(timedelta(hours=19))
    assert other.report(at.day.stops()[0].visit_id, "arrived") == (403, {})
    assert refusals(at.day) == ["pass_revoked"] * 3 + ["pass_expired"]


def test_the_desk_sees_when_a_phone_was_last_heard_of_and_its_version_stays(at: Served, phone: Phone) -> None:
    before = field_team(at.day.ctx, DISPATCHER).rows[0].passes[0]
    assert (before.state, before.silent) == (PassState.OPEN, None)
    phone.day()
    at.day.clock.advance(timedelta(minutes=7))
    seen = field_team(at.day.ctx, DISPATCHER).rows[0].passes[0]
    assert seen.silent == timedelta(minutes=7)
    assert seen.phone.version == before.phone.version
    forged = Phone(at)
    forged.pass_id = phone.pass_id
    assert forged.day() == (403, {})
    assert field_team(at.day.ctx, DISPATCHER).rows[0].passes[0].silent == timedelta(minutes=7)


def test_who_guesses_codes_is_made_to_wait(at: Served) -> None:
    found = [Phone(at).open(secrets.token_urlsafe(16)) for _ in range(22)]
    assert found[:20] == [403] * 20
    assert 429 in found[20:]
    assert len(refusals(at.day)) <= 21


def test_a_call_for_help_is_raised_with_the_place_and_without_a_place_that_cannot_be(at: Served, phone: Phone) -> None:
    here = {"lat": 24.8, "lon": 120.97, "accuracy_m": 12.0}
    assert phone.post("/phone/help", {"call_id": "C-1", "place": {**here, "lat": 999.0}}) == (200, {"called": True})
    assert phone.post("/phone/help", {"call_id": "C-1", "place": here})[0] == 200
    assert phone.post("/phone/place", here) == (200, {"kept": True})
    with at.day.ctx.store() as uow:
        assert [alarm.subject for alarm in uow.alarms.open() if alarm.rule_id == PANIC] == [NURSES[0]]
        assert [(p.staff_id, p.lat) for p in uow.positions.latest()] == [(NURSES[0], 24.8)]


@pytest.mark.parametrize(
    "body",
    [
        {"report_id": "R" * 65, "visit_id": "T", "state": "arrived", "told_at": None, "waited_s": 0},
        {"report_id": "R", "visit_id": "<script>", "state": "arrived", "told_at": None, "waited_s": 0},
        {"report_id": "R", "visit_id": "T", "state": "arrived", "told_at": None, "waited_s": -1},
        {
            "report_id": "R",
            "visit_id": "T",
            "state": "arrived",
            "told_at": None,
            "waited_s": 0,
            "role": "administrator",
        },
    ],
)
def test_a_signed_body_of_another_form_is_not_taken(phone: Phone, body: dict[str, object]) -> None:
    assert phone.post("/phone/report", body) == (400, {})


def test_a_remark_with_control_characters_is_refused_and_the_visit_stays(at: Served, phone: Phone) -> None:
    visit = at.day.stops()[0].visit_id
    status, _ = phone.report(visit, "could_not", reason="other", remark="x\u0000y")
    assert status == 403
    assert state_of(at, visit) is None
