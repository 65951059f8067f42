"""Rows of what people answered for scores."""

from hah_console.adapters.db.values import Row, Values, at, ms
from hah_console.domain.ids import PatientId, ScoreAnswerId, UserId
from hah_console.domain.score.answer import ScoreAnswer, kept_value, value_of
from hah_console.domain.score.inputs import Input


def score_answer_values(answer: ScoreAnswer) -> Values:
    """The row of an answer."""
    kind, text, unit = kept_value(answer.value)
    return {
        "answer_id": answer.answer_id,
        "patient_id": answer.patient_id,
        "asked": answer.asked.value,
        "kind": kind,
        "value": text,
        "unit": unit,
        "seen_at": ms(answer.at),
        "seen_by": answer.by,
        "entered_at": ms(answer.entered_at),
    }


def score_answer_of(row: Row) -> ScoreAnswer:
    """The answer of a row."""
    return ScoreAnswer(
        answer_id=ScoreAnswerId(row["answer_id"]),
        patient_id=PatientId(row["patient_id"]),
        asked=Input(row["asked"]),
        value=value_of(row["kind"], row["value"], row["unit"]),
        at=at(row["seen_at"]),
        by=UserId(row["seen_by"]),
        entered_at=at(row["entered_at"]),
    )
