"""How the wall board is divided for one size of type: head, alarms, cells; and how many cells a page holds."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

PX_PER_PT = 96 / 72
CELL_WIDTH, CELL_HEIGHT, TALLEST = 13.2, 6.2, 8.6
HEAD, ALARM_ROW, FOOT = 3.4, 2.3, 1.8
ALARM_ROWS = 2


@dataclass(frozen=True, slots=True)
class WallLayout:
    """Sizes in pixels from the one unit, the height of small type."""

    unit: float
    size: QSize

    @classmethod
    def of(cls, points: int, size: QSize) -> "WallLayout":
        """The layout for type of ``points`` (1 to 30)."""
        return cls(points * PX_PER_PT, size)

    def px(self, units: float) -> int:
        """Pixels of some units, at least one."""
        return max(1, round(units * self.unit))

    @property
    def head(self) -> QRect:
        """The line of time and counts."""
        return QRect(0, 0, self.size.width(), self.px(HEAD))

    @property
    def notice(self) -> QRect:
        """The line that says that the board does not follow; it covers the alarms' second row."""
        return QRect(0, self.alarms.bottom() - self.px(ALARM_ROW), self.size.width(), self.px(ALARM_ROW))

    @property
    def alarms(self) -> QRect:
        """The strip of alarms."""
        return QRect(0, self.px(HEAD), self.size.width(), self.px(ALARM_ROW * ALARM_ROWS))

    @property
    def foot(self) -> QRect:
        """The last line."""
        height = self.px(FOOT)
        return QRect(0, self.size.height() - height, self.size.width(), height)

    @property
    def cells(self) -> QRect:
        """The room of the cells."""
        top = self.alarms.bottom() + 1
        return QRect(0, top, self.size.width(), max(1, self.foot.top() - top))

    @property
    def columns(self) -> int:
        """Cells beside each other, at least one."""
        return max(1, int(self.size.width() / self.px(CELL_WIDTH)))

    @property
    def rows(self) -> int:
        """Cells above each other, at least one."""
        return max(1, int(self.cells.height() / self.px(CELL_HEIGHT)))

    def pages(self, cells: int) -> int:
        """How many pages so many cells take, at least one."""
        return max(1, -(-cells // (self.columns * self.rows)))

    def cell(self, place: int, cells: int) -> QRect:
        """Where the cell at a place of the page lies, when there are so many on all pages."""
        row, column = divmod(place, self.columns)
        used = min(self.rows, -(-cells // self.columns))
        width, height = self.size.width() // self.columns, min(self.cells.height() // max(1, used), self.px(TALLEST))
        gap = self.px(0.2)
        return QRect(column * width, self.cells.top() + row * height, width, height).adjusted(gap, gap, -gap, -gap)
