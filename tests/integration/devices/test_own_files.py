"""What patients bring of their own is read or refused with a reason, shown apart, and neither alarms nor scores."""

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.gateways import observation
from relay_ward import START, Ward
from typer.testing import CliRunner

from hah_console.app.cli import build
from hah_console.app.own_files import open_own_file
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import TAIPEI
from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import PatientId, UserId
from hah_console.domain.own_reading import OwnFileOfAnother, OwnFileUnusable
from hah_console.domain.reading import Vital
from hah_console.services.own_readings import OwnImport, import_own, read_own
from hah_console.services.timeline_entry import EntryKind, OwnHour
from hah_console.services.timeline_reading import read_timeline_page

CHEN = PatientId("P001")
NURSE = Actor(UserId("u-1"), "護理師", Role.NURSE, "W1")
MONTH = timedelta(days=30)
ROOT = Path(__file__).parents[3]
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="zh_TW"><ExportDate value="2026-11-30 11:00:00 +0800"/>
<Me HKCharacteristicTypeIdentifierDateOfBirth="{born}" HKCharacteristicTypeIdentifierBloodType="x"/>
"""
RECORD = (
    '<Record type="HKQuantityTypeIdentifier{kind}" sourceName="{source}" unit="{unit}" '
    'startDate="{at}" endDate="{at}" value="{value}"/>'
)


def record(kind: str, value: object, unit: str, at: str = "2026-11-30 10:00:00 +0800", source: str = "Watch") -> str:
    return RECORD.format(kind=kind, value=value, unit=unit, at=at, source=source)


def apple(folder: Path, *records: str, born: str = "1950-01-01") -> Path:
    file = folder / "export.xml"
    file.write_text(HEAD.format(born=born) + "\n".join(records) + "</HealthData>", "utf-8")
    return file


def brought(ward: Ward, path: Path, actor: Actor = NURSE) -> OwnImport:
    return import_own(ward.ctx, actor, CHEN, open_own_file(path, TAIPEI), START - MONTH)


def own(ward: Ward) -> list[tuple[str, float, str]]:
    return [(r.vital.value, r.value, r.source) for r in read_own(ward.ctx, NURSE, CHEN, START - MONTH, START)]


def test_an_apple_health_export_is_taken_in_its_units_and_once(ward: Ward, tmp_path: Path) -> None:
    file = apple(
        tmp_path,
        record("HeartRate", 72, "count/min"), record("OxygenSaturation", 0.93, "%", source="Oximeter"),
        record("BodyTemperature", 98.6, "degF"), record("BloodPressureSystolic", 128, "mmHg"),
        record("StepCount", 900, "count"), record("HeartRate", 73, "count/min", "2026-09-01 10:00:00 +0800"),
        record("HeartRate", "many", "count/min"), record("RespiratoryRate", 900, "count/min"),
        record("HeartRate", 74, "beats"), record("HeartRate", 75, "count/min", "2027-01-01 10:00:00 +0800"),
        record("HeartRate", 76, "count/min", "2026-11-30"),
    )  # fmt: skip
    done = brought(ward, file)
    assert (done.new, done.known, done.older, done.refused) == (4, 0, 1, 5)
    assert own(ward) == [
        ("hr", 72.0, "Watch"),
        ("sbp", 128.0, "Watch"),
        ("spo2", 93.0, "Oximeter"),
        ("temp", 37.0, "Watch"),
    ]
    again = brought(ward, file)
    assert (again.new, again.known) == (0, 4)


def test_the_zip_around_an_export_is_read_as_well(ward: Ward, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(apple(tmp_path, record("HeartRate", 72, "count/min")), "apple_health_export/export.xml")
    assert brought(ward, file).new == 1


def test_a_large_export_is_read_in_portions(ward: Ward, tmp_path: Path) -> None:
    moments = (f"2026-11-{d:02} {h:02}:{m:02}:00 +0800" for d in range(20, 25) for h in range(24) for m in range(60))
    file = apple(tmp_path, *(record("HeartRate", 60 + n % 40, "count/min", at) for n, at in enumerate(moments)))
    assert brought(ward, file).new == 7_200


@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1/evil.dtd"> %p;',
    ],
)
def test_an_export_that_declares_entities_is_refused(ward: Ward, tmp_path: Path, inside: str) -> None:
    file = tmp_path / "export.xml"
    file.write_text(f"<!DOCTYPE HealthData [{inside}]><HealthData>{record('HeartRate', 72, 'count/min')}</HealthData>")
    with pytest.raises(OwnFileUnusable) as refused:
        brought(ward, file)
    assert refused.value.facts["reason"] == "hostile"
    assert own(ward) == []


def test_a_csv_is_read_with_its_units_and_the_sites_zone(ward: Ward, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    rows = (
        "Time,Vital,Value,Unit,Source", "2026-11-30 10:00,spo2,91,%,夾指式", "2026-11-30T02:05:00Z,temp,99.5,°F,",
        "2026-11-30 10:00,weight,60,kg,", "2026-11-30 10:00,hr,72,,", "later,hr,72,bpm,", "2026-11-30 10:00,hr,x,bpm,",
        "2026-11-30 10:00",
    )  # fmt: skip
    file.write_text("\ufeff" + "\n".join(rows), "utf-8")
    done = brought(ward, file)
    assert (done.new, done.refused) == (2, 5)
    assert own(ward) == [("spo2", 91.0, "夾指式"), ("temp", 37.5, "own.csv")]
    assert [each.place for each in done.reasons] == ["4", "5", "6", "7", "8"]


def bundle_file(folder: Path, *resources: dict[str, Any]) -> Path:
    file = folder / "own.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection",
                                "entry": [{"resource": each} for each in resources]}), "utf-8")  # fmt: skip
    return file


def hers(value: float = 88, number: str = "me") -> dict[str, Any]:
    return observation("spo2", value, START - timedelta(hours=1), number=number, device={"display": "家用血氧機"})


def test_a_fhir_bundle_of_one_person_is_taken_and_of_two_is_not(ward: Ward, tmp_path: Path) -> None:
    assert brought(ward, bundle_file(tmp_path, hers())).new == 1
    assert own(ward) == [("spo2", 88.0, "家用血氧機")]
    with pytest.raises(OwnFileUnusable):
        brought(ward, bundle_file(tmp_path, hers(), hers(number="you")))


@pytest.mark.parametrize(
    "file",
    [
        lambda folder: apple(folder, record("HeartRate", 72, "count/min"), born="1951-02-03"),
        lambda folder: bundle_file(folder, {"resourceType": "Patient", "birthDate": "1951-02-03"}, hers()),
        lambda folder: bundle_file(folder, {"resourceType": "Patient", "identifier": [{"value": "M-2"}]}, hers()),
    ],
)
def test_a_file_of_another_person_is_refused(ward: Ward, tmp_path: Path, file: Callable[[Path], Path]) -> None:
    with pytest.raises(OwnFileOfAnother):
        brought(ward, file(tmp_path))
    assert own(ward) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.pdf", b"%PDF"), ("export.xml", b"<HealthData>"), ("export.xml", b"\xff\xfe"), ("own.json", b"{"),
        ("own.csv", b"a,b\n1,2"), ("own.csv", b"time,vital,value,unit\n\xff\xfe"), ("export.zip", b"PK\x03\x04 no zip"),
        ("own.json", b'{"a":' * 200 + b"1" + b"}" * 200),
    ],
)  # fmt: skip
def test_a_file_nobody_can_read_is_refused_with_a_sentence(
    ward: Ward, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(OwnFileUnusable):
        brought(ward, tmp_path / name)
    with pytest.raises(OwnFileUnusable):
        brought(ward, tmp_path / f"none.{name.rpartition('.')[2]}")


def test_a_value_of_her_own_is_in_no_alarm_no_score_no_last_value_and_breaks_no_silence(
    ward: Ward, tmp_path: Path
) -> None:
    rows = [
        record(kind, value, unit, f"2026-11-30 {10 + n // 60}:{n % 60:02}:00 +0800")
        for n in range(70)
        for kind, value, unit in (("OxygenSaturation", 0.7, "%"), ("HeartRate", 180, "count/min"),
                                  ("RespiratoryRate", 40, "count/min"), ("BloodPressureSystolic", 70, "mmHg"),
                                  ("BodyTemperature", 34, "degC"))
    ]  # fmt: skip
    assert brought(ward, apple(tmp_path, *rows)).new > 300
    ward.clock.advance(timedelta(minutes=30))
    ward.begin()
    ward.ingest.sweep()
    ward.clock.advance(timedelta(minutes=30))
    ward.ingest.sweep()
    with ward.store.unit_of_work() as uow:
        assert uow.readings.latest_of(CHEN) is None
        assert uow.readings.count() == 0
        assert {alarm.rule_id for alarm in uow.alarms.open() if alarm.patient_id == CHEN} == {"silence"}
        assert not uow.scores.highest("news2", [CHEN], START - MONTH, START + MONTH, timedelta(hours=1))


def test_only_what_shows_own_values_knows_of_them() -> None:
    """SAFETY(own reading): neither the alarms nor the scores nor the intake can name the type or its table."""
    knows = {
        str(file.relative_to(ROOT / "hah_console"))
        for file in (ROOT / "hah_console").rglob("*.py")
        if re.search(r"own_reading|OwnReading|OwnValue", file.read_text("utf-8"))
    }
    kept = ("adapters/", "app/own_files.py", "app/commands/readings.py", "domain/own_reading.py", "domain/actor.py",
            "services/own_readings.py", "services/timeline_reading.py", "services/relay_ports.py",
            "services/ports.py", "ui/screen.py", "ui/screens/patient/timeline/",
            "ui/screens/patient/presenter.py", "ui/screens/patient/view.py", "ui/plots/own_points.py",
            "app/tour/exchange_act.py")  # fmt: skip
    assert [name for name in sorted(knows) if not name.startswith(kept)] == []


def test_the_timeline_shows_them_apart_by_hour_and_source(ward: Ward, tmp_path: Path) -> None:
    rows = [record("HeartRate", 60 + n, "count/min", f"2026-11-30 10:{n:02}:00 +0800") for n in range(30)]
    brought(ward, apple(tmp_path, *rows, record("OxygenSaturation", 0.93, "%", source="Oximeter")))
    entries = read_timeline_page(ward.ctx, NURSE, CHEN).entries
    found = [entry.thing for entry in entries if entry.kind is EntryKind.OWN]
    hours = {thing.source: thing for thing in found if isinstance(thing, OwnHour)}
    assert {source: thing.count for source, thing in hours.items()} == {"Watch": 30, "Oximeter": 1}
    assert (hours["Watch"].vitals[Vital.HEART_RATE].low, hours["Watch"].vitals[Vital.HEART_RATE].high) == (60, 89)
    assert not [entry for entry in entries if entry.kind is EntryKind.VITALS]


def test_who_may_not_brings_nothing_in(ward: Ward, tmp_path: Path) -> None:
    dispatcher = Actor(UserId("u-2"), "調度", Role.DISPATCHER, "W1")
    with pytest.raises(NotPermitted):
        brought(ward, apple(tmp_path, record("HeartRate", 72, "count/min")), dispatcher)


def test_the_command_tells_what_was_taken_and_why_the_rest_was_not(ward: Ward, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("time,vital,value,unit\n2020-11-30T02:00:00Z,spo2,91,%\n2020-11-30T02:00:00Z,spo2,910,%\n", "utf-8")
    url = f"sqlite:///{tmp_path / 'hah.db'}"
    program = CliRunner()
    asked = ["readings", "import", str(file), "--database", url, "--lang", "en"]
    result = program.invoke(build(["readings"]), [*asked, "--patient", "P001", "--days", "20000", "--json"])
    told = json.loads(result.stdout.splitlines()[-1])
    assert (told["new"], told["refused"], told["ok"], result.exit_code) == (1, 1, False, 1)
    missing = program.invoke(build(["readings"]), [*asked, "--patient", "P404"])
    assert (missing.exit_code, bool(missing.stderr)) == (1, True)
    token = program.invoke(build(["readings"]), ["readings", "token", "GW-1", "--json"])
    assert json.loads(token.stdout.splitlines()[-1])["hash"].startswith("sha256:")
