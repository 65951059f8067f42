"""Loads the rule packs in force on a day from a folder."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from hah_console.adapters.rulepacks.alarm_rules import read_alarm_rules
from hah_console.adapters.rulepacks.care import CARE_KINDS, read_care
from hah_console.adapters.rulepacks.care_clocks import read_clock_rules
from hah_console.adapters.rulepacks.claim_rules import read_claim_rules
from hah_console.adapters.rulepacks.equipment import read_equipment
from hah_console.adapters.rulepacks.escalation import read_escalation
from hah_console.adapters.rulepacks.fields import Fields, RulePackInvalid, fields_of
from hah_console.adapters.rulepacks.intake import read_intake
from hah_console.adapters.rulepacks.pack_folder import PackFolder, open_pack_folder, read_pack_folder
from hah_console.adapters.rulepacks.referral_forms import read_referral_forms
from hah_console.adapters.rulepacks.score_plan import read_score_plan
from hah_console.adapters.rulepacks.score_tables import SCORES, read_score_tables
from hah_console.adapters.rulepacks.staff_safety import read_staff_safety
from hah_console.adapters.rulepacks.transfer_rules import read_transfer_rules
from hah_console.adapters.rulepacks.units import read_units
from hah_console.domain.clock_rule import ClockBook, ClockRules
from hah_console.domain.episode import Condition
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import (
    AlarmRules,
    News2Table,
    ProgrammeDays,
    ProgrammeRules,
    RulePacks,
)

OWN_KINDS = (
    "news2",
    "alarms",
    "programme",
    "transfer",
    "units",
    "claims",
    "intake",
    "score_plan",
    "clocks",
    "referral-forms",
    "equipment",
    "escalation",
    "staff-safety",
)
KINDS = (*OWN_KINDS, *SCORES, *CARE_KINDS)


def load_rule_packs(folder: Path, on: date | None = None) -> RulePacks:
    """The packs in force on a day, or the newest of each kind.

    Raises RulePackInvalid naming file, line and key, or the kind that has no file.
    """
    packs = read_pack_folder(folder, KINDS)
    return rules_on(packs, on or max(packs.shelf.turning_days()))


def rules_on(packs: PackFolder, day: date) -> RulePacks:
    """What the versions in force on a day say; clocks come with every version, for a clock keeps that of its start."""
    chosen = packs.on(day)
    units = read_units(chosen["units"])
    return RulePacks(
        news2=_news2(chosen["news2"]),
        alarms=read_alarm_rules(chosen["alarms"]),
        programme=_programme(chosen["programme"]),
        transfer=read_transfer_rules(chosen["transfer"]),
        units=units,
        scores=read_score_tables(chosen, units),
        score_plan=read_score_plan(chosen["score_plan"]),
        claims=read_claim_rules(chosen["claims"]),
        care=read_care(chosen),
        intake=read_intake(chosen["intake"]),
        clocks=_clocks(packs),
        forms=read_referral_forms(chosen["referral-forms"]),
        equipment=read_equipment(chosen["equipment"]),
        escalation=read_escalation(chosen["escalation"]),
        staff_safety=read_staff_safety(chosen["staff-safety"]),
        shelf=packs.shelf,
    )


def faults_of(folder: Path) -> tuple[PackFolder, tuple[RulePackInvalid, ...]]:
    """The packs of a folder, and all that is wrong: with the files, or with what is in force on any day."""
    packs, faults = open_pack_folder(folder, KINDS)
    found = {str(fault.facts): fault for fault in faults}
    sets = {tuple(map(id, packs.on(day).values())): day for day in packs.shelf.turning_days()}
    for day in sets.values() if set(KINDS) <= packs.files.keys() else ():
        try:
            rules_on(packs, day)
        except RulePackInvalid as fault:
            found.setdefault(str(fault.facts), fault)
    return packs, tuple(found.values())


def alarm_rules_of(text: str, name: str = "alarms.toml") -> AlarmRules:
    """The alarm rules of a text of TOML; raises RulePackInvalid with ``name``, key and reason."""
    return read_alarm_rules(fields_of(text, name))


def _news2(fields: Fields) -> News2Table:
    validity = fields.table("validity_minutes")
    return News2Table(
        info=fields.info(),
        respiratory_rate=fields.bands("respiratory_rate"),
        spo2_scale_1=fields.bands("spo2_scale_1"),
        spo2_scale_2_air=fields.bands("spo2_scale_2_air"),
        spo2_scale_2_oxygen=fields.bands("spo2_scale_2_oxygen"),
        oxygen_points=fields.whole("oxygen_points"),
        systolic=fields.bands("systolic"),
        pulse=fields.bands("pulse"),
        not_alert_points=fields.whole("not_alert_points"),
        temperature=fields.bands("temperature"),
        yellow_from=fields.whole("yellow_from"),
        orange_from=fields.whole("orange_from"),
        red_from=fields.whole("red_from"),
        single_item=fields.whole("single_item"),
        vital_validity={vital: validity.minutes(vital.value) for vital in Vital},
        staff_validity=validity.minutes("staff"),
    )


def _programme(fields: Fields) -> ProgrammeRules:
    days = fields.table("days")
    by_condition = {condition: _days(days.table(condition.value)) for condition in Condition}
    return ProgrammeRules(fields.info(), by_condition)


def _days(row: Fields) -> ProgrammeDays:
    days = ProgrammeDays(row.whole("target"), row.whole("maximum"))
    if not 0 < days.target <= days.maximum:
        raise row.wrong("maximum" if days.target else "target", "not_rising" if days.target else "not_positive")
    return days


def _clocks(packs: PackFolder) -> ClockBook:
    """One edition for each day on which the clocks, or numbers they take from another pack, become others."""
    first = packs.files["clocks"][0].info.effective_from
    editions: list[ClockRules] = []
    for day in (begins for begins in packs.shelf.turning_days() if begins >= first):
        chosen = packs.on(day)
        read = read_clock_rules(chosen["clocks"], _programme(chosen["programme"]), chosen)
        if not editions or replace(read, info=editions[-1].info) != editions[-1]:
            editions.append(replace(read, info=replace(read.info, effective_from=day)))
    return ClockBook(tuple(editions))
