"""The most urgent alarm inside a form that stands over the desk, with its keys there and whether alarms are heard."""

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QGridLayout, QLabel, QLayout, QVBoxLayout

from hah_console.domain.alarm import Priority
from hah_console.services.alarm_bar import AlarmChip
from hah_console.ui.announce import announce
from hah_console.ui.shell.alarm_desk import AlarmDesk
from hah_console.ui.shell.alarm_presenter import ChipText, chip_text
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority

SHAPE, PAD, CORNER = 12, 10, 6
REFUSED_MS = 20_000
"""So long a refusal stands in the form, unless the key is pressed again."""


class ModalAlarm(QFrame):
    """Signals: ``acknowledge_asked`` with the alarm in sight (Alt+F2), ``sound_asked`` (Alt+F3). A click does nothing.

    It stands below the form, which grows for it: what lies under a hand stays there.
    """

    acknowledge_asked = Signal(str)
    sound_asked = Signal()

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self.setObjectName("modal_alarm")
        self.what, self.keys, self.refused = QLabel(), QLabel(), QLabel()
        self._alarm_id = ""
        self.room = 0
        """Pixels the form has grown for it."""
        self._priority: Priority | None = None
        self._ground, self._ink = QColor(), QColor()
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + SHAPE + 8, 6, PAD, 6)
        column.setSpacing(2)
        for name, label in (("what", self.what), ("refused", self.refused), ("keys", self.keys)):
            label.setObjectName(f"modal_alarm.{name}")
            label.setWordWrap(True)
            column.addWidget(label)
        QShortcut(QKeySequence("Alt+F2"), dialog).activated.connect(self._acknowledge)
        QShortcut(QKeySequence("Alt+F3"), dialog).activated.connect(self.sound_asked)
        self.hide()

    def say(self, chip: AlarmChip, words: ChipText, keys: str, refused: str, theme: Theme) -> None:
        """Show an alarm, and why the last one was not acknowledged; another alarm is spoken."""
        news, self._alarm_id = chip.alarm_id != self._alarm_id, chip.alarm_id
        self._paint(chip.priority, *theme.priority(chip.priority))
        self._write(words.strong, refused, keys)
        self.setAccessibleName(" ".join(part for part in (words.spoken, refused, keys) if part))
        if news:
            announce(self, words.spoken, assertive=chip.priority is Priority.HIGH)

    def say_refused(self, refused: str, theme: Theme) -> None:
        """Show why it was not acknowledged when nothing waits any more, in no colour of an alarm."""
        self._alarm_id = ""
        self._paint(None, theme.color("ground"), theme.color("ink"))
        self._write("", refused, "")
        self.setAccessibleName(refused)

    def _write(self, what: str, refused: str, keys: str) -> None:
        for label, said in ((self.what, what), (self.refused, refused), (self.keys, keys)):
            label.setText(said)
            label.setVisible(bool(said))

    def _paint(self, priority: Priority | None, ground: QColor, ink: QColor) -> None:
        if (ground, ink, priority) == (self._ground, self._ink, self._priority):
            return
        self._ground, self._ink, self._priority = ground, ink, priority
        for label, weight in ((self.what, "bold"), (self.refused, "bold"), (self.keys, "normal")):
            label.setStyleSheet(f"color: {ink.name()}; font-weight: {weight};")
        self.update()

    def _acknowledge(self) -> None:
        if self.isVisible() and self._alarm_id:
            self.acknowledge_asked.emit(self._alarm_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        if self._priority is not None:
            draw_priority(painter, self._priority, QRectF(PAD, 9, SHAPE, SHAPE), self._ink)


class ModalAlarms(QObject):
    """SAFETY(modal alarm): a form over the desk hides no alarm that waits to be heard, nor its keys."""

    def __init__(self, alarms: AlarmDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._alarms, self._refused = alarms, ""
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(REFUSED_MS)
        self._forget.timeout.connect(self._on_forget)
        alarms.shown.connect(self.show)
        alarms.refused.connect(self._on_refused)

    def show(self) -> None:
        """Write it into the form in sight, or take it away when nothing waits to be heard."""
        dialog = QApplication.activeModalWidget()
        column = dialog.layout() if isinstance(dialog, QDialog) else None
        if not isinstance(dialog, QDialog) or not isinstance(column, QVBoxLayout | QGridLayout):
            return
        strip = dialog.findChild(ModalAlarm, options=Qt.FindChildOption.FindDirectChildrenOnly)
        waiting = [chip for chip in self._alarms.state.chips() if chip.waiting and chip.heard]
        if not waiting and not self._refused:
            if strip is not None:
                _take_away(dialog, column, strip)
            return
        strip = strip or self._put(dialog, column)
        if waiting:
            self._say(strip, waiting)
        else:
            strip.say_refused(self._refused, self._alarms.desk.theme)
        _make_room(dialog, column, strip)

    def _say(self, strip: ModalAlarm, waiting: list[AlarmChip]) -> None:
        desk, now = self._alarms.desk, self._alarms.desk.ctx.clock.now()
        words = chip_text(desk.texts, desk.ctx, waiting[0], now)
        more = desk.texts("shell.alarm.more", count=len(waiting) - 1) if len(waiting) > 1 else ""
        sound = self._alarms.sound.text(desk.texts, now, desk.ctx.local)
        parts = (words.light, more, sound, desk.texts("shell.alarm.modal_keys"))
        strip.say(waiting[0], words, " · ".join(part for part in parts if part), self._refused, desk.theme)

    def _put(self, dialog: QDialog, column: QVBoxLayout | QGridLayout) -> ModalAlarm:
        """SAFETY(file dialog): a form of ours is a column, a file dialog of Qt a grid; it stands below either."""
        strip = ModalAlarm(dialog)
        strip.acknowledge_asked.connect(self._acknowledge)
        strip.sound_asked.connect(self._alarms.toggle_sound)
        if isinstance(column, QGridLayout):
            column.addWidget(strip, column.rowCount(), 0, 1, -1)
        else:
            column.addWidget(strip)
        return strip

    def _acknowledge(self, alarm_id: str) -> None:
        """What was refused before is no answer to this key."""
        self._on_forget()
        self._alarms.acknowledge(alarm_id)

    def _on_refused(self, sentence: str) -> None:
        """SAFETY(refused in a form): what the desk says behind the form is said in it."""
        self._refused = sentence
        self._forget.start()
        self.show()

    def _on_forget(self) -> None:
        self._refused = ""
        self._forget.stop()
        self.show()


def _make_room(dialog: QDialog, column: QLayout, strip: ModalAlarm) -> None:
    """The form grows downwards by what the alarm takes, as far as the screen goes, and gives back what it does not."""
    column.activate()
    margins = column.contentsMargins()
    wide = dialog.width() - margins.left() - margins.right()
    space = column.verticalSpacing() if isinstance(column, QGridLayout) else column.spacing()
    _grow(dialog, strip, strip.heightForWidth(wide) + space - strip.room)
    strip.show()


def _take_away(dialog: QDialog, column: QLayout, strip: ModalAlarm) -> None:
    if not strip.isHidden():
        strip.hide()
        column.activate()  # before that the form may not be smaller than with it
        _grow(dialog, strip, -strip.room)


def _grow(dialog: QDialog, strip: ModalAlarm, by: int) -> None:
    """``by`` pixels, fewer when the screen ends there."""
    before, room = dialog.height(), dialog.screen().availableGeometry().bottom() - dialog.y()
    by = min(by, max(0, room - before))
    if by:
        dialog.resize(dialog.width(), before + by)
        strip.room += by
