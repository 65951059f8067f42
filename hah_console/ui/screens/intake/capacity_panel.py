"""Beside an intake: how many more can be admitted today and tomorrow, and the equipment set aside for this one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.equipment_set import EquipmentSet, StockShort
from hah_console.domain.errors import PlanningCancelled
from hah_console.domain.ids import IntakeId
from hah_console.services.capacity import Capacity, Means, estimate_capacity
from hah_console.services.changes import Changes
from hah_console.services.equipment_sets import reservation_of, reserve_for_intake
from hah_console.ui.announce import announce
from hah_console.ui.screen import Desk
from hah_console.ui.screens.intake.capacity_text import capacity_text, reservation_text
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.spoken_label import SpokenLabel

WAIT_MS = 5_000
"""After the last change of what an estimate rests on, and before the first one."""
RESTS_ON = ("plan", "kit", "equipment_set", "staff", "task", "episode")


class CapacityPanel(QFrame):
    """An estimate is made while this is in sight, away from the GUI thread, and stops when it goes out of sight."""

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.desk, self._intake_id = desk, ""
        self._capacity: Capacity | None = None
        self._reserved: EquipmentSet | None = None
        self._running = self._hidden = self._admitted = False
        self._title, self._kits_title = QLabel(), QLabel()
        for label in (self._title, self._kits_title):
            label.setProperty("role", "small")
        self.numbers = SpokenLabel("intake.capacity", desk.theme)
        self.kits = SpokenLabel("intake.reserved", desk.theme)
        self.estimate = QPushButton()
        self.estimate.setObjectName("intake.estimate")
        self.estimate.clicked.connect(self.ask)
        self.reserve = KeyButton("intake.reserve", "Alt+F5", desk.theme, screen)
        self.reserve.clicked.connect(self.set_aside)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(2)
        for part in (self._title, self.numbers, self.estimate, self._kits_title, self.kits, self.reserve):
            column.addWidget(part)
        self.restyle(desk)

    def show_intake(self, intake_id: IntakeId, *, admitted: bool) -> None:
        """The intake in sight; what is set aside for it is read."""
        if intake_id != self._intake_id:
            self._reserved = None
        self._intake_id, self._admitted = intake_id, admitted
        self._show()
        ctx = self.desk.ctx
        self.desk.tasks.run_query(
            lambda: (intake_id, reservation_of(ctx, intake_id)), self._on_reserved, self._on_quiet
        )

    def on_changes(self, changes: Changes) -> None:
        """What the estimate rests on may be another: it is asked again in a while."""
        if changes.touches(*RESTS_ON) and self.isVisible() and self._possible():
            self._timer.start()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self.desk = desk
        texts = desk.texts
        self._title.setText(texts("capacity.title"))
        self._kits_title.setText(texts("capacity.kits"))
        self.estimate.setText(texts("capacity.again"))
        self.estimate.setAccessibleName(texts("capacity.again"))
        self.reserve.say(texts("capacity.reserve"))
        for part in (self.numbers, self.kits, self.reserve):
            part.restyle(desk.theme)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hidden = False
        if self._capacity is None and self._possible():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: others may need the planner."""
        super().hideEvent(event)
        self._hidden = True
        self._timer.stop()

    def ask(self) -> None:
        """Estimate now, unless one is under way."""
        if self._running or not self._possible():
            return
        means, known = self._means(), self._capacity
        desk = self.desk
        self._running = True
        self._show()

        def work(closing: Callable[[], bool]) -> Capacity:
            return estimate_capacity(desk.ctx, desk.actor, means, known, lambda: self._hidden or closing())

        desk.tasks.run_long(work, self._on_capacity, self._on_failed)

    def set_aside(self) -> None:
        """Set the equipment of the condition aside for this intake."""
        if self.reserve.isEnabled():
            self.reserve.setEnabled(False)
            desk, rules = self.desk, self.desk.ports.rules.equipment
            command = partial(reserve_for_intake, desk.ctx, desk.actor, rules, IntakeId(self._intake_id))
            desk.tasks.run_command(command, self._on_set_aside, self._on_refused)

    def _means(self) -> Means:
        ports = self.desk.ports
        assert ports.travel is not None, "asked only when it is possible"
        assert ports.profile is not None, "asked only when it is possible"
        return Means(ports.rules, ports.travel, ports.planner, ports.profile)

    def _possible(self) -> bool:
        return self.desk.ports.travel is not None and self.desk.ports.profile is not None

    def _on_capacity(self, capacity: Capacity) -> None:
        self._running, self._capacity = False, capacity
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._running = False
        self._show()
        if not isinstance(error, PlanningCancelled):
            self.numbers.say(self.desk.texts.error(error))

    def _on_set_aside(self, _: Changes) -> None:
        self.show_intake(IntakeId(self._intake_id), admitted=self._admitted)

    def _on_refused(self, error: Exception) -> None:
        self._show()
        said = self._refusal(error)
        self.kits.say(said)
        announce(self.kits, said, assertive=True)

    def _refusal(self, error: Exception) -> str:
        texts, rules = self.desk.texts, self.desk.ports.rules.equipment
        if isinstance(error, StockShort):
            named = {**error.facts, "kind": rules.kind_name(str(error.facts["kind"]), texts.language)}
            return texts("errors.stock_short", **named)
        return texts.error(error)

    def _on_reserved(self, found: tuple[IntakeId, EquipmentSet | None]) -> None:
        if found[0] == self._intake_id:
            self._reserved = found[1]
            self._show()

    def _on_quiet(self, error: Exception) -> None:
        self.kits.say(self.desk.texts.error(error))

    def _show(self) -> None:
        texts, rules, one = self.desk.texts, self.desk.ports.rules.equipment, self._reserved
        self.numbers.say(self._numbers())
        self.estimate.setEnabled(self._possible() and not self._running)
        promised = self.desk.ctx.local(one.promised_at) if one else None
        self.kits.say(reservation_text(texts, rules, one, promised))
        may = permits(self.desk.actor.role, Action.MOVE_EQUIPMENT) and bool(self._intake_id)
        self.reserve.setEnabled(may and one is None and not self._admitted)

    def _numbers(self) -> str:
        texts = self.desk.texts
        if self._running and self._capacity is None:
            return texts("capacity.counting")
        if self._capacity is None:
            return texts("capacity.not_yet" if self._possible() else "capacity.impossible")
        rules, at = self.desk.ports.rules.equipment, self.desk.ctx.local(self._capacity.at)
        said = capacity_text(texts, rules, self._capacity, at)
        return texts("capacity.outdated", said=said) if self._running else said
