"""Loads the rule packs in force from a folder: of each kind the one that took effect last."""

from pathlib import Path

from hah_console.adapters.rulepacks.fields import Fields, RulePackInvalid, fields_of, read_fields
from hah_console.domain.episode import Condition
from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import (
    AlarmRules,
    LimitRule,
    News2Table,
    ProgrammeDays,
    ProgrammeRules,
    RulePacks,
    ScoreRule,
    SensorRule,
    SilenceRule,
    TransferRules,
)
from hah_console.domain.transfer import TransferStage

SIDES = frozenset({"low", "high"})


def load_rule_packs(folder: Path) -> RulePacks:
    """All packs; raises RulePackInvalid naming file and key, or the kind that has no file."""
    files = sorted(folder.glob("*.toml"))
    packs = {}
    for fields in sorted((read_fields(path) for path in files), key=lambda f: f.info().effective_from):
        packs[fields.info().pack_id] = fields
    missing = [kind for kind in ("news2", "alarms", "programme", "transfer") if kind not in packs]
    if missing:
        raise RulePackInvalid(file=str(folder.name), key=missing[0], reason="missing")
    return RulePacks(
        news2=_news2(packs["news2"]),
        alarms=_alarms(packs["alarms"]),
        programme=_programme(packs["programme"]),
        transfer=_transfer(packs["transfer"]),
    )


def alarm_rules_of(text: str) -> AlarmRules:
    """The alarm rules of a text of TOML; raises RulePackInvalid with key and reason."""
    return _alarms(fields_of(text, "alarms.toml"))


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


def _alarms(fields: Fields) -> AlarmRules:
    return AlarmRules(
        info=fields.info(),
        limits=tuple(_limit(row) for row in fields.tables("limit")),
        scores=tuple(_score(row) for row in fields.tables("score")),
        silence=_silence(fields.table("silence")),
        sensor_off=_sensor(fields.table("sensor_off")),
        load_window=fields.minutes("load_window_minutes"),
        load_limit=fields.whole("load_limit"),
    )


def _limit(row: Fields) -> LimitRule:
    if row.text("side") not in SIDES:
        raise row.wrong("side", "unknown_word")
    return LimitRule(
        rule_id=row.text("rule_id"),
        vital=row.one_of("vital", Vital),
        side=row.text("side"),
        limit=row.number("limit"),
        hysteresis=row.number("hysteresis"),
        priority=row.priority("priority"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
    )


def _score(row: Fields) -> ScoreRule:
    return ScoreRule(
        rule_id=row.text("rule_id"),
        score=row.text("score"),
        at_least=row.whole("at_least"),
        single_item=row.whole("single_item"),
        priority=row.priority("priority"),
        off_delay=row.seconds("off_delay_s"),
    )


def _silence(row: Fields) -> SilenceRule:
    return SilenceRule(row.text("rule_id"), row.minutes("after_minutes"), row.priority("priority"))


def _sensor(row: Fields) -> SensorRule:
    return SensorRule(
        rule_id=row.text("rule_id"),
        on_delay=row.seconds("on_delay_s"),
        off_delay=row.seconds("off_delay_s"),
        priority=row.priority("priority"),
        fall_priority=row.priority("fall_priority"),
        falls=_falls(row.table("fall")),
        fall_within=row.seconds("fall_within_s"),
    )


def _falls(row: Fields) -> dict[Vital, float]:
    known = {vital.value for vital in Vital}
    for key in row.keys():  # noqa: SIM118  Fields is not a mapping
        if key not in known:
            raise row.wrong(key, "unknown_word")
    return {Vital(key): row.number(key) for key in row.keys()}  # noqa: SIM118


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
