"""Stored scores with their inputs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, select

from hah_console.adapters.db.mapping.score import brief_of, score_of, score_values
from hah_console.adapters.db.tables import care
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import at, ms, portions
from hah_console.domain.ids import PatientId
from hah_console.domain.score.result import ScoreBrief, ScorePoint, StoredScore

_SCORE, _LATEST = care.score, care.latest_score
_TOTALS, _MOMENTS = 1_000, 10**12
"""One number holds a total (below 1,000) and a moment (milliseconds within 30 years): the database finds the greatest
of each group without sorting. PERF(round): a day of 100 patients without reading each of its scores."""


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
        return tuple(score_of(row) for row in self._tx.rows(_newest(name, *_SCORE.c).order_by(_SCORE.c.patient_id)))

    def history(self, patient_id: PatientId, name: str, start: datetime, end: datetime) -> tuple[StoredScore, ...]:
        """The scores of one patient in [start, end], oldest first."""
        mine = (_SCORE.c.name == name, _SCORE.c.patient_id == patient_id)
        period = _SCORE.c.scored_at.between(ms(start), ms(end))
        rows = self._tx.rows(select(_SCORE).where(*mine, period).order_by(_SCORE.c.scored_at))
        return tuple(score_of(row) for row in rows)

    def newest(self, name: str, patient_ids: Sequence[PatientId]) -> tuple[StoredScore, ...]:
        """The newest score of each of these patients who has one."""
        newest = _newest(name, *_SCORE.c)
        parts = (self._tx.rows(newest.where(_LATEST.c.patient_id.in_(some))) for some in portions(patient_ids))
        return tuple(score_of(row) for part in parts for row in part)

    def newest_briefs(self, name: str, patient_ids: Sequence[PatientId]) -> tuple[ScoreBrief, ...]:
        """The newest score of each of these patients who has one, without its items. PERF(board): half the time."""
        newest = _newest(name, *(_SCORE.c[key] for key in ("patient_id", "scored_at", "lower", "upper", "items")))
        parts = (self._tx.tuples(newest.where(_LATEST.c.patient_id.in_(some))) for some in portions(patient_ids))
        return tuple(brief_of(*row) for part in parts for row in part)

    def as_of(
        self, name: str, patient_ids: Sequence[PatientId], moment: datetime, oldest: datetime
    ) -> dict[PatientId, ScorePoint]:
        """The last score of each of these patients in [oldest, moment]."""
        since = cast(_SCORE.c.scored_at, BigInteger) - ms(oldest)
        key = since * (_TOTALS * _TOTALS) + _totals()
        found: dict[PatientId, ScorePoint] = {}
        for some in portions(patient_ids):
            for patient_id, _, last in self._greatest(name, some, oldest, moment, key, cast(0, BigInteger)):
                ago, totals = divmod(last, _TOTALS * _TOTALS)
                found[patient_id] = ScorePoint(at(ms(oldest) + ago), *divmod(totals, _TOTALS))
        return found

    def highest(
        self, name: str, patient_ids: Sequence[PatientId], start: datetime, end: datetime, every: timedelta
    ) -> dict[PatientId, tuple[ScorePoint, ...]]:
        """The highest score of each stretch of ``every`` in [start, end], the last one of those that are equal."""
        since = cast(_SCORE.c.scored_at, BigInteger) - ms(start)
        key, stretch = _totals() * _MOMENTS + since, since // int(every.total_seconds() * 1000)
        found: defaultdict[PatientId, list[ScorePoint]] = defaultdict(list)
        for some in portions(patient_ids):
            for patient_id, _, most in self._greatest(name, some, start, end, key, stretch):
                totals, after = divmod(most, _MOMENTS)
                found[patient_id].append(ScorePoint(at(ms(start) + after), *divmod(totals, _TOTALS)))
        return {patient_id: tuple(points) for patient_id, points in found.items()}

    def _greatest(
        self,
        name: str,
        patient_ids: Sequence[PatientId],
        start: datetime,
        end: datetime,
        key: ColumnElement[int],
        group: ColumnElement[int],
    ) -> Sequence[tuple[PatientId, int, int]]:
        mine = (_SCORE.c.name == name, _SCORE.c.patient_id.in_(patient_ids))
        wanted = select(_SCORE.c.patient_id, group.label("part"), func.max(key))
        wanted = wanted.where(*mine, _SCORE.c.scored_at.between(ms(start), ms(end)))
        return self._tx.tuples(wanted.group_by(_SCORE.c.patient_id, "part").order_by(_SCORE.c.patient_id, "part"))


def _newest(name: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of the newest score of every patient."""
    same = [_SCORE.c[key] == _LATEST.c[key] for key in ("name", "patient_id", "scored_at")]
    return select(*columns).select_from(_LATEST.join(_SCORE, and_(*same))).where(_LATEST.c.name == name)


def _totals() -> ColumnElement[int]:
    return cast(_SCORE.c.lower, BigInteger) * _TOTALS + _SCORE.c.upper
