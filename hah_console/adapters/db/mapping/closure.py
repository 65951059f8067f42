"""Rows of closures."""

import json

from hah_console.adapters.db.values import (
    Row,
    Values,
    at,
    at_or_none,
    dumps,
    member_or_none,
    ms,
    ms_or_none,
    value_or_none,
    word_tuple,
    words,
)
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import Closure, ClosureForm, HomeCareStage, ReturnPath, WatchEvent
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.ids import ClosureId, EpisodeId, PatientId, TaskId, UserId


def closure_values(closure: Closure) -> Values:
    """The row of a closure."""
    form = closure.form
    return {
        "closure_id": closure.closure_id,
        "episode_id": closure.episode_id,
        "patient_id": closure.patient_id,
        "outcome": value_or_none(form.outcome),
        "reason": form.reason,
        "summary": dumps([[s.section.value, s.said.value, s.text] for s in form.summary.sections]),
        "path": value_or_none(form.path),
        "stage": value_or_none(form.stage),
        "closed_at": ms(closure.closed_at),
        "closed_by": closure.closed_by,
        "signed_at": ms(closure.signed_at),
        "watch_until": ms_or_none(closure.watch_until),
        "withdrawn": words(closure.withdrawn),
        "withdrawn_for": closure.withdrawn_for,
        "heard": dumps([[event.kind.value, ms(event.at), event.by] for event in closure.heard]),
        "watch_ended_at": ms_or_none(closure.watch_ended_at),
        "version": closure.version,
    }


def closure_of(row: Row) -> Closure:
    """The closure of a row."""
    heard = (WatchEvent(CaseEventKind(kind), at(when), UserId(by)) for kind, when, by in json.loads(row["heard"]))
    return Closure(
        closure_id=ClosureId(row["closure_id"]),
        episode_id=EpisodeId(row["episode_id"]),
        patient_id=PatientId(row["patient_id"]),
        form=_form(row),
        closed_at=at(row["closed_at"]),
        closed_by=UserId(row["closed_by"]),
        signed_at=at(row["signed_at"]),
        watch_until=at_or_none(row["watch_until"]),
        withdrawn=tuple(TaskId(task_id) for task_id in word_tuple(row["withdrawn"])),
        withdrawn_for=row["withdrawn_for"],
        heard=tuple(heard),
        watch_ended_at=at_or_none(row["watch_ended_at"]),
        version=row["version"],
    )


def _form(row: Row) -> ClosureForm:
    written = (SectionText(SummarySection(s), Said(said), text) for s, said, text in json.loads(row["summary"]))
    return ClosureForm(
        outcome=member_or_none(Outcome, row["outcome"]),
        reason=row["reason"],
        summary=DischargeSummary(tuple(written)),
        path=member_or_none(ReturnPath, row["path"]),
        stage=member_or_none(HomeCareStage, row["stage"]),
    )
