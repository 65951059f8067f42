"""An admission is closed whole or not at all, and watched for a while."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import (
    WATCHED_EVENTS,
    Closure,
    ClosureForm,
    HomeCareStage,
    ReturnPath,
    WatchEvent,
    watch_end,
)
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotReady

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
WATCH = 14 * DAY
SUMMARY = DischargeSummary(
    (
        SectionText(SummarySection.COURSE, Said.TEXT, "退燒，改口服"),
        *(SectionText(section, Said.NOT_ASSESSED) for section in SummarySection if section != "course"),
    )
)
WHOLE = ClosureForm(Outcome.COMPLETED_TREATMENT, "", SUMMARY, ReturnPath.HOME_CARE, HomeCareStage.HOME_MEDICAL)
CLOSURE = Closure("C-1", "E-1", "P-1", WHOLE, NOW, "U-1", NOW, NOW + WATCH)


def test_a_whole_form_closes():
    assert WHOLE.missing == ()
    assert WHOLE.require_whole() is Outcome.COMPLETED_TREATMENT


def test_an_empty_form_names_outcome_seven_sections_and_path():
    sections = ["course", "problems", "allergies", "medications", "results", "care", "follow-up"]
    assert list(ClosureForm().missing) == ["outcome", *(f"summary.{name}" for name in sections), "path"]
    with pytest.raises(NotReady) as refused:
        ClosureForm().require_whole()
    assert refused.value.missing == ClosureForm().missing


@pytest.mark.parametrize("reason", ["", "  "])
def test_another_outcome_needs_words(reason):
    assert replace(WHOLE, outcome=Outcome.OTHER, reason=reason).missing == ("reason",)
    assert replace(WHOLE, outcome=Outcome.OTHER, reason="moved abroad").missing == ()


def test_going_back_to_home_care_needs_its_stage():
    assert replace(WHOLE, stage=None).missing == ("stage",)
    assert replace(WHOLE, path=ReturnPath.CLINIC, stage=None).missing == ()


@pytest.mark.parametrize("path", ReturnPath)
@pytest.mark.parametrize("outcome", Outcome)
def test_outcome_and_path_go_together(outcome, path):
    form = replace(WHOLE, outcome=outcome, path=path, reason="why")
    possible = {
        Outcome.DEATH: {ReturnPath.NOWHERE},
        Outcome.HOSPITAL_TRANSFER: {ReturnPath.HOSPITAL},
        Outcome.WITHDRAWN: set(ReturnPath),
    }.get(outcome, set(ReturnPath) - {ReturnPath.NOWHERE})
    if path in possible:
        assert form.require_whole() is outcome
    else:
        with pytest.raises(InvalidInput):
            form.require_whole()


@pytest.mark.parametrize("said", [Said.UNKNOWN, Said.NONE, Said.NOT_ASSESSED])
def test_a_section_has_words_or_one_of_three_reasons_for_none(said):
    assert SectionText(SummarySection.RESULTS, said).text == ""
    with pytest.raises(InvalidInput):
        SectionText(SummarySection.RESULTS, said, "CRP 12 mg/L")


@pytest.mark.parametrize("text", ["", "  ", "x" * 102_401])
def test_words_of_a_section_are_some_and_at_most_100_kilobytes(text):
    with pytest.raises(InvalidInput):
        SectionText(SummarySection.RESULTS, Said.TEXT, text)


def test_no_section_is_written_twice():
    with pytest.raises(InvalidInput):
        DischargeSummary(SUMMARY.sections * 2)


def event(kind, after):
    return WatchEvent(kind, NOW + after, "U-1")


@pytest.mark.parametrize("kind", sorted(WATCHED_EVENTS))
def test_what_happens_within_the_watch_is_kept(kind):
    heard = CLOSURE.noted(event(kind, WATCH - timedelta(seconds=1)))
    assert [e.kind for e in heard.heard] == [kind]
    for after in (-DAY, WATCH):
        with pytest.raises(IllegalTransition):
            CLOSURE.noted(event(kind, after))


def test_the_watch_ends_once_and_not_before_its_time():
    with pytest.raises(IllegalTransition):
        CLOSURE.watch_ended(NOW + WATCH - timedelta(seconds=1))
    ended = CLOSURE.watch_ended(NOW + WATCH)
    assert (CLOSURE.watching, ended.watching) == (True, False)
    with pytest.raises(IllegalTransition):
        ended.watch_ended(NOW + WATCH)


def test_nobody_who_died_is_watched():
    assert watch_end(Outcome.DEATH, NOW, WATCH) is None
    assert watch_end(Outcome.WITHDRAWN, NOW, WATCH) == NOW + WATCH
    died = replace(CLOSURE, watch_until=None)
    assert not died.watching
    with pytest.raises(IllegalTransition):
        died.watch_ended(NOW + WATCH)


@given(st.lists(st.tuples(st.sampled_from(list(CaseEventKind)), st.integers(-2, 20)), max_size=12))
def test_no_sequence_of_events_gets_past_the_watch(events):
    closure = CLOSURE
    for kind, days in events:
        before = closure
        try:
            if kind is CaseEventKind.WATCH_ENDED:
                closure = closure.watch_ended(NOW + days * DAY)
            else:
                closure = closure.noted(event(kind, days * DAY))
        except IllegalTransition:
            assert closure is before
            continue
        assert before.watching
        assert closure.heard[: len(before.heard)] == before.heard
        assert all(e.kind in WATCHED_EVENTS and NOW <= e.at < NOW + WATCH for e in closure.heard)
