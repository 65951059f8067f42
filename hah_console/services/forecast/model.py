"""The packaged forecast: coefficients and figures, no data; and the risk it gives."""

from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from hah_console.domain.errors import HahError
from hah_console.services.forecast.features import FeatureSpec, features_of
from hah_console.services.forecast.logistic import sigmoid
from hah_console.services.replay.report import ScoreFigures

Floats = NDArray[np.float64]
FARTHEST = 5.0
"""No value counts for more than this many standard deviations from the mean of the training data."""


class RiskModelUnreadable(HahError):
    """A packaged forecast cannot be used. Facts: file, reason."""

    code = "risk_model_unreadable"


@dataclass(frozen=True, slots=True)
class RiskModel:
    """A logistic model. A feature x counts as ``(x - mean) / scale``, at most FARTHEST, unknown as 0.

    ``calibration`` (slope, intercept) turns the sum into a logit. ``base_rate`` is the share of positive hours it was
    calibrated on. Below ``least_present`` present values it says nothing.
    """

    name: str
    version: str
    predicts: str
    trained_on: str
    citation: str
    licence: str
    spec: FeatureSpec
    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficients: tuple[float, ...]
    calibration: tuple[float, float]
    base_rate: float
    least_present: int
    forecast: ScoreFigures
    news2: ScoreFigures

    def parts(self, windows: Floats) -> Floats:
        """What each feature adds to the logit (rows × features)."""
        scaled = scaled_features(features_of(windows, self.spec), np.array(self.mean), np.array(self.scale))
        return np.asarray(scaled * np.array(self.coefficients) * self.calibration[0], dtype=np.float64)

    def risk(self, windows: Floats) -> Floats:
        """The probability for each window (rows × hours × vitals)."""
        return sigmoid(self.parts(windows).sum(axis=1) + self.calibration[1])

    def as_json(self) -> str:
        """What is packaged."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1).decode()


def scaled_features(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """Features as the model sees them."""
    scaled = np.clip((features - mean) / scale, -FARTHEST, FARTHEST)
    return np.where(np.isnan(scaled), 0.0, scaled)


def risk_model_of(text: str, file: str) -> RiskModel:
    """The model of its JSON; raises RiskModelUnreadable when it is damaged or does not fit together."""
    try:
        model = msgspec.json.decode(text, type=RiskModel)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise RiskModelUnreadable(file=file, reason=str(error)) from error
    lengths = {len(part) for part in (model.features, model.mean, model.scale, model.coefficients)}
    if lengths != {len(model.spec.names())} or model.features != model.spec.names() or min(model.scale) <= 0:
        raise RiskModelUnreadable(file=file, reason="its parts do not fit together")
    return model
