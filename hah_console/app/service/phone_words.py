"""The words of the phone page by language: its own, and those of codes it shows."""

from collections.abc import Mapping

from hah_console.app.resources import resource_path

# i18n: phone.page.*
FAMILIES = ("phone.page.", "words.task_kind.", "words.allergy_state.", "words.precaution.", "rx.relationship.")


def phone_words() -> Mapping[str, Mapping[str, str]]:
    """Sentences by language and key."""
    from hah_console.ui.i18n import LANGUAGES, catalogue

    return {language: _of(catalogue(resource_path("i18n") / language)) for language in LANGUAGES}


def _of(sentences: Mapping[str, str]) -> dict[str, str]:
    return {key: sentence for key, sentence in sentences.items() if key.startswith(FAMILIES)}
