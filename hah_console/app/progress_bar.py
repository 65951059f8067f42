"""A bar of progress on standard error: drawn over itself on a terminal, a line now and then elsewhere."""

import sys
from typing import TextIO

WIDTH = 24
STEP = 0.25
"""Where lines cannot be drawn over, one is written each time so much more is done."""


class ProgressBar:
    """One bar at a time; ``close`` ends the line it stands on."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._drawn_over = self._stream.isatty()
        self._label, self._said, self._open = "", -1.0, False

    def show(self, label: str, share: float) -> None:
        """How far the work called ``label`` is, 0 to 1."""
        share = min(1.0, max(0.0, share))
        if self._drawn_over:
            self._stream.write(f"\r\x1b[K{bar(share)} {share:4.0%} {label}")
            self._open = True
        elif label != self._label or share - self._said >= STEP or (share == 1.0 > self._said):
            self._stream.write(f"{bar(share)} {share:4.0%} {label}\n")
            self._said = share
        self._label = label
        self._stream.flush()

    def close(self) -> None:
        """End the line."""
        if self._open:
            self._stream.write("\n")
            self._stream.flush()
            self._open = False


def bar(share: float) -> str:
    """Filled to the share."""
    full = round(share * WIDTH)
    return "█" * full + "░" * (WIDTH - full)
