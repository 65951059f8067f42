"""Scores with classes, caveats and inputs come back from the store as they were counted, on both engines."""

from dataclasses import replace
from datetime import timedelta

from samples import NOW, PARENTS, PATIENT

from hah_console.domain.score.result import ItemInput, ScoreItem, ScorePoint, ScoreResult, StoredScore

CRP = ScoreItem("crp", "18", NOW, 4, "mg/dL", (4, 4), (ItemInput("crp", "18", "mg/dL", NOW),))
WBC = ScoreItem("wbc", None, None, None, "", (0, 2), (ItemInput("wbc", None, "", None, "never"),))
COUNTED = ScoreResult(
    "lrinec",
    "Wong 2004",
    (CRP, WBC),
    lower=4,
    upper=6,
    classes=("low", "intermediate"),
    caveats=("never_rules_out",),
    excluded_by=("burn",),
    unchecked=("abscess",),
)
LRINEC = StoredScore(PATIENT.patient_id, NOW, COUNTED)


def test_a_score_with_classes_caveats_and_inputs_comes_out_as_it_went_in(unit):
    with unit() as uow:
        for name, row in PARENTS:
            getattr(uow, name).save(row)
        uow.scores.add_many([LRINEC])
        uow.commit()
    with unit() as uow:
        assert uow.scores.latest("lrinec") == (LRINEC,)
        assert uow.scores.history(PATIENT.patient_id, "lrinec", NOW, NOW) == (LRINEC,)
        assert uow.scores.newest_briefs("lrinec", [PATIENT.patient_id]) == (LRINEC.brief,)


def test_a_score_of_bare_items_is_brief_as_well(unit):
    bare = replace(LRINEC, result=ScoreResult("news2", "RCP", (ScoreItem("spo2", "90", NOW, 3), WBC), 3, 5))
    assert (bare.brief.present, bare.brief.items, bare.brief.highest_item) == (1, 2, 3)
    with unit() as uow:
        for name, row in PARENTS:
            getattr(uow, name).save(row)
        uow.scores.add_many([bare])
        uow.commit()
    with unit() as uow:
        assert uow.scores.newest_briefs("news2", [PATIENT.patient_id]) == (bare.brief,)


def news2(minutes_ago: int, lower: int, upper: int, patient_id=PATIENT.patient_id):
    result = replace(COUNTED, name="news2", lower=lower, upper=upper)
    return StoredScore(patient_id, NOW - timedelta(minutes=minutes_ago), result)


def test_of_many_patients_the_newest_the_one_as_of_a_moment_and_the_highest_of_each_hour_are_found(unit):
    other = replace(PATIENT, patient_id="P-9", medical_record_number="9")
    mine, ids = PATIENT.patient_id, [PATIENT.patient_id, "P-9"]
    scores = [
        news2(0, 4, 4), news2(20, 7, 9), news2(40, 7, 7), news2(59, 6, 6), news2(130, 5, 8), news2(1500, 2, 2),
        news2(90, 1, 1, "P-9"), news2(90, 12, 12, "P-8"),
    ]  # fmt: skip
    hour, begin = timedelta(hours=1), NOW - timedelta(hours=3)
    with unit() as uow:
        uow.patients.save(PATIENT)
        uow.patients.save(other)
        uow.scores.add_many(scores)
        uow.commit()
    with unit() as uow:
        assert set(uow.scores.newest("news2", ids)) == {scores[0], scores[6]}
        assert set(uow.scores.newest_briefs("news2", ids)) == {scores[0].brief, scores[6].brief}
        before = uow.scores.as_of("news2", ids, NOW - timedelta(minutes=30), NOW - timedelta(hours=1))
        assert before == {mine: ScorePoint(scores[2].scored_at, 7, 7)}
        assert uow.scores.as_of("news2", ids, NOW - timedelta(days=2), NOW - timedelta(days=3)) == {}
        highest = uow.scores.highest("news2", ids, begin, NOW, hour)
    assert [(point.lower, point.upper, NOW - point.scored_at) for point in highest[mine]] == [
        (5, 8, timedelta(minutes=130)),
        (7, 9, timedelta(minutes=20)),
        (4, 4, timedelta(0)),
    ]
    assert [point.lower for point in highest["P-9"]] == [1]


def test_questions_about_many_of_whom_there_is_nothing_are_answered_with_nothing(unit):
    with unit() as uow:
        assert uow.doses.first_given([]) == {}
        assert uow.doses.first_given(["E-1"]) == {}
        assert uow.doses.of_episodes(["E-1"], NOW, NOW + timedelta(days=1)) == ()
        assert uow.lab_results.of_patients([PATIENT.patient_id], NOW, NOW + timedelta(days=1)) == ()
        assert uow.alarms.of_patients([PATIENT.patient_id], NOW, NOW + timedelta(days=1)) == ()
        assert uow.readings.latest_some([PATIENT.patient_id]) == ()
        assert uow.visit_records.some([]) == ()
