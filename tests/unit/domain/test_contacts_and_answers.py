"""Contacts from afar, questionnaires and attachments."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.chart.attachment import AttachmentKind, attached
from hah_console.domain.chart.contact import IdentityMark, Outcome, started
from hah_console.domain.chart.questionnaire import Item, Questionnaire, SumBand, checked, total_of, worsened
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import AttachmentId, ContactId, EpisodeId, PatientId, StaffId, UserId
from hah_console.domain.pack_info import PackInfo

AT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
WHO = (PatientId("P-1"), EpisodeId("E-1"))
TWO = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)
FORM = Questionnaire(
    "demo",
    PackInfo("demo", "1", date(2026, 1, 1), "invented"),
    (Item("cough", (0, 1, 2)), Item("sleep", (0, 1, 2)), Item("remark", (0, 1), optional=True)),
    (SumBand("low", 0, 1), SumBand("high", 2, 4)),
    worse=2,
)


def contact(**facts):
    return replace(started(ContactId("C-1"), *WHO, StaffId("MD-01"), VisitMode.VIDEO, AT), **facts)


def test_a_contact_is_done_with_two_marks_of_identity_and_consent():
    done = contact(marks=TWO, consented=True).ended(AT + timedelta(minutes=9), Outcome.DONE)
    assert (done.outcome, done.ended_at) == (Outcome.DONE, AT + timedelta(minutes=9))
    with pytest.raises(IllegalTransition):
        done.ended(AT + timedelta(hours=1), Outcome.DONE)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"consented": True}, "marks"),
        ({"marks": (IdentityMark.NAME, IdentityMark.NAME), "consented": True}, "marks"),
        ({"marks": TWO}, "consented"),
    ],
)
def test_a_contact_is_not_done_without_them(facts, field):
    with pytest.raises(InvalidInput) as refused:
        contact(**facts).ended(AT, Outcome.DONE)
    assert refused.value.facts["field"] == field


def test_what_is_urgent_needs_no_consent_first():
    assert contact(marks=TWO, urgent=True).ended(AT, Outcome.DONE).outcome is Outcome.DONE


def test_a_call_nobody_answered_needs_neither():
    assert contact().ended(AT, Outcome.NOT_REACHED).outcome is Outcome.NOT_REACHED


def test_who_finds_it_unfit_says_what_to_do_instead():
    with pytest.raises(InvalidInput):
        contact().ended(AT, Outcome.UNFIT)
    assert contact().ended(AT, Outcome.UNFIT, "go and see her").unfit_advice == "go and see her"


def test_a_visit_is_no_contact_from_afar():
    with pytest.raises(InvalidInput):
        started(ContactId("C-1"), *WHO, StaffId("MD-01"), VisitMode.IN_PERSON, AT)


@pytest.mark.parametrize("points", [{"cough": 3}, {"pain": 1}, {"cough": -1}])
def test_an_answer_a_question_does_not_have_is_refused(points):
    with pytest.raises(InvalidInput):
        checked(points, FORM)


def test_a_sum_with_a_missing_answer_is_only_bounded():
    some, whole = total_of({"cough": 1}, FORM), total_of({"cough": 1, "sleep": 2, "remark": 1}, FORM)
    assert (some.lower, some.upper, some.missing, some.bands, some.complete) == (
        1,
        3,
        ("sleep",),
        ("low", "high"),
        False,
    )
    assert (whole.lower, whole.upper, whole.bands, whole.complete) == (3, 3, ("high",), True)


answers = st.fixed_dictionaries({}, optional={code: st.integers(0, 2) for code in ("cough", "sleep")})


@given(answers, st.integers(0, 2), st.sampled_from(["cough", "sleep"]))
def test_one_more_answer_never_leaves_the_bounds(points, given_points, code):
    before, after = total_of(points, FORM), total_of({code: given_points, **points}, FORM)
    assert before.lower <= after.lower <= after.upper <= before.upper


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"cough": 0, "sleep": 0}, {"cough": 1, "sleep": 1}, True),
        ({"cough": 1, "sleep": 0}, {"cough": 1, "sleep": 1}, False),
        ({"cough": 0}, {"cough": 1, "sleep": 1}, None),
    ],
)
def test_getting_worse_is_said_only_when_it_is_certain(first, second, found):
    assert worsened(total_of(first, FORM), total_of(second, FORM), FORM) is found


def picture(content=b"\xff\xd8\xff rest", kind=AttachmentKind.WOUND, body_site="left shin", taken_at=AT):
    facts = {"title": "wound", "body_site": body_site, "taken_at": taken_at, "added_at": AT, "added_by": UserId("U-1")}
    return attached(AttachmentId("A-1"), *WHO, kind, content, **facts)


def test_a_picture_knows_its_own_bytes():
    assert picture().media_type == "image/jpeg"
    assert picture().holds(b"\xff\xd8\xff rest")
    assert not picture().holds(b"\xff\xd8\xff other")


@pytest.mark.parametrize(
    "facts",
    [{"content": b""}, {"content": b"MZ program"}, {"body_site": " "}, {"taken_at": AT + timedelta(minutes=1)}],
)
def test_what_is_no_picture_or_of_no_place_is_refused(facts):
    with pytest.raises(InvalidInput):
        picture(**facts)
