"""Painters of the map wait while the window is drawn: threads of Python take turns, and a frame comes first."""

import time

FRAME_S = 0.025
"""A frame that was asked for is drawn within this time or not waited for any more."""
LONGEST_S = 0.06
"""No painter waits longer at one place, however busy the window is."""
NAP_S = 0.001


class Courtesy:
    """One for each map. The GUI thread calls ``begin`` and ``end``; painters call ``wait`` between two short steps.

    PERF(a stall below 50 ms): a thread that computes hands over the interpreter after 5 ms, so that a frame of 4 ms
    that was interrupted three times took 20. A thread that sleeps interrupts nobody.
    """

    __slots__ = ("_until_s",)

    def __init__(self) -> None:
        self._until_s = 0.0

    def begin(self) -> None:
        """A frame is about to be drawn."""
        self._until_s = time.perf_counter() + FRAME_S

    def end(self) -> None:
        """It is drawn."""
        self._until_s = 0.0

    def wait(self) -> None:
        """Let the window go first, and any other thread that waits."""
        longest_s = time.perf_counter() + LONGEST_S
        while time.perf_counter() < min(self._until_s, longest_s):
            time.sleep(NAP_S)
        time.sleep(0)
