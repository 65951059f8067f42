"""Logistic regression with an L2 penalty, by Newton's method (iteratively reweighted least squares)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_STEPS = 50
SMALL = 1e-7
CLOSE_ENOUGH = 1e-6
MOST_LOGIT = 35.0


def fit_logistic(rows: Floats, outcomes: NDArray[np.bool_], penalty: float) -> Floats:
    """Intercept (not penalised) and one coefficient per column; ``rows`` should be scaled.

    Maximises the likelihood less ``penalty / 2`` times the squares of the coefficients (Hastie et al., The Elements of
    Statistical Learning, 2009, section 4.4.1).
    """
    design = np.column_stack([np.ones(len(rows)), rows])
    coefficients = np.zeros(design.shape[1])
    share = float(np.clip(outcomes.mean(), SMALL, 1 - SMALL))
    coefficients[0] = np.log(share / (1 - share))
    ridge = np.diag([0.0, *[penalty] * rows.shape[1]])
    for _ in range(MOST_STEPS):
        risk = sigmoid(design @ coefficients)
        slope = design.T @ (risk - outcomes) + ridge @ coefficients
        weights = risk * (1 - risk)
        curvature = (design * weights[:, np.newaxis]).T @ design + ridge + SMALL * np.eye(len(ridge))
        step = np.linalg.solve(curvature, slope)
        coefficients = coefficients - step
        if float(np.abs(step).max()) < CLOSE_ENOUGH:
            break
    return coefficients


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits, without overflow."""
    bounded = np.clip(logits, -MOST_LOGIT, MOST_LOGIT)
    return np.asarray(1.0 / (1.0 + np.exp(-bounded)), dtype=np.float64)


def logit(risk: Floats) -> Floats:
    """Logits of probabilities."""
    bounded = np.clip(risk, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(bounded / (1 - bounded)), dtype=np.float64)
