"""``python -m scheduling bench``: the table and the JSON object, with tiny budgets."""

from pathlib import Path

import pytest

from tests.helpers.command_line import Command

TINY = ("--seconds", 0.3, "--json")


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "instance"),
    [
        ("mankowska", "InstanzCPLEX_HCSRP_10_1"),
        ("kummer", "HHCRSP_25_5_22_1.0_C_C"),
        ("solomon", "C101"),
        ("homberger200", "c1_2_1"),
        ("lilim100", "lc101"),
    ],
)
def test_an_instance_of_every_set_is_measured(command: Command, shared_data: Path, name: str, instance: str) -> None:
    printed = command("bench", "--set", name, "--data", shared_data / "scheduling", "--only", instance, *TINY)
    report = printed.report
    assert (report["instances"], report["compared"], report["violations"]) == (1, 1, 0)
    assert isinstance(report["classes"], dict)
    assert [figures["instances"] for figures in report["classes"].values()] == [1]
    assert instance in printed.out
    assert "best known" in printed.out


@pytest.mark.shared_data
def test_small_instances_are_solved_to_the_best_known_cost(command: Command, shared_data: Path) -> None:
    words = ("--set", "mankowska", "--data", shared_data / "scheduling", "--sizes", 10, "--seconds", 1, "--json")
    report = command("bench", *words).report
    assert (report["ok"], report["instances"], report["mean_gap_pct"], report["worst_gap_pct"]) == (True, 5, 0.0, 0.0)


def test_a_made_up_day_needs_no_data(command: Command, tmp_path: Path) -> None:
    printed = command("bench", "--data", tmp_path, "--sizes", 20, "--seeds", 2, *TINY)
    assert printed.status == 0
    report = printed.report
    assert (report["set"], report["seeds"], report["seconds"], report["instances"]) == ("day", 2, 0.3, 1)
    assert "nobody published" in printed.out


@pytest.mark.parametrize("name", ["mankowska", "solomon", "lilim100"])
def test_absent_data_are_one_sentence_and_wrong_use(command: Command, tmp_path: Path, name: str) -> None:
    printed = command("bench", "--set", name, "--data", tmp_path)
    assert printed.status == 2
    assert len(printed.err.splitlines()) == 1
    assert "--data DIR" in printed.err
