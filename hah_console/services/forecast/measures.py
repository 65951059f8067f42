"""How well numbers tell positives from the rest, and whether probabilities mean what they say."""

import numpy as np
from numpy.typing import NDArray

from hah_console.services.forecast.logistic import fit_logistic, logit

Floats = NDArray[np.float64]
Outcomes = NDArray[np.bool_]


def auroc(scores: Floats, outcomes: Outcomes) -> float:
    """The chance that a positive has a higher score than another, ties half (Mann-Whitney); NaN without both."""
    positives = int(outcomes.sum())
    others = len(outcomes) - positives
    if not positives or not others:
        return float("nan")
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[outcomes].sum() - positives * (positives + 1) / 2) / (positives * others))


def auprc(scores: Floats, outcomes: Outcomes) -> float:
    """Average precision: precision at each distinct score weighted by the recall gained; NaN without positives."""
    positives = int(outcomes.sum())
    if not positives:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    ends = np.append(ranked[1:] != ranked[:-1], True)
    hits = np.cumsum(outcomes[order])[ends]
    taken = np.flatnonzero(ends) + 1
    gained = np.diff(np.concatenate([[0], hits])) / positives
    return float((hits / taken * gained).sum())


def calibration(risk: Floats, outcomes: Outcomes) -> tuple[float, float]:
    """Slope and intercept of the outcome on the logit of the risk (Cox 1958): 1 and 0 when it means what it says."""
    intercept, slope = fit_logistic(logit(risk)[:, np.newaxis], outcomes, 0.0)
    return float(slope), float(intercept)


def brier(risk: Floats, outcomes: Outcomes) -> float:
    """Mean squared distance of the risk from what happened (Brier 1950)."""
    return float(((risk - outcomes) ** 2).mean())


def deciles(risk: Floats, outcomes: Outcomes) -> tuple[tuple[float, float, int], ...]:
    """Mean risk, observed share and number by tenths of the risk, lowest first."""
    tenths = np.array_split(np.argsort(risk, kind="stable"), 10)
    return tuple(
        (round(float(risk[own].mean()), 6), round(float(outcomes[own].mean()), 6), len(own))
        for own in tenths
        if len(own)
    )
