"""A route drawn small: roads in grey, the way with its direction, stops by number; scale and whose map it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, degrees, hypot, radians

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from hah_console.adapters.documents.pdf_style import BOLD, MM, TEXT, Ink, printable
from hah_console.domain.route_paper import Points, RoutePaper

HEIGHT_MM, INSET_MM, ROUND_MM = 68.0, 7.0, 2.6
METRES_PER_DEGREE = 111_195.0
WIDTHS_PT = (2.4, 2.2, 2.0, 1.7, 1.3, 0.7)
BARS_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
SAME_SPOT_PT = 2 * ROUND_MM * MM
LEAST_SPAN_M = 400.0
ARROW_EVERY_PT = 90.0
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to points of the drawing, north up, the same scale both ways."""

    south: float
    west: float
    scale: float
    shrink: float
    left: float
    bottom: float

    @classmethod
    def around(cls, points: Sequence[Spot], width: float, height: float) -> "Frame":
        """All points inside the inset frame, in the middle."""
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        shrink = cos(radians((min(lats) + max(lats)) / 2))
        tall = max((max(lats) - min(lats)) * METRES_PER_DEGREE, LEAST_SPAN_M)
        wide = max((max(lons) - min(lons)) * METRES_PER_DEGREE * shrink, LEAST_SPAN_M)
        inset = INSET_MM * MM
        scale = min((width - 2 * inset) / wide, (height - 2 * inset) / tall)
        middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        return cls(middle[0], middle[1], scale * METRES_PER_DEGREE, shrink, width / 2, height / 2)

    def spot(self, place: Spot) -> Spot:
        """Where a place lies on the drawing."""
        lat, lon = place
        return (
            self.left + (lon - self.west) * self.shrink * self.scale,
            self.bottom + (lat - self.south) * self.scale,
        )


class RouteDrawing(Flowable):  # type: ignore[misc]
    """The map of one paper; ``words``: the scale's unit aside, what stands below it on the left."""

    def __init__(self, paper: RoutePaper, ink: Ink, width_mm: float, words: str, base: str) -> None:
        super().__init__()
        self._map, self._ink, self._words, self._base = paper.map, ink, words, base
        self._stops = [(stop.order, (stop.person.home.lat, stop.person.home.lon)) for stop in paper.stops]
        self.width, self.height = width_mm * MM, HEIGHT_MM * MM
        self.spaceBefore = self.spaceAfter = 4

    def wrap(self, width: float, height: float) -> tuple[float, float]:  # noqa: ARG002  reportlab's face
        """Its size is fixed."""
        return self.width, self.height

    def draw(self) -> None:
        """Ground, roads, way, stops, scale, from below to above."""
        page, ink = self.canv, self._ink
        frame = Frame.around(self._shown(), self.width, self.height)
        page.saveState()
        clip = page.beginPath()
        clip.rect(0, 0, self.width, self.height)
        page.clipPath(clip, stroke=0, fill=0)
        page.setFillColor(ink.ground)
        page.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        for rank, line in sorted(self._map.roads, reverse=True):
            self._line(frame, line, ink.hint if rank < 2 else ink.line, WIDTHS_PT[min(rank, len(WIDTHS_PT) - 1)])
        self._way(frame)
        self._marks(frame)
        page.restoreState()
        page.setStrokeColor(ink.line)
        page.setLineWidth(0.6)
        page.rect(0, 0, self.width, self.height, stroke=1, fill=0)
        self._scale(frame)
        self._say(3, 3, self._words)

    def _shown(self) -> list[Spot]:
        base = (self._map.base.lat, self._map.base.lon)
        return [base, *(spot for _, spot in self._stops), *(point for leg in self._map.legs for point in leg)]

    def _line(self, frame: Frame, points: Points, color: Color, width_pt: float) -> None:
        page = self.canv
        path = page.beginPath()
        for number, place in enumerate(points):
            (path.lineTo if number else path.moveTo)(*frame.spot(place))
        page.setLineCap(1)
        page.setLineJoin(1)
        page.setStrokeColor(color)
        page.setLineWidth(width_pt)
        page.drawPath(path, stroke=1, fill=0)

    def _way(self, frame: Frame) -> None:
        """The way in ink over a light edge; the ride home is dashed."""
        *out, home = self._map.legs or ((),)
        for color, width in ((self._ink.paper, 4.2), (self._ink.accent, 1.9)):
            for leg in out:
                self._line(frame, leg, color, width)
        self.canv.setDash(3, 3)
        if home:
            self._line(frame, home, self._ink.accent, 1.3)
        self.canv.setDash()
        for leg in out:
            self._arrows(frame, leg)

    def _arrows(self, frame: Frame, leg: Points) -> None:
        """Which way it goes, now and then."""
        since = ARROW_EVERY_PT / 2
        for a, b in pairwise([frame.spot(place) for place in leg]):
            step = hypot(b[0] - a[0], b[1] - a[1])
            since += step
            if since >= ARROW_EVERY_PT and step > 0:
                since = 0.0
                self._arrow(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), degrees(atan2(b[1] - a[1], b[0] - a[0])))

    def _arrow(self, at: Spot, angle: float) -> None:
        page = self.canv
        page.saveState()
        page.translate(*at)
        page.rotate(angle)
        path = page.beginPath()
        for number, corner in enumerate(((4.2, 0), (-2.6, 3), (-2.6, -3))):
            (path.lineTo if number else path.moveTo)(*corner)
        path.close()
        page.setFillColor(self._ink.accent)
        page.setStrokeColor(self._ink.paper)
        page.setLineWidth(0.5)
        page.drawPath(path, stroke=1, fill=1)
        page.restoreState()

    def _marks(self, frame: Frame) -> None:
        """The base and the stops by number; what lies at one spot shares a mark, square where the base is in it."""
        base = (self._map.base.lat, self._map.base.lon)
        for labels, spot in self._together(frame, [(self._base[:1], base), *((str(n), at) for n, at in self._stops)]):
            self._mark("·".join(labels), spot, is_base=labels[0] == self._base[:1])

    def _together(self, frame: Frame, marks: Sequence[tuple[str, Spot]]) -> list[tuple[list[str], Spot]]:
        found: list[tuple[list[str], Spot]] = []
        for label, place in marks:
            spot = frame.spot(place)
            near = next((one for one in found if hypot(one[1][0] - spot[0], one[1][1] - spot[1]) < SAME_SPOT_PT), None)
            if near:
                near[0].append(label)
            else:
                found.append(([label], spot))
        return found

    def _mark(self, label: str, spot: Spot, *, is_base: bool) -> None:
        page, radius, (x, y) = self.canv, ROUND_MM * MM, spot
        wide = max(0.0, page.stringWidth(printable(label, BOLD), BOLD, 8) - radius)
        page.setFillColor(self._ink.text if is_base else self._ink.paper)
        page.setStrokeColor(self._ink.paper if is_base else self._ink.text)
        page.setLineWidth(1.1)
        corner = 1.5 if is_base else radius
        page.roundRect(x - radius - wide / 2, y - radius, 2 * radius + wide, 2 * radius, corner, stroke=1, fill=1)
        self._middle(x, y, label, self._ink.paper if is_base else self._ink.text)

    def _middle(self, x: float, y: float, text: str, color: Color) -> None:
        page = self.canv
        page.setFont(BOLD, 8)
        page.setFillColor(color)
        page.drawCentredString(x, y - 2.9, printable(text, BOLD))

    def _scale(self, frame: Frame) -> None:
        """A bar of round metres at the lower right."""
        page, metre = self.canv, frame.scale / METRES_PER_DEGREE
        metres = max((bar for bar in BARS_M if bar * metre <= self.width / 5), default=BARS_M[0])
        right, y = self.width - 6, 6.0
        page.setStrokeColor(self._ink.text)
        page.setLineWidth(1.2)
        page.line(right - metres * metre, y, right, y)
        shown = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
        page.setFont(TEXT, 6.5)
        page.setFillColor(self._ink.text)
        page.drawRightString(right, y + 3, shown)

    def _say(self, x: float, y: float, text: str) -> None:
        page = self.canv
        shown = printable(text)
        page.setFont(TEXT, 6.5)
        page.setFillColor(self._ink.paper)
        page.rect(x - 2, y - 1.5, page.stringWidth(shown, TEXT, 6.5) + 4, 9, stroke=0, fill=1)
        page.setFillColor(self._ink.second)
        page.drawString(x, y + 1, shown)
