"""``fhir check``: findings with path and rule, counts against known faults, one sentence for whatever is hostile."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hah_console.app.cli import build

PRESSURE = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueString": "y"}


def run(*arguments: object, lang: str = "en"):
    return CliRunner().invoke(build(["fhir"]), ["fhir", "check", *map(str, arguments), "--json", "--lang", lang])


def report(result) -> dict[str, object]:
    return json.loads(result.stdout.strip().splitlines()[-1])


def written(path: Path, content: object) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_a_good_file_ends_with_status_0_and_a_bad_one_with_1_by_path_and_rule(tmp_path: Path) -> None:
    good = written(tmp_path / "good.json", PRESSURE)
    bad = written(tmp_path / "bad.json", PRESSURE | {"status": "bogus", "colour": "red"})
    assert run(good).exit_code == 0
    result = run(good, bad)
    told = report(result)
    assert (result.exit_code, told["files"], told["files_with_errors"], told["ok"]) == (1, 2, 1, False)
    assert {(each["path"], each["rule"]) for each in told["findings"]} == {
        ("Observation.status", "binding"),
        ("Observation.colour", "unknown"),
    }
    assert "Observation.status: not one of the codes allowed: bogus" in result.stdout


@pytest.mark.shared_data
@pytest.mark.parametrize("packages", [["--packages", "tw.gov.mohw.twcore-0.3.2-trimmed.tgz"], []])
def test_known_faults_are_counted(shared_data: Path, packages: list[str]) -> None:
    named = [packages[0], str(shared_data / "fhir-profiles" / packages[1])] if packages else []
    told = report(run(shared_data / "fhir" / "invalid-twcore", shared_data / "fhir" / "twcore-0.3.3", *named))
    assert (told["files"], told["caught"], told["missed"], told["false_alarms"]) == (44, 12, 0, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_json"),
        (b"\xff\xfe\x00", "not_json"),
        (b'{"resourceType": "Observation", "value": NaN}', "not_json"),
        (b"[" * 100_000, "too_deep"),
        (b'{"resourceType":"Basic","extension":' + b'[{"extension":' * 200 + b"[]" + b"}]" * 200 + b"}", "too_deep"),
        (b"[1, 2]", "not_fhir"),
        (b'{"resourceType": "Invoice2"}', "not_fhir"),
        (b'{"resourceType": ["Basic"]}', "not_fhir"),
        (b'{"resourceType": "Basic", "id": "1", "id": "2"}', "double_key"),
    ],
)
@pytest.mark.parametrize("lang", ["zh_TW", "en"])
def test_what_is_no_fhir_is_told_in_one_sentence(tmp_path: Path, content: bytes, reason: str, lang: str) -> None:
    result = run(written(tmp_path / "it.json", content), lang=lang)
    (found,) = report(result)["findings"]
    assert (result.exit_code, found["rule"]) == (1, reason)
    assert "it.json" in found["says"]
    assert "{" not in found["says"]


def test_two_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    (found,) = report(run(path))["findings"]
    assert found["rule"] == "over_64_mb"


def test_wrong_use_is_status_2_and_a_folder_without_packages_one_sentence(tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere.json").exit_code == 2
    good = written(tmp_path / "good.json", PRESSURE)
    (tmp_path / "none").mkdir()
    result = run(good, "--packages", tmp_path / "none")
    assert result.exit_code == 1
    assert "package" in result.stderr
