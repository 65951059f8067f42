"""What people answered for scores; none is ever changed."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from hah_console.adapters.db.mapping.score_answer import score_answer_of, score_answer_values
from hah_console.adapters.db.tables import orders
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.ids import PatientId
from hah_console.domain.score.answer import ScoreAnswer

_ANSWER = orders.score_answer


class ScoreAnswerRows:
    """Answers in order of when they were so."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add_many(self, answers: Sequence[ScoreAnswer]) -> None:
        """Store answers."""
        if answers:
            self._tx.write(insert(_ANSWER), [score_answer_values(answer) for answer in answers])

    def of_patient(self, patient_id: PatientId) -> tuple[ScoreAnswer, ...]:
        """All answers about one person, the newest last."""
        mine = select(_ANSWER).where(_ANSWER.c.patient_id == patient_id)
        rows = self._tx.rows(mine.order_by(_ANSWER.c.seen_at, _ANSWER.c.entered_at, _ANSWER.c.answer_id))
        return tuple(score_answer_of(row) for row in rows)
