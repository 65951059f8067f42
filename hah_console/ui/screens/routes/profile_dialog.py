"""The planning profiles: every edition with its author, what it says in plain words, use it or make the next one."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.domain.actor import Action, permits
from hah_console.domain.planning_profile import PlanningProfile, Weights
from hah_console.services.changes import Changes
from hah_console.services.planning_profiles import (
    ProfileRow,
    all_editions,
    choose_profile,
    in_use,
    keep_profile,
)
from hah_console.ui.forms.draft_dialog import Command, DialogSpec, DraftDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.routes.profile_words import (
    ProfileLine,
    form_fields,
    key_of,
    line_of,
    profile_spec,
    sentences,
    who_text,
)
from hah_console.ui.theme.fonts import BODY_PX, LABEL_PX
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowDelegate, RowList

WIDTH, HEIGHT, LIST_WIDTH, PAD, LINE = 860, 480, 340, 12, 18
FORM_WIDTH, FORM_HEIGHT = 640, 720


class ProfileDelegate(RowDelegate):
    """Name and edition; who and when."""

    height = 48

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if not isinstance(row, ProfileLine):
            return
        first = QRect(box.left() + PAD, box.top() + 6, box.width() - 2 * PAD, LINE)
        taken = self.text(painter, first, row.edition, "ink", LABEL_PX, right=True)
        self.text(painter, first.adjusted(0, 0, -taken - 8, 0), row.name, "ink", BODY_PX, bold=True)
        self.text(painter, first.translated(0, LINE), f"{row.who}  {row.note}", "ink-2", LABEL_PX)


class ProfileDialog(QDialog):
    """Signals: ``chosen`` with the PlanningProfile searches use from now on."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, shipped: PlanningProfile, used: PlanningProfile, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._shipped, self._used = desk, shipped, used
        self.editions: tuple[ProfileRow, ...] = ()
        self.setObjectName("routes.profile_dialog")
        self.setModal(True)
        self.resize(WIDTH, HEIGHT)
        self._build()
        self._write_texts()
        self.finished.connect(self.deleteLater)
        ctx = desk.ctx
        self._read = Requery(desk.tasks, lambda: all_editions(ctx, shipped), self._on_rows, self._on_error, self)
        self._read.ask()

    def _build(self) -> None:
        self.list = RowList("routes.profiles", ProfileDelegate(self.desk.theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show())
        self.list.opened.connect(lambda _: self.use())
        self.name, self.who, self.note, self.says = QLabel(), QLabel(), QLabel(), QLabel()
        self.former, self.error = QLabel(), QLabel()
        roles = {self.name: "heading", self.who: "hint", self.note: "", self.says: "", self.former: "error"}
        for label, role in {**roles, self.error: "error"}.items():
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        theme = self.desk.theme
        self.use_ = KeyButton("routes.profile_use", "Ctrl+Return", theme, self, kind="primary")
        self.edit = KeyButton("routes.profile_edit", "Ctrl+N", theme, self)
        self.close_ = KeyButton("routes.profile_close", "Esc", theme, None)
        for button, act in ((self.use_, self.use), (self.edit, self.open_form), (self.close_, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
        self._lay_out()

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("role", "panel")
        left.setFixedWidth(LIST_WIDTH)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.list)
        right = QVBoxLayout()
        right.setSpacing(8)
        for label in (self.name, self.who, self.note, self.says, self.former):
            right.addWidget(label)
        right.addStretch(1)
        body, foot = QHBoxLayout(), QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(left)
        body.addLayout(right, 1)
        for button in (self.use_, self.edit):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.close_)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(body, 1)
        column.addWidget(self.error)
        column.addLayout(foot)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.setWindowTitle(texts("routes.profiles.title"))
        self.list.setAccessibleName(texts("routes.profiles.title"))
        self.use_.say(texts("routes.profiles.use"))
        self.edit.say(texts("routes.profiles.edit"))
        self.close_.say(texts("routes.compare.close"))
        self.edit.setEnabled(self._allowed())

    def _allowed(self) -> bool:
        return permits(self.desk.actor.role, Action.PLAN_ROUTES)

    def row(self) -> ProfileRow | None:
        """The chosen edition."""
        return next((row for row in self.editions if key_of(row) == self.list.key()), None)

    def use(self) -> None:
        """Plan with the chosen profile from now on; only its newest edition can be used, and only it can be asked."""
        row = self.row()
        if row is None or not self.use_.isEnabled():
            return
        ctx, actor = self.desk.ctx, self.desk.actor
        self._used = in_use(self._shipped, row)
        self.desk.tasks.run_command(lambda: choose_profile(ctx, actor, row.name), self._on_used, self._on_error)

    def open_form(self) -> None:
        """Make the next edition out of the chosen one."""
        row = self.row()
        if row is None:
            return
        texts, newest = self.desk.texts, {r.name: r.edition for r in self.editions}
        spec = DialogSpec(
            profile_spec(), texts("routes.profiles.form_title"), texts("routes.profiles.form_title"),
            "routes.profiles.save", row.name, row.edition, form_fields(row), texts("routes.profiles.form_hint"),
            FORM_WIDTH, FORM_HEIGHT,
        )  # fmt: skip
        ctx, actor = self.desk.ctx, self.desk.actor

        def read(fields: dict[str, str]) -> Command:
            seen = newest.get(" ".join(fields.get("name", "").split()), 0)
            return lambda: keep_profile(ctx, actor, fields, seen)[1]

        dialog = DraftDialog(spec, self.desk, read, self)  # type: ignore[arg-type]
        dialog.sent.connect(lambda _: self._read.ask())
        dialog.open()

    def _on_rows(self, rows: tuple[ProfileRow, ...]) -> None:
        self.editions = rows
        newest = {row.name: row for row in rows}
        texts, local = self.desk.texts, self.desk.ctx.local
        self.list.show_rows(
            [
                line_of(texts, local, row, chosen=self._is_used(row) and newest[row.name] is row)
                for row in reversed(rows)
            ]
        )
        self._show()

    def _is_used(self, row: ProfileRow) -> bool:
        used = self._used
        return row.name == used.name if row.edition else used.name == self._shipped.name

    def _show(self) -> None:
        row, texts = self.row(), self.desk.texts
        newest = max((r.edition for r in self.editions if row and r.name == row.name), default=0)
        former = row is not None and row.edition < newest
        line = line_of(texts, self.desk.ctx.local, row, chosen=self._is_used(row) and not former) if row else None
        said = {
            self.name: " · ".join(part for part in (line.name, line.edition) if part) if line else "",
            self.who: who_text(texts, self.desk.ctx.local, row) if row else "",
            self.note: row.note if row else "",
            self.says: "\n".join(sentences(texts, row, Weights.of(self._used))) if row else "",
            self.former: texts("routes.profiles.former", newest=newest) if former else "",
        }
        for label, words in said.items():
            label.setText(words)
            label.setAccessibleName(words)
            label.setVisible(bool(words))
        self.use_.setEnabled(self._allowed() and row is not None and not former)

    def _on_used(self, _: Changes) -> None:
        self.chosen.emit(self._used)
        self.accept()

    def _on_error(self, error: Exception) -> None:
        self.error.setText(self.desk.texts.error(error))
        self.error.show()
