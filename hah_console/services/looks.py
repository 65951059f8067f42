"""One look at one patient after another: score, rules, alarms. A look that fails concerns nobody else."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hah_console.alarms.pipeline import Outcome, evaluate, evaluate_fault
from hah_console.alarms.quiet import quiet_of
from hah_console.alarms.stages.resolve import Resolved
from hah_console.alarms.view import PatientView
from hah_console.alarms.windows import kept_by
from hah_console.domain.ids import AlarmId
from hah_console.domain.reading import Reading
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.news2 import inputs_from, news2
from hah_console.domain.score.result import ScoreResult, StoredScore
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.faults import Faults
from hah_console.services.hindsight import Hindsight
from hah_console.services.latest_values import folded
from hah_console.services.links import Links
from hah_console.services.ports import UnitOfWork
from hah_console.services.watched import Watched

SCORE_EVERY = timedelta(minutes=10)
"""An unchanged score is stored again after this long, so that the trend has no holes."""


@dataclass(slots=True)
class Work:
    """What one transaction comes to."""

    now: datetime
    alarms: list[Resolved] = field(default_factory=list)
    scores: list[StoredScore] = field(default_factory=list)


class Looks:
    """Used by the one writer, within its transaction.

    SAFETY(one patient): a look that fails keeps nobody else from being looked at and no reading from being stored; the
    patient herself has an alarm that says so, and is tried again every second.
    """

    def __init__(self, rules: RulePacks, book: AlarmBook, links: Links) -> None:
        self._book, self._links = book, links
        self._faults, self._worse = Faults("the look at patient"), Faults("the alarm that nobody can look at patient")
        self.use(rules)

    def use(self, rules: RulePacks) -> None:
        """Go on with these rules."""
        self._rules, self._kept = rules, kept_by(rules.alarms)

    def begin(self, uow: UnitOfWork, watched: Watched, now: datetime) -> None:
        """Before the first look: remember what was stored."""
        own = self._book.of(watched.patient_id)
        watched.memory = Hindsight(self._rules, self._kept).memory(uow, watched, own, now)

    def read(self, uow: UnitOfWork, watched: Watched, reading: Reading, work: Work) -> None:
        """Take a reading in, and look unless it certainly changes nothing."""
        if not self._faults.attempt(watched.patient_id, lambda: self._read(uow, watched, reading, work)):
            self._tell(uow, watched, work)

    def look(self, uow: UnitOfWork, watched: Watched, work: Work) -> None:
        """What time alone has brought."""
        if not self._faults.attempt(watched.patient_id, lambda: self._look(uow, watched, work)):
            self._tell(uow, watched, work)

    def _read(self, uow: UnitOfWork, watched: Watched, reading: Reading, work: Work) -> None:
        watched.latest = folded(watched.latest, reading)
        if watched.quiet is not None and watched.quiet.admit(reading, work.now):
            watched.memory = watched.memory.with_latest(watched.latest, self._kept)
        else:
            self._look(uow, watched, work)

    def _look(self, uow: UnitOfWork, watched: Watched, work: Work) -> None:
        score, now = self._score(watched, work.now), work.now
        if _worth_storing(watched.score, score, now):
            watched.score = StoredScore(watched.patient_id, now, score)
            work.scores.append(watched.score)
        view = self._view(watched, score, now)
        outcome = self._settled(uow, watched, lambda: self._evaluated(view, watched), work)
        again = watched.score.scored_at + SCORE_EVERY if watched.score is not None else outcome.due
        watched.due = min(outcome.due, again)
        watched.quiet = quiet_of(view, watched.memory, self._book.of(watched.patient_id), watched.due)

    def _tell(self, uow: UnitOfWork, watched: Watched, work: Work) -> None:
        watched.look_again()
        told = lambda: self._settled(uow, watched, lambda: self._not_judged(watched, work.now), work)  # noqa: E731
        self._worse.attempt(watched.patient_id, told)

    def _settled(self, uow: UnitOfWork, watched: Watched, judged: Callable[[], Outcome], work: Work) -> Outcome:
        outcome = judged()
        if outcome.resolved and self._book.refresh(uow, work.now):
            # a person may have acknowledged since the last reload: decide again on the stored alarms
            outcome = judged()
        if outcome.resolved:
            work.alarms += self._book.save(uow, outcome.resolved, work.now)
        watched.memory = outcome.memory
        return outcome

    def _not_judged(self, watched: Watched, now: datetime) -> Outcome:
        own = self._book.of(watched.patient_id)
        return evaluate_fault(watched.patient_id, now, self._rules.alarms, watched.memory, own, new_alarm_id)

    def _evaluated(self, view: PatientView, watched: Watched) -> Outcome:
        return evaluate(view, watched.memory, self._book.of(view.patient_id), new_alarm_id, self._kept)

    def _score(self, watched: Watched, now: datetime) -> ScoreResult:
        table = self._rules.news2
        return news2(inputs_from(watched.latest, watched.seen, table, now, watched.spo2_scale), table)

    def _view(self, watched: Watched, score: ScoreResult, now: datetime) -> PatientView:
        devices = tuple(watched.devices.values())
        return PatientView(
            patient_id=watched.patient_id,
            now=now,
            latest=watched.latest,
            score=score,
            limits=watched.limits,
            watched_since=watched.since,
            rules=self._rules,
            devices=devices,
            link_lost=self._links.lost(devices),
            linked_since=self._links.since(devices),
            seen=watched.seen,
            spo2_scale=watched.spo2_scale,
        )


def new_alarm_id() -> AlarmId:
    """Never given before."""
    return AlarmId(f"A-{uuid.uuid4().hex[:16]}")


def _worth_storing(last: StoredScore | None, score: ScoreResult, now: datetime) -> bool:
    if last is None:
        return score.present > 0
    points = [(item.name, item.points) for item in score.items]
    changed = points != [(item.name, item.points) for item in last.result.items]
    return changed or now - last.scored_at >= SCORE_EVERY
