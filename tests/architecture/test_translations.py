"""The check of the translations finds every kind of fault, and finds none in the program."""

from pathlib import Path

import check_translations
import pytest


def test_the_program_s_translations_are_complete_and_used() -> None:
    assert check_translations.check() == []


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A program with one sentence in both languages."""
    for language in ("zh_TW", "en"):
        (tmp_path / "i18n" / language).mkdir(parents=True)
        (tmp_path / "i18n" / language / "area.toml").write_text('hello = "{name}"\n', "utf-8")
    (tmp_path / "code" / "ui").mkdir(parents=True)
    (tmp_path / "code" / "ui" / "view.py").write_text('"""A view."""\ntexts("area.hello", name="x")\n', "utf-8")
    return tmp_path


def faults(folder: Path) -> list[str]:
    return check_translations.check(folder / "code", folder / "i18n")


def add(path: Path, line: str) -> None:
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")


def test_a_whole_program_has_no_fault(small: Path) -> None:
    assert faults(small) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('texts("area.nothing")', "view.py:3: no text for area.nothing"),
        ('label = "病人"', "view.py:3: text for people in code: '病人'"),
        ('QLabel("Patient")', "view.py:3: text for people in code: 'Patient'"),
        ('class Wrong(HahError):\n    code = "wrong"', "view.py:4: no sentence errors.wrong"),
    ],
)
def test_a_fault_in_code_is_told_with_file_and_line(small: Path, line: str, found: str) -> None:
    add(small / "code" / "ui" / "view.py", line)
    assert faults(small) == [found]


def test_a_sentence_nobody_uses_is_a_fault(small: Path) -> None:
    for language in ("zh_TW", "en"):
        add(small / "i18n" / language / "area.toml", 'unused = "?"')
    assert faults(small) == ["area.toml:2: nobody uses area.unused"]


@pytest.mark.parametrize("line", ['f"area.kind.{value}"', 'texts.word("area.kind", value)', "# i18n: area.kind.*"])
def test_a_family_is_used_as_a_whole(small: Path, line: str) -> None:
    for language in ("zh_TW", "en"):
        add(small / "i18n" / language / "area.toml", '[kind]\none = "1"\ntwo = "2"')
    add(small / "code" / "ui" / "view.py", line)
    assert faults(small) == []


def test_a_sentence_of_one_language_only_is_a_fault(small: Path) -> None:
    add(small / "i18n" / "en" / "area.toml", 'extra = "?"\nhello_one = "{name}"')
    assert faults(small) == ["area.toml:2: zh_TW lacks area.extra"]


def test_languages_must_have_the_same_places(small: Path) -> None:
    (small / "i18n" / "en" / "area.toml").write_text('hello = "{who}"\n', "utf-8")
    assert faults(small) == ["area.toml:1: other places than in zh_TW in area.hello"]


def test_a_line_can_say_that_it_is_no_text(small: Path) -> None:
    add(small / "code" / "ui" / "view.py", 'QLabel("mmHg")  # i18n: not text')
    assert faults(small) == []
