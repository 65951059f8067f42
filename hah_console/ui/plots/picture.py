"""Everything one drawing of the trends needs, prepared on a worker thread; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from hah_console.domain.reading import Vital
from hah_console.services.patient_rules import VitalLimits
from hah_console.services.timeline import TimelineMark
from hah_console.ui.plots.own_points import OwnPoints
from hah_console.ui.plots.pyramid import BINS
from hah_console.ui.plots.scales import ROWS, RowSpec, Scale, widened
from hah_console.ui.plots.thinning import Curve, Interval, Measured, thin

NO_OWN = OwnPoints()
AHEAD = 0.03
"""The part of the range kept free after now, so that the newest reading is not at the frame."""


@dataclass(frozen=True, slots=True)
class TrendWindow:
    """What part of time is shown: [start, end], and where now lies in it."""

    start: datetime
    end: datetime
    now: datetime

    @classmethod
    def ending(cls, now: datetime, span: timedelta) -> "TrendWindow":
        """The last ``span`` up to now and a little margin."""
        return cls(now - span, now + span * AHEAD, now)

    @property
    def span_s(self) -> float:
        """Length in seconds."""
        return (self.end - self.start).total_seconds()

    @property
    def until(self) -> datetime:
        """The last moment of which there can be readings."""
        return min(self.end, self.now)

    @property
    def live(self) -> bool:
        """Whether now is in sight."""
        return self.start <= self.now <= self.end


@dataclass(frozen=True)
class TrendRow:
    """One row: its vitals' curves, the scale they share and the limits in force now."""

    spec: RowSpec
    scale: Scale
    curves: Mapping[Vital, Curve]
    limits: Mapping[Vital, VitalLimits]

    @property
    def gaps(self) -> tuple[Interval, ...]:
        """The times without a value of the leading vital."""
        return self.curves[self.spec.lead].gaps


@dataclass(frozen=True)
class TrendPicture:
    """The rows over one window with the marks below them; ``own`` is what the patient measured herself, in no curve."""

    window: TrendWindow
    rows: tuple[TrendRow, ...]
    marks: tuple[TimelineMark, ...]
    own: OwnPoints = NO_OWN

    @property
    def raw(self) -> int:
        """How many readings lie behind the picture."""
        return sum(curve.raw for row in self.rows for curve in row.curves.values())

    @property
    def thinned(self) -> bool:
        """Whether any drawn point stands for several readings."""
        return any(curve.thinned for row in self.rows for curve in row.curves.values())

    @property
    def bin_seconds(self) -> float:
        """How much time two drawn points of a thinned curve, or one stored bin, stand for."""
        return max(self.window.span_s / BINS if self.thinned else 0.0, self.stored_s)

    @property
    def stored_s(self) -> float:
        """How much time one stored bin stands for; 0 when single readings were read."""
        return max((curve.step_s for row in self.rows for curve in row.curves.values()), default=0.0)


def draw_picture(
    series: Mapping[Vital, Measured],
    window: TrendWindow,
    limits: Mapping[Vital, VitalLimits],
    marks: tuple[TimelineMark, ...],
    silence: timedelta,
    admitted_at: datetime,
    own: OwnPoints = NO_OWN,
) -> TrendPicture:
    """Thin every series over the window up to now and choose the scales; before admission nothing is missing."""
    start_s, until_s, from_s = window.start.timestamp(), window.until.timestamp(), admitted_at.timestamp()
    curves = {
        vital: thin(one, start_s - one.step_s / 2, until_s, silence.total_seconds(), from_s)
        for vital, one in series.items()
    }
    return TrendPicture(window, tuple(_row(spec, curves, limits, own) for spec in ROWS), marks, own)


def _row(spec: RowSpec, curves: Mapping[Vital, Curve], limits: Mapping[Vital, VitalLimits], own: OwnPoints) -> TrendRow:
    mine = {vital: curves[vital] for vital in spec.vitals}
    extents = [(curve.low, curve.high) for curve in mine.values() if not curve.empty] + [own.extent(spec.vitals)]
    low = min((low for low, _ in extents if isfinite(low)), default=float("nan"))
    high = max((high for _, high in extents if isfinite(high)), default=float("nan"))
    return TrendRow(spec, widened(spec, low, high), mine, {v: limits.get(v, VitalLimits()) for v in spec.vitals})
