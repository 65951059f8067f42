"""A score sheet takes the newest input of each that is not too old, and says of the others why it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from helpers.score_inputs import PACKS

from hah_console.domain.episode import Condition, Mode
from hah_console.domain.ids import LabResultId, PatientId
from hah_console.domain.lab import Analyte, Comparator, LabResult, LabSource
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.reading import Consciousness, LatestValue, LatestVitals, Quality, StaffObservation, Vital
from hah_console.domain.score.inputs import Absence, Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.plan import Moment
from hah_console.services.score_facts import Answer, ScoreFacts, inputs_for
from hah_console.services.score_sheet import Completeness, ScoreSheet, score_sheet, score_sheets

NOW = datetime(2026, 11, 29, 16, 30, tzinfo=UTC)
P1 = PatientId("P1")
PATIENT = Patient(P1, "R1", "王小明", Sex.FEMALE, date(1948, 11, 30), Place(24.8, 120.97, "新竹市"))
VITALS = {
    Vital.RESPIRATORY_RATE: 24.0,
    Vital.SYSTOLIC: 98.0,
    Vital.DIASTOLIC: 62.0,
    Vital.HEART_RATE: 96.0,
    Vital.SPO2: 94.0,
}


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def vitals(hours: float = 0.5, quality: Quality = Quality.GOOD, **values: float | None) -> LatestVitals:
    at = ago(hours)
    known = {Vital(name): value for name, value in values.items()} or VITALS
    return LatestVitals(P1, 1, {vital: LatestValue(value, at, at, at, quality) for vital, value in known.items()})


def lab(analyte: Analyte, value: float, unit: Unit, hours: float = 3, **more: object) -> LabResult:
    return LabResult(
        LabResultId(f"{analyte}-{hours}"),
        P1,
        analyte,
        quantity(value, unit),
        specimen_at=ago(hours),
        reported_at=ago(hours - 0.5),
        source=LabSource.LABORATORY,
        **more,  # type: ignore[arg-type]
    )


def facts(**known: object) -> ScoreFacts:
    return ScoreFacts(PATIENT, **known)  # type: ignore[arg-type]


def absent(score: ScoreName, known: ScoreFacts, asked: Input) -> Absence | None:
    return inputs_for(score, known, NOW, PACKS).absent.get(asked)


def seen(
    hours: float = 1, mind: Consciousness | None = Consciousness.ALERT, oxygen: bool | None = False
) -> StaffObservation:
    return StaffObservation(P1, ago(hours), mind, oxygen)


def test_the_inputs_come_from_monitor_observation_laboratory_and_record() -> None:
    known = facts(latest=vitals(), observation=seen(), labs=(lab(Analyte.UREA, 24, Unit.MG_DL),))
    gathered = inputs_for(ScoreName.CURB65, known, NOW, PACKS)
    shown = {asked.value: str(one.value) for asked, one in gathered.inputs.items()}
    assert shown == {
        "consciousness": "A",
        "urea": "24 mg/dL",
        "respiratory_rate": "24 /min",
        "systolic": "98 mm[Hg]",
        "diastolic": "62 mm[Hg]",
        "age": "78 a",
    }
    assert gathered.absent == {Input.AMT: Absence.NEVER}
    assert gathered.inputs[Input.UREA].at == ago(3)


def test_the_age_is_counted_by_the_site_s_calendar() -> None:
    age = inputs_for(ScoreName.CRB65, facts(), NOW, PACKS).inputs[Input.AGE]
    assert age.value == quantity(78, Unit.YEARS), "it is already her birthday in Taipei"


@pytest.mark.parametrize(("hours", "reason"), [(2, None), (2.1, Absence.TOO_OLD)])
def test_a_vital_sign_older_than_the_pack_allows_is_missing_and_says_so(hours: float, reason: Absence | None) -> None:
    assert absent(ScoreName.QSOFA, facts(latest=vitals(hours)), Input.RESPIRATORY_RATE) is reason


@pytest.mark.parametrize(("hours", "reason"), [(24, None), (24.1, Absence.TOO_OLD)])
def test_a_result_is_as_old_as_its_specimen(hours: float, reason: Absence | None) -> None:
    known = facts(labs=(lab(Analyte.SODIUM, 132, Unit.MMOL_L, hours),))
    assert absent(ScoreName.LRINEC, known, Input.SODIUM) is reason


def test_a_sensor_that_is_off_and_a_value_without_a_listed_unit_cannot_be_used() -> None:
    off = facts(latest=vitals(quality=Quality.SENSOR_OFF))
    assert absent(ScoreName.QSOFA, off, Input.RESPIRATORY_RATE) is Absence.UNUSABLE
    strange = facts(labs=(lab(Analyte.SODIUM, 132, Unit.MG_DL),))
    assert absent(ScoreName.LRINEC, strange, Input.SODIUM) is Absence.UNUSABLE


def test_the_newest_value_counts_whoever_measured_it() -> None:
    known = facts(
        latest=vitals(1, rr=18),
        answers=(Answer(Input.RESPIRATORY_RATE, quantity(26, Unit.PER_MINUTE), ago(0.2), "u-7"),),
    )
    assert str(inputs_for(ScoreName.QSOFA, known, NOW, PACKS).inputs[Input.RESPIRATORY_RATE].value) == "26 /min"
    later = replace(known, latest=vitals(0.1, rr=18))
    assert str(inputs_for(ScoreName.QSOFA, later, NOW, PACKS).inputs[Input.RESPIRATORY_RATE].value) == "18 /min"


def test_of_two_reports_of_one_specimen_the_later_one_counts() -> None:
    first = lab(Analyte.CRP, 80, Unit.MG_L)
    corrected = replace(first, quantity=quantity(180, Unit.MG_L), reported_at=ago(1))
    for labs in ((first, corrected), (corrected, first)):
        assert str(inputs_for(ScoreName.LRINEC, facts(labs=labs), NOW, PACKS).inputs[Input.CRP].value) == "180 mg/L"


@pytest.mark.parametrize(
    ("mode", "value"), [(Mode.INSTITUTION, True), (Mode.HOME_CARE, False), (Mode.EMERGENCY, None), (None, None)]
)
def test_only_the_modes_that_say_so_tell_whether_somebody_lives_in_an_institution(
    mode: Mode | None, value: bool | None
) -> None:
    found = inputs_for(ScoreName.PSI, facts(mode=mode), NOW, PACKS).inputs.get(Input.NURSING_HOME)
    assert (found.value if found else None) is value


def test_a_sex_the_table_does_not_have_stays_open() -> None:
    known = ScoreFacts(replace(PATIENT, sex=Sex.UNKNOWN))
    item = next(one for one in score_sheet(ScoreName.PSI, known, NOW, PACKS).items if one.name == "sex")
    assert (item.points, item.least, item.most) == (None, -10, 0)


def test_on_air_the_share_of_oxygen_is_known_and_on_oxygen_it_is_not_guessed() -> None:
    on_air = inputs_for(ScoreName.SOFA, facts(observation=seen(oxygen=False)), NOW, PACKS)
    assert on_air.inputs[Input.FIO2].value == quantity("0.21", Unit.FRACTION)
    on_oxygen = inputs_for(ScoreName.SOFA, facts(observation=seen(oxygen=True)), NOW, PACKS)
    assert Input.FIO2 not in on_oxygen.inputs


def crp_item(*labs: LabResult) -> tuple[int | None, Absence | None]:
    item = score_sheet(ScoreName.LRINEC, facts(labs=labs), NOW, PACKS).items[0]
    return item.points, item.inputs[0].absent


def test_a_result_whose_unit_is_in_doubt_is_asked_about_and_no_older_one_takes_its_place() -> None:
    doubtful, older = lab(Analyte.CRP, 180, Unit.MG_DL, 1), lab(Analyte.CRP, 160, Unit.MG_L, 5)
    assert crp_item(older) == (4, None)
    assert crp_item(older, doubtful) == (None, Absence.ASK)
    assert crp_item(older, replace(doubtful, confirmed_by="u-7")) == (4, None)
    assert crp_item(lab(Analyte.CRP, 5, Unit.MG_L, comparator=Comparator.BELOW)) == (0, None)


def sheet(**known: object) -> ScoreSheet:
    return score_sheet(ScoreName.QSOFA, facts(**known), NOW, PACKS)


def test_a_sheet_says_how_complete_it_is() -> None:
    assert sheet().completeness is Completeness.EMPTY
    assert sheet(latest=vitals(rr=18.0)).completeness is Completeness.INCOMPLETE
    assert sheet(latest=vitals()).completeness is Completeness.CERTAIN
    assert sheet(latest=vitals(), observation=seen()).completeness is Completeness.COMPLETE


def test_a_sheet_has_total_class_age_and_the_table_it_used() -> None:
    one = sheet(latest=vitals(), observation=seen(3))
    assert (one.lower, one.upper, one.classes, one.present) == (2, 2, ("positive",), 3)
    assert one.oldest_at == ago(3)
    assert (one.table_version, one.table_from) == ("Singer 2016", date(2016, 2, 23))
    assert "JAMA" in one.table_source
    assert one.caveats == ("not_a_screening_test",)


def test_an_incomplete_sheet_has_bounds_every_possible_class_and_the_reason_of_what_is_missing() -> None:
    one = sheet(latest=vitals(3), observation=seen())
    missing = next(item for item in one.items if item.points is None)
    assert (one.lower, one.upper, one.classes) == (1, 2, ("negative", "positive"))
    assert (missing.name, missing.least, missing.most) == ("respiratory_rate", 0, 1)
    assert missing.inputs[0].absent is Absence.TOO_OLD


def test_a_score_that_does_not_apply_has_no_total_and_says_why() -> None:
    known = facts(answers=(Answer(Input.LOWER_LIMB, False, ago(1)), Answer(Input.ASYMMETRY, True, ago(1))))
    one = score_sheet(ScoreName.ALT70, known, NOW, PACKS)
    assert one.completeness is Completeness.NOT_APPLICABLE
    assert (one.lower, one.upper, one.classes) == (None, None, ())
    assert one.excluded_by == ("lower_limb",)


def test_news2_has_the_same_sheet_with_its_scale_and_its_own_validity() -> None:
    known = facts(latest=vitals(rr=22.0, spo2=90.0, sbp=124.0, hr=96.0, temp=37.4), observation=seen(oxygen=True))
    usual = score_sheet(ScoreName.NEWS2, known, NOW, PACKS)
    assert (usual.lower, usual.classes, usual.completeness) == (8, ("high",), Completeness.COMPLETE)
    hypercapnic = replace(known, patient=replace(PATIENT, spo2_scale=2))
    assert score_sheet(ScoreName.NEWS2, hypercapnic, NOW, PACKS).lower == 5
    old = score_sheet(ScoreName.NEWS2, facts(latest=vitals(3), observation=seen()), NOW, PACKS)
    reasons = {one.name: one.absent for item in old.items for one in item.inputs}
    assert reasons["respiratory_rate"] is Absence.TOO_OLD
    assert reasons["temperature"] is Absence.NEVER
    assert reasons["systolic"] is None


def names(condition: Condition, moment: Moment, known: ScoreFacts) -> list[str]:
    return [one.score.value for one in score_sheets(condition, moment, known, NOW, PACKS)]


def test_the_sheets_of_a_moment_follow_the_plan_and_the_laboratory() -> None:
    urea = lab(Analyte.UREA, 24, Unit.MG_DL)
    assert "crb65" in names(Condition.PNEUMONIA, Moment.INTAKE, facts())
    assert "curb65" in names(Condition.PNEUMONIA, Moment.INTAKE, facts(labs=(urea,)))
    old = lab(Analyte.UREA, 24, Unit.MG_DL, 30)
    assert "crb65" in names(Condition.PNEUMONIA, Moment.INTAKE, facts(labs=(old,)))


def test_psi_is_among_them_only_when_nothing_is_missing() -> None:
    said = {
        Input.NEOPLASM: False, Input.LIVER_DISEASE: False, Input.HEART_FAILURE: True, Input.CEREBROVASCULAR: False,
        Input.RENAL_DISEASE: False, Input.PLEURAL_EFFUSION: False, Input.TEMPERATURE: quantity(37.8, Unit.CELSIUS),
    }  # fmt: skip
    labs = (
        lab(Analyte.PH, 7.41, Unit.PH), lab(Analyte.UREA, 24, Unit.MG_DL), lab(Analyte.SODIUM, 138, Unit.MMOL_L),
        lab(Analyte.GLUCOSE, 140, Unit.MG_DL), lab(Analyte.HAEMATOCRIT, 36, Unit.PERCENT),
    )  # fmt: skip
    answers = tuple(Answer(asked, value, ago(1)) for asked, value in said.items())
    known = facts(mode=Mode.INSTITUTION, latest=vitals(), observation=seen(), labs=labs, answers=answers)
    psi = next(one for one in score_sheets(Condition.PNEUMONIA, Moment.INTAKE, known, NOW, PACKS) if one.score == "psi")
    assert (psi.lower, psi.classes) == (88, ("III",)), "78 - 10 + 10 + 10"
    assert "psi" not in names(Condition.PNEUMONIA, Moment.INTAKE, replace(known, labs=labs[1:]))
