"""The time line with its buttons and its price: visits are carried, priced, put down, pinned, taken back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.domain.errors import HandRefused
from hah_console.services.hand_ports import HandMove, HandPlan, HandPrice
from hah_console.services.planning_document import unit_of
from hah_console.ui.announce import announce
from hah_console.ui.screen import Desk
from hah_console.ui.timeline.canvas import TimelineCanvas
from hah_console.ui.timeline.carry import Carry
from hah_console.ui.timeline.editing import HandEditing, Shown
from hah_console.ui.timeline.price_strip import PriceStrip
from hah_console.ui.timeline.pricing import Pricing
from hah_console.ui.timeline.scene import Change
from hah_console.ui.timeline.words import PriceText, price_text
from hah_console.ui.widgets.key_button import KeyButton

_HELD = (("dayline.person_held", "dayline.person_free"), ("dayline.time_held", "dayline.time_free"))
UNDO, REDO, PERSON, TIME, OUT = "Ctrl+Z", "Ctrl+Y", "Ctrl+L", "Ctrl+T", "Ctrl+Delete"


class TimelinePanel(QFrame):
    """Signals: ``chosen`` with a visit, ``opened`` with a visit, ``kept`` when a change has become a draft, ``failed``
    with an error that somebody has to be told, ``sized`` when there are more or fewer rows than before."""

    chosen = Signal(str)
    opened = Signal(str)
    kept = Signal()
    failed = Signal(object)
    sized = Signal()

    def __init__(self, desk: Desk, screen: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._desk = desk
        self.editing = HandEditing(desk, self)
        self.canvas = TimelineCanvas(desk.texts, desk.theme)
        self.strip = PriceStrip(desk.texts, desk.theme)
        self.pricing = Pricing(desk.tasks, self)
        self._fresh: tuple[HandMove, HandPrice, HandPlan] | None = None
        self._drop_when_priced = False
        self._build(screen)
        self._connect()
        self._write_texts()
        self._on_shown()

    def _build(self, screen: QWidget) -> None:
        theme = self._desk.theme
        self._title, self._state = QLabel(), QLabel()
        self._title.setProperty("role", "heading")
        self._state.setProperty("role", "hint")
        self._state.setObjectName("routes.timeline_state")
        self.undo = KeyButton("routes.undo", UNDO, theme, screen)
        self.redo = KeyButton("routes.redo", REDO, theme, screen)
        self.person = KeyButton("routes.hold_person", PERSON, theme, screen)
        self.time = KeyButton("routes.hold_time", TIME, theme, screen)
        self.out = KeyButton("routes.take_out", OUT, theme, screen)
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._state, 1)
        for button in self._buttons():
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.strip)

    def _connect(self) -> None:
        self.editing.shown.connect(self._on_shown)
        self.editing.kept.connect(self.kept)
        self.editing.failed.connect(self.failed)
        canvas = self.canvas
        canvas.chosen.connect(self._on_chosen)
        canvas.opened.connect(self.opened)
        canvas.carried.connect(self._on_carried)
        canvas.dropped.connect(self._on_dropped)
        canvas.put_back.connect(self._on_put_back)
        canvas.refused.connect(self._on_refused_visit)
        self.pricing.priced.connect(self._on_priced)
        self.pricing.refused.connect(self._on_refused)
        self.undo.clicked.connect(lambda: self._told("dayline.undone", self.editing.undo()))
        self.redo.clicked.connect(lambda: self._told("dayline.redone", self.editing.redo()))
        self.person.clicked.connect(lambda: self._hold(person=True))
        self.time.clicked.connect(lambda: self._hold(time=True))
        self.out.clicked.connect(self._take_out)

    # what the screen asks

    def show_plan(self, plan: Shown | None) -> None:
        """Show the plan of an id in a version."""
        self.editing.show_plan(plan)

    def select(self, visit_id: str) -> None:
        """Choose a visit, because another part of the desk says so."""
        if self.canvas.carry is None:
            self.canvas.select(visit_id)
            self._show_buttons()

    def place(self, task_id: str) -> bool:
        """Take a task that nobody has in hand; False when there is nothing to be placed."""
        scene, sheet = self.canvas.scene, self.editing.sheet
        left_out = self.editing.history.now.state.left_out if sheet and self.editing.editable else ()
        visit = next((name for name in left_out if name.partition("#")[0] == task_id), "")
        if not visit or not scene.rows:
            return False
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.canvas.begin_carry(Carry(visit, scene.rows[0].row_id, ""))
        return True

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        self._desk = desk
        self.editing.restyle(desk)
        self.canvas.restyle(desk.texts, desk.theme)
        self.strip.restyle(desk.texts, desk.theme)
        for button in self._buttons():
            button.restyle(desk.theme)
        self._write_texts()
        self.strip.say("")
        self._show_state()
        if self.canvas.carry is not None:
            self._on_carried(self.canvas.carry)

    # carrying

    def _on_carried(self, carry: Carry) -> None:
        self.editing.busy = True
        self._fresh, self._drop_when_priced = None, False
        if self._at_home(carry):
            self.pricing.forget()
            words = self._desk.texts("dayline.at_home", patient=self._patient(carry.visit_id))
            self.strip.say(words, in_hand=True)
            return
        self.strip.ask(self._sentence(carry))
        self.pricing.ask(self.editing.history.now.state, carry.move)

    def _on_priced(self, move: HandMove, price: HandPrice, plan: HandPlan) -> None:
        carry = self.canvas.carry
        if carry is None or carry.move != move:
            return
        self._fresh = (move, price, plan)
        self.strip.show_price(self._sentence(carry), self._words(price))
        sheet = self.editing.sheet
        if sheet is not None:
            writer, scene = self.editing.writer(sheet), self.canvas.scene
            rows = (writer.row(route, scene) for route in price.routes)
            self.canvas.show_preview({row.row_id: row for row in rows if row is not None})
        if self._drop_when_priced:
            self._put_down(carry)
        elif not self.canvas.by_mouse:
            announce(self.strip, self.strip.spoken)

    def _on_refused(self, move: HandMove, error: Exception) -> None:
        carry = self.canvas.carry
        if carry is not None and carry.move == move:
            self.strip.say(self._desk.texts.error(error), in_hand=True)
            announce(self.strip, self.strip.spoken, assertive=True)

    def _on_dropped(self, carry: Carry) -> None:
        if self._at_home(carry):
            self.canvas.end_carry()
            self._on_put_back()
        elif self._fresh is not None and self._fresh[0] == carry.move:
            self._put_down(carry)
        else:
            self._drop_when_priced = True

    def _put_down(self, carry: Carry) -> None:
        fresh = self._fresh
        if fresh is None:
            return
        move, price, plan = fresh
        said = f"{self._sentence(carry)} {self._words(price).total}"
        self.canvas.end_carry()
        self.editing.busy, self._fresh, self._drop_when_priced = False, None, False
        self.canvas.selected = move.visit_id
        self.editing.take(plan, "move" if carry.row_id else "take_out", said)
        self.strip.show_price(self._sentence(carry), self._words(price))
        announce(self.canvas, self._desk.texts("dayline.put_down", what=said))

    def _on_put_back(self) -> None:
        self.editing.busy, self._fresh = False, None
        self.pricing.forget()
        self.strip.say(self._desk.texts("dayline.put_back"))
        announce(self.canvas, self.strip.head)

    def _on_refused_visit(self, visit_id: str) -> None:
        texts, block = self._desk.texts, self.canvas.scene.block(visit_id)
        if block is not None and block.begun and self.editing.editable:
            self.strip.say(texts.error(HandRefused(visit_id=visit_id, reason="begun")))
        elif not self.editing.editable:
            self.strip.say(texts("dayline.only_look"))
        announce(self.strip, self.strip.head, assertive=True)

    # other changes

    def _hold(self, *, person: bool = False, time: bool = False) -> None:
        visit_id = self.canvas.selected
        if not self._can_change(visit_id):
            return
        pin = self.editing.hold(visit_id, person=person, time=time)
        side = pin is not None and (pin.staff_id is not None if person else pin.start is not None)
        held, free = _HELD[0 if person else 1]
        self.strip.say(self._desk.texts(held if side else free, patient=self._patient(visit_id)))
        announce(self.strip, self.strip.head)

    def _take_out(self) -> None:
        visit_id = self.canvas.selected
        if self._can_change(visit_id):
            self.canvas.begin_carry(Carry(visit_id, "", ""))
            self._on_dropped(Carry(visit_id, "", ""))

    def _told(self, key: str, step: object) -> None:
        if step is not None:
            self.strip.say(self._desk.texts(key, what=getattr(step, "said", "")))
            announce(self.strip, self.strip.head)

    # showing

    def _on_shown(self) -> None:
        if self.canvas.carry is not None:
            self.canvas.end_carry()
            self.editing.busy = False
        self._show_state()

    def _show_state(self) -> None:
        self.canvas.editable = self.editing.editable
        rows = len(self.canvas.scene.rows)
        self.canvas.show_scene(self.editing.scene())
        if len(self.canvas.scene.rows) != rows:
            self.canvas.updateGeometry()
            self.sized.emit()
        self._show_buttons()
        changed = sum(block.change is not Change.NONE for block in self.canvas.scene.blocks())
        texts, known = self._desk.texts, self.editing.sheet is not None and self.editing.sheet.known
        words = texts("dayline.changes", count=changed) if changed else texts("dayline.unchanged") if known else ""
        self._state.setText(words)

    def _on_chosen(self, visit_id: str) -> None:
        """What was said of another visit makes room."""
        if self.canvas.carry is None:
            self.strip.say("")
        self._show_buttons()
        self.chosen.emit(visit_id)

    def _show_buttons(self) -> None:
        history, change = self.editing.history, self._can_change(self.canvas.selected)
        self.undo.setEnabled(self.editing.editable and history.can_undo)
        self.redo.setEnabled(self.editing.editable and history.can_redo)
        for button in (self.person, self.time, self.out):
            button.setEnabled(change)
        texts, block = self._desk.texts, self.canvas.scene.block(self.canvas.selected)
        self.person.say(texts("dayline.free_person" if block and block.held_person else "dayline.hold_person"))
        self.time.say(texts("dayline.free_time" if block and block.held_time else "dayline.hold_time"))

    def _can_change(self, visit_id: str) -> bool:
        block = self.canvas.scene.block(visit_id)
        movable = block is not None and not block.begun
        return self.editing.editable and movable and self.canvas.carry is None

    def _at_home(self, carry: Carry) -> bool:
        """Whether it is above the place it was taken from."""
        row = self.canvas.scene.row_of(carry.visit_id)
        if row is None or row.row_id != carry.row_id:
            return False
        ids = [block.visit_id for block in row.blocks]
        at = ids.index(carry.visit_id)
        return carry.behind == (ids[at - 1] if at else "")

    def _sentence(self, carry: Carry) -> str:
        texts, row = self._desk.texts, self.canvas.scene.row(carry.row_id)
        if row is None:
            return texts("dayline.to_nobody", patient=self._patient(carry.visit_id))
        if not carry.behind:
            return texts("dayline.to_first", patient=self._patient(carry.visit_id), name=row.name)
        behind = self._patient(carry.behind)
        return texts("dayline.to_behind", patient=self._patient(carry.visit_id), name=row.name, behind=behind)

    def _words(self, price: HandPrice) -> PriceText:
        sheet = self.editing.sheet
        if sheet is None:
            return PriceText((), "", (), ())
        unit = sheet.profile.driving * unit_of(sheet.profile)
        return price_text(self._desk.texts, price, unit, self.editing.writer(sheet).name)

    def _patient(self, visit_id: str) -> str:
        sheet = self.editing.sheet
        return self.editing.writer(sheet).patient(visit_id) if sheet else ""

    def _buttons(self) -> tuple[KeyButton, ...]:
        return self.person, self.time, self.out, self.undo, self.redo

    def _write_texts(self) -> None:
        texts = self._desk.texts
        self._title.setText(texts("dayline.title"))
        self.undo.say(texts("dayline.undo"))
        self.redo.say(texts("dayline.redo"))
        self.out.say(texts("dayline.take_out"))
