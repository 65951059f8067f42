"""The most urgent alarm inside a form that stands over the desk, with its keys there and whether alarms are heard."""

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QLabel, QVBoxLayout

from hah_console.domain.alarm import Priority
from hah_console.services.alarm_bar import AlarmChip
from hah_console.ui.announce import announce
from hah_console.ui.shell.alarm_desk import AlarmDesk
from hah_console.ui.shell.alarm_presenter import ChipText, chip_text
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.shapes import draw_priority

SHAPE, PAD, CORNER = 12, 10, 6


class ModalAlarm(QFrame):
    """Signals: ``acknowledge_asked`` with the alarm in sight (Alt+F2), ``sound_asked`` (Alt+F3). A click does nothing.

    It stands below the form, which grows for it: what lies under a hand stays there.
    """

    acknowledge_asked = Signal(str)
    sound_asked = Signal()

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self.setObjectName("modal_alarm")
        self.what, self.keys = QLabel(), QLabel()
        self._alarm_id = ""
        self._priority, self._ground, self._ink = Priority.LOW, QColor(), QColor()
        for name, label in (("what", self.what), ("keys", self.keys)):
            label.setObjectName(f"modal_alarm.{name}")
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + SHAPE + 8, 6, PAD, 6)
        column.setSpacing(2)
        column.addWidget(self.what)
        column.addWidget(self.keys)
        QShortcut(QKeySequence("Alt+F2"), dialog).activated.connect(self._acknowledge)
        QShortcut(QKeySequence("Alt+F3"), dialog).activated.connect(self.sound_asked)
        self.hide()

    def say(self, chip: AlarmChip, words: ChipText, keys: str, theme: Theme) -> None:
        """Show an alarm; another one is spoken."""
        news, self._alarm_id = chip.alarm_id != self._alarm_id, chip.alarm_id
        self._paint(chip.priority, theme)
        self.what.setText(words.strong)
        self.keys.setText(keys)
        self.setAccessibleName(f"{words.spoken} {keys}")
        if news:
            announce(self, words.spoken, assertive=chip.priority is Priority.HIGH)

    def _paint(self, priority: Priority, theme: Theme) -> None:
        ground, ink = theme.priority(priority)
        if (ground, ink, priority) == (self._ground, self._ink, self._priority):
            return
        self._ground, self._ink, self._priority = ground, ink, priority
        for label, weight in ((self.what, "bold"), (self.keys, "normal")):
            label.setStyleSheet(f"color: {ink.name()}; font-weight: {weight};")
        self.update()

    def _acknowledge(self) -> None:
        if self.isVisible():
            self.acknowledge_asked.emit(self._alarm_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        draw_priority(painter, self._priority, QRectF(PAD, 9, SHAPE, SHAPE), self._ink)


class ModalAlarms(QObject):
    """SAFETY(modal alarm): a form over the desk hides no alarm that waits to be heard, nor its keys."""

    def __init__(self, alarms: AlarmDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._alarms = alarms
        alarms.shown.connect(self.show)

    def show(self) -> None:
        """Write it into the form in sight, or take it away when nothing waits to be heard."""
        dialog = QApplication.activeModalWidget()
        column = dialog.layout() if isinstance(dialog, QDialog) else None
        if not isinstance(dialog, QDialog) or not isinstance(column, QVBoxLayout):
            return
        strip = dialog.findChild(ModalAlarm, options=Qt.FindChildOption.FindDirectChildrenOnly)
        waiting = [chip for chip in self._alarms.state.chips() if chip.waiting and chip.heard]
        if not waiting:
            if strip is not None:
                strip.hide()
            return
        strip = strip or self._put(dialog, column)
        desk, now = self._alarms.desk, self._alarms.desk.ctx.clock.now()
        words = chip_text(desk.texts, desk.ctx, waiting[0], now)
        more = desk.texts("shell.alarm.more", count=len(waiting) - 1) if len(waiting) > 1 else ""
        sound = self._alarms.sound.text(desk.texts, now, desk.ctx.local)
        parts = (words.light, more, sound, desk.texts("shell.alarm.modal_keys"))
        strip.say(waiting[0], words, " · ".join(part for part in parts if part), desk.theme)
        if strip.isHidden():
            _make_room(dialog, column, strip)

    def _put(self, dialog: QDialog, column: QVBoxLayout) -> ModalAlarm:
        strip = ModalAlarm(dialog)
        strip.acknowledge_asked.connect(self._alarms.acknowledge)
        strip.sound_asked.connect(self._alarms.toggle_sound)
        column.addWidget(strip)
        return strip


def _make_room(dialog: QDialog, column: QVBoxLayout, strip: ModalAlarm) -> None:
    """The form grows downwards by as much as the alarm takes, as far as the screen goes."""
    margins = column.contentsMargins()
    wide = dialog.width() - margins.left() - margins.right()
    wanted = dialog.height() + strip.heightForWidth(wide) + column.spacing()
    room = dialog.screen().availableGeometry().bottom() - dialog.y()
    dialog.resize(dialog.width(), min(wanted, max(room, dialog.height())))
    strip.show()
