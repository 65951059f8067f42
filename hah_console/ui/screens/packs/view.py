"""The rule packs: which version of each is in force today, what comes next, its numbers, and the faults of a folder."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.pack_info import PackNumber
from hah_console.services.pack_desk import PackShelfReport
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.packs.presenter import FAULT, PacksPresenter
from hah_console.ui.screens.packs.rows import NumberDelegate, PackDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH, MOST_FACTS = 420, 7
Asked = tuple[str, str, str]
"""Kind, version and folder whose numbers are wanted."""


class PacksScreen(Screen):
    """Read-only: a pack is changed in its file, and taken when the program starts."""

    screen_id = "packs"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = PacksPresenter(desk.texts, desk.ports.rules.alarms.info.version)
        self.folder, self._wanted = "", ("", "", "")
        self._build()
        self._read = Requery(desk.tasks, self._look, self._on_report, self._on_failed, self)
        self._read_numbers = Requery(desk.tasks, self._look_up, self._on_numbers, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("packs.list", PackDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.list.opened.connect(lambda _: self._to_numbers())
        self.list.setFixedWidth(LIST_WIDTH)
        self.numbers = RowList("packs.numbers", NumberDelegate(theme))
        self.check = KeyButton("packs.check", "Alt+F5", theme, self)
        self.check.clicked.connect(self.ask_folder)
        self.own = KeyButton("packs.own", "Alt+F6", theme, self)
        self.own.clicked.connect(lambda: self.look_at(""))
        self._title, self.summary, self.heading = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self.summary, "hint"), (self.heading, "heading")):
            label.setProperty("role", role)
        self.summary.setObjectName("packs.summary")
        self._facts = [(QLabel(), QLabel()) for _ in range(MOST_FACTS)]
        self._skeleton, self.message = Skeleton(theme), Message("packs.message")
        self.message.asked.connect(self.refresh)
        self.pages = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, self.summary):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.own)
        head.addWidget(self.check)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_panel(self.list))
        row.addWidget(_panel(self.heading, self._fact_grid(), self.numbers), 1)
        for page in (self._skeleton, body, self.message):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.pages, 1)

    def _fact_grid(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(12, 0, 12, 8)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(16)
        for row, (label, value) in enumerate(self._facts):
            label.setProperty("role", "label")
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        return box

    def take_focus(self) -> None:
        """The list, or the next step when there is none."""
        target = self.message.button if self.message.isVisible() else self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_numbers(self) -> None:
        self.numbers.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a kind of pack."""
        self.list.choose(entity_id)

    def refresh(self) -> None:
        """Read the folder again."""
        self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language, theme or set of alarm rules."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.presenter.alarms_version = desk.ports.rules.alarms.info.version
        for rows in (self.list, self.numbers):
            rows.restyle(desk.theme)
        for button in (self.check, self.own):
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show()

    def ask_folder(self) -> None:
        """Choose another folder to look at; nothing of it is taken."""
        chosen = QFileDialog.getExistingDirectory(self, self.desk.texts("packs.check"))
        if chosen:
            self.look_at(chosen)

    def look_at(self, folder: str) -> None:
        """Look at a folder; empty: the one this program goes by."""
        self.folder = folder
        self.refresh()

    def _look(self) -> tuple[str, PackShelfReport | None]:
        desk, folder = self.desk.ports.packs, self.folder
        return folder, desk.look(self.desk.ctx.today(), folder) if desk is not None else None

    def _on_report(self, looked: tuple[str, PackShelfReport | None]) -> None:
        folder, report = looked
        if folder != self.folder:
            return  # another was asked for meanwhile, and will be told
        before = self.presenter.report
        first = before is None
        self.presenter.report, self.presenter.other_folder = report, bool(folder)
        self._wanted = ("", "", "")
        self._show()
        if before is None or report is None or before.folder != report.folder:
            self.list.choose(f"{FAULT}0")  # reading the same folder again leaves the reader where they are
        announce(self.list, self.presenter.summary())
        if first and self.isVisible():
            self.take_focus()

    def _look_up(self) -> tuple[Asked, tuple[PackNumber, ...]]:
        desk, wanted = self.desk.ports.packs, self._wanted
        return wanted, desk.numbers(*wanted) if desk is not None and wanted[0] else ()

    def _on_numbers(self, found: tuple[Asked, tuple[PackNumber, ...]]) -> None:
        """Only of the pack chosen now: a fault chosen meanwhile has lines of its own."""
        if found[0][0] and found[0] == self._wanted:
            self.numbers.show_rows(self.presenter.numbers(found[1]))

    def _on_failed(self, error: Exception) -> None:
        self.message.say(self.desk.texts.error(error), self.desk.texts("packs.retry"))
        self.pages.setCurrentWidget(self.message)

    def _show(self) -> None:
        lines = self.presenter.lines()
        self.own.setVisible(self.presenter.other_folder)
        self.summary.setText(self.presenter.summary())
        if self.presenter.report is None:
            return
        self.list.show_rows(lines)
        self.pages.setCurrentIndex(1)
        self._show_chosen()

    def _show_chosen(self) -> None:
        key, presenter = self.list.key(), self.presenter
        self.heading.setText(presenter.title(key))
        facts = presenter.facts(key)
        for position, (label, value) in enumerate(self._facts):
            said = facts[position] if position < len(facts) else ("", "")
            label.setText(said[0])
            value.setText(said[1])
            for widget in (label, value):
                widget.setVisible(bool(said[0]))
        self._show_numbers(key)

    def _show_numbers(self, key: str) -> None:
        fault, pack = self.presenter.fault(key), self.presenter.pack(key)
        if fault is not None:
            self._wanted = ("", "", "")
            self.numbers.show_rows(self.presenter.excerpt(fault))
            return
        info = pack.used if pack is not None else None
        wanted = (key, info.version, self.folder) if info is not None else ("", "", "")
        if wanted != self._wanted:
            self._wanted = wanted
            self.numbers.show_rows(())
            self._read_numbers.ask()

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("packs.title"))
        self.list.setAccessibleName(texts("packs.list"))
        self.numbers.setAccessibleName(texts("packs.numbers"))
        self.check.say(texts("packs.check"))
        self.own.say(texts("packs.own"))


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 4, 1, 4)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, RowList) else 0)
        if isinstance(widget, QLabel):
            widget.setContentsMargins(12, 4, 12, 4)
    return panel
