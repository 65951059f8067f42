"""The answers to one questionnaire as small multiples on one time axis: the sum, and each question; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.chart.questionnaire import Questionnaire
from hah_console.services.contacts import ScoredAnswers
from hah_console.ui.chart_words import most_points, question_words
from hah_console.ui.i18n import Texts


@dataclass(frozen=True, slots=True)
class Dot:
    """One answering: ``x`` from 0 (first) to 1 (last), the value between ``low`` and ``high``, equal when complete."""

    x: float
    low: int
    high: int
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Multiple:
    """One small plot from 0 to ``top``; ``edges`` are the sums at which a band begins, with the band's name."""

    name: str
    top: int
    dots: tuple[Dot, ...]
    edges: tuple[tuple[int, str], ...] = ()
    worse: int | None = None
    last: str = ""


@dataclass(frozen=True, slots=True)
class TrendData:
    """The sum, the questions in their order, and the days of the first and last answering."""

    whole: Multiple
    parts: tuple[Multiple, ...]
    first_at: datetime
    last_at: datetime


def trend_data(texts: Texts, questionnaire: Questionnaire, answers: Sequence[ScoredAnswers]) -> TrendData | None:
    """All answers, oldest first; None without any."""
    if not answers:
        return None
    places = _places([row.answers.answered_at for row in answers])
    whole = tuple(
        Dot(x, row.total.lower, row.total.upper, row.worse is True) for x, row in zip(places, answers, strict=True)
    )
    edges = tuple((band.low, texts.word("chart.band", band.name)) for band in questionnaire.bands)
    total = Multiple(texts("chart.sum"), most_points(questionnaire), whole, edges, questionnaire.worse)
    parts = tuple(
        _part(texts, questionnaire, position, answers, places) for position in range(len(questionnaire.items))
    )
    return TrendData(total, parts, answers[0].answers.answered_at, answers[-1].answers.answered_at)


def _part(
    texts: Texts,
    questionnaire: Questionnaire,
    position: int,
    answers: Sequence[ScoredAnswers],
    places: Sequence[float],
) -> Multiple:
    """Where a question was left open there is no dot."""
    item = questionnaire.items[position]
    given = [(x, row.answers.points.get(item.code)) for x, row in zip(places, answers, strict=True)]
    dots = tuple(Dot(x, points, points) for x, points in given if points is not None)
    last = given[-1][1]
    name = question_words(texts, questionnaire.questionnaire_id, item.code)
    return Multiple(name, max(item.points), dots, last="—" if last is None else str(last))


def _places(moments: Sequence[datetime]) -> list[float]:
    """Where each moment lies between the first and the last; in the middle when there is one."""
    whole = (moments[-1] - moments[0]).total_seconds()
    if whole <= 0:
        return [0.5 for _ in moments]
    return [(moment - moments[0]).total_seconds() / whole for moment in moments]
