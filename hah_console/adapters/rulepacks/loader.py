"""Loads the rule packs in force from a folder: of each kind the one that took effect last."""

from pathlib import Path

from hah_console.adapters.rulepacks.alarm_rules import read_alarm_rules
from hah_console.adapters.rulepacks.care import CARE_KINDS, read_care
from hah_console.adapters.rulepacks.claim_rules import read_claim_rules
from hah_console.adapters.rulepacks.fields import Fields, RulePackInvalid, fields_of, read_fields
from hah_console.adapters.rulepacks.intake import read_intake
from hah_console.adapters.rulepacks.score_plan import read_score_plan
from hah_console.adapters.rulepacks.score_tables import SCORES, read_score_tables
from hah_console.adapters.rulepacks.units import read_units
from hah_console.domain.episode import Condition
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import (
    AlarmRules,
    News2Table,
    ProgrammeDays,
    ProgrammeRules,
    RulePacks,
    TransferRules,
)
from hah_console.domain.transfer import TransferStage

OWN_KINDS = ("news2", "alarms", "programme", "transfer", "units", "claims", "intake", "score_plan")
KINDS = (*OWN_KINDS, *SCORES, *CARE_KINDS)


def load_rule_packs(folder: Path) -> RulePacks:
    """All packs; raises RulePackInvalid naming file and key, or the kind that has no file."""
    files = sorted(folder.glob("*.toml"))
    packs = {}
    for fields in sorted((read_fields(path) for path in files), key=lambda f: f.info().effective_from):
        packs[fields.info().pack_id] = fields
    missing = [kind for kind in KINDS if kind not in packs]
    if missing:
        raise RulePackInvalid(file=str(folder.name), key=missing[0], reason="missing")
    units = read_units(packs["units"])
    return RulePacks(
        news2=_news2(packs["news2"]),
        alarms=read_alarm_rules(packs["alarms"]),
        programme=_programme(packs["programme"]),
        transfer=_transfer(packs["transfer"]),
        units=units,
        scores=read_score_tables(packs, units),
        score_plan=read_score_plan(packs["score_plan"]),
        claims=read_claim_rules(packs["claims"]),
        care=read_care(packs),
        intake=read_intake(packs["intake"]),
    )


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
    return ProgrammeDays(row.whole("target"), row.whole("maximum"))


def _transfer(fields: Fields) -> TransferRules:
    minutes = fields.table("stage_minutes")
    known = {stage.value for stage in TransferStage}
    for key in minutes.keys():  # noqa: SIM118  Fields is not a mapping
        if key not in known:
            raise minutes.wrong(key, "unknown_word")
    return TransferRules(fields.info(), {TransferStage(key): minutes.minutes(key) for key in minutes.keys()})  # noqa: SIM118
