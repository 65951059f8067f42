"""Every score gives what the worked examples of its source and the edges of its table say."""

import pytest
from helpers.score_inputs import PACKS, Written, given, mg_dl

from hah_console.domain.quantity import Unit, quantity
from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.scores import score

TABLES = PACKS.scores
A, C = "A", "C"


def counted(name: ScoreName, inputs: Inputs) -> ScoreResult:
    return score(name, inputs, TABLES)


def complete(name: ScoreName, inputs: Inputs) -> tuple[int, str]:
    """Total and class of a score nothing is missing from."""
    result = counted(name, inputs)
    assert result.complete, [item.name for item in result.items if item.points is None]
    assert result.lower == result.upper
    assert len(result.classes) == 1
    return result.lower, result.classes[0]


@pytest.mark.parametrize(
    ("rr", "sbp", "mind", "expected"),
    [
        (24, 98, A, (2, "positive")),
        (21, 101, C, (1, "negative")),
        (22, 100, C, (3, "positive")),
        (21, 100, A, (1, "negative")),
        (22, 101, A, (1, "negative")),
        (18, 120, "U", (1, "negative")),
        (18, 120, A, (0, "negative")),
    ],
)
def test_qsofa(rr: int, sbp: int, mind: str, expected: tuple[int, str]) -> None:
    assert complete(ScoreName.QSOFA, given(respiratory_rate=rr, systolic=sbp, consciousness=mind)) == expected


@pytest.mark.parametrize(("gcs", "points"), [(15, 0), (14, 1), (3, 1)])
def test_qsofa_takes_the_coma_scale_instead_of_consciousness(gcs: int, points: int) -> None:
    assert complete(ScoreName.QSOFA, given(respiratory_rate=18, systolic=120, gcs=gcs))[0] == points


@pytest.mark.parametrize(
    ("temp", "pulse", "rr", "wbc", "expected"),
    [
        (38.4, 96, 18, 9.0, (2, "positive")),
        (35.8, 92, 22, 3.2, (4, "positive")),
        (38.0, 90, 20, 12.0, (0, "negative")),
        (36.0, 90, 20, 4.0, (0, "negative")),
        (38.1, 90, 20, 12.0, (1, "negative")),
        (35.9, 90, 20, 12.0, (1, "negative")),
        (38.0, 91, 21, 12.0, (2, "positive")),
        (38.0, 90, 20, 12.1, (1, "negative")),
        (38.0, 90, 20, 3.9, (1, "negative")),
    ],
)
def test_sirs(temp: float, pulse: int, rr: int, wbc: float, expected: tuple[int, str]) -> None:
    assert complete(ScoreName.SIRS, given(temperature=temp, pulse=pulse, respiratory_rate=rr, wbc=wbc)) == expected


@pytest.mark.parametrize(
    ("more", "total"),
    [
        ({"paco2": 31.9}, 1),
        ({"paco2": 32}, 0),
        ({"bands": 10.1}, 1),
        ({"bands": 10}, 0),
        ({"paco2": 30, "bands": 12}, 2),
    ],
)
def test_sirs_counts_carbon_dioxide_and_band_forms_when_they_were_measured(more: dict[str, float], total: int) -> None:
    well = given(temperature=37, pulse=80, respiratory_rate=16, wbc=8, **more)
    assert complete(ScoreName.SIRS, well)[0] == total


CURB = [
    (A, 6.5, 24, (128, 72), 58, (0, "low"), (0, "low")),
    (A, 8.2, 24, (118, 60), 78, (3, "high"), (2, "intermediate")),
    (C, 11, 32, (86, 50), 84, (5, "high"), (4, "high")),
    (A, 7.0, 29, (90, 61), 64, (0, "low"), (0, "low")),
    (A, 7.1, 30, (90, 61), 64, (2, "intermediate"), (1, "intermediate")),
    (A, 7.0, 29, (89, 61), 65, (2, "intermediate"), (2, "intermediate")),
    (A, 7.0, 29, (89, 60), 64, (1, "low"), (1, "intermediate")),
    (C, 7.0, 30, (89, 61), 64, (3, "high"), (3, "high")),
]


@pytest.mark.parametrize(("mind", "urea", "rr", "pressure", "age", "curb", "crb"), CURB)
def test_curb65_and_crb65(
    mind: str, urea: float, rr: int, pressure: tuple[int, int], age: int, curb: tuple[int, str], crb: tuple[int, str]
) -> None:
    systolic, diastolic = pressure
    known = given(consciousness=mind, respiratory_rate=rr, systolic=systolic, diastolic=diastolic, age=age)
    assert complete(ScoreName.CRB65, known) == crb
    assert complete(ScoreName.CURB65, {**known, **given(urea=urea)}) == curb


@pytest.mark.parametrize(("bun", "points"), [(19, 0), (19.1, 1), (20, 1)])
def test_curb65_reads_urea_nitrogen_by_its_own_limit(bun: float, points: int) -> None:
    known = given(consciousness=A, respiratory_rate=20, systolic=120, diastolic=70, age=40, urea=mg_dl(bun))
    assert complete(ScoreName.CURB65, known)[0] == points


@pytest.mark.parametrize(("amt", "points"), [(8, 1), (9, 0), (10, 0)])
def test_confusion_may_be_an_abbreviated_mental_test_of_8_or_less(amt: int, points: int) -> None:
    known = given(amt=amt, respiratory_rate=20, systolic=120, diastolic=70, age=40)
    assert complete(ScoreName.CRB65, known)[0] == points


WELL: dict[str, Written] = {
    "nursing_home": False,
    "neoplasm": False,
    "liver_disease": False,
    "heart_failure": False,
    "cerebrovascular": False,
    "renal_disease": False,
    "consciousness": A,
    "respiratory_rate": 20,
    "systolic": 120,
    "temperature": 37.0,
    "pulse": 90,
    "ph": 7.4,
    "urea": mg_dl(15),
    "sodium": 138,
    "glucose": mg_dl(110),
    "haematocrit": 40,
    "spo2": 96,
    "pleural_effusion": False,
}
FIRST = {"age": 42, "sex": "male", "respiratory_rate": 22, "temperature": 38.5, "pulse": 104, "spo2": 95}
SECOND = {"age": 72, "sex": "female", "respiratory_rate": 24, "spo2": 94}
THIRD = {"age": 78, "sex": "female", "nursing_home": True, "heart_failure": True, "spo2": 91, "urea": mg_dl(24)}
FOURTH = {
    "age": 82, "sex": "male", "nursing_home": True, "cerebrovascular": True, "consciousness": C, "respiratory_rate": 32,
    "urea": mg_dl(38), "spo2": 88, "sodium": 134, "haematocrit": 34,
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [(FIRST, (42, "I")), (SECOND, (62, "II")), (THIRD, (88, "III")), (FOURTH, (172, "V"))],
    ids=["class I", "62", "88", "172"],
)
def test_psi(values: dict[str, Written], expected: tuple[int, str]) -> None:
    assert complete(ScoreName.PSI, given(**{**WELL, **values})) == expected


PSI_EDGES: list[tuple[dict[str, Written], int]] = [
    ({"neoplasm": True}, 30),
    ({"liver_disease": True}, 20),
    ({"renal_disease": True}, 10),
    ({"pleural_effusion": True}, 10),
    ({"respiratory_rate": 29}, 0),
    ({"respiratory_rate": 30}, 20),
    ({"systolic": 90}, 0),
    ({"systolic": 89}, 20),
    ({"temperature": 35.0}, 0),
    ({"temperature": 34.9}, 15),
    ({"temperature": 39.9}, 0),
    ({"temperature": 40.0}, 15),
    ({"pulse": 124}, 0),
    ({"pulse": 125}, 10),
    ({"ph": 7.35}, 0),
    ({"ph": 7.34}, 30),
    ({"urea": mg_dl(29.9)}, 0),
    ({"urea": mg_dl(30)}, 20),
    ({"urea": 10.7}, 0),
    ({"urea": 10.8}, 20),
    ({"sodium": 130}, 0),
    ({"sodium": 129}, 20),
    ({"glucose": mg_dl(249)}, 0),
    ({"glucose": mg_dl(250)}, 10),
    ({"glucose": 13.9}, 0),
    ({"glucose": 14.0}, 10),
    ({"haematocrit": 30}, 0),
    ({"haematocrit": 29.9}, 10),
    ({"spo2": 90}, 0),
    ({"spo2": 89}, 10),
    ({"pao2": 59.9}, 10),
    ({"pao2": 60}, 0),
]


@pytest.mark.parametrize(("change", "points"), PSI_EDGES, ids=str)
def test_every_edge_of_psi(change: dict[str, Written], points: int) -> None:
    total, _ = complete(ScoreName.PSI, given(**{**WELL, "age": 60, "sex": "male", **change}))
    assert total - 60 == points


@pytest.mark.parametrize(
    ("age", "psi_class"), [(50, "I"), (51, "II"), (70, "II"), (71, "III"), (90, "III"), (91, "IV"), (110, "IV")]
)
def test_psi_classes_by_age_alone(age: int, psi_class: str) -> None:
    assert complete(ScoreName.PSI, given(**{**WELL, "age": age, "sex": "male"}))[1] == psi_class


@pytest.mark.parametrize(("more", "psi_class"), [({"neoplasm": True}, "IV"), ({"neoplasm": True, "ph": 7.3}, "V")])
def test_psi_classes_above_90_and_130(more: dict[str, Written], psi_class: str) -> None:
    assert complete(ScoreName.PSI, given(**{**WELL, "age": 100, "sex": "male", **more}))[1] == psi_class


def lrinec(crp: Written, wbc: float, hb: float, sodium: float, creatinine: Written, glucose: Written) -> Inputs:
    return given(crp=crp, wbc=wbc, haemoglobin=hb, sodium=sodium, creatinine=creatinine, glucose=glucose)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((80, 12, 14.0, 138, 90, 6.5), (0, "low")),
        ((180, 16, 12.5, 136, 110, 7.0), (6, "intermediate")),
        ((210, 26, 10.5, 132, 150, 12), (13, "high")),
        ((150, 25, 11.0, 134, 141, 10), (8, "high")),
        ((149.9, 14.9, 13.6, 135, 141, 10), (0, "low")),
        ((150, 15, 13.5, 135, 141, 10), (6, "intermediate")),
        ((0, 25.1, 10.9, 135, 142, 10.1), (7, "intermediate")),
        ((150, 15, 13.6, 135, 141, 10), (5, "low")),
    ],
)
def test_lrinec(values: tuple[float, float, float, float, float, float], expected: tuple[int, str]) -> None:
    assert complete(ScoreName.LRINEC, lrinec(*values)) == expected


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ((mg_dl(15), 12, 14, 138, mg_dl(1.6), mg_dl(180)), 4),
        ((mg_dl(14.9), 12, 14, 138, mg_dl(1.7), mg_dl(181)), 3),
        ((quantity(18, Unit.MG_L), 12, 14, 138, 90, 6.5), 0),
        ((mg_dl(18), 12, 14, 138, 90, 6.5), 4),
    ],
)
def test_lrinec_tells_milligrams_a_litre_from_milligrams_a_decilitre(
    values: tuple[Written, float, float, float, Written, Written], total: int
) -> None:
    assert complete(ScoreName.LRINEC, lrinec(*values))[0] == total


NO_EXCLUSION = {
    "lower_limb": True, "abscess": False, "penetrating_trauma": False, "burn": False, "diabetic_ulcer": False,
    "implanted_device": False, "post_operative": False, "recent_iv_antibiotic": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("asymmetry", "wbc", "pulse", "age", "expected"),
    [
        (False, 8, 80, 66, (0, "reassess")),
        (True, 9, 92, 60, (4, "consult")),
        (True, 13, 98, 75, (7, "treat")),
        (False, 9.9, 89, 69, (0, "reassess")),
        (False, 10, 90, 69, (2, "reassess")),
        (True, 9.9, 89, 69, (3, "consult")),
        (True, 9.9, 89, 70, (5, "treat")),
    ],
)
def test_alt70(asymmetry: bool, wbc: float, pulse: int, age: int, expected: tuple[int, str]) -> None:
    known = given(asymmetry=asymmetry, wbc=wbc, pulse=pulse, age=age, **NO_EXCLUSION)
    assert complete(ScoreName.ALT70, known) == expected
    assert counted(ScoreName.ALT70, known).applies


@pytest.mark.parametrize("finding", NO_EXCLUSION)
def test_alt70_does_not_apply_with_any_of_its_exclusions_and_says_which(finding: str) -> None:
    excluded = {**NO_EXCLUSION, finding: not NO_EXCLUSION[finding]}
    result = counted(ScoreName.ALT70, given(asymmetry=True, wbc=13, pulse=98, age=75, **excluded))
    assert result.excluded_by == (finding,)
    assert not result.applies
    assert result.classes == ()


def test_alt70_says_which_exclusions_nobody_has_looked_for() -> None:
    result = counted(ScoreName.ALT70, given(asymmetry=True, wbc=13, pulse=98, age=75, lower_limb=True, burn=False))
    assert result.applies
    assert set(result.unchecked) == set(NO_EXCLUSION) - {"lower_limb", "burn"}


CALM: dict[str, Written] = {
    "temperature": 36.9, "ill_appearing": False, "complicating_disease": False, "unstable_comorbidity": False,
    "consciousness": A, "pulse": 80, "respiratory_rate": 16, "systolic": 124, "limb_threatening": False,
    "life_threatening": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "I"),
        ({"temperature": 38.4, "complicating_disease": True}, "II"),
        ({"consciousness": C, "pulse": 118, "limb_threatening": True}, "III"),
        ({"consciousness": C, "pulse": 118, "limb_threatening": True, "life_threatening": True}, "IV"),
        ({"temperature": 38.0}, "I"),
        ({"temperature": 38.1}, "II"),
        ({"ill_appearing": True}, "II"),
        ({"unstable_comorbidity": True}, "III"),
        ({"pulse": 100}, "I"),
        ({"pulse": 101}, "III"),
        ({"respiratory_rate": 20}, "I"),
        ({"respiratory_rate": 21}, "III"),
        ({"systolic": 90}, "I"),
        ({"systolic": 89}, "III"),
    ],
    ids=str,
)
def test_eron_class(change: dict[str, Written], expected: str) -> None:
    assert complete(ScoreName.ERON, given(**{**CALM, **change}))[1] == expected


def sofa(
    pf: float, support: bool, plt: float, bili: float, pressure: float, gcs: int, cr: float, **more: Written
) -> Inputs:
    values: dict[str, Written] = {"map": pressure, "vasoactive": False, **more}
    return given(
        pf_ratio=pf, respiratory_support=support, platelets=plt, bilirubin=bili, gcs=gcs, creatinine=mg_dl(cr), **values
    )


OTHER_DOSES = {"epinephrine": 0, "dopamine": 0, "dobutamine": 0}


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (sofa(420, False, 210, 0.7, 88, 15, 0.9), (0, "no_rise")),
        (sofa(280, False, 140, 0.9, 74, 14, 1.6), (5, "rise")),
        (
            sofa(
                180,
                True,
                90,
                2.4,
                80,
                12,
                3.6,
                vasoactive=True,
                norepinephrine=0.05,
                epinephrine=0,
                dopamine=0,
                dobutamine=0,
            ),
            (15, "rise"),
        ),
        (sofa(350, False, 150, 1.2, 69, 15, 1.2), (4, "rise")),
    ],
    ids=["0", "5", "15", "edges"],
)
def test_sofa(inputs: Inputs, expected: tuple[int, str]) -> None:
    assert complete(ScoreName.SOFA, inputs) == expected


SOFA_EDGES: list[tuple[dict[str, Written], int]] = [
    ({"pf_ratio": 400}, 0),
    ({"pf_ratio": 399}, 1),
    ({"pf_ratio": 300}, 1),
    ({"pf_ratio": 299}, 2),
    ({"pf_ratio": 199}, 2),
    ({"pf_ratio": 99}, 2),
    ({"pf_ratio": 199, "respiratory_support": True}, 3),
    ({"pf_ratio": 100, "respiratory_support": True}, 3),
    ({"pf_ratio": 99, "respiratory_support": True}, 4),
    ({"platelets": 149}, 1),
    ({"platelets": 100}, 1),
    ({"platelets": 99}, 2),
    ({"platelets": 50}, 2),
    ({"platelets": 49}, 3),
    ({"platelets": 20}, 3),
    ({"platelets": 19}, 4),
    ({"bilirubin": 1.1}, 0),
    ({"bilirubin": 1.9}, 1),
    ({"bilirubin": 2.0}, 2),
    ({"bilirubin": 5.9}, 2),
    ({"bilirubin": 6.0}, 3),
    ({"bilirubin": 11.9}, 3),
    ({"bilirubin": 12.0}, 4),
    ({"map": 70}, 0),
    ({"map": 69}, 1),
    ({"dopamine": 5}, 2),
    ({"dopamine": 5.1}, 3),
    ({"dopamine": 15}, 3),
    ({"dopamine": 15.1}, 4),
    ({"dobutamine": 2}, 2),
    ({"epinephrine": 0.1}, 3),
    ({"epinephrine": 0.11}, 4),
    ({"norepinephrine": 0.1}, 3),
    ({"norepinephrine": 0.11}, 4),
    ({"gcs": 14}, 1),
    ({"gcs": 13}, 1),
    ({"gcs": 12}, 2),
    ({"gcs": 10}, 2),
    ({"gcs": 9}, 3),
    ({"gcs": 6}, 3),
    ({"gcs": 5}, 4),
    ({"creatinine": mg_dl(1.1)}, 0),
    ({"creatinine": mg_dl(1.9)}, 1),
    ({"creatinine": mg_dl(2.0)}, 2),
    ({"creatinine": mg_dl(3.4)}, 2),
    ({"creatinine": mg_dl(3.5)}, 3),
    ({"creatinine": mg_dl(4.9)}, 3),
    ({"creatinine": mg_dl(5.0)}, 4),
    ({"urine_output": 500}, 0),
    ({"urine_output": 499}, 3),
    ({"urine_output": 200}, 3),
    ({"urine_output": 199}, 4),
]


@pytest.mark.parametrize(("change", "points"), SOFA_EDGES, ids=str)
def test_every_edge_of_sofa(change: dict[str, Written], points: int) -> None:
    well = sofa(420, False, 210, 0.7, 88, 15, 0.9)
    assert complete(ScoreName.SOFA, {**well, **given(**change)})[0] == points


def test_sofa_calculates_the_ratio_and_the_mean_pressure_and_shows_what_they_are_made_of() -> None:
    made = given(
        pao2=63, fio2=quantity(30, Unit.PERCENT), respiratory_support=False, platelets=210, bilirubin=0.7, systolic=90,
        diastolic=58, vasoactive=False, gcs=15, creatinine=mg_dl(0.9),
    )  # fmt: skip
    result = counted(ScoreName.SOFA, made)
    points = {item.name: item.points for item in result.items}
    assert points["respiration"] == 2, "63 / 0.3 = 210"
    assert points["circulation"] == 1, "(90 + 2 x 58) / 3 = 68.7"
    shown = {one.name: (one.value, one.unit) for item in result.items for one in item.inputs}
    assert shown["fio2"] == ("30", "%")
    assert shown["systolic"] == ("90", "mm[Hg]")


@pytest.mark.parametrize(("baseline", "classes"), [(3, ("rise",)), (4, ("no_rise",)), (None, ("rise",))])
def test_sofa_is_a_rise_above_the_baseline_and_an_unknown_one_counts_as_0_and_is_said(
    baseline: int | None, classes: tuple[str, ...]
) -> None:
    result = counted(ScoreName.SOFA, {**sofa(280, False, 140, 0.9, 74, 14, 1.6), **given(sofa_baseline=baseline)})
    assert result.classes == classes
    assert ("baseline_taken_as_0" in result.caveats) is (baseline is None)


@pytest.mark.parametrize(
    ("alertness", "amt4", "attention", "acute", "expected"),
    [
        ("normal", "no_mistake", "seven_months_or_more", False, (0, "unlikely")),
        ("normal", "one_mistake", "fewer_or_refuses", False, (2, "cognitive_impairment")),
        ("normal", "no_mistake", "seven_months_or_more", True, (4, "delirium")),
        ("clearly_abnormal", "untestable", "untestable", True, (12, "delirium")),
        ("sleepy_for_seconds", "one_mistake", "seven_months_or_more", False, (1, "cognitive_impairment")),
        ("sleepy_for_seconds", "two_or_more_mistakes", "fewer_or_refuses", False, (3, "cognitive_impairment")),
        ("clearly_abnormal", "no_mistake", "seven_months_or_more", False, (4, "delirium")),
    ],
)
def test_four_at(alertness: str, amt4: str, attention: str, acute: bool, expected: tuple[int, str]) -> None:
    known = given(alertness=alertness, amt4=amt4, attention=attention, acute_change=acute)
    assert complete(ScoreName.FOUR_AT, known) == expected


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({1, 2, 3}, "positive"),
        ({1, 2}, "negative"),
        ({2, 3, 4}, "negative"),
        ({1, 2, 4}, "positive"),
        ({1, 3, 4}, "negative"),
        ({1, 2, 3, 4}, "positive"),
        (set(), "negative"),
    ],
    ids=str,
)
def test_cam(features: set[int], expected: str) -> None:
    names = ("acute_or_fluctuating", "inattention", "disorganised_thinking", "altered_level")
    known = given(**{name: number in features for number, name in enumerate(names, 1)})
    assert complete(ScoreName.CAM, known)[1] == expected


BARTHEL = (
    "feeding", "bathing", "grooming", "dressing", "bowels", "bladder", "toilet", "transfer", "mobility", "stairs",
)  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 0, 0, 0), (0, "dependent")),
        ((5, 0, 0, 5, 5, 5, 5, 10, 5, 0), (40, "dependent")),
        ((10, 0, 5, 5, 10, 10, 5, 10, 10, 0), (65, "not_by_activities")),
        ((10, 0, 5, 5, 10, 10, 5, 10, 5, 0), (60, "not_by_activities")),
        ((10, 0, 0, 5, 10, 10, 5, 10, 5, 0), (55, "dependent")),
        ((10, 5, 5, 10, 10, 10, 10, 15, 15, 10), (100, "not_by_activities")),
    ],
)
def test_barthel(levels: tuple[int, ...], expected: tuple[int, str]) -> None:
    known = given(**{name: str(level) for name, level in zip(BARTHEL, levels, strict=True)})
    assert complete(ScoreName.BARTHEL, known) == expected
