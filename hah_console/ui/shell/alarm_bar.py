"""The bar on top: open alarms as chips, sound, alarm load, and the command bar's place."""

from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from hah_console.domain.ids import AlarmId
from hah_console.services.alarm_bar import AlarmBarRows, AlarmChip
from hah_console.ui.screen import Desk
from hah_console.ui.shell.alarm_chip import HEIGHT as CHIP_HEIGHT
from hah_console.ui.shell.alarm_chip import AlarmChipButton
from hah_console.ui.shell.alarm_presenter import chip_text, shelved_spoken, shelved_text
from hah_console.ui.shell.alarm_sound import SoundState
from hah_console.ui.shell.flash import FlashBeat
from hah_console.ui.theme.icons import icon

BAR_HEIGHT = 44
MOST_CHIPS = 8
SPACING = 8


class AlarmBar(QFrame):
    """Signals: ``chip_opened`` and ``chip_acknowledged`` with an alarm id, ``more_asked``, ``shelved_asked``,
    ``load_asked``, ``sound_asked``."""

    chip_opened = Signal(str)
    chip_acknowledged = Signal(str)
    more_asked = Signal()
    shelved_asked = Signal()
    load_asked = Signal()
    sound_asked = Signal()

    def __init__(self, desk: Desk, command_bar: QWidget, *, reduced_motion: bool) -> None:
        super().__init__()
        self._desk = desk
        self._chips: tuple[AlarmChip, ...] = ()
        self._rows = AlarmBarRows()
        self._buttons: dict[AlarmId, AlarmChipButton] = {}
        self._reduced_motion = reduced_motion
        self.setProperty("role", "bar")
        self.setObjectName("alarm_bar")
        self.setFixedHeight(BAR_HEIGHT)
        self._build(command_bar)
        self.beat = FlashBeat(self)
        self.beat.changed.connect(self._show_flash)

    def _build(self, command_bar: QWidget) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        self._area = _ChipArea()
        self._area.resized.connect(self._lay_out)
        self._calm = QLabel(self._area)
        self._calm.setProperty("role", "hint")
        self._more = QPushButton(self._area)
        self._more.setProperty("kind", "quiet")
        self._more.setObjectName("alarm_bar.more")
        self._more.clicked.connect(self.more_asked)
        self.shelved = self._quiet_button("alarm_bar.shelved")
        self.shelved.clicked.connect(self.shelved_asked)
        self.shelved.hide()
        self._sound = QToolButton()
        self._sound.setProperty("kind", "quiet")
        self._sound.setObjectName("alarm_bar.sound")
        self._sound.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._sound.clicked.connect(self.sound_asked)
        self._load = self._quiet_button("alarm_bar.load")
        self._load.clicked.connect(self.load_asked)
        row.addWidget(self._area, 1)
        for widget in (self.shelved, self._sound, self._load, command_bar):
            row.addWidget(widget)

    def _quiet_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "quiet")
        button.setObjectName(name)
        return button

    def show_chips(self, chips: tuple[AlarmChip, ...], rows: AlarmBarRows, now: datetime) -> None:
        """Show the open alarms, most urgent first, with what was read beside them."""
        self._chips, self._rows = chips, rows
        self._show_load(rows)
        self._fill(now)
        self._lay_out()
        self._start_or_stop_flash()

    def _show_load(self, rows: AlarmBarRows) -> None:
        """The rate of this moment and when it is too much for one person: per operator, as in the list."""
        rules, texts = self._desk.ports.rules.alarms, self._desk.texts
        facts = {
            "count": rows.load, "minutes": int(rules.load_window.total_seconds() // 60), "limit": rules.load_limit,
            "each": f"{rows.per_operator:.3g}",
        }  # fmt: skip
        shared = "shell.alarm.load_shared" if rows.operators > 1 else "shell.alarm.load"
        self._load.setText(texts("shell.alarm.load_high" if rows.per_operator > rules.load_limit else shared, **facts))
        self._load.setToolTip(texts("shell.alarm.load_hint", **facts))
        self._load.setAccessibleName(self._load.toolTip())

    def _show_shelved(self, now: datetime) -> None:
        """SAFETY(shelved alarm): what is kept quiet is counted on every screen, with the time left."""
        texts = self._desk.texts
        self.shelved.setText(shelved_text(texts, self._rows.shelves, now))
        self.shelved.setToolTip(shelved_spoken(texts, self._desk.ctx, self._rows.shelves))
        self.shelved.setAccessibleName(f"{self.shelved.text()} {self.shelved.toolTip()}".strip())
        self.shelved.setVisible(bool(self._rows.shelves))

    def show_sound(self, sound: SoundState, now: datetime) -> None:
        """Show whether alarms are heard."""
        texts = self._desk.texts
        text = sound.text(texts, now, self._desk.ctx.local)
        if self._sound.text() == text:
            return
        self._sound.setText(text)
        self._sound.setProperty("kind", "quiet" if sound.heard(now) else "loud")
        self._sound.style().unpolish(self._sound)
        self._sound.style().polish(self._sound)
        token = "ink-2" if sound.heard(now) else "surface"
        self._sound.setIcon(icon(self._desk.theme, sound.icon(now), token))
        self._sound.setAccessibleName(text)
        self._sound.setToolTip(texts("shell.sound.hint" if sound.available else "shell.own.sound"))

    def on_tick(self, now: datetime) -> None:
        """Move the stopwatches of the waiting chips on."""
        self._fill(now)

    def restyle(self, desk: Desk, *, reduced_motion: bool) -> None:
        """Take another language, theme or motion setting."""
        self._desk, self._reduced_motion = desk, reduced_motion
        self._sound.setText("")
        for button in self._buttons.values():
            button.restyle(desk.theme)
        self._start_or_stop_flash()

    def focus_first(self) -> None:
        """Put the keyboard focus on the most urgent chip."""
        if shown := self.shown_chips():
            shown[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shown_chips(self) -> tuple[AlarmChipButton, ...]:
        """The chips in sight, most urgent first."""
        return tuple(button for button in self._in_order() if not button.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _fill(self, now: datetime) -> None:
        """SAFETY: a button stays with its alarm, so that a key pressed on it never reaches another alarm."""
        hint = self._desk.texts("shell.alarm.chip_hint")
        wanted = {chip.alarm_id: chip for chip in self._chips[:MOST_CHIPS]}
        for gone in self._buttons.keys() - wanted.keys():
            self._remove(gone)
        for alarm_id, chip in wanted.items():
            button = self._buttons.get(alarm_id) or self._add(alarm_id)
            advice = self._desk.texts(f"shell.own.{chip.subject}") if chip.local else hint
            button.show_chip(chip, chip_text(self._desk.texts, self._desk.ctx, chip, now), advice)
        self._show_shelved(now)

    def _add(self, alarm_id: AlarmId) -> AlarmChipButton:
        button = AlarmChipButton(self._desk.theme, self._area)
        button.clicked.connect(lambda: self.chip_opened.emit(alarm_id))
        button.acknowledge_asked.connect(self.chip_acknowledged)
        self._buttons[alarm_id] = button
        return button

    def _remove(self, alarm_id: AlarmId) -> None:
        button = self._buttons.pop(alarm_id)
        button.hide()
        button.deleteLater()

    def _in_order(self) -> list[AlarmChipButton]:
        return [self._buttons[c.alarm_id] for c in self._chips[:MOST_CHIPS] if c.alarm_id in self._buttons]

    def _lay_out(self) -> None:
        """Place as many chips as fit; the rest is counted beside them."""
        buttons = self._in_order()
        widths = [button.sizeHint().width() for button in buttons]
        fitting = _fitting(widths, len(self._chips), self._area.width(), self._more_width())
        x, top = 0, (self._area.height() - CHIP_HEIGHT) // 2
        before: QWidget = self._area
        for position, button in enumerate(buttons):
            QWidget.setTabOrder(before, button)
            before = button
            button.setVisible(position < fitting)
            if position < fitting:
                button.setGeometry(x, top, widths[position], CHIP_HEIGHT)
                x += widths[position] + SPACING
        QWidget.setTabOrder(before, self._more)
        self._lay_out_rest(x, top, len(self._chips) - fitting)

    def _lay_out_rest(self, x: int, top: int, rest: int) -> None:
        self._more.setVisible(rest > 0)
        self._more.setText(self._desk.texts("shell.alarm.more", count=rest))
        self._more.setGeometry(x, top, self._more_width(), CHIP_HEIGHT)
        self._calm.setVisible(not self._chips)
        self._calm.setText(self._desk.texts("shell.alarm.none"))
        self._calm.setGeometry(0, 0, self._area.width(), self._area.height())

    def _more_width(self) -> int:
        return self._more.fontMetrics().horizontalAdvance(self._desk.texts("shell.alarm.more", count=99)) + 20

    def _start_or_stop_flash(self) -> None:
        self.beat.run(not self._reduced_motion and any(chip.waiting for chip in self._chips))
        self._show_flash()

    def _show_flash(self) -> None:
        for button in self.shown_chips():
            button.flash(button.chip is not None and self.beat.bright(button.chip.priority))


class _ChipArea(QWidget):
    """The stretch of the bar that holds the chips; ``resized`` when they must be laid out anew."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """A chip that has got wider (an hour has passed, another step of the ladder) asks for its room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(200, BAR_HEIGHT)


def _fitting(widths: list[int], count: int, room: int, more_width: int) -> int:
    """How many chips fit into ``room``, keeping space for the count of the others; at least one."""
    used = 0
    for position, width in enumerate(widths):
        last = position == count - 1
        if used + width + (0 if last else SPACING + more_width) > room and position > 0:
            return position
        used += width + SPACING
    return len(widths)
