"""``hah_console site check``: sentences for people, JSON for scripts, exit status for both."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from hah_console.app.commands import site
from hah_console.ui.i18n import Texts


def run(*arguments: str) -> Result:
    app = typer.Typer()
    site.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["site", "check", *arguments])


def test_a_clean_pack_ends_with_status_0(demo_folder: Path) -> None:
    result = run(str(demo_folder), "--lang", "en")
    assert result.exit_code == 0
    assert "60 patients, 16 staff, 93 kits, 81 tasks today." in result.stdout


def test_errors_are_printed_with_file_line_and_cure_and_end_with_status_1(spoiled: Any) -> None:
    spoiled.put("patients.csv", 5, lat="120.97", lon="24.81")
    result = run(str(spoiled.folder), "--lang", "en")
    assert result.exit_code == 1
    assert "patients.csv:5: Latitude and longitude are swapped" in result.stdout
    chinese = run(str(spoiled.folder), "--lang", "zh_TW")
    assert "patients.csv:5: 緯度與經度填反了" in chinese.stdout


def test_a_warning_is_marked_and_does_not_fail(spoiled: Any) -> None:
    spoiled.put("patients.csv", 5, national_id="A123456788")
    result = run(str(spoiled.folder), "--lang", "en")
    assert result.exit_code == 0
    assert "patients.csv:5: (warning) The check digit" in result.stdout


def test_the_last_line_is_one_json_object_when_asked_for(spoiled: Any) -> None:
    spoiled.put("shifts.csv", 2, ends="07:00")
    result = run(str(spoiled.folder), "--lang", "en", "--json")
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["ok"], report["error_count"], report["warning_count"]) == (False, 1, 0)
    (problem,) = report["problems"]
    assert (problem["file"], problem["line"], problem["code"]) == ("shifts.csv", 2, "end_before_start")
    assert "31:00" in problem["sentence"]


def test_a_path_that_is_no_folder_is_wrong_use(tmp_path: Path) -> None:
    result = run(str(tmp_path / "nowhere"), "--lang", "en")
    assert result.exit_code == 2


def test_an_unknown_language_is_wrong_use(demo_folder: Path) -> None:
    assert run(str(demo_folder), "--lang", "fr").exit_code == 2


@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_every_code_the_checks_can_report_has_a_sentence(language: str) -> None:
    texts = Texts(language)
    folder = Path(site.__file__).resolve().parents[2] / "adapters" / "site"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    catalogue = folder.parents[2] / "resources" / "i18n" / language / "site.toml"
    for code in tomllib.loads(catalogue.read_text("utf-8"))["problem"]:
        assert f'"{code}"' in source or code in {"not_a_date", "impossible_date"}, f"{code} is never reported"
        assert texts.has(f"site.problem.{code}")
    for code in re.findall(r'note\([^,()]+(?:\([^()]*\))?, "(\w+)"|missing="(\w+)"', source):
        assert texts.has(f"site.problem.{code[0] or code[1]}"), code


def test_every_column_is_explained_in_the_documentation() -> None:
    from hah_console.adapters.site.columns import TABLES

    text = (Path(site.__file__).resolve().parents[3] / "docs" / "site-pack.md").read_text("utf-8")
    for spec in TABLES:
        assert spec.file in text
        for column in spec.columns:
            assert column in text, f"{spec.file}: {column}"
