"""``hah_console rules check``: what is wrong and what is in force, for people and for scripts."""

import json

import typer
from typer.testing import CliRunner, Result

from hah_console.app.commands import rules
from hah_console.ui.i18n import Texts


def run(*arguments: str) -> Result:
    app = typer.Typer()
    rules.register(app)
    return CliRunner().invoke(app, ["rules", "check", *arguments])


def test_the_packs_that_ship_have_no_fault_and_are_listed_with_their_versions():
    result = run("--on", "2026-11-29", "--json", "--lang", "en")
    report = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, report["ok"], report["fault_count"], report["day"]) == (0, True, 0, "2026-11-29")
    in_force = {pack["kind"]: pack["in_force"]["version"] for pack in report["packs"]}
    assert in_force["clocks"] == "2026-05"
    assert in_force["news2"] == "RCP 2017"


def test_a_fault_is_told_with_file_and_line_in_both_languages_and_ends_with_status_1(packs):
    folder = packs("programme", "maximum = 14", "maximum = 8")
    english, chinese = run(str(folder), "--lang", "en"), run(str(folder), "--lang", "zh_TW")
    assert english.exit_code == chinese.exit_code == 1
    assert "programme-2026-05.toml:10" in english.stdout
    assert "not in rising order" in english.stdout
    assert "programme-2026-05.toml:10" in chinese.stdout


def test_a_folder_that_is_not_there_or_a_language_nobody_speaks_is_wrong_use(tmp_path):
    missing = run(str(tmp_path / "none"), "--lang", "en")
    assert (missing.exit_code, missing.stderr.strip()) == (
        2, Texts("en")("packs.no_folder", folder=tmp_path / "none"))  # fmt: skip
    assert run("--lang", "fr").exit_code == 2


def test_a_day_before_the_first_version_has_none_in_force():
    result = run("--on", "2017-12-18", "--lang", "en")
    assert "none in force on 2017-12-18" in result.stdout
