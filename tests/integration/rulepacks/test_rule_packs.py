"""The rule packs that ship are readable, and broken ones are told by file and key."""

from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.episode import Condition
from hah_console.domain.rulepack import RulePacks

SHIPPED = Path(__file__).parents[3] / "resources" / "rulepacks"


def copy_with(folder: Path, name: str, old: str, new: str) -> Path:
    for path in SHIPPED.glob("*.toml"):
        text = path.read_text("utf-8")
        if path.name.startswith(name):
            assert old in text
            text = text.replace(old, new, 1)
        (folder / path.name).write_text(text, "utf-8")
    return folder


def test_the_shipped_packs_carry_version_date_and_source() -> None:
    packs: RulePacks = load_rule_packs(SHIPPED)
    for pack in (packs.news2, packs.alarms, packs.programme, packs.transfer):
        assert pack.info.version
        assert pack.info.source
    for info in packs.care.infos:
        assert info.version
        assert info.source
    assert packs.programme.days[Condition.PNEUMONIA].target == 9


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "reason"),
    [
        ("news2", "oxygen_points = 2\n", "", "oxygen_points", "missing"),
        ("news2", "[[8, 3], [11, 1]", "[[11, 3], [8, 1]", "respiratory_rate[1]", "bands_not_rising"),
        ("alarms", 'vital = "spo2"', 'vital = "pulse"', "limit[0].vital", "unknown_word"),
        ("alarms", 'side = "low"', 'side = "under"', "limit[0].side", "unknown_word"),
        ("alarms", "on_delay_s = 15", "on_delay_s = -15", "limit[0].on_delay_s", "negative"),
        ("alarms", "[sensor_off.fall]\nspo2", "[sensor_off.fall]\npulse", "sensor_off.fall.pulse", "unknown_word"),
        ("transfer", "asked = 10", "asking = 10", "stage_minutes.asking", "unknown_word"),
        ("programme", "target = 9", 'target = "nine"', "days.pneumonia.target", "wrong_type"),
        ("units", 'factor = "10" ', 'factor = "ten" ', "crp.units.mg/dL.factor", "wrong_type"),
        (
            "units",
            'units."mg/dL" = { factor = "10" }',
            'units."mg/dl" = { factor = "10" }',
            "crp.units.mg/dl",
            "unknown_word",
        ),
        ("units", "usual = [0, 500]", "usual = [500, 0]", "crp.usual", "not_rising"),
        ("units", '["bpm", ', '["bpm", "mg/L", ', "written.mg/L", "written_twice"),
        ("drugs", 'within = "beta_lactam"', 'within = "penicillin"', "class.penicillin.within", "unknown_word"),
        ("drugs", 'most_a_day = "4 g"', 'most_a_day = "4 pills"', "drug[0].most_a_day", "wrong_type"),
        ("drugs", 'id = "ertapenem"', 'id = "ceftriaxone"', "drug[1].id", "written_twice"),
        ("medication", 'second = "calcium_iv"', 'second = "calcium"', "pair[0].second", "unknown_word"),
        (
            "medication",
            'not_recorded = "needs_reason"',
            'not_recorded = "note"',
            "allergy_state.not_recorded",
            "too_light",
        ),
        ("medication", 'duplicate = "blocking"\n', "", "severity.duplicate", "missing"),
        ("orders", "missed_minutes = 720", "missed_minutes = 900", "dose[0].missed_minutes", "not_rising"),
        ("orders", 'task = "imaging"', 'task = "x_ray"', "work.imaging.task", "unknown_word"),
        (
            "specimens",
            "windows = { room = 120 }",
            "windows = { car = 120 }",
            "kind.blood_culture.windows.car",
            "unknown_word",
        ),
    ],
)
def test_a_broken_pack_is_told_by_file_and_key(
    tmp_path: Path, name: str, old: str, new: str, key: str, reason: str
) -> None:
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(copy_with(tmp_path, name, old, new))
    assert str(caught.value.facts["file"]).startswith(name)
    assert (caught.value.facts["key"], caught.value.facts["reason"]) == (key, reason)


FIRST, MIDDLE, LAST = (
    "{ below = 15, points = 0 }",
    "{ from = 15, up_to = 25, points = 1 }",
    "{ above = 25, points = 2 }",
)


@pytest.mark.parametrize(
    ("old", "new", "band", "reason"),
    [
        (MIDDLE, "{ from = 16, up_to = 25, points = 1 }", 1, "band_hole"),
        (MIDDLE, "{ above = 15, up_to = 25, points = 1 }", 1, "band_hole"),
        (FIRST, "{ up_to = 15, points = 0 }", 1, "band_overlap"),
        (LAST, "{ above = 20, points = 2 }", 2, "band_overlap"),
        (LAST, "{ above = 25, up_to = 90, points = 2 }", 2, "band_hole"),
        (FIRST, "{ from = 1, below = 15, points = 0 }", 0, "band_hole"),
        (MIDDLE, "{ from = 15, up_to = 5, points = 1 }", 1, "bands_not_rising"),
    ],
)
def test_a_hole_or_an_overlap_in_a_score_table_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, band: int, reason: str
) -> None:
    file = "lrinec-wong-2004.toml"
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(copy_with(tmp_path, "lrinec", old, new))
    facts = caught.value.facts
    assert (facts["file"], facts["reason"]) == (file, reason)
    assert facts["key"] == f"item.wbc.wbc.bands.10*9/L[{band}]"
    lines = (tmp_path / file).read_text("utf-8").splitlines()
    assert facts["line"] == lines.index('bands."10*9/L" = [') + 2 + band


def replaced_in_curb65(tmp_path: Path, old: str, new: str) -> tuple[object, object]:
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(copy_with(tmp_path, "curb65", old, new))
    return caught.value.facts["key"], caught.value.facts["reason"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from = 3\n", "from = 4\n", ("class[2]", "band_hole")),
        ("from = 3\n", "from = 2\n", ("class[2]", "band_overlap")),
        ("[item.urea.urea]", "[item.urea.ureum]", ("item.urea.ureum", "unknown_word")),
        ('bands."mg/dL"', 'bands."g/dL"', ("item.urea.urea.bands.g/dL", "unit_not_listed")),
        ('enough = "any"', 'enough = "one"', ("item.confusion.enough", "unknown_word")),
        ("{ up_to = 7, points", "{ upto = 7, points", ("item.urea.urea.bands.mmol/L[0].upto", "unknown_word")),
        ("A = 0, C = 1", 'A = 0, C = "1"', ("item.confusion.consciousness.levels.C", "wrong_type")),
    ],
)
def test_a_score_table_with_a_word_or_unit_nobody_knows_is_refused(
    tmp_path: Path, old: str, new: str, told: tuple[str, str]
) -> None:
    assert replaced_in_curb65(tmp_path, old, new) == told


def test_the_line_of_what_is_wrong_is_told(tmp_path: Path) -> None:
    lines = (SHIPPED / "units-2026-11.toml").read_text("utf-8").splitlines()
    line = lines.index("usual = [0, 500]") + 1
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(copy_with(tmp_path, "units", "usual = [0, 500]", "usual = [500, 0]"))
    assert caught.value.facts["line"] == line
    assert caught.value.facts["place"] == f"units-2026-11.toml:{line}"


def test_a_file_that_is_no_toml_is_told_as_unreadable(tmp_path: Path) -> None:
    copy_with(tmp_path, "news2", "pack_id", "pack id")
    with pytest.raises(RulePackInvalid, match="unreadable"):
        load_rule_packs(tmp_path)


def test_every_clock_of_a_pathway_names_its_source_and_what_no_source_confirms_is_marked() -> None:
    pathways = load_rule_packs(SHIPPED).transfer.pathways
    clocks = {clock.clock_id: clock for pathway in pathways.values() for clock in pathway.clocks}
    assert all(len(clock.source) > 20 for clock in clocks.values())
    assert {name for name, clock in clocks.items() if not clock.confirmed} == {
        "door_in_door_out", "door_to_operation", "door_to_delivery",
    }  # fmt: skip
    assert {name: int(clock.limit.total_seconds() / 60) for name, clock in clocks.items()} == {
        "door_in_door_out": 30, "door_to_wire": 90, "onset_to_needle": 270, "door_to_needle": 60,
        "door_to_thrombectomy": 90, "door_to_operation": 30, "antibiotic": 60, "door_to_delivery": 30,
    }  # fmt: skip
