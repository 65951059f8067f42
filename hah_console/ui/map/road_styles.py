"""How wide each class of road is drawn, and from which zoom on."""

from dataclasses import dataclass

from hah_console.domain.map_ground import RoadClass

NARROWEST_PX, WIDEST_PX = 0.7, 26.0
CASED_FROM_PX = 2.0
"""A thinner road has no edge of its own."""


@dataclass(frozen=True, slots=True)
class RoadStyle:
    """``width_px`` at zoom 14; ``major`` roads have a colour of their own."""

    from_zoom: float
    width_px: float
    major: bool = False

    def width(self, zoom: float) -> float:
        """Pixels at a zoom: doubles every second step."""
        return min(WIDEST_PX, max(NARROWEST_PX, self.width_px * 2 ** ((zoom - 14) * 0.55)))


STYLES = {
    RoadClass.SERVICE: RoadStyle(14.0, 1.6),
    RoadClass.LIVING_STREET: RoadStyle(13.5, 2.0),
    RoadClass.RESIDENTIAL: RoadStyle(12.25, 2.6),
    RoadClass.UNCLASSIFIED: RoadStyle(11.5, 3.2),
    RoadClass.TERTIARY: RoadStyle(10.75, 4.2),
    RoadClass.SECONDARY: RoadStyle(9.5, 5.4),
    RoadClass.PRIMARY: RoadStyle(8.5, 6.2, major=True),
    RoadClass.TRUNK: RoadStyle(7.5, 6.8, major=True),
    RoadClass.EXPRESSWAY: RoadStyle(7.5, 6.8, major=True),
    RoadClass.MOTORWAY: RoadStyle(6.5, 7.6, major=True),
}
"""Painted in this order: the widest last, on top."""
