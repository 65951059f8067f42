"""The command takes documents in, says what became of each, and ends with a status that tells."""

import json

import pytest
from helpers.referrals import document
from helpers.stores import migrated_store
from typer.testing import CliRunner

from hah_console.app.cli import build


@pytest.fixture
def url(tmp_path):
    url = f"sqlite:///{tmp_path / 'hah.db'}"
    store = migrated_store(url)
    store.close()
    return url


def run(url, *files, lang="zh_TW"):
    arguments = ["referrals", "receive", *map(str, files), "--database", url, "--json", "--lang", lang]
    return CliRunner().invoke(build(["referrals", "site"]), arguments)


def report(result):
    return json.loads(result.stdout.strip().splitlines()[-1])


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "er7.json"
    path.write_bytes(document())
    return path


def test_a_document_is_taken_once_and_known_after_that(url, good):
    first, second = run(url, good), run(url, good)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [report(result)["received"][0]["taken"] for result in (first, second)] == ["received", "known"]
    assert report(first)["received"][0]["referral_id"] == report(second)["received"][0]["referral_id"]
    assert "對方編號 ER-7" in first.stdout


def test_a_bad_document_is_told_by_field_and_the_others_are_taken(url, good, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_bytes(document("ER-8", mode="D"))
    result = run(url, bad, good, lang="en")
    told = report(result)
    assert (result.exit_code, told["ok"], told["refused_count"]) == (1, False, 1)
    assert told["received"][0]["faults"] == [{"field": "mode", "reason": "unknown", "value": "D"}]
    assert told["received"][1]["taken"] == "received"
    assert "the mode: unknown D" in result.stdout


def test_a_file_that_is_not_there_is_wrong_use_and_nothing_is_taken(url, good, tmp_path):
    assert run(url, good, tmp_path / "none.json").exit_code == 2
    assert report(run(url, good))["received"][0]["taken"] == "received"


def test_a_database_that_cannot_be_used_is_said_so(good, tmp_path):
    (tmp_path / "no.db").write_bytes(b"Dear colleague, " * 400)
    assert run(f"sqlite:///{tmp_path / 'no.db'}", good).exit_code == 1
