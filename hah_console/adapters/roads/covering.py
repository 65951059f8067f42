"""Which rectangles of a table to ask for, so that what is unknown is covered and little else."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Block = tuple[Indices, Indices]
"""Rows and columns of a rectangle."""


def blocks(unknown: NDArray[np.bool_]) -> Iterator[Block]:
    """Rows of which half or more is unknown first, then what is left: one place nobody knows costs its row and its
    column, not the whole table."""
    lost = unknown.mean(axis=1) >= 0.5 if unknown.size else np.zeros(len(unknown), np.bool_)
    for rows in (np.flatnonzero(lost), np.flatnonzero(~lost & unknown.any(axis=1))):
        columns = np.flatnonzero(unknown[rows].any(axis=0))
        if len(rows) and len(columns):
            yield rows, columns


def pieces(block: Block, limit: int) -> Iterator[Block]:
    """The rectangle in parts of at most ``limit`` rows and columns."""
    rows, columns = block
    for top in range(0, len(rows), limit):
        for left in range(0, len(columns), limit):
            yield rows[top : top + limit], columns[left : left + limit]
