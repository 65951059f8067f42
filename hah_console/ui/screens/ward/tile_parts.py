"""Writes the parts of a tile of the ward, each into its own box: head, a number, the row of small ones, foot."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from hah_console.domain.alarm import Priority
from hah_console.ui.screens.ward.presenter import Chip, Number, Tile
from hah_console.ui.screens.ward.row_parts import LABEL_GAP, RowPart
from hah_console.ui.screens.ward.sizes import MEDIUM, TileSize
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import BAND_TOKENS, FLASH_TOKENS, draw_priority
from hah_console.ui.widgets.text_stock import CENTRE, LEFT, RIGHT, width_of, write_text

CORNER, SCORE_WIDTH = 6, 37
_TOKENS = (
    "ground", "surface", "ink", "ink-2", "ink-3", "line", "selected", "hover", "accent", "stale-hatch",
    *FLASH_TOKENS.values(), *BAND_TOKENS.values(),
)  # fmt: skip


class TileParts:
    """``faint`` is the ink of what is old, ``old`` says that everything is; ``bright`` the phase of what flashes."""

    def __init__(self, theme: Theme) -> None:
        self.size: TileSize = MEDIUM
        self.faint = "ink-3"
        self.bright = self.old = False
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take another theme."""
        self.colours = {token: theme.color(token) for token in _TOKENS}
        self.hatch = QBrush(theme.color("stale-hatch"), Qt.BrushStyle.BDiagPattern)
        self.edges = {priority: theme.edge(priority) for priority in Priority}
        self._priorities = {priority: theme.priority(priority) for priority in Priority}

    def head(self, painter: QPainter, row: QRect, tile: Tile) -> None:
        """Mark, name and age, score, and the day where the foot has no room for it."""
        left, small = row.left(), self.size.small_px
        if tile.priority is not None:
            self._mark(painter, QRectF(left, row.center().y() - 5, 11, 11), tile.priority)
            left += 15
        right = self._score(painter, row, tile)
        name = QRect(left, row.top(), max(0, right - left - 4), row.height())
        taken = self.write(painter, name, tile.name, "ink", self.size.name_px, bold=True)
        name.setLeft(name.left() + taken + 4)
        if width_of(tile.age, small) <= name.width():
            taken = self.write(painter, name, tile.age, "ink-2", small)
            name.setLeft(name.left() + taken + 6)
        if tile.chip is not None and width_of(tile.day, small) <= name.width():
            self.write(painter, name, tile.day, "ink-2", small)

    def number(self, painter: QPainter, box: QRect, number: Number) -> None:
        """A number of now is large; an old one is small, grey and hatched, and has its age instead of its name."""
        if number.stale or self.old:
            painter.fillRect(box, self.hatch)
        if not number.stale:
            taken = self.write(painter, box, number.label, "ink-2", self.size.small_px)
            rest = box.adjusted(taken + 4, 0, 0, 0)
            token, px = self.faint if self.old else "ink", self._fitting(number.value, rest.width())
            self.write(painter, rest, number.value, token, px, bold=not self.old)
            return
        value, size = (number.value, self.size.name_px) if number.age else (number.label, self.size.small_px)
        taken = self.write(painter, box, value, self.faint, size)
        after = number.age or number.value
        self.write(painter, box.adjusted(taken + 4, 0, 0, 0), after, "ink-2", self.size.small_px)

    def small(self, painter: QPainter, box: QRect, part: RowPart) -> None:
        """One of the small numbers; ``box`` is a pixel wider than the part."""
        stale = part.stale or self.old
        if stale:
            painter.fillRect(box.adjusted(0, 0, -1, 0), self.hatch)
        taken = self.write(painter, box, part.label, "ink-2", self.size.small_px)
        rest = box.adjusted(taken + LABEL_GAP if part.label else 0, 0, 0, 0)
        self.write(painter, rest, part.value, self.faint if stale else "ink", self.size.small_px)

    def silence(self, painter: QPainter, box: QRect, sentence: str) -> None:
        """Why there are no numbers."""
        painter.fillRect(box, self.hatch)
        self.write(painter, box, sentence, "ink", self.size.name_px, bold=True, side=CENTRE)

    def calm(self, painter: QPainter, box: QRect, said: str, day: str) -> None:
        """The foot without an alarm: what is said there, then the day of the stay if it fits."""
        taken = self.write(painter, box, said, self.faint, self.size.small_px)
        rest = box.adjusted(taken + 6, 0, 0, 0)
        if width_of(day, self.size.small_px) <= rest.width():
            self.write(painter, rest, day, "ink-2", self.size.small_px, side=RIGHT)

    def chip(self, painter: QPainter, box: QRect, chip: Chip) -> None:
        """The foot with an alarm: filled while nobody has acknowledged it, and its age if it fits."""
        ground, ink = self._priorities[chip.priority]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chip.waiting:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._flash(chip.priority, ground))
        else:
            painter.setPen(QPen(self.edges[chip.priority], 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ink = self.colours["ink"]
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        words, px = box.adjusted(5, 0, -5, 0), self.size.small_px
        age = width_of(chip.age, px, bold=True) + 4
        fits = width_of(chip.text, px, bold=True) + age <= words.width()
        write_text(painter, words, chip.text, ink, px, bold=True)
        if fits:
            write_text(painter, words, chip.age, ink, px, bold=True, side=RIGHT)

    def write(
        self, painter: QPainter, box: QRect, text: str, token: str, px: int, *, bold: bool = False, side: float = LEFT
    ) -> int:
        """One line in the colour of a token; returns the width it took."""
        return write_text(painter, box, text, self.colours[token], px, bold=bold, side=side)

    def _mark(self, painter: QPainter, box: QRectF, priority: Priority) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_priority(painter, priority, box, self._priorities[priority][0], self.edges[priority])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _score(self, painter: QPainter, row: QRect, tile: Tile) -> int:
        """The score's chip and what it is made of; returns its left edge.

        SAFETY(score of the past): its outline is dashed while nobody knows how she is.
        """
        soft = self._room_for_items(row, tile)
        left = row.right() - SCORE_WIDTH - (soft + 3 if soft else 0)
        chip = QRectF(left + 1, row.top() + 1.5, SCORE_WIDTH - 2, row.height() - 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if tile.silent else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self.colours[BAND_TOKENS[tile.band]], 2 if tile.band == "red" else 1.5, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self.write(painter, chip.toRect(), tile.score, "ink", self.size.small_px + 1, bold=True, side=CENTRE)
        if soft:
            place = QRect(row.right() - soft, row.top(), soft + 1, row.height())
            self.write(painter, place, tile.score_soft, "ink-2", self.size.small_px)
        return left

    def _room_for_items(self, row: QRect, tile: Tile) -> int:
        """How wide the number of items is; 0 when the name needs its room. The score says "at least" by itself."""
        mark = 15 if tile.priority is not None else 0
        taken = mark + width_of(tile.name, self.size.name_px, bold=True) + 6 + SCORE_WIDTH + 3
        soft = width_of(tile.score_soft, self.size.small_px)
        return soft if taken + soft <= row.width() else 0

    def _fitting(self, value: str, room: int) -> int:
        """A number that does not fit is written smaller, never cut: a cut one is another number."""
        sizes = (self.size.number_px, self.size.name_px, self.size.small_px)
        return next((px for px in sizes if width_of(value, px, bold=True) <= room), self.size.small_px)

    def _flash(self, priority: Priority, ground: QColor) -> QColor:
        token = FLASH_TOKENS.get(priority) if self.bright else None
        return self.colours[token] if token else ground
