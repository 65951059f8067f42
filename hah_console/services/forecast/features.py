"""The numbers the forecast is made of: present values and their course over six hours. Nothing about how often
somebody measured, nothing about how long the patient has been here: that tells of the staff, not of the body.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.reading import Vital

Floats = NDArray[np.float64]
COURSE = ("now", "lowest", "highest", "spread", "change")


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """Which vitals, how many hours a value may be used, over how many hours its course is taken, and at which values
    of the vital the slope may change (``knots``, for a risk that rises on both sides)."""

    vitals: tuple[Vital, ...]
    validity_h: tuple[int, ...]
    course_h: int
    knots: tuple[tuple[float, ...], ...]

    def names(self) -> tuple[str, ...]:
        """The features in order: ``now.hr`` ..., then ``above.hr.90`` ..."""
        courses = [f"{course}.{vital.value}" for course in COURSE for vital in self.vitals]
        bends = [f"above.{v.value}.{knot:g}" for v, own in zip(self.vitals, self.knots, strict=True) for knot in own]
        return (*courses, *bends)


def features_of(windows: Floats, spec: FeatureSpec) -> Floats:
    """One row of features for each window (rows × hours × vitals); NaN is unknown.

    ``now``: the last value within its validity. ``lowest``, ``highest``, ``spread`` (standard deviation): over the
    hours of the course. ``change``: now less the last value known that many hours ago. ``above``: how far now lies
    above a knot.
    """
    now = _last(windows, [range(limit + 1) for limit in spec.validity_h])
    then = _last(windows, [range(spec.course_h, windows.shape[1])] * len(spec.vitals))
    course = windows[:, : spec.course_h + 1]
    above = [
        np.maximum(now[:, place] - knot, 0.0)[:, np.newaxis] for place, own in enumerate(spec.knots) for knot in own
    ]
    return np.concatenate([now, *_spread(course), now - then, *above], axis=1)


def _last(windows: Floats, hours: Sequence[range]) -> Floats:
    """Per vital the value of the nearest of its hours that has one."""
    found = np.full((len(windows), windows.shape[2]), np.nan)
    for vital, own in enumerate(hours):
        for ago in reversed(own):
            value = windows[:, ago, vital]
            found[:, vital] = np.where(np.isnan(value), found[:, vital], value)
    return found


def _spread(course: Floats) -> tuple[Floats, Floats, Floats]:
    """Lowest, highest and standard deviation over the hours; the last needs two values."""
    known = ~np.isnan(course)
    counts = known.sum(axis=1)
    lowest = np.where(known, course, np.inf).min(axis=1)
    highest = np.where(known, course, -np.inf).max(axis=1)
    mean = np.where(known, course, 0.0).sum(axis=1) / np.maximum(counts, 1)
    squares = np.where(known, (course - mean[:, np.newaxis]) ** 2, 0.0).sum(axis=1)
    spread = np.sqrt(squares / np.maximum(counts, 1))
    none = counts == 0
    return (
        np.where(none, np.nan, lowest),
        np.where(none, np.nan, highest),
        np.where(counts < 2, np.nan, spread),
    )
