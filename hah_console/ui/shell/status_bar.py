"""The bar at the bottom: lamps with their details, who is signed in, the rules in force, the site's time."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from hah_console.ui.i18n import Texts
from hah_console.ui.shell.lamps import Lamp, LampState
from hah_console.ui.theme.fonts import font
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import triangle

BAR_HEIGHT, LAMP_PX, TEXT_PX = 28, 10, 12
LAMP_IDS = ("service", "database", "devices", "planner")
_TOKENS = {LampState.GOOD: "ink-2", LampState.ATTENTION: "ink", LampState.FAILED: "alarm-high"}


class StatusBar(QFrame):
    """Signals: ``menu_asked`` with the place where the person's menu shall open."""

    menu_asked = Signal(QPoint)

    def __init__(self, texts: Texts, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setObjectName("status")
        self.setFixedHeight(BAR_HEIGHT)
        self._texts, self._theme = texts, theme
        self._lamps = {name: LampButton(name, self) for name in LAMP_IDS}
        self.person = QToolButton()
        self.person.setProperty("kind", "small")
        self.person.setObjectName("status.person")
        self.person.clicked.connect(self._on_person)
        self._shift, self._rules, self._time = QLabel(), QLabel(), QLabel()
        self._time.setObjectName("status.time")
        self._lay_out()
        self.restyle(texts, theme)

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(8)
        for lamp in self._lamps.values():
            row.addWidget(lamp)
        row.addStretch(1)
        for label in (self._shift, self.person, self._rules, self._time):
            row.addWidget(label)
            row.addSpacing(4)
        for label in (self._shift, self._rules, self._time):
            label.setProperty("role", "small")

    def add_count(self, widget: QWidget) -> None:
        """Take something that is counted, beside the person."""
        self._row.insertWidget(self._row.indexOf(self.person), widget)

    def show_lamps(self, lamps: tuple[Lamp, ...]) -> None:
        """Show the state of each lamp."""
        for lamp in lamps:
            self._lamps[lamp.lamp_id].show_lamp(self._texts, self._theme, lamp)

    def show_person(self, name: str, role: str, shift: str, rules: str) -> None:
        """Show who works here, in which shift, by which rules."""
        self.person.setText(self._texts("shell.status.person", name=name, role=role))
        self.person.setAccessibleName(self._texts("shell.status.person_menu", name=name, role=role))
        self._shift.setText(self._texts("shell.status.shift", shift=shift) if shift else "")
        self._rules.setText(self._texts("shell.status.rules", version=rules) if rules else "")

    def show_time(self, text: str) -> None:
        """Show the site's date and time."""
        self._time.setText(text)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        for lamp in self._lamps.values():
            lamp.restyle(texts, theme)

    def _on_person(self) -> None:
        self.menu_asked.emit(self.person.mapToGlobal(QPoint(0, 0)))


class LampButton(QAbstractButton):
    """A lamp: circle when good, triangle when it needs attention, square when it failed. Opens its details."""

    def __init__(self, lamp_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._lamp = Lamp(lamp_id, LampState.GOOD, "")
        self._texts: Texts | None = None
        self._theme: Theme | None = None
        self.setObjectName(f"status.lamp.{lamp_id}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_clicked)

    @property
    def state(self) -> LampState:
        """What the lamp shows."""
        return self._lamp.state

    def show_lamp(self, texts: Texts, theme: Theme, lamp: Lamp) -> None:
        """Show another state; nothing is repainted when it is the same."""
        if lamp == self._lamp:
            return
        self._lamp = lamp
        self.setText(lamp.text)
        self.restyle(texts, theme)
        self.updateGeometry()

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        state = texts.word("shell.lamp_state", self._lamp.state)
        self.setAccessibleName(texts("shell.lamp.spoken", name=self._lamp.text, state=state))
        self.setAccessibleDescription(" ".join(self._lamp.details))
        self.setToolTip("\n".join(self._lamp.details))
        self.update()

    def sizeHint(self) -> QSize:
        self.setFont(font(TEXT_PX))
        return QSize(8 + LAMP_PX + 5 + self.fontMetrics().horizontalAdvance(self.text()) + 8, BAR_HEIGHT - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_focus(painter, self._theme)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(_TOKENS[self._lamp.state]))
        self._paint_shape(painter, QRectF(8, (self.height() - LAMP_PX) / 2, LAMP_PX, LAMP_PX))
        strong = self._lamp.state is not LampState.GOOD
        painter.setPen(self._theme.color("ink" if strong else "ink-2"))
        painter.setFont(font(TEXT_PX))
        text_box = self.rect().adjusted(8 + LAMP_PX + 5, 0, 0, 0)
        painter.drawText(text_box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())

    def _paint_focus(self, painter: QPainter, theme: Theme) -> None:
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line"), 2 if self.hasFocus() else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_shape(self, painter: QPainter, box: QRectF) -> None:
        if self._lamp.state is LampState.GOOD:
            painter.drawEllipse(box)
        elif self._lamp.state is LampState.ATTENTION:
            painter.drawPolygon(triangle(box))
        else:
            painter.drawRect(box)

    def _on_clicked(self) -> None:
        LampDetails(self._lamp, self.window()).open_above(self)


class LampDetails(QFrame):
    """The sentences behind a lamp; Esc or a click elsewhere closes it and gives the focus back."""

    def __init__(self, lamp: Lamp, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("status.details")
        self.setProperty("role", "popup")
        self.setAccessibleName(lamp.text)
        self.setAccessibleDescription(" ".join(lamp.details))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        title = QLabel(lamp.text)
        title.setProperty("role", "heading")
        column.addWidget(title)
        for sentence in lamp.details:
            label = QLabel(sentence)
            label.setWordWrap(True)
            label.setMaximumWidth(420)
            column.addWidget(label)

    def open_above(self, anchor: QWidget) -> None:
        """Show above the lamp."""
        self._opener = anchor
        self.adjustSize()
        corner = anchor.mapTo(anchor.window(), QPoint(0, 0))
        self.move(corner.x(), corner.y() - self.height() - 4)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._opener is not None:
                self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()
        self.deleteLater()
