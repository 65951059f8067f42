"""Two plans of the day side by side: figures above, each visit that moves below; own changes put onto a newer plan."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.ids import PlanId
from hah_console.services.plan_compare import Comparison, PlanSide, compare_plans, plans_of
from hah_console.ui.screen import Desk
from hah_console.ui.screens.routes.compare_words import FigureLine, MoveLine, figure_lines, move_lines, side_text
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList

WIDTH, HEIGHT, PAD, LINE = 920, 600, 12, 20
COLUMNS = (0.24, 0.2, 0.28, 0.28)


class MoveDelegate(RowDelegate):
    """Who and what, how it differs, before, after."""

    height = 34

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, MoveLine):
            return
        left, width = box.left() + PAD, box.width() - 2 * PAD
        cells = ((row.patient, True), (f"{row.kind} · {row.task}", False), (row.before, False), (row.after, True))
        for share, (words, bold) in zip(COLUMNS, cells, strict=True):
            room = round(share * width)
            self.text(painter, QRect(left, box.top(), room - 10, box.height()), words, "ink", BODY_PX, bold=bold)
            left += room


class CompareDialog(QDialog):
    """Signals: ``rebase_asked`` with the draft whose changes should be made again on the plan in force.

    ``wanted`` are the two plans to begin with; ``overtaken`` is a draft that cannot be published any more.
    """

    rebase_asked = Signal(str)

    def __init__(
        self, desk: Desk, day: date, wanted: tuple[PlanId, PlanId], parent: QWidget, overtaken: PlanId | None = None
    ) -> None:
        super().__init__(parent)
        self.desk, self._day, self._wanted, self._overtaken = desk, day, wanted, overtaken
        self.sides: tuple[PlanSide, ...] = ()
        self.found: Comparison | None = None
        self.setObjectName("routes.compare_dialog")
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        self._build()
        self._write_texts()
        self.finished.connect(self.deleteLater)
        ctx, actor = desk.ctx, desk.actor
        desk.tasks.run_query(lambda: plans_of(ctx, actor, day), self._on_sides, self._on_error)

    def _build(self) -> None:
        self.before, self.after = QComboBox(), QComboBox()
        for box, name in ((self.before, "before"), (self.after, "after")):
            box.setObjectName(f"routes.compare_{name}")
            box.currentIndexChanged.connect(self._on_chosen)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "error")
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(24)
        self._figures.setVerticalSpacing(4)
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.moves = RowList("routes.compare_moves", MoveDelegate(self.desk.theme), keeps_selection=True)
        self.rebase, self.close_ = QPushButton(), QPushButton()
        self.rebase.setObjectName("routes.rebase")
        self.rebase.setProperty("kind", "primary")
        self.rebase.setVisible(self._overtaken is not None)
        self.rebase.clicked.connect(self._on_rebase)
        self.close_.clicked.connect(self.reject)
        for button in (self.rebase, self.close_):
            button.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(16)
        for box in (self.before, self.after):
            top.addWidget(box, 1)
        foot.addWidget(self.rebase)
        foot.addStretch(1)
        foot.addWidget(self.close_)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addLayout(top)
        column.addLayout(self._figures)
        column.addWidget(self.heading)
        column.addWidget(self.moves, 1)
        column.addLayout(foot)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.setWindowTitle(texts("routes.compare.title"))
        self.before.setAccessibleName(texts("routes.compare.before"))
        self.after.setAccessibleName(texts("routes.compare.after"))
        self.moves.setAccessibleName(texts("routes.compare.moves"))
        for button, key in ((self.rebase, "routes.compare.rebase"), (self.close_, "routes.compare.close")):
            button.setText(texts(key))
            button.setAccessibleName(texts(key))

    def say(self, sentence: str) -> None:
        """Why the person is here, or what went wrong."""
        self.sentence.setText(sentence)
        self.sentence.setAccessibleName(sentence)
        self.sentence.setVisible(bool(sentence))

    def _on_sides(self, sides: tuple[PlanSide, ...]) -> None:
        self.sides = sides
        for box, wanted in ((self.before, self._wanted[0]), (self.after, self._wanted[1])):
            box.blockSignals(True)
            for side in sides:
                box.addItem(side_text(self.desk.texts, self.desk.ctx.local, side), side.plan_id)
            box.setCurrentIndex(max(0, box.findData(wanted)))
            box.blockSignals(False)
        self._on_chosen()

    def _on_chosen(self) -> None:
        before, after = self.before.currentData(), self.after.currentData()
        if before is None or after is None:
            return
        ctx, actor = self.desk.ctx, self.desk.actor
        work: Callable[[], Comparison] = lambda: compare_plans(ctx, actor, before, after)  # noqa: E731
        self.desk.tasks.run_query(work, self._on_found, self._on_error)

    def _on_found(self, found: Comparison) -> None:
        asked = (self.before.currentData(), self.after.currentData())
        if (found.before.plan_id, found.after.plan_id) != asked:
            return
        texts, self.found = self.desk.texts, found
        self._show_figures(figure_lines(texts, found))
        lines = move_lines(texts, self.desk.ctx.local, found)
        self.moves.show_rows(lines)
        key = "routes.compare.count" if lines else "routes.compare.same"
        self.heading.setText(texts(key, count=len(lines)))
        self.moves.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_figures(self, lines: tuple[FigureLine, ...]) -> None:
        while (item := self._figures.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, line in enumerate(lines):
            cells = ((line.name, "small"), (line.before, ""), (line.after, ""), (line.change, "heading"))
            for column, (words, role) in enumerate(cells):
                label = QLabel(words)
                label.setProperty("role", role)
                self._figures.addWidget(label, row, column)
        for column, width in ((0, 110), (1, 130), (2, 130)):
            self._figures.setColumnMinimumWidth(column, width)
        self._figures.setColumnStretch(3, 1)

    def _on_rebase(self) -> None:
        if self._overtaken is not None:
            self.rebase_asked.emit(str(self._overtaken))
            self.accept()

    def _on_error(self, error: Exception) -> None:
        self.say(self.desk.texts.error(error))
