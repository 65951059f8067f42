"""Reads which score belongs to which condition and moment, and how long each input may be used."""

from collections.abc import Mapping
from datetime import timedelta

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.episode import Condition
from hah_console.domain.score.inputs import Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.plan import Moment, ScoreFrom, ScorePlan, ScoreUse, When


def read_score_plan(fields: Fields) -> ScorePlan:
    """The plan; an input without a validity, or with two, is refused."""
    return ScorePlan(
        info=fields.info(),
        uses=tuple(_use(row) for row in fields.tables("use")),
        worsening=_from(fields.table("worsening")),
        stay_in_hospital=tuple(_from(row) for row in fields.some_tables("stay_in_hospital")),
        validity=_validity(fields),
    )


def _use(row: Fields) -> ScoreUse:
    moments = row.some_of("moments", Moment)
    if not moments:
        raise row.wrong("moments", "missing")
    when = row.one_of("when", When) if row.has("when") else When.ALWAYS
    conditions = frozenset(row.some_of("conditions", Condition))
    return ScoreUse(row.one_of("score", ScoreName), frozenset(moments), conditions, when)


def _from(row: Fields) -> ScoreFrom:
    return ScoreFrom(row.one_of("score", ScoreName), row.whole("at_least"))


def _validity(fields: Fields) -> Mapping[Input, timedelta | None]:
    minutes, stay = fields.table("valid_minutes"), fields.table("valid_for_stay")
    validity: dict[Input, timedelta | None] = {
        minutes.word(key, Input): minutes.minutes(key)
        for key in minutes.keys()  # noqa: SIM118  not a mapping
    }
    for index, name in enumerate(stay.some_of("inputs", Input)):
        if name in validity:
            raise stay.wrong("inputs", "written_twice", index)
        validity[name] = None
    for name in Input:
        if name not in validity:
            raise minutes.wrong(name.value, "missing")
    return validity
