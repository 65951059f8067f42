"""Where rows and lanes lie in the one plot: every row is one unit high, the lane of marks lies below zero; no Qt."""

from hah_console.ui.plots.scales import Scale

LANE = 0.72
ROW_BOTTOM, ROW_TOP = 0.08, 0.90


def row_base(order: int, rows: int) -> float:
    """The lower edge of the row at ``order`` from the top."""
    return float(rows - 1 - order)


def row_y(base: float, scale: Scale, value: float) -> float:
    """The height of a value in its row."""
    return base + ROW_BOTTOM + scale.part(value) * (ROW_TOP - ROW_BOTTOM)
