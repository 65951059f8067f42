"""What the intake has found out about a home: the rules for everybody who goes there, and the rows a page shows."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.home_flag import HomeFlag
from hah_console.domain.home_told import NOTHING_TOLD, HomeTold
from hah_console.domain.ids import HomeFlagId, PatientId
from hah_console.domain.intake import Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import Answer, HomeRule, IntakeItem, IntakeRules, Section
from hah_console.services.context import record
from hah_console.services.ports import UnitOfWork

HOME_SECTIONS = (Section.HOME, Section.DEVICES, Section.CAREGIVER)


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """One item of the home as it was answered; ``against``: not as care at home goes with."""

    item: IntakeItem
    answer: Answer
    note: str
    against: bool


@dataclass(frozen=True, slots=True)
class HomeAssessment:
    """``told`` of the home, the answers about it in the order of the form, and the rules in force for visits."""

    told: HomeTold
    answers: tuple[HomeAnswer, ...]
    flags: tuple[HomeFlag, ...]


def read_home_assessment(
    uow: UnitOfWork, rules: IntakeRules, intake: Intake | None, patient_id: PatientId
) -> HomeAssessment:
    """Of the home of a patient; nothing told and no answers without an intake."""
    answers = intake.answers if intake is not None else None
    rows = tuple(_rows(rules, answers)) if answers is not None else ()
    told = answers.home if answers is not None else NOTHING_TOLD
    return HomeAssessment(told, rows, uow.home_flags.in_force({patient_id}))


def keep_home_rules(
    uow: UnitOfWork, actor: Actor, rules: IntakeRules, answers: IntakeAnswers, patient_id: PatientId, now: datetime
) -> None:
    """SAFETY(unsafe home): what the intake found unsafe for staff binds every visit from the admission on.

    A rule that is in force already is not doubled; one of a former stay stays until somebody ends it.
    """
    held = uow.home_flags.in_force({patient_id})
    for item in rules.asked(answers.condition, answers.mode):
        if item.home_rule is None or answers.answer(item.item_id) in (item.wanted, Answer.UNKNOWN):
            continue
        two, light = item.home_rule is HomeRule.TWO_PERSONS, item.home_rule is HomeRule.DAYLIGHT_ONLY
        if any((two and flag.two_persons) or (light and flag.daylight_only) for flag in held):
            continue
        _keep(uow, actor, patient_id, two, light, answers.notes.get(item.item_id, item.item_id), now)


def _keep(
    uow: UnitOfWork, actor: Actor, patient_id: PatientId, two: bool, light: bool, reason: str, now: datetime
) -> None:
    flag_id = HomeFlagId(f"HF-{uuid.uuid4().hex[:16]}")
    uow.home_flags.save(HomeFlag(flag_id, patient_id, two, light, reason, actor.user_id, now))
    facts = {"two_persons": "yes" if two else "no", "daylight_only": "yes" if light else "no", "from": "intake"}
    record(uow, actor, now, "set_home_flag", "home_flag", flag_id, patient_id, **facts)


def _rows(rules: IntakeRules, answers: IntakeAnswers) -> Iterator[HomeAnswer]:
    for item in rules.asked(answers.condition, answers.mode):
        if item.section in HOME_SECTIONS:
            answer = answers.answer(item.item_id)
            against = answer not in (item.wanted, Answer.UNKNOWN)
            yield HomeAnswer(item, answer, answers.notes.get(item.item_id, ""), against)
