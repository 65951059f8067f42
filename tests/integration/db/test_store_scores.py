"""Scores with classes, caveats and inputs come back from the store as they were counted, on both engines."""

from samples import NOW, PARENTS, PATIENT

from hah_console.domain.score.result import ItemInput, ScoreItem, ScoreResult, StoredScore

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
