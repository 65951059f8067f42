"""Texts for people in the chosen language; keyed TOML catalogues, no Qt."""

import locale
import logging
import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from hah_console.domain.errors import HahError
from hah_console.ui.resources import resource_path

LANGUAGES: Final = ("zh_TW", "en")
DEFAULT_LANGUAGE: Final = "zh_TW"
_LOG = logging.getLogger(__name__)
_WORDS_OF_FACTS: Final = {
    "action": "words.action",
    "role": "words.role",
    "entity": "words.entity",
    "state": "words.any_state",
    "move": "words.move",
    "field": "errors.field",
    "reason": "errors.reason",
}


class Texts:
    """The words of one language. Calling it with a key gives the sentence with its places filled."""

    __slots__ = ("_sentences", "language")

    def __init__(self, language: str = DEFAULT_LANGUAGE, folder: Path | None = None) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._sentences = catalogue((folder or resource_path("i18n")) / self.language)

    def __call__(self, key: str, /, **places: object) -> str:
        """The sentence of ``key``; with ``count=1`` its ``key_one`` form when there is one.

        An unknown key is shown as itself and logged: a missing word must never stop a screen.
        """
        sentence = self._sentence(key, places.get("count"))
        if sentence is None:
            _LOG.error("missing text %s in %s", key, self.language)
            return key
        return sentence.format_map(_Places(places)) if places else sentence

    def has(self, key: str) -> bool:
        """Whether the catalogue knows ``key``."""
        return key in self._sentences

    def word(self, family: str, value: object) -> str:
        """The word of an enum value or code, e.g. ``word("words.condition", Condition.UTI)``; the value if unknown."""
        return self._sentences.get(f"{family}.{value}", str(value))

    def error(self, error: Exception) -> str:
        """One sentence that says what happened and what to do."""
        if not isinstance(error, HahError):
            return self("errors.unexpected", reason=type(error).__name__)
        key = f"errors.{error.code}"
        if key not in self._sentences:
            return self("errors.unexpected", reason=error.code)
        return self(key, **{name: self._fact(name, value) for name, value in error.facts.items()})

    def _sentence(self, key: str, count: object) -> str | None:
        one = self._sentences.get(f"{key}_one") if count == 1 else None
        return one if one is not None else self._sentences.get(key)

    def _fact(self, name: str, value: object) -> object:
        family = _WORDS_OF_FACTS.get(name)
        return self._sentences.get(f"{family}.{value}", value) if family else value


class _Places(dict[str, object]):
    """Places of a sentence; one that was not given shows its own name instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@lru_cache(maxsize=8)
def catalogue(folder: Path) -> Mapping[str, str]:
    """All sentences of one language folder by full key; the area is the file's name."""
    sentences: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            _flatten(path.stem, tomllib.load(file), sentences)
    return sentences


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            _flatten(key, value, into)
        else:
            into[key] = str(value)


def system_language() -> str:
    """The language of the environment: English when it says so, Traditional Chinese otherwise."""
    told = os.environ.get("HAH_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES")
    name = told or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else DEFAULT_LANGUAGE
