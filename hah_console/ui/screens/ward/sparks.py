"""Draws the short courses as strokes on fixed clinical scales: each minute from its lowest to its highest."""

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from hah_console.domain.reading import Vital
from hah_console.services.ward import SPARK_MINUTES, Spark
from hah_console.ui.plots.scales import ROWS, Scale

SCALES: dict[Vital, Scale] = {row.lead: row.usual for row in ROWS}
LONGEST_GAP = 3
"""Minutes without a value that are still joined: a monitor need not be heard in every minute."""


def strokes(spark: Spark, vital: Vital, box: QRectF) -> tuple[QPolygonF, ...]:
    """The strokes of one course; two points a minute, so at most 240 in one. A longer gap stays open."""
    there = np.flatnonzero(spark.low == spark.low)  # NaN is not equal to itself
    if not there.size:
        return ()
    breaks = np.flatnonzero(there[1:] - there[:-1] > LONGEST_GAP) + 1
    parts = np.split(there, breaks) if breaks.size else (there,)
    return tuple(_stroke(spark, part, SCALES[vital], box) for part in parts)


def _stroke(spark: Spark, minutes: NDArray[np.intp], scale: Scale, box: QRectF) -> QPolygonF:
    polygon: QPolygonF = create_qpolygonf(2 * len(minutes))
    points = ndarray_from_qpolygonf(polygon)
    points[0::2, 0] = points[1::2, 0] = box.left() + minutes * (box.width() / (SPARK_MINUTES - 1))
    points[0::2, 1] = _heights(spark.low[minutes], scale, box)
    points[1::2, 1] = _heights(spark.high[minutes], scale, box)
    return polygon


def _heights(values: NDArray[np.float32], scale: Scale, box: QRectF) -> NDArray[np.float64]:
    """PERF: ``np.clip`` takes longer than all the rest."""
    part = np.minimum(np.maximum((values - scale.low) / (scale.high - scale.low), 0.0), 1.0)
    return np.asarray(box.bottom() - part * box.height(), dtype=np.float64)
