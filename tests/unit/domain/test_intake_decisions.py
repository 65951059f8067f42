"""An intake is decided on what was found, never on what nobody looked at; the rules are those that ship."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.assessment import BARTHEL_UNMET, CRITERIA_UNMET, assess
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.errors import IllegalTransition, InvalidInput, NotReady
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.intake import Decision, Intake
from hah_console.domain.intake_answers import IntakeAnswers, answer_fields, barthel_levels, read_answers
from hah_console.domain.intake_rules import Answer, Effect, Section

NOW = datetime(2026, 11, 29, 1, tzinfo=UTC)
PACKS = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks")
RULES, TABLE = PACKS.intake, PACKS.scores.barthel
DEPENDENT = dict(zip(barthel_levels(TABLE), ("5", "0", "0", "5", "5", "5", "5", "10", "5", "0"), strict=True))
D = Decision


def found(answers):
    return assess(answers, RULES, TABLE, NOW)


def good(condition, mode, **more):
    """Everything answered the way care at home goes with."""
    asked = RULES.asked(condition, mode)
    answers = {item.item_id: item.wanted for item in asked}
    code = RULES.conditions[condition].diagnoses[0]
    return IntakeAnswers(condition, mode, code, "Ceftriaxone", answers=answers, barthel=DEPENDENT, **more)


def with_answer(answers, item_id, answer):
    kept = {name: one for name, one in answers.answers.items() if name != item_id}
    return replace(answers, answers={**kept, **({item_id: answer} if answer is not None else {})})


def opened(answers):
    return Intake("IN-1", "RF-1", answers, NOW, "U-1")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("condition", Condition)
def test_a_case_with_every_answer_as_wanted_has_no_gap_and_no_obstacle(condition, mode):
    result = found(good(condition, mode))
    assert (result.gaps, result.obstacles) == ((), ())
    assert opened(good(condition, mode)).decided(D.ELIGIBLE, result, NOW, "U-2").decision is D.ELIGIBLE


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("condition", Condition)
def test_an_empty_intake_names_everything_that_is_missing(condition, mode):
    gaps = {gap.field for gap in found(IntakeAnswers(condition, mode)).gaps}
    asked = {f"item.{item.item_id}" for item in RULES.asked(condition, mode)}
    assert asked | {"diagnosis", "antibiotic"} <= gaps
    assert any(name.startswith("barthel.") for name in gaps) is bool(RULES.modes[mode].barthel_class)


@pytest.mark.parametrize(("condition", "needed", "of"), [("pneumonia", 3, 4), ("uti", 2, 4), ("soft_tissue", 3, 4)])
@pytest.mark.parametrize("met", range(5))
def test_n_of_m_criteria_are_counted(condition, needed, of, met):
    case = good(Condition(condition), Mode.HOME_CARE)
    names = [item.item_id for item in RULES.asked(case.condition, case.mode) if item.section is Section.CRITERIA]
    for name in names[met:]:
        case = with_answer(case, name, Answer.NO)
    result = found(case)
    assert (result.criteria.met, result.criteria.needed, result.criteria.of) == (met, needed, of)
    assert (CRITERIA_UNMET in {one.name for one in result.obstacles}) is (met < needed)


def test_a_criterion_nobody_looked_at_is_neither_met_nor_unmet():
    case = with_answer(good(Condition.PNEUMONIA, Mode.HOME_CARE), "pneumonia_imaging", Answer.NO)
    open_case = with_answer(case, "pneumonia_bacteriology", None)
    result = found(open_case)
    assert [gap.field for gap in result.gaps] == ["item.pneumonia_bacteriology"]
    assert result.obstacles == ()
    assert found(with_answer(open_case, "pneumonia_imaging", Answer.YES)).gaps == ()


def test_early_discharge_asks_for_no_criteria_but_for_a_confirmed_strain():
    items = RULES.asked(Condition.PNEUMONIA, Mode.EARLY_DISCHARGE)
    assert not [item for item in items if item.section is Section.CRITERIA]
    assert "strain_confirmed" in {item.item_id for item in items}
    assert found(good(Condition.PNEUMONIA, Mode.EARLY_DISCHARGE)).criteria.of == 0


@pytest.mark.parametrize("condition", Condition)
def test_each_flag_to_stay_in_hospital_needs_a_written_reason(condition):
    case = good(condition, Mode.EMERGENCY)
    for flag in (item for item in RULES.asked(condition, Mode.EMERGENCY) if item.section is Section.FLAGS):
        raised = with_answer(case, flag.item_id, Answer.YES)
        with pytest.raises(InvalidInput):
            opened(raised).decided(D.ELIGIBLE, found(raised), NOW, "U-2")
        decided = opened(raised).decided(D.ELIGIBLE, found(raised), NOW, "U-2", "discussed with infectious diseases")
        assert decided.decisions[-1].against == (flag.item_id,)


def test_what_blocks_cannot_be_reasoned_away():
    case = with_answer(good(Condition.UTI, Mode.HOME_CARE), "home_safe", Answer.NO)
    with pytest.raises(NotReady) as refused:
        opened(case).decided(D.ELIGIBLE, found(case), NOW, "U-2", "she wants it")
    assert refused.value.missing == ("home_safe",)


def test_a_concern_of_the_home_needs_words():
    case = with_answer(good(Condition.UTI, Mode.HOME_CARE), "basic_access", Answer.NO)
    assert [gap.field for gap in found(case).gaps] == ["note.basic_access"]
    assert found(replace(case, notes={"basic_access": "no lift"})).gaps == ()


class TestTheBarthelIndex:
    """Mode C and early discharge ask for 失能, or for illness that makes going out hard."""

    @pytest.fixture
    def case(self):
        return with_answer(good(Condition.UTI, Mode.EMERGENCY), "hard_to_go_out", Answer.NO)

    def index(self, case, *levels):
        noted = {"hard_to_go_out": "walks outside"}
        return found(replace(case, notes=noted, barthel=dict(zip(DEPENDENT, levels, strict=False))))

    @pytest.mark.parametrize(
        ("levels", "total", "enough"),
        [
            (("0", "0", "0", "0", "0", "0", "0", "0", "0", "0"), 0, True),
            (("5", "0", "0", "5", "5", "5", "5", "10", "5", "0"), 40, True),
            (("10", "0", "5", "5", "10", "10", "5", "10", "10", "0"), 65, False),
            (("10", "0", "5", "5", "10", "10", "5", "10", "5", "0"), 60, False),
        ],
    )
    def test_below_sixty_decides(self, case, levels, total, enough):
        result = self.index(case, *levels)
        assert (result.barthel.lower, result.barthel.upper) == (total, total)
        assert (BARTHEL_UNMET not in {one.name for one in result.obstacles}) is enough

    def test_hard_to_go_out_decides_instead(self, case):
        able = with_answer(case, "hard_to_go_out", Answer.YES)
        result = self.index(able, *("10", "5", "5", "10", "10", "10", "10", "15", "15", "10"))
        assert result.obstacles == ()

    def test_activities_not_looked_at_are_asked_for_only_while_they_can_decide(self, case):
        asked = [gap.field for gap in self.index(case, "5", "0").gaps]
        assert "barthel.stairs" in asked
        assert "barthel.feeding" not in asked
        assert self.index(case, "0", "0", "0", "0", "0", "0", "0", "0", "15").gaps == ()


class TestDecisions:
    CASE = good(Condition.UTI, Mode.HOME_CARE)
    ALLOWED = {
        (None, D.ELIGIBLE), (None, D.INELIGIBLE), (None, D.PENDING), (D.PENDING, D.ELIGIBLE),
        (D.PENDING, D.INELIGIBLE), (D.PENDING, D.PENDING), (D.ELIGIBLE, D.PENDING), (D.ELIGIBLE, D.INELIGIBLE),
    }  # fmt: skip

    def decided(self, *decisions):
        intake = opened(self.CASE)
        for decision in decisions:
            intake = intake.decided(decision, found(self.CASE), NOW, "U-2", "because")
        return intake

    @pytest.mark.parametrize("to", D)
    @pytest.mark.parametrize("state", [None, *D])
    def test_only_the_moves_of_a_decision_exist(self, state, to):
        intake = self.decided(*([state] if state else []))
        if (state, to) in self.ALLOWED:
            assert intake.decided(to, found(self.CASE), NOW, "U-2", "because").decision is to
        else:
            with pytest.raises(IllegalTransition):
                intake.decided(to, found(self.CASE), NOW, "U-2", "because")

    @pytest.mark.parametrize("decision", [D.INELIGIBLE, D.PENDING])
    def test_a_decision_not_to_take_somebody_says_why(self, decision):
        with pytest.raises(InvalidInput):
            opened(self.CASE).decided(decision, found(self.CASE), NOW, "U-2", "  ")

    def test_a_decision_does_not_outlive_what_it_rested_on(self):
        intake = self.decided(D.ELIGIBLE)
        changed = intake.answered(with_answer(self.CASE, "home_safe", Answer.NO), NOW, "U-3")
        assert changed.decision is D.PENDING
        assert changed.decisions[-1].automatic
        assert intake.answered(self.CASE, NOW, "U-3").decision is D.ELIGIBLE

    def test_nobody_is_admitted_without_a_decision_or_twice(self):
        for intake in (self.decided(), self.decided(D.PENDING), self.decided(D.INELIGIBLE)):
            with pytest.raises(IllegalTransition):
                intake.admitted("E-1")
        admitted = self.decided(D.ELIGIBLE).admitted("E-1")
        with pytest.raises(IllegalTransition):
            admitted.admitted("E-2")
        with pytest.raises(IllegalTransition):
            admitted.answered(self.CASE, NOW, "U-3")

    @given(st.lists(st.sampled_from([*D, "answer", "admit"]), max_size=12))
    def test_no_sequence_of_steps_leaves_an_ended_intake_or_loses_a_decision(self, steps):
        intake = opened(self.CASE)
        for number, step in enumerate(steps):
            before = intake
            try:
                intake = self.after(intake, step, number)
            except IllegalTransition:
                continue
            assert not before.ended
            assert intake.decisions[: len(before.decisions)] == before.decisions
            assert intake.episode_id is None or before.decision is D.ELIGIBLE

    def after(self, intake, step, number):
        if step == "admit":
            return intake.admitted("E-1")
        if step == "answer":
            return intake.answered(replace(self.CASE, summary=str(number)), NOW, "U-3")
        return intake.decided(step, found(intake.answers), NOW, "U-2", "because")


@given(st.data())
def test_whatever_is_answered_nobody_is_eligible_with_a_gap_or_a_block(data):
    condition, mode = data.draw(st.sampled_from(list(Condition))), data.draw(st.sampled_from(list(Mode)))
    case = good(condition, mode)
    for item_id in data.draw(st.lists(st.sampled_from(sorted(case.answers)), max_size=6)):
        case = with_answer(case, item_id, data.draw(st.sampled_from([Answer.YES, Answer.NO, None])))
    result = found(case)
    barred = bool(result.gaps or result.of_effect(Effect.BLOCKS))
    try:
        opened(case).decided(D.ELIGIBLE, result, NOW, "U-2", "because")
    except NotReady:
        assert barred
    else:
        assert not barred


def read(fields):
    check = FieldCheck(fields)
    return read_answers(check, IntakeAnswers(Condition.UTI, Mode.HOME_CARE), RULES, TABLE), check.faults


def test_the_fields_of_a_form_come_back_as_they_went():
    case = good(Condition.PNEUMONIA, Mode.EMERGENCY, notes={"basic_access": "4 樓無電梯 🪜"}, summary="發燒三天")
    assert read(answer_fields(case)) == (case, ())


@pytest.mark.parametrize(
    ("diagnosis", "reason"),
    [("J18.9", "outside_condition"), ("N39.00.1", "not_an_icd_code"), ("fever", "not_an_icd_code"), ("n390", None)],
)
def test_a_diagnosis_belongs_to_its_condition(diagnosis, reason):
    answers, faults = read({"condition": "uti", "mode": "A", "diagnosis": diagnosis})
    assert [fault.facts["reason"] for fault in faults] == ([reason] if reason else [])
    assert reason is not None or answers.diagnosis == "N39.0"


def test_every_fault_of_a_form_is_told_at_once():
    _, faults = read({"condition": "gout", "item.home_safe": "maybe", "barthel.stairs": "7", "diagnosis": "?"})
    assert [fault.facts["field"] for fault in faults] == ["condition", "item.home_safe", "barthel.stairs", "diagnosis"]
