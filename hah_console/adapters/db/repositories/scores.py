"""Stored scores with their inputs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select

from hah_console.adapters.db.mapping.score import score_of, score_values
from hah_console.adapters.db.tables import care
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import ms
from hah_console.domain.ids import PatientId
from hah_console.domain.score.result import StoredScore

_SCORE, _LATEST = care.score, care.latest_score


class ScoreRows:
    """Scores by name, patient and moment; the same moment again replaces the score."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def add_many(self, scores: Sequence[StoredScore]) -> None:
        """Store scores and remember which is the newest of each patient."""
        if not scores:
            return
        rows = list({(r["name"], r["patient_id"], r["scored_at"]): r for r in map(score_values, scores)}.values())
        self._tx.upsert(_SCORE, rows)
        insert = self._tx.insert(_LATEST)
        newest = insert.on_conflict_do_update(
            index_elements=["name", "patient_id"],
            set_={"scored_at": insert.excluded.scored_at},
            where=insert.excluded.scored_at > _LATEST.c.scored_at,
        )
        self._tx.write(newest, [{key: row[key] for key in ("name", "patient_id", "scored_at")} for row in rows])

    def latest(self, name: str) -> tuple[StoredScore, ...]:
        """The newest score of every patient."""
        same = [_SCORE.c[key] == _LATEST.c[key] for key in ("name", "patient_id", "scored_at")]
        newest = select(_SCORE).select_from(_LATEST.join(_SCORE, and_(*same))).where(_LATEST.c.name == name)
        return tuple(score_of(row) for row in self._tx.rows(newest.order_by(_SCORE.c.patient_id)))

    def history(self, patient_id: PatientId, name: str, start: datetime, end: datetime) -> tuple[StoredScore, ...]:
        """The scores of one patient in [start, end], oldest first."""
        mine = (_SCORE.c.name == name, _SCORE.c.patient_id == patient_id)
        period = _SCORE.c.scored_at.between(ms(start), ms(end))
        rows = self._tx.rows(select(_SCORE).where(*mine, period).order_by(_SCORE.c.scored_at))
        return tuple(score_of(row) for row in rows)
