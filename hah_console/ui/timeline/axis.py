"""Between seconds of the day and pixels across the time line; no Qt."""

from dataclasses import dataclass, replace

HOUR = 3600
CLOSEST_PX, FARTHEST_PX = 400.0, 18.0
"""Pixels of an hour."""


@dataclass(frozen=True, slots=True)
class Axis:
    """``left`` is the pixel at which ``begins`` stands, before scrolling; ``hour_px`` the width of an hour."""

    begins: int
    ends: int
    hour_px: float
    left: int

    @classmethod
    def fitted(cls, begins: int, ends: int, left: int, width: int) -> "Axis":
        """All hours in the width."""
        hours = max(1.0, (ends - begins) / HOUR)
        return cls(begins, ends, max(FARTHEST_PX, (width - left) / hours), left)

    @property
    def width(self) -> int:
        """Pixels of the whole axis with what is left of it."""
        return round(self.left + (self.ends - self.begins) / HOUR * self.hour_px)

    def x(self, moment: float) -> float:
        """The pixel of a moment."""
        return self.left + (moment - self.begins) / HOUR * self.hour_px

    def moment(self, x: float) -> int:
        """The moment at a pixel."""
        return round(self.begins + (x - self.left) / self.hour_px * HOUR)

    def zoomed(self, factor: float) -> "Axis":
        """Wider or narrower hours."""
        return replace(self, hour_px=min(CLOSEST_PX, max(FARTHEST_PX, self.hour_px * factor)))

    def step(self) -> int:
        """Seconds between two lines that have room for their words."""
        for step in (HOUR // 4, HOUR // 2, HOUR, 2 * HOUR, 3 * HOUR):
            if self.hour_px * step / HOUR >= 48:
                return step
        return 6 * HOUR
