"""Navigation on the left: one button per screen that exists, with a count where something waits."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.theme.fonts import LABEL_PX, font
from hah_console.ui.theme.icons import icon
from hah_console.ui.theme.theme import Theme

RAIL_WIDTH, BUTTON_HEIGHT, ICON_PX, TEXT_PX = 76, 56, 20, 12


@dataclass(frozen=True, slots=True)
class NavItem:
    """A screen in the rail: its id, icon, translation key of its name, and the key that opens it."""

    screen_id: str
    icon: str
    text: str
    keys: str


NAV_ITEMS = (
    NavItem("census", "census", "shell.nav.census", "Alt+1"),
    NavItem("alarms", "alarms", "shell.nav.alarms", "Alt+2"),
    NavItem("work", "check", "shell.nav.work", "Alt+3"),
    NavItem("round", "round", "shell.nav.round", "Alt+4"),
    NavItem("referrals", "referrals", "shell.nav.referrals", "Alt+9"),
    NavItem("routes", "routes", "shell.nav.routes", "Alt+5"),
    NavItem("devices", "devices", "shell.nav.devices", "Alt+6"),
    NavItem("transfers", "transfers", "shell.nav.transfers", "Alt+7"),
    NavItem("handover", "handover", "shell.nav.handover", "Alt+8"),
)


class NavRail(QFrame):
    """Signals: ``chosen`` with a screen id."""

    chosen = Signal(str)

    def __init__(self, texts: Texts, theme: Theme, items: tuple[NavItem, ...]) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setObjectName("nav")
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(2)
        for item in items:
            column.addWidget(self._add(item))
        column.addStretch(1)
        self.restyle(texts, theme)

    def select(self, screen_id: str) -> None:
        """Mark the screen in sight; a screen outside the rail leaves none marked."""
        for name, button in self._buttons.items():
            button.setChecked(name == screen_id)

    def set_count(self, screen_id: str, count: int) -> None:
        """Show how many things wait on a screen."""
        if screen_id in self._buttons:
            self._buttons[screen_id].set_count(count)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        for button in self._buttons.values():
            button.restyle(texts, theme)

    def _add(self, item: NavItem) -> "NavButton":
        button = NavButton(item, self)
        button.setObjectName(f"nav.{item.screen_id}")
        button.clicked.connect(lambda: self.chosen.emit(item.screen_id))
        self._buttons[item.screen_id] = button
        return button


class NavButton(QAbstractButton):
    """Icon over word, with a badge; the selected one has an accent bar at its left."""

    def __init__(self, item: NavItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._item, self._count = item, 0
        self._theme: Theme | None = None
        self._texts: Texts | None = None
        self.setCheckable(True)
        self.setFixedHeight(BUTTON_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_count(self, count: int) -> None:
        """Show the badge, or none for zero."""
        if count != self._count:
            self._count = count
            self._name()
            self.update()

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        self.setText(texts(self._item.text))
        self._name()
        self.update()

    # i18n: shell.nav.*
    def _name(self) -> None:
        if self._texts is not None:
            name = f"shell.nav.waiting_{self._item.screen_id}"
            key = name if self._texts.has(name) else "shell.nav.waiting"
            waiting = self._texts(key, name=self.text(), count=self._count) if self._count else self.text()
            self.setAccessibleName(waiting)
            self.setToolTip(f"{waiting}  {self._item.keys}")

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH, BUTTON_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, self._theme)
        self._paint_face(painter, self._theme)
        if self._count:
            self._paint_badge(painter, self._theme)

    def _paint_ground(self, painter: QPainter, theme: Theme) -> None:
        if self.isChecked():
            painter.fillRect(self.rect(), theme.color("selected"))
            painter.fillRect(QRect(0, 0, 3, self.height()), theme.color("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.color("hover"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 1, -2, -1), 6, 6)

    def _paint_face(self, painter: QPainter, theme: Theme) -> None:
        token = "accent" if self.isChecked() else "ink-2"
        left = (self.width() - ICON_PX) // 2
        icon(theme, self._item.icon, token, ICON_PX).paint(painter, QRect(left, 9, ICON_PX, ICON_PX))
        painter.setPen(theme.color(token))
        painter.setFont(font(TEXT_PX, bold=self.isChecked()))
        painter.drawText(QRect(0, 31, self.width(), 18), Qt.AlignmentFlag.AlignCenter, self.text())

    def _paint_badge(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(font(LABEL_PX, bold=True))
        text = str(self._count) if self._count < 100 else "99+"
        width = max(17, painter.fontMetrics().horizontalAdvance(text) + 9)
        box = QRectF(self.width() / 2 + 5, 4, width, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("ink-2"))
        painter.drawRoundedRect(box, 7.5, 7.5)
        painter.setPen(theme.color("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
