"""Reports from the field: each has one effect, the visit's record stays the truth, what cannot be true is refused."""

from datetime import timedelta

import pytest
from helpers.field_day import DISPATCHER, NINE, NURSES, FieldDay
from helpers.ward import RULES

from hah_console.domain.actor import Actor, Role
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.domain.errors import IllegalTransition, NotPermitted, VersionConflict
from hah_console.domain.field_visit import FieldState
from hah_console.domain.ids import FieldReportId, UserId, VisitId
from hah_console.domain.task import TaskState
from hah_console.services.field_reports import Reported, ReportRefused, Saying, report_field
from hah_console.services.visit_records import arrive

S = FieldState
PHONE = "PP-1"


def record_of(day: FieldDay, reported: Reported) -> VisitRecord:
    assert reported.visit.visit_record_id is not None
    with day.ctx.store() as uow:
        return uow.visit_records.get(reported.visit.visit_record_id)


def test_arrival_and_leaving_stand_in_the_visits_record_and_done_ends_the_task(day: FieldDay) -> None:
    stop = day.stops()[0]
    day.say(stop, S.ACCEPTED)
    day.say(stop, S.ON_THE_WAY)
    day.clock.advance(timedelta(seconds=1_800))
    arrived = day.say(stop, S.ARRIVED)
    day.clock.advance(timedelta(seconds=2_400))
    day.say(stop, S.LEFT, card_read=True)
    done = day.say(stop, S.DONE)
    record = record_of(day, arrived)
    assert (record.staff_id, record.task_id) == (stop.staff_id, stop.task_id)
    assert (record.arrived_at, record.left_at) == (NINE + timedelta(minutes=30), NINE + timedelta(minutes=70))
    assert record.card_read
    assert (done.visit.state, day.task(stop).state) == (S.DONE, TaskState.COMPLETED)


def test_a_visit_begun_on_the_patients_page_is_gone_on_with_and_not_doubled(day: FieldDay) -> None:
    stop = day.stops()[0]
    task = day.task(stop)
    arrive(day.ctx, DISPATCHER, task.episode_id, stop.staff_id, task_id=task.task_id)
    day.clock.advance(timedelta(seconds=300))
    day.say(stop, S.ARRIVED)
    with day.ctx.store() as uow:
        mine = [r for r in uow.visit_records.of_episode(task.episode_id) if r.task_id == task.task_id]
    assert [record.arrived_at for record in mine] == [NINE]


def test_a_report_that_comes_twice_has_one_effect(day: FieldDay) -> None:
    stop = day.stops()[0]
    again = FieldReportId("R-again")
    first = day.say(stop, S.ARRIVED, report_id=again, source=PHONE)
    day.clock.advance(timedelta(seconds=60))
    second = day.say(stop, S.ARRIVED, report_id=again, source=PHONE)
    assert (first.effect, second.effect) == (True, False)
    assert second.visit == first.visit
    assert len(day.audited("arrive")) == len(day.audited("report_field")) == 1


@pytest.mark.parametrize(
    "altered", [{"state": S.DONE}, {"remark": "other"}, {"source": "PP-2"}, {"card_read": True}, {"told_at": NINE}]
)
def test_a_known_report_with_other_words_is_refused(day: FieldDay, altered: dict[str, object]) -> None:
    stop = day.stops()[0]
    facts = {"state": S.ARRIVED, "report_id": FieldReportId("R-1"), "source": PHONE}
    day.say(stop, **facts)  # type: ignore[arg-type]
    with pytest.raises(ReportRefused) as refused:
        day.say(stop, **{**facts, **altered})  # type: ignore[arg-type]
    assert refused.value.facts["reason"] == "altered"


def test_what_comes_after_the_visit_has_gone_on_is_kept_and_changes_nothing(day: FieldDay) -> None:
    stop = day.stops()[0]
    day.say(stop, S.ARRIVED)
    late = day.say(stop, S.ON_THE_WAY, source=PHONE)
    assert (late.effect, late.visit.state) == (False, S.ARRIVED)
    with day.ctx.store() as uow:
        kept = uow.field_visits.reports_of(stop.visit_id)
    assert [(report.state, report.effect) for report in kept] == [(S.ARRIVED, True), (S.ON_THE_WAY, False)]


def test_what_waited_on_a_phone_is_dated_by_the_services_clock_and_the_phones_stands_beside(day: FieldDay) -> None:
    stop = day.stops()[0]
    day.clock.advance(timedelta(seconds=3_600))
    wrong = NINE + timedelta(days=400)
    reported = day.say(stop, S.ARRIVED, source=PHONE, told_at=wrong, waited=timedelta(minutes=40))
    with day.ctx.store() as uow:
        (kept,) = uow.field_visits.reports_of(stop.visit_id)
    assert reported.visit.arrived_at == kept.at == NINE + timedelta(minutes=20)
    assert (kept.told_at, kept.received_at) == (wrong, NINE + timedelta(hours=1))
    assert record_of(day, reported).arrived_at == NINE + timedelta(minutes=20)


def test_a_visit_in_vain_meets_no_clock_and_is_no_visit_for_any_claim(day: FieldDay) -> None:
    stop = day.stops()[0]
    task = day.task(stop)
    arrived = day.say(stop, S.ARRIVED)
    day.clock.advance(timedelta(seconds=600))
    day.say(stop, S.COULD_NOT, reason="nobody_home")
    assert record_of(day, arrived).in_vain == "nobody_home"
    with day.ctx.store() as uow:
        assert uow.visit_records.open() == ()
        assert all(r.task_id != task.task_id for r in uow.visit_records.of_episode(task.episode_id))
        told = [e for e in uow.case_events.of_episode(task.episode_id) if e.kind is CaseEventKind.ARRIVED]
    mine = [e for e in told if e.entity_id == arrived.visit.visit_record_id]
    assert sorted(e.fact("mode") for e in mine) == ["in-person", "in-vain"]
    assert day.task(stop).is_open


def test_somebody_elses_visit_and_one_nobody_planned_are_refused(day: FieldDay) -> None:
    stop = day.stops(NURSES[1])[0]
    with pytest.raises(ReportRefused) as refused:
        day.say(stop, S.ARRIVED, staff_id=NURSES[0])
    assert refused.value.facts["reason"] == "another_worker"
    saying = Saying(FieldReportId("R-x"), VisitId("T-nowhere"), NURSES[0], S.ARRIVED)
    with pytest.raises(ReportRefused) as refused:
        report_field(day.ctx, DISPATCHER, saying, RULES.claims)
    assert refused.value.facts["reason"] == "not_planned"


def test_at_the_desk_a_step_that_cannot_follow_and_an_old_view_are_refused(day: FieldDay) -> None:
    stop = day.stops()[0]
    with pytest.raises(IllegalTransition):
        day.say(stop, S.LEFT)
    day.say(stop, S.ACCEPTED)
    saying = Saying(FieldReportId("R-old"), stop.visit_id, stop.staff_id, S.ARRIVED)
    with pytest.raises(VersionConflict):
        report_field(day.ctx, DISPATCHER, saying, RULES.claims, expected_version=0)


def test_an_administrator_reports_nothing(day: FieldDay) -> None:
    saying = Saying(FieldReportId("R-a"), day.stops()[0].visit_id, NURSES[0], S.ARRIVED)
    with pytest.raises(NotPermitted):
        report_field(day.ctx, Actor(UserId("U-admin1"), "a", Role.ADMINISTRATOR, "x"), saying, RULES.claims)


def test_a_visit_of_more_than_half_a_day_ends_and_leaves_its_record_to_be_put_right(day: FieldDay) -> None:
    stop = day.stops()[0]
    arrived = day.say(stop, S.ARRIVED)
    day.clock.advance(timedelta(hours=13))
    assert day.say(stop, S.LEFT).visit.state is S.LEFT
    assert record_of(day, arrived).left_at is None
    assert record_of(day, arrived).mode is VisitMode.IN_PERSON
