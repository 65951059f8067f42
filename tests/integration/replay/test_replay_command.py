"""``hah_console alarms replay`` and ``validate`` on recordings, and what they say when they cannot."""

from pathlib import Path

import pytest

from tests.helpers.command_line import Command, Printed

STAY = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|SepsisLabel\n" + "80|97|36.8|120|90|70|16|0\n" * 3


@pytest.fixture
def stay(tmp_path: Path) -> Path:
    path = tmp_path / "p1.psv"
    path.write_text(STAY, "utf-8")
    return path


@pytest.mark.shared_data
def test_the_stays_of_the_folder_are_replayed_with_both_rule_sets(
    command: Command, shared_data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.json"
    printed = command("alarms", "replay", shared_data / "vitals" / "cinc2019_psv", "--json", "--out", out)
    report = printed.report
    assert (printed.status, report["patients"], report["rules"]) == (0, 24, "default")
    assert isinstance(report["patient_days"], float)
    assert 1 < report["patient_days"] < 24 * 30
    assert report["alarms_per_patient_day"] != 0
    assert isinstance(report["against"], dict)
    assert report["against"]["rules"] == "news2-5"
    assert out.is_file()


def test_a_stay_in_which_nothing_happens_raises_no_alarm(command: Command, stay: Path) -> None:
    printed = command("alarms", "replay", stay, "--json")
    assert (printed.status, printed.report["patients"]) == (0, 1)
    assert printed.report["alarms_per_patient_day"] == 0.0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("none.csv", None, "no such file"),
        ("wrong.csv", "a,b\n1,2\n", "a needed column is missing"),
        ("wrong.psv", "HR|Other\n80|1\n", "a needed column is missing"),
        ("words.psv", STAY.replace("36.8", "warm"), "a cell is not a number"),
        ("wrong.csv.gz", "not packed", "the file cannot be read"),
    ],
)
@pytest.mark.parametrize("what", ["replay", "validate"])
def test_data_that_cannot_be_used_are_told_in_one_sentence(
    command: Command, tmp_path: Path, what: str, name: str, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    if what == "validate" and name.endswith(".psv"):
        told = "a needed column is missing"
    assert_one_sentence(command("alarms", what, tmp_path / name), name, told)


@pytest.mark.parametrize(
    ("asked", "text", "told"),
    [
        ("nosuch", None, "There is no rule set"),
        ("none.toml", None, "There is no rule set"),
        ("damaged.toml", "x = [", "not readable as TOML"),
        ("empty.toml", "", "cannot be used at"),
    ],
)
def test_a_rule_set_that_cannot_be_used_is_told_by_its_name(
    command: Command, stay: Path, asked: str, text: str | None, told: str
) -> None:
    rules = stay.with_name(asked)
    if text is not None:
        rules.write_text(text, "utf-8")
    wanted = rules if asked.endswith(".toml") else asked
    assert_one_sentence(command("alarms", "replay", stay, "--rules", wanted), asked, told)


@pytest.mark.parametrize(("url", "told"), [("sqlite:///{}/none.db", "does not exist"), ("nonsense", "not understood")])
def test_a_database_that_is_not_there_is_told(command: Command, tmp_path: Path, url: str, told: str) -> None:
    asked = url.format(tmp_path)
    assert_one_sentence(command("alarms", "replay", "--database", asked), asked.removeprefix("sqlite:///"), told)


@pytest.mark.parametrize("words", [(), ("p1.psv", "--database", "sqlite:///x.db"), ("p1.psv", "--days", "0")])
def test_wrong_use_is_told(command: Command, words: tuple[str, ...]) -> None:
    printed = command("alarms", "replay", *words)
    assert (printed.status, printed.out, len(printed.err.splitlines())) == (2, "", 1)


def assert_one_sentence(printed: Printed, name: str, told: str) -> None:
    assert (printed.status, printed.out) == (2, "")
    assert len(printed.err.splitlines()) == 1
    assert name in printed.err
    assert told in printed.err
