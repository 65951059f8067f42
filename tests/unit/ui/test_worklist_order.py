"""The order and the filter of the worklist, without Qt and without a store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Priority
from hah_console.domain.care_clock import CareClock, ClockState
from hah_console.domain.care_day import CareDay, DayStanding
from hah_console.domain.episode import Condition
from hah_console.domain.ids import EpisodeId, PatientId, TaskId
from hah_console.domain.task import Task, TaskKind
from hah_console.services.stay import Stay
from hah_console.services.worklist import Names, WorkItem, WorkKind, Worklist, clock_item
from hah_console.ui.day_text import day_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.work.filters import Grouping, Looker, Whose, WorkFilter, count
from hah_console.ui.screens.work.order import NEW, WorkOrder
from hah_console.ui.screens.work.place import place_of

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def item(
    key: str,
    priority: Priority | None = Priority.LOW,
    *,
    patient: str = "P1",
    role: Role = Role.NURSE,
    owner_id: str = "",
    late: bool = True,
    carer: str = "",
) -> WorkItem:
    """A visit that was due an hour ago."""
    patient_id, due = PatientId(patient), NOW - timedelta(hours=1)
    task = Task(TaskId(key), EpisodeId("E1"), patient_id, TaskKind.NURSE_VISIT, due, due, 30)
    stay = Stay(EpisodeId("E1"), Condition.UTI, CareDay(3, 7, 9), frozenset({carer} if carer else ()))
    return WorkItem(
        key, WorkKind.VISIT, patient_id, EpisodeId("E1"), "林○祥", priority, False, due, late, role,
        ("patient", patient), task, owner_id, stay=stay,
    )  # fmt: skip


def listed(*items: WorkItem) -> Worklist:
    return Worklist(items, NOW)


def keys(order: WorkOrder) -> list[str]:
    return [f"{placed.group}:{placed.item.key}{'!' if placed.gone else ''}" for placed in order.placed(lambda _: True)]


def sorted_order(*items: WorkItem) -> WorkOrder:
    order = WorkOrder()
    order.take(listed(*items))
    order.sort()
    return order


def test_a_sort_puts_the_most_urgent_group_first() -> None:
    order = sorted_order(item("a"), item("b", Priority.HIGH), item("c", None))
    assert keys(order) == ["3:b", "1:a", "0:c"]
    assert order.waits() == 0


def test_until_the_sort_what_is_new_is_last_and_what_is_done_keeps_its_place() -> None:
    order = sorted_order(item("a"), item("b"), item("c"))
    order.take(listed(item("a"), item("c"), item("d", Priority.HIGH)))
    assert keys(order) == ["1:a", "1:b!", "1:c", f"{NEW}:d"]
    assert order.waits() > 0
    order.sort()
    assert keys(order) == ["3:d", "1:a", "1:c"]


def test_a_row_that_became_more_urgent_keeps_its_place_until_the_sort() -> None:
    order = sorted_order(item("a"), item("b"))
    order.take(listed(item("a"), item("b", Priority.HIGH)))
    assert keys(order) == ["1:a", "1:b"]
    assert order.waits() > 0


def test_what_was_done_and_is_owed_again_is_no_longer_called_done() -> None:
    order = sorted_order(item("a"), item("b"))
    order.take(listed(item("b")))
    order.take(listed(item("a"), item("b")))
    assert keys(order) == ["1:a", "1:b"]
    assert order.waits() == 0


def test_by_patient_and_by_role_the_group_with_the_most_urgent_item_comes_first() -> None:
    order = WorkOrder(Grouping.PATIENT)
    order.take(listed(item("a", patient="P1"), item("b", Priority.HIGH, patient="P2"), item("c", patient="P2")))
    order.sort()
    assert keys(order) == ["P2:b", "P2:c", "P1:a"]
    order.grouping = Grouping.OWNER
    order.take(listed(item("a", Priority.HIGH, role=Role.PHYSICIAN), item("b")))
    order.sort()
    assert keys(order) == ["physician:a", "nurse:b"]


def test_mine_is_what_bears_my_name_or_nobodys_of_the_patients_i_answer_for() -> None:
    looker = Looker(frozenset({"N1"}), Role.NURSE)
    assert looker.owns(item("a", owner_id="N1"))
    assert looker.owns(item("b", carer="N1"))
    assert not looker.owns(item("c", carer="N1", owner_id="N2"))
    assert not looker.owns(item("d", carer="N1", role=Role.PHYSICIAN))
    assert not looker.owns(item("e"))


def test_the_counts_are_what_each_choice_would_keep_with_the_rest_as_it_is() -> None:
    looker = Looker(frozenset({"N1"}), Role.NURSE)
    items = (item("a", owner_id="N1"), item("b", late=False), item("c", role=Role.PHYSICIAN))
    counts = count(items, WorkFilter(overdue=True), looker, lambda one: one.key)
    assert (counts.whose[Whose.ALL], counts.whose[Whose.MINE], counts.whose[Whose.ROLE]) == (2, 1, 1)
    assert counts.kinds == {None: 2, WorkKind.ALARM: 0, WorkKind.CLOCK: 0, WorkKind.DOSE: 0, WorkKind.VISIT: 2}
    assert counts.overdue == 2


def test_a_text_is_found_whatever_its_case() -> None:
    looker = Looker(frozenset(), Role.NURSE)
    assert WorkFilter(text="IV").keeps(item("a"), looker, lambda _: "ceftriaxone iv")
    assert not WorkFilter(text="po").keeps(item("a"), looker, lambda _: "ceftriaxone iv")


def test_a_day_is_said_with_target_and_maximum_and_a_word_from_the_target_on() -> None:
    said = {day: day_text(Texts("zh_TW"), CareDay(day, 7, 9)) for day in (6, 7, 8, 9, 10)}
    assert said == {
        6: "第6天 (7/9)",
        7: "第7天 (7/9) 達目標",
        8: "第8天 (7/9) 逾目標",
        9: "第9天 (7/9) 達上限",
        10: "第10天 (7/9) 逾上限",
    }
    assert CareDay(3).standing is DayStanding.WITHIN
    assert day_text(Texts("en"), CareDay(3)) == "day 3"


@pytest.mark.parametrize(
    ("clock_id", "place", "opened"),
    [
        ("specimen", "patient", ("patient", "P1#results/X1")),
        ("enrolment", "patient", ("patient", "P1#case/X1")),
        ("after_closure_result", "patient", ("patient", "P1#referral/X1")),
        ("signature", "notes", ("patient", "P1#notes/X1")),
        ("medical_referral_reply", "forms", ("patient", "P1#referral/X1")),
        ("card_upload", "claims", ("claims", "X1")),
        ("referral_answer", "referrals", ("referrals", "X1")),
    ],
)
def test_a_clock_opens_where_it_is_done(clock_id: str, place: str, opened: tuple[str, str]) -> None:
    clock = CareClock(
        "k", clock_id, "test", "", ClockState.OVERDUE, NOW, NOW, Role.NURSE, place, "thing", "X1",
        PatientId("P1"), None, Priority.LOW,
    )  # fmt: skip
    found = clock_item(clock, Names({}, {}))
    assert found is not None
    assert place_of(found) == opened


@pytest.mark.parametrize(
    ("kind", "tab"),
    [
        (TaskKind.IV_DOSE, "medication"),
        (TaskKind.SPECIMEN, "results"),
        (TaskKind.NURSE_VISIT, "case"),
    ],
)
def test_a_visit_opens_where_what_it_is_made_for_is_recorded(kind: TaskKind, tab: str) -> None:
    visit = item("T-1")
    assert isinstance(visit.subject, Task)
    assert place_of(replace(visit, subject=replace(visit.subject, kind=kind))) == ("patient", f"P1#{tab}")
