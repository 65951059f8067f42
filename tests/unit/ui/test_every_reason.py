"""Whatever a form refuses, it says why in a sentence of its own, in both languages, and what to do."""

import re

import pytest
from helpers.reasons import reasons_of_forms

from hah_console.domain.errors import InvalidInput
from hah_console.ui.forms.faults import field_faults, reason_text
from hah_console.ui.i18n import Texts

REASONS = reasons_of_forms()
DO = re.compile(
    r"\b(ask|begin|check|choose|compare|confirm|correct|delete|fill|make|name|shorten|tick|use|write)\b", re.IGNORECASE
)
SAME = ({"empty", "missing", "missing_value"}, {"unknown", "unknown_word"}, {"no_number", "not_a_number"},
        {"too_large", "file_too_large"})  # fmt: skip
"""Codes that mean the same to whoever reads the sentence."""


def sentence(language: str, reason: str) -> str:
    (said,) = field_faults(Texts(language), InvalidInput(field="any", value="", reason=reason)).values()
    return said


def test_the_reasons_are_found_in_the_code() -> None:
    assert {"wrong_check_digit", "in_the_future", "outside_condition", "beyond_validity", "two_needed"} <= set(REASONS)
    assert len(REASONS) > 55


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence_in_chinese_that_says_what_to_do(reason: str) -> None:
    assert "請" in sentence("zh_TW", reason)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence_in_english_that_says_what_to_do(reason: str) -> None:
    said = sentence("en", reason)
    assert DO.search(said), said
    assert not re.search(r"[\u3400-\u9fff]", said)


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_no_two_reasons_share_a_sentence_unless_they_mean_the_same(language: str, reason: str) -> None:
    alike = next((codes for codes in SAME if reason in codes), {reason})
    others = {sentence(language, other) for other in REASONS if other not in alike}
    assert sentence(language, reason) not in others


@pytest.mark.parametrize("language", ["zh_TW", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_a_sentence_that_names_the_field_has_words_for_every_reason(language: str, reason: str) -> None:
    texts = Texts(language)
    assert texts.has(f"errors.reason.{reason}"), "said in brackets where no field is in sight"
    assert reason_text(texts, reason) != reason
