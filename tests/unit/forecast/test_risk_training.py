"""Training on stays made by hand: what is in the data is found, patients are never on both sides."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.resources import resource_path
from hah_console.services.forecast.training import hours_of, train, validate

NEWS2 = load_rule_packs(resource_path("rulepacks")).news2
STAYS, HOURS = 120, 30


@dataclass(frozen=True)
class Stays:
    """Half of the stays become septic at hour 24, with a pulse that rises for ten hours before."""

    signal: bool = True
    patient_ids: tuple[str, ...] = tuple(f"P-{n}" for n in range(STAYS))
    source: str = "made by hand"
    offsets: np.ndarray = field(default_factory=lambda: np.arange(STAYS + 1) * HOURS)
    times_s: np.ndarray = field(default_factory=lambda: np.tile(np.arange(HOURS) * 3600, STAYS))
    label_s: np.ndarray = field(default_factory=lambda: np.where(np.arange(STAYS) % 2, 24 * 3600.0, np.nan))

    @property
    def values(self) -> np.ndarray:
        values = np.random.default_rng(1).normal((75, 97, 16, 125, 75, 36.8), (3, 0.4, 1, 5, 4, 0.1), (STAYS, HOURS, 6))
        if self.signal:
            values[1::2, 14:, 0] += np.arange(HOURS - 14) * 2.0
        return values.reshape(-1, 6)

    @property
    def off(self) -> np.ndarray:
        return np.zeros((STAYS * HOURS, 6), np.bool_)

    @property
    def events_s(self) -> np.ndarray:
        return self.label_s + 6 * 3600


def test_hours_before_the_label_are_judged_and_hours_up_to_the_onset_taught() -> None:
    hours = hours_of(Stays(), NEWS2)
    septic = slice(HOURS, 2 * HOURS)
    assert np.flatnonzero(~hours.judged[septic]).tolist() == list(range(24, 30))
    assert np.flatnonzero(hours.positive[septic]).tolist() == list(range(18, 24))
    assert np.flatnonzero(hours.teaching[septic]).tolist() == list(range(18, 30))
    assert hours.judged[:HOURS].all()
    assert not hours.teaching[:HOURS].any()


def test_a_course_that_is_in_the_data_is_found_on_patients_never_seen() -> None:
    hours = hours_of(Stays(), NEWS2)
    found = validate(hours)
    assert found.forecast.auroc > 0.9
    assert found.forecast.calibration_slope == pytest.approx(1.0, abs=0.35)
    assert found.forecast.positive_hours == STAYS // 2 * 6
    model = train(Stays(), hours, found, "test", "none")
    assert model.features[0] == "now.hr"
    assert model.trained_on.startswith("120 stays")


def test_nothing_is_found_where_there_is_nothing() -> None:
    found = validate(hours_of(Stays(signal=False), NEWS2))
    assert found.forecast.auroc == pytest.approx(0.5, abs=0.1)
