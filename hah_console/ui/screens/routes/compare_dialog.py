"""Two plans of the day side by side: figures above, each visit that moves below; own changes put onto a newer plan."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.ids import PlanId
from hah_console.services.plan_compare import Comparison, PlanSide, compare_plans, plans_of
from hah_console.ui.screen import Desk
from hah_console.ui.screens.routes.compare_words import (
    MARK,
    FigureLine,
    MoveLine,
    figure_lines,
    move_counts,
    move_lines,
    side_text,
)
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList

WIDTH, HEIGHT, PAD, NAME_SHARE = 960, 640, 12, 0.28
"""The names take this share of the width, and each of both plans half of the rest."""
FIRST_ROW, LAST_COLUMN, LABEL_HEIGHT = 1, 3, 16


class MoveDelegate(RowDelegate):
    """Whom it is about; where it stood; where it stands now, and what that changes."""

    height = 34

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, MoveLine):
            return
        name, before, after = (part.adjusted(PAD, 0, -PAD, 0) for part in thirds(box))
        used = self.text(painter, name, f"{MARK if row.marked else ''}{row.patient}", "ink", BODY_PX, bold=True)
        self.text(painter, name.adjusted(used + 8, 0, 0, 0), row.task, "ink-2", BODY_PX)
        self.text(painter, before, row.before, "ink-2", BODY_PX)
        taken = self.text(painter, after, row.change, "ink", LABEL_PX, right=True)
        self.text(painter, after.adjusted(0, 0, -taken - 8, 0), row.after, "ink", BODY_PX, bold=True)


def thirds(box: QRect) -> tuple[QRect, QRect, QRect]:
    """Names, the plan at the left, the plan at the right."""
    name, side = round(NAME_SHARE * box.width()), round((1 - NAME_SHARE) / 2 * box.width())
    first = QRect(box.left(), box.top(), name, box.height())
    second = QRect(first.right() + 1, box.top(), side, box.height())
    return first, second, QRect(second.right() + 1, box.top(), box.width() - name - side, box.height())


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
        self._shown: list[QLabel] = []
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
        self.before_name, self.after_name = QLabel(), QLabel()
        for label in (self.before_name, self.after_name):
            label.setProperty("role", "label")
            label.setFixedHeight(LABEL_HEIGHT)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "error")
        self.sentence.setWordWrap(True)
        self.sentence.hide()
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.moves = RowList("routes.compare_moves", MoveDelegate(self.desk.theme), keeps_selection=True)
        self.rebase = KeyButton("routes.rebase", "Ctrl+Return", self.desk.theme, self, kind="primary")
        self.rebase.setVisible(self._overtaken is not None)
        self.rebase.clicked.connect(self._on_rebase)
        self.close_ = KeyButton("routes.compare_close", "Esc", self.desk.theme, None)
        self.close_.clicked.connect(self.reject)
        for button in (self.rebase, self.close_):
            button.setAutoDefault(False)
        self._lay_out()

    def _lay_out(self) -> None:
        panel, foot = QFrame(), QHBoxLayout()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.moves)
        self.panel = panel
        foot.addWidget(self.rebase)
        foot.addStretch(1)
        foot.addWidget(self.close_)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addLayout(self._table())
        column.addWidget(self.heading)
        column.addWidget(panel, 1)
        column.addStretch(0)
        column.addLayout(foot)

    def _table(self) -> QGridLayout:
        """The choice of both plans above their figures, in the columns of the rows below."""
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(0)
        self._figures.setVerticalSpacing(4)
        self._figures.setContentsMargins(PAD, 0, 0, 0)
        side = (1 - NAME_SHARE) / 2
        for column, share in enumerate((NAME_SHARE, side, side / 2, side / 2)):
            self._figures.setColumnStretch(column, round(100 * share))
        for span, label, box in ((1, self.before_name, self.before), (2, self.after_name, self.after)):
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label.setBuddy(box)
            cell = QVBoxLayout()
            cell.setContentsMargins(PAD, 0, 0, 4)
            cell.setSpacing(2)
            cell.addStretch(1)
            cell.addWidget(label)
            cell.addWidget(box)
            self._figures.addLayout(cell, 0, span, 1, span)
        return self._figures

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.setWindowTitle(texts("routes.compare.title"))
        for box, label, key in (
            (self.before, self.before_name, "routes.compare.before"),
            (self.after, self.after_name, "routes.compare.after"),
        ):
            box.setAccessibleName(texts(key))
            label.setText(texts(key))
        self.heading.setText(texts("routes.compare.reading"))
        self.moves.setAccessibleName(texts("routes.compare.moves"))
        self.rebase.say(texts("routes.compare.rebase"))
        self.close_.say(texts("routes.compare.close"))

    def say(self, sentence: str) -> None:
        """Why the person is here, or what went wrong."""
        self.sentence.setText(sentence)
        self.sentence.setAccessibleName(sentence)
        self.sentence.setVisible(bool(sentence))

    def _on_sides(self, sides: tuple[PlanSide, ...]) -> None:
        self.sides = sides
        for box, wanted in zip((self.before, self.after), self._begin_with(sides), strict=True):
            box.blockSignals(True)
            for side in sides:
                box.addItem(side_text(self.desk.texts, self.desk.ctx.local, side), side.plan_id)
            box.setCurrentIndex(max(0, box.findData(wanted)))
            box.blockSignals(False)
        self._on_chosen()

    def _begin_with(self, sides: tuple[PlanSide, ...]) -> tuple[PlanId, PlanId]:
        """A plan beside itself tells nothing: the one made before it is taken where there is one."""
        before, after = self._wanted
        older = [side.plan_id for side in sides if side.plan_id != after]
        return (older[0], after) if before == after and older else (before, after)

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
        texts, first, self.found = self.desk.texts, self.found is None, found
        self._show_figures(figure_lines(texts, found))
        self.moves.show_rows(move_lines(texts, self.desk.ctx.local, found))
        self.panel.setVisible(bool(found.moves))
        self.heading.setText(self._moves_text(found))
        if first:
            target = self.moves if found.moves else self.before
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moves_text(self, found: Comparison) -> str:
        """How much moves, or why nothing does."""
        if found.moves:
            return move_counts(self.desk.texts, found)
        if found.before.plan_id != found.after.plan_id:
            return self.desk.texts("routes.compare.same")
        return self.desk.texts("routes.compare.itself" if len(self.sides) > 1 else "routes.compare.only_one")

    def _show_figures(self, lines: tuple[FigureLine, ...]) -> None:
        for label in self._shown:
            self._figures.removeWidget(label)
            label.deleteLater()
        self._shown = []
        for row, line in enumerate(lines, FIRST_ROW):
            cells = (
                (line.name, "small"),
                (line.before, ""),
                (line.after, ""),
                (line.change, "heading" if line.differs else "hint"),
            )
            for column, (words, role) in enumerate(cells):
                label = QLabel(words)
                label.setProperty("role", role)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setContentsMargins(PAD if column else 0, 0, PAD if column == LAST_COLUMN else 0, 0)
                label.setAccessibleName(f"{line.name} {words}" if column else words)
                side = Qt.AlignmentFlag.AlignRight if column == LAST_COLUMN else Qt.AlignmentFlag.AlignLeft
                self._figures.addWidget(label, row, column, side | Qt.AlignmentFlag.AlignVCenter)
                self._shown.append(label)

    def _on_rebase(self) -> None:
        if self._overtaken is not None:
            self.rebase_asked.emit(str(self._overtaken))
            self.accept()

    def _on_error(self, error: Exception) -> None:
        self.say(self.desk.texts.error(error))
