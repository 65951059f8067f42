"""A draft is nobody's order; a published plan is, until a newer one."""

from datetime import UTC, date, datetime

import pytest

from hah_console.domain.errors import IllegalTransition
from hah_console.domain.visit import DayPlan, PlanState

NOW = datetime(2026, 3, 5, tzinfo=UTC)
DRAFT = DayPlan("PL-1", date(2026, 3, 5), PlanState.DRAFT, NOW, "U-1", (), (), (), 0, "greedy", 0.1)


def test_publishing_gives_a_number_a_name_and_a_time():
    published = DRAFT.published(3, "U-2", NOW)
    assert (published.state, published.number) == (PlanState.PUBLISHED, 3)
    assert (published.published_by, published.published_at) == ("U-2", NOW)
    assert DRAFT.state is PlanState.DRAFT


def test_a_published_plan_is_superseded_once():
    superseded = DRAFT.published(1, "U-2", NOW).superseded()
    assert superseded.state is PlanState.SUPERSEDED
    with pytest.raises(IllegalTransition):
        superseded.superseded()


def test_a_draft_cannot_be_superseded():
    with pytest.raises(IllegalTransition):
        DRAFT.superseded()


def test_nothing_is_published_twice():
    published = DRAFT.published(1, "U-2", NOW)
    for plan in (published, published.superseded()):
        with pytest.raises(IllegalTransition):
            plan.published(2, "U-2", NOW)
