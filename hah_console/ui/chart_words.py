"""The words of questionnaires, their questions, answers and totals."""

from hah_console.domain.chart.questionnaire import Answered, Questionnaire, Total
from hah_console.ui.i18n import Texts

# i18n: chart.answer.*


def questionnaire_name(texts: Texts, questionnaire_id: str) -> str:
    """What a questionnaire is called."""
    return texts.word("chart.questionnaire", questionnaire_id)  # i18n: chart.questionnaire.*


def question_words(texts: Texts, questionnaire_id: str, code: str) -> str:
    """What is asked, in short."""
    return texts.word("chart.question", f"{questionnaire_id}_{code}")  # i18n: chart.question.*


def answer_words(texts: Texts, questionnaire_id: str, code: str, points: int) -> str:
    """What an answer means: the question's own words, else those of the whole questionnaire, else none."""
    for key in (f"{questionnaire_id}_{code}_{points}", f"{questionnaire_id}_{points}"):
        if texts.has(f"chart.answer.{key}"):
            return texts.word("chart.answer", key)
    return ""


def answered_words(texts: Texts, answered: Answered) -> str:
    """How answers came."""
    return texts.word("chart.answered", answered.value)  # i18n: chart.answered.*


def most_points(questionnaire: Questionnaire) -> int:
    """The highest possible sum."""
    return sum(max(item.points) for item in questionnaire.items if not item.optional)


def total_words(texts: Texts, total: Total, questionnaire: Questionnaire) -> str:
    """The sum of the most possible, or its bounds while answers are missing; the band it is in, when it is one."""
    most = most_points(questionnaire)
    if total.complete:
        text = texts("chart.total", sum=total.lower, most=most)
    else:
        text = texts("chart.bounds", low=total.lower, high=total.upper, most=most, missing=len(total.missing))
    if len(total.bands) == 1:
        return f"{text} · {texts.word('chart.band', total.bands[0])}"  # i18n: chart.band.*
    return text
