"""Plots: trends on one time axis, prepared on a worker thread and drawn with pyqtgraph."""
