"""Texts: keys, places, singular, errors, languages."""

import pytest

from hah_console.domain.errors import (
    DatabaseUnusable,
    HahError,
    NotPermitted,
    PortInUse,
    VersionConflict,
)
from hah_console.ui.i18n import LANGUAGES, Texts, system_language


def test_a_key_gives_the_sentence_with_its_places_filled() -> None:
    assert Texts("zh_TW")("census.in_care", count=60) == "在宅 60 人 · 依需要排序"


def test_english_has_a_singular_and_chinese_needs_none() -> None:
    assert Texts("en")("census.filter_spoken", name="High", count=1) == "High, 1 patient"
    assert Texts("en")("census.filter_spoken", name="High", count=2) == "High, 2 patients"
    assert Texts("zh_TW")("census.filter_spoken", name="高", count=1) == "高，1 人"


@pytest.mark.expected_log("missing text census.nothing")
def test_a_missing_key_shows_itself_instead_of_stopping_the_screen() -> None:
    assert Texts("en")("census.nothing") == "census.nothing"


def test_a_place_that_was_not_given_shows_its_name() -> None:
    assert Texts("en")("days.only", other=1) == "day {day}"


def test_an_unknown_language_falls_back_to_chinese() -> None:
    assert Texts("xx").language == "zh_TW"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "error",
    [
        NotPermitted(action="set_limits", role="nurse"),
        VersionConflict(entity="alarm", entity_id="A-1", expected=1, found=2),
        DatabaseUnusable(location="hah.db", reason="corrupt"),
        PortInUse(port=18830),
    ],
)
def test_an_error_becomes_one_sentence_without_codes_or_open_places(language: str, error: HahError) -> None:
    sentence = Texts(language).error(error)
    assert sentence.endswith(("。", "."))
    assert "{" not in sentence
    assert error.code not in sentence
    assert "set_limits" not in sentence


def test_an_error_nobody_foresaw_is_told_without_its_message() -> None:
    sentence = Texts("en").error(ValueError("陳大文 A123456789"))
    assert "ValueError" in sentence
    assert "陳大文" not in sentence


@pytest.mark.parametrize(("value", "language"), [("en_GB.UTF-8", "en"), ("zh_TW.UTF-8", "zh_TW"), ("C", "zh_TW")])
def test_the_environment_chooses_the_first_language(monkeypatch: pytest.MonkeyPatch, value: str, language: str) -> None:
    monkeypatch.delenv("HAH_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", value)
    assert system_language() == language
