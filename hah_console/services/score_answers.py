"""What a person is asked for a score, and the command that keeps the answers."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import PatientId, ScoreAnswerId
from hah_console.domain.lab import Analyte
from hah_console.domain.quantity import Quantity, Unit, UnitRules
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.answer import ScoreAnswer
from hah_console.domain.score.inputs import Input, Value
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.table import FindingRule, LevelRule, Rule
from hah_console.domain.written import written_number
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.score_facts import VITALS

YES, NO = "yes", "no"
_MEASURED = frozenset(name for name, _ in VITALS.values()) | frozenset(
    one for one in Input if one.value in {analyte.value for analyte in Analyte}
)
_KNOWN = frozenset({Input.AGE, Input.SEX, Input.OXYGEN, Input.CONSCIOUSNESS, Input.PF_RATIO})
"""What comes from the record, from the form of an observation, or is counted from others."""
_MOST = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Question:
    """One input a person answers: yes or no when neither ``levels`` nor a ``unit`` is there."""

    asked: Input
    levels: tuple[str, ...] = ()
    unit: Unit | None = None


def questions_of(name: ScoreName, packs: RulePacks) -> tuple[Question, ...]:
    """What nobody else but a person knows of a score's inputs, in the order of its table; none for NEWS2."""
    if name is ScoreName.NEWS2:
        return ()
    table = packs.scores.table(name)
    rules = {asked: rule for item in table.items for asked, rule in item.rules.items()}
    wanted = [asked for asked in table.inputs() if asked not in _MEASURED | _KNOWN]
    return tuple(_question(asked, rules.get(asked), packs.units) for asked in wanted)


def enter_answers(
    ctx: Context,
    actor: Actor,
    packs: RulePacks,
    patient_id: PatientId,
    name: ScoreName,
    fields: Mapping[str, str],
    at: datetime | None = None,
) -> Changes:
    """Keep what was answered of a score's questions, ``at`` (now unless told); an empty field was not looked at.

    Raises NotPermitted, NotFound, InvalidInput (nothing answered, in the future), InvalidFields.
    """
    require(actor, Action.ENTER_OBSERVATION)
    now = ctx.clock.now()
    if at is not None and at > now:
        raise InvalidInput(field="seen_at", value=at, reason="in_the_future")
    values = read_answers(packs, name, fields)
    if not values:
        raise InvalidInput(field="answers", value="", reason="empty")
    answers = [
        ScoreAnswer(
            ScoreAnswerId(f"SA-{uuid.uuid4().hex[:12]}"), patient_id, asked, value, at or now, actor.user_id, now
        )
        for asked, value in values.items()
    ]
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        uow.score_answers.add_many(answers)
        told = {"score": name.value, "answered": ",".join(sorted(values))}
        record(uow, actor, now, "answer_score", "score", patient_id, patient_id, **told)
        return uow.commit()


def read_answers(packs: RulePacks, name: ScoreName, fields: Mapping[str, str]) -> dict[Input, Value]:
    """The values of a form's fields; raises InvalidFields."""
    check = FieldCheck(fields)
    found: dict[Input, Value] = {}
    for question in questions_of(name, packs):
        text = check.text(question.asked).strip()
        if text:
            value = _value(check, question, text, packs.units)
            if value is not None:
                found[question.asked] = value
    check.require_none()
    return found


def _question(asked: Input, rule: Rule | None, units: UnitRules) -> Question:
    if isinstance(rule, LevelRule):
        return Question(asked, tuple(rule.levels))
    if isinstance(rule, FindingRule) or (rule is None and asked not in units.scales):
        return Question(asked)
    return Question(asked, unit=units.scale(asked).base)


def _value(check: FieldCheck, question: Question, text: str, units: UnitRules) -> Value | None:
    if question.unit is not None:
        return _number(check, question.asked, question.unit, units)
    known = question.levels or (YES, NO)
    if text not in known:
        check.add(question.asked, "unknown", text)
        return None
    return text if question.levels else text == YES


def _number(check: FieldCheck, asked: Input, unit: Unit, units: UnitRules) -> Quantity | None:
    """SAFETY(unit asked): a number of a size that is not usual in the unit shown is refused, not taken for another."""
    number = check.read(asked, lambda text, name: written_number(text, name, Decimal(0), _MOST), None)
    if number is None:
        return None
    measured = Quantity(number, unit)
    try:
        doubt = units.scale(asked).doubt(measured)
    except InvalidInput as fault:
        check.add(asked, str(fault.facts["reason"]), measured)
        return None
    if doubt is not None:
        check.add(asked, "unusual_value", measured)
    return measured
