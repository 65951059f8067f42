"""What the packaged forecast says of a patient now: decision support, not a diagnosis, off until the site turns it on.

SAFETY(forecast): shown only with its version and the words 支援決策，非診斷; it raises no alarm and changes no score.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.domain.trend import Trend
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.forecast.features import Floats
from hah_console.services.forecast.hours import HOURS_BACK, window_of_minutes
from hah_console.services.forecast.model import RiskModel

SETTING = "risk_forecast"
ON, OFF = "on", "off"
MINUTES_BACK = HOURS_BACK * 60


@dataclass(frozen=True, slots=True)
class RiskInput:
    """One vital the forecast used: the mean of its last hour with a value and how many hours ago that was; None when
    there was none in time. ``adds`` is what all its features add to the logit: above 0 raises the risk."""

    vital: Vital
    value: float | None
    hours_ago: int | None
    adds: float


@dataclass(frozen=True, slots=True)
class RiskRow:
    """The risk of ``predicts`` and how many times the average of the training data it is. ``version`` belongs to it
    wherever it is shown."""

    patient_id: PatientId
    at: datetime
    risk: float
    times_average: float
    predicts: str
    model: str
    version: str
    inputs: tuple[RiskInput, ...]


def risk_now(model: RiskModel, patient_id: PatientId, window: Floats, at: datetime) -> RiskRow | None:
    """The forecast for a window (HOURS_BACK × vitals); None when too few vitals have a value in time."""
    inputs = tuple(_input(model, window, place, adds) for place, adds in enumerate(_adds(model, window)))
    if sum(found.value is not None for found in inputs) < model.least_present:
        return None
    risk = float(model.risk(window[np.newaxis])[0])
    times = round(risk / model.base_rate, 2)
    return RiskRow(patient_id, at, risk, times, model.predicts, model.name, model.version, inputs)


def patient_risk(ctx: Context, actor: Actor, patient_id: PatientId, model: RiskModel | None) -> RiskRow | None:
    """What is shown on the patient's page; None when it is off or too little is known. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    now = ctx.clock.now()
    with ctx.store() as uow:
        if model is None or uow.site.get(SETTING, OFF) != ON:
            return None
        start = now - timedelta(hours=HOURS_BACK)
        trends = uow.readings.trends(patient_id, model.spec.vitals, start, now, MINUTES_BACK)
    return risk_now(model, patient_id, window_of_trends(model, trends, now), now)


def forecast_is_on(ctx: Context) -> bool:
    """Whether the site has turned the forecast on."""
    with ctx.store() as uow:
        return uow.site.get(SETTING, OFF) == ON


def turn_forecast(ctx: Context, actor: Actor, *, on: bool) -> Changes:
    """Turn the forecast on or off for the site. Raises NotPermitted."""
    require(actor, Action.DECIDE_RULES)
    with ctx.store() as uow:
        uow.site.put(SETTING, ON if on else OFF)
        record(uow, actor, ctx.clock.now(), "turn_forecast", "site", SETTING, None, state=ON if on else OFF)
        return uow.commit()


def window_of_trends(model: RiskModel, trends: tuple[Trend, ...], now: datetime) -> Floats:
    """The window of stored trends: the mean of each hour before now, per vital of the model."""
    window = np.full((HOURS_BACK, len(model.spec.vitals)), np.nan)
    for trend in trends:
        place = model.spec.vitals.index(trend.vital)
        means = np.asarray(trend.mean, dtype=np.float64)[:, np.newaxis]
        middle_s = np.asarray(trend.times_s, dtype=np.float64) + trend.step.total_seconds() / 2
        window[:, place] = window_of_minutes(middle_s, means, now.timestamp())[:, 0]
    return window


def _input(model: RiskModel, window: Floats, place: int, adds: float) -> RiskInput:
    hours = range(model.spec.validity_h[place] + 1)
    ago = next((hour for hour in hours if not np.isnan(window[hour, place])), None)
    value = None if ago is None else float(window[ago, place])
    return RiskInput(model.spec.vitals[place], value, ago, round(adds, 4))


def _adds(model: RiskModel, window: Floats) -> list[float]:
    parts = model.parts(window[np.newaxis])[0]
    vitals = [name.split(".")[1] for name in model.features]
    own = [[part for part, of in zip(parts, vitals, strict=True) if of == vital.value] for vital in model.spec.vitals]
    return [float(sum(added)) for added in own]
