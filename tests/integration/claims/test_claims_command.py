"""The claims command on the demo site: whole cases are written, others are refused by name."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hah_console.app.cli import build

DEMO = Path(__file__).parents[3] / "resources" / "demo"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    out = tmp_path_factory.mktemp("claims")
    arguments = ["claims", "--month", "2026-11", "--site", str(DEMO), "--out", str(out), "--json", "--lang", "zh_TW"]
    return CliRunner().invoke(build(["claims", "site"]), arguments), out


def report(result):
    return json.loads(result.stdout.strip().splitlines()[-1])


def document(out):
    return json.loads((out / "claim-2026-11.json").read_text("utf-8"))


def test_whole_cases_are_claimed_line_by_line(ran):
    result, out = ran
    found = report(result)
    with (out / "claim-2026-11.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (result.exit_code, found["ok"]) == (0, True)
    assert len(rows) == found["line_count"] > 50
    assert all(row["arrived_at"] and row["left_at"] and row["diagnosis"] for row in rows)
    assert document(out)["lines"][0]["order_code"] == rows[0]["order_code"]


def test_a_case_with_a_missing_arrival_time_is_refused_by_name(ran):
    result, out = ran
    lacking = [case for case in report(result)["refused"] if "arrived_at" in {m["field"] for m in case["missing"]}]
    claimed = {line["episode_id"] for line in document(out)["lines"]}
    assert lacking
    for case in lacking:
        assert f"{case['name']}（{case['episode_id']}）：" in result.stdout
        assert case["episode_id"] not in claimed
    assert "缺到達時間" in result.stdout


def test_a_month_that_is_none_is_wrong_use(tmp_path):
    arguments = ["claims", "--month", "2026-13", "--site", str(DEMO), "--out", str(tmp_path), "--lang", "en"]
    assert CliRunner().invoke(build(["claims", "site"]), arguments).exit_code == 2


def test_strict_tells_by_its_status_that_a_case_is_left_out(tmp_path):
    arguments = ["claims", "--month", "2026-11", "--site", str(DEMO), "--out", str(tmp_path), "--strict"]
    assert CliRunner().invoke(build(["claims", "site"]), arguments).exit_code == 1
