"""Trains and validates the forecast on labelled stays: five folds over patients, none of them on both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import News2Table
from hah_console.services.forecast.features import FeatureSpec, features_of
from hah_console.services.forecast.hours import windows_of_table
from hah_console.services.forecast.logistic import fit_logistic, sigmoid
from hah_console.services.forecast.measures import auprc, auroc, brier, calibration, deciles
from hah_console.services.forecast.model import RiskModel, scaled_features
from hah_console.services.replay.columns import VITALS, VitalColumns
from hah_console.services.replay.report import ScoreFigures
from hah_console.services.replay.row_scores import news2_of_rows

FOLDS = 5
SEED = 20_190_801
PENALTY = 100.0
KNOT_PERCENTILES = (10, 50, 90)
COURSE_H = 6
VALIDITY_H = {
    Vital.HEART_RATE: 2, Vital.SPO2: 2, Vital.RESPIRATORY_RATE: 2,
    Vital.SYSTOLIC: 12, Vital.DIASTOLIC: 12, Vital.TEMPERATURE: 12,
}  # fmt: skip
HORIZON_S = 6 * 3_600.0
LEAST_PRESENT = 4
NAME = "sepsis-risk"
PREDICTS = "clinical onset of sepsis in 6 to 12 hours"
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class LabelledColumns(VitalColumns, Protocol):
    """Columns that say where the label of each stay begins (seconds, NaN without) and where they come from."""

    @property
    def label_s(self) -> Floats: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of all stays. ``judged``: before the label begins, ``positive`` when it begins within the horizon;
    ``taught`` and ``teaching``: the same up to the onset itself, from which the model learns."""

    features: Floats
    news2: Floats
    stays: NDArray[np.int64]
    judged: Flags
    positive: Flags
    taught: Flags
    teaching: Flags
    spec: FeatureSpec


@dataclass(frozen=True, slots=True)
class Validation:
    """Figures on patients the model was never trained on, beside those of NEWS2 on the same hours, and the calibration
    (slope, intercept) of the sum of all folds."""

    forecast: ScoreFigures
    news2: ScoreFigures
    calibration: tuple[float, float]
    base_rate: float


def hours_of(columns: LabelledColumns, table: News2Table) -> Hours:
    """Everything the training looks at."""
    windows = windows_of_table(columns.values, columns.offsets, columns.times_s)
    stays = np.repeat(np.arange(len(columns.patient_ids)), np.diff(columns.offsets))
    until_s = columns.label_s[stays] - columns.times_s
    before = ~(until_s <= 0)
    till_onset = ~(until_s <= -HORIZON_S)
    near = until_s <= HORIZON_S
    spec = _spec(columns.values)
    return Hours(
        features=features_of(windows, spec),
        news2=news2_of_rows(columns, table),
        stays=stays,
        judged=before,
        positive=near & before,
        taught=till_onset,
        teaching=near & till_onset,
        spec=spec,
    )


def validate(hours: Hours, progress: Callable[[int], None] | None = None) -> Validation:
    """Five models, each judged on the fifth of the patients it has not seen."""
    folds = np.random.default_rng(SEED).permutation(int(hours.stays.max()) + 1)[hours.stays] % FOLDS
    sums = np.zeros(len(hours.stays))
    for fold in range(FOLDS):
        fitted = _fitted(hours, hours.taught & (folds != fold))
        sums[folds == fold] = fitted.sums(hours.features[folds == fold])
        if progress is not None:
            progress(fold + 1)
    risk = _calibrated_across(sums, folds, hours)
    judged = hours.judged
    chosen = [judged & (folds == fold) for fold in range(FOLDS)]
    slope, intercept = calibration(risk[judged], hours.positive[judged])
    forecast = replace(
        _discrimination(NAME, risk, hours, chosen),
        brier=round(brier(risk[judged], hours.positive[judged]), 6),
        calibration_slope=round(slope, 3),
        calibration_intercept=round(intercept, 3),
        deciles=deciles(risk[judged], hours.positive[judged]),
    )
    news2 = _discrimination("news2", hours.news2, hours, chosen)
    return Validation(
        forecast, news2, _platt(sums[judged], hours.positive[judged]), float(hours.positive[judged].mean())
    )


def train(columns: LabelledColumns, hours: Hours, found: Validation, version: str, licence: str) -> RiskModel:
    """The model of all hours, with the figures and the calibration of the validation."""
    fitted = _fitted(hours, hours.taught)
    slope, intercept = found.calibration
    stays = len(columns.patient_ids)
    return RiskModel(
        name=NAME,
        version=version,
        predicts=PREDICTS,
        trained_on=f"{stays} stays, {int(hours.taught.sum())} hours, {int(hours.teaching.sum())} positive",
        citation=columns.source,
        licence=licence,
        spec=hours.spec,
        features=hours.spec.names(),
        mean=_rounded(fitted.mean),
        scale=_rounded(fitted.scale),
        coefficients=_rounded(fitted.coefficients[1:]),
        calibration=(round(slope, 6), round(intercept + slope * float(fitted.coefficients[0]), 6)),
        base_rate=round(found.base_rate, 6),
        least_present=LEAST_PRESENT,
        forecast=found.forecast,
        news2=found.news2,
    )


@dataclass(frozen=True, slots=True)
class _Fitted:
    mean: Floats
    scale: Floats
    coefficients: Floats

    def sums(self, features: Floats) -> Floats:
        scaled = scaled_features(features, self.mean, self.scale)
        return np.asarray(scaled @ self.coefficients[1:] + self.coefficients[0], dtype=np.float64)


def _fitted(hours: Hours, rows: Flags) -> _Fitted:
    features = hours.features[rows]
    mean, scale = np.nanmean(features, axis=0), np.nanstd(features, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = scaled_features(features, mean, scale)
    return _Fitted(mean, scale, fit_logistic(scaled, hours.teaching[rows], PENALTY))


def _calibrated_across(sums: Floats, folds: NDArray[np.int64], hours: Hours) -> Floats:
    """Risks whose calibration for each fold was found on the others."""
    risk = np.zeros(len(sums))
    for fold in range(FOLDS):
        others = hours.judged & (folds != fold)
        slope, intercept = _platt(sums[others], hours.positive[others])
        risk[folds == fold] = sigmoid(sums[folds == fold] * slope + intercept)
    return risk


def _platt(sums: Floats, outcomes: Flags) -> tuple[float, float]:
    intercept, slope = fit_logistic(sums[:, np.newaxis], outcomes, 0.0)
    return float(slope), float(intercept)


def _discrimination(name: str, scores: Floats, hours: Hours, chosen: Sequence[Flags]) -> ScoreFigures:
    judged = hours.judged
    return ScoreFigures(
        name=name,
        version="",
        hours=int(judged.sum()),
        positive_hours=int(hours.positive[judged].sum()),
        auroc=round(auroc(scores[judged], hours.positive[judged]), 4),
        auprc=round(auprc(scores[judged], hours.positive[judged]), 4),
        auroc_folds=tuple(round(auroc(scores[own], hours.positive[own]), 4) for own in chosen),
    )


def _spec(values: Floats) -> FeatureSpec:
    knots = np.nanpercentile(values, KNOT_PERCENTILES, axis=0).T
    rounded = tuple(tuple(round(float(knot), 1) for knot in own) for own in knots)
    return FeatureSpec(VITALS, tuple(VALIDITY_H[vital] for vital in VITALS), COURSE_H, rounded)


def _rounded(numbers: Floats) -> tuple[float, ...]:
    return tuple(float(f"{number:.8g}") for number in numbers)
