"""The words of questionnaires and their questions."""

from hah_console.ui.i18n import Texts


def questionnaire_name(texts: Texts, questionnaire_id: str) -> str:
    """What a questionnaire is called."""
    return texts.word("chart.questionnaire", questionnaire_id)  # i18n: chart.questionnaire.*


def question_words(texts: Texts, questionnaire_id: str, code: str) -> str:
    """What is asked, in short."""
    return texts.word("chart.question", f"{questionnaire_id}_{code}")  # i18n: chart.question.*
