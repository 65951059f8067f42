"""Of each rule pack the version of the day is in force; days without a version or with two are refused."""

from datetime import date

import pytest

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import faults_of, load_rule_packs
from hah_console.domain.episode import Condition

BEGINS, TARGET = "effective_from = 2026-05-01", "[days.uti]\ntarget = 7"
NEWER = "programme-2027-01.toml"


def add_newer(packs, begins="2027-01-01", **first):
    """A second version of the programme with another target; ``first`` changes the first one."""
    for old, new in first.values():
        packs("programme-2026", old, new)
    folder = packs("programme-2026", BEGINS, f"effective_from = {begins}", NEWER)
    text = (folder / NEWER).read_text("utf-8").replace(TARGET, "[days.uti]\ntarget = 6")
    (folder / NEWER).write_text(text.replace('version = "2026-05"', 'version = "2027-01"'), "utf-8")
    return folder


def test_the_version_of_the_day_is_in_force_and_a_later_one_is_not_yet(packs):
    folder = add_newer(packs)
    for day, target, version in (
        (date(2026, 12, 31), 7, "2026-05"),
        (date(2027, 1, 1), 6, "2027-01"),
        (date(2020, 1, 1), 7, "2026-05"),
    ):
        rules = load_rule_packs(folder, day)
        assert (rules.programme.days[Condition.UTI].target, rules.version) == (target, version)


def test_the_shelf_says_what_is_in_force_what_was_and_what_comes(packs):
    shelf = load_rule_packs(add_newer(packs)).shelf
    december, january = date(2026, 12, 31), date(2027, 1, 1)
    assert shelf.in_force("programme", december).version == "2026-05"
    assert [info.version for info in shelf.upcoming("programme", december)] == ["2027-01"]
    assert shelf.former("programme", december) == ()
    assert shelf.in_force("programme", january).version == "2027-01"
    assert [info.version for info in shelf.former("programme", january)] == ["2026-05"]
    assert shelf.in_force("programme", date(2026, 4, 30)) is None


def test_a_version_may_end_and_after_its_last_day_none_is_in_force(packs):
    packs("programme", BEGINS, f"{BEGINS}\neffective_to = 2026-12-31")
    shelf = load_rule_packs(packs()).shelf
    assert shelf.in_force("programme", date(2026, 12, 31)) is not None
    assert shelf.in_force("programme", date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("last", "begins", "file", "reason"),
    [
        ("2026-12-30", "2027-01-01", "programme-2026-05.toml", "days_hole"),
        ("2027-01-01", "2027-01-01", "programme-2026-05.toml", "days_overlap"),
        ("2026-12-31", "2027-01-01", "", ""),
        ("2026-04-30", "2027-01-01", "programme-2026-05.toml", "not_rising"),
    ],
)
def test_a_hole_or_an_overlap_between_two_versions_is_refused_with_file_and_line(packs, last, begins, file, reason):
    folder = add_newer(packs, begins)
    packs("programme-2026", BEGINS, f"{BEGINS}\neffective_to = {last}")
    if not reason:
        assert load_rule_packs(folder, date(2027, 1, 1)).version == "2027-01"
        return
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(folder)
    lines = (folder / file).read_text("utf-8").splitlines()
    facts = caught.value.facts
    assert (facts["file"], facts["key"], facts["reason"]) == (file, "effective_to", reason)
    assert facts["line"] == lines.index(f"effective_to = {last}") + 1


def test_two_versions_that_begin_on_the_same_day_are_refused(packs):
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(add_newer(packs, "2026-05-01"))
    assert (caught.value.facts["file"], caught.value.facts["reason"]) == (NEWER, "days_overlap")


def test_a_kind_nobody_reads_is_refused_so_that_a_misspelt_one_is_not_as_if_it_were_missing(packs):
    packs("clocks", 'pack_id = "clocks"', 'pack_id = "clock"')
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(packs())
    assert (caught.value.facts["key"], caught.value.facts["reason"]) == ("pack_id", "unknown_word")


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "reason"),
    [
        ("news2", "[[8, 3], [11, 1]", "[[8, 3], [8, 1]", "respiratory_rate[1]", "band_overlap"),
        ("news2", '[24, 2], ["rest", 3]]', "[24, 2]]", "respiratory_rate[3]", "band_hole"),
        ("news2", "[[8, 3], [11, 1]", "[[11, 3], [8, 1]", "respiratory_rate[1]", "bands_not_rising"),
        ("programme", "maximum = 14", "maximum = 8", "days.pneumonia.maximum", "not_rising"),
        ("alarms", "limit = 88", "limit = 100.5", "", ""),
        ("alarms", 'rule_id = "hr_low"\nvital = "hr"\nside = "low"\nlimit = 40',
         'rule_id = "hr_low"\nvital = "hr"\nside = "low"\nlimit = 150', "limit[2].limit", "beyond_other_side"),
    ],
)  # fmt: skip
def test_a_hole_or_an_overlap_in_bands_days_or_limits_is_refused(packs, name, old, new, key, reason):
    packs(name, old, new)
    if not reason:
        assert load_rule_packs(packs()).alarms.limits
        return
    with pytest.raises(RulePackInvalid) as caught:
        load_rule_packs(packs())
    assert (caught.value.facts["key"], caught.value.facts["reason"]) == (key, reason)


def test_a_fault_of_a_version_that_is_not_yet_in_force_is_found_too(packs):
    folder = add_newer(packs)
    (folder / NEWER).write_text((folder / NEWER).read_text("utf-8").replace("maximum = 9", "maximum = 5"), "utf-8")
    _, faults = faults_of(folder)
    assert [(fault.facts["file"], fault.facts["reason"]) for fault in faults] == [(NEWER, "not_rising")]


def test_every_fault_of_a_folder_is_told_at_once(packs):
    packs("news2", "pack_id", "pack id")
    packs("units", 'pack_id = "units"', 'pack_id = "unit"')
    _, faults = faults_of(packs())
    told = {(fault.facts["file"], fault.facts["key"], fault.facts["reason"]) for fault in faults}
    assert {("news2-rcp-2017.toml", "TOML", "unreadable"), ("units-2026-11.toml", "pack_id", "unknown_word")} <= told
