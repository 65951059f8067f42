"""Alarm rules of the site on their way into force: import, replay, propose, and decide by a second person."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QProgressBar, QStackedWidget, QVBoxLayout

from hah_console.domain.errors import HahError, InvalidInput
from hah_console.domain.ids import RuleSetId
from hah_console.services.changes import Changes
from hah_console.services.rule_desk import RuleDesk, RuleSetBoard, RuleSetRow, read_rule_sets
from hah_console.services.rule_sets import decide_rule_set, draft_rule_set, propose_rule_set
from hah_console.ui.announce import announce
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.rules.presenter import RulesPresenter
from hah_console.ui.screens.rules.replay_run import ReplayRun
from hah_console.ui.screens.rules.report_panel import ReportPanel
from hah_console.ui.screens.rules.report_text import Forecast
from hah_console.ui.screens.rules.rule_set_list import RuleSetDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 340
KEYS = {
    "import": "Alt+F5",
    "replay": "Alt+F6",
    "propose": "Alt+F7",
    "activate": "Alt+F8",
    "reject": "Alt+F10",
    "stop": "Alt+F11",
}
# i18n: rules.act.*
# i18n: rules.done.*


class RulesScreen(Screen):
    """Every act sends the version in sight; without a rule desk nothing can be imported, replayed or decided."""

    screen_id = "rules"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        tools = desk.ports.rule_desk
        shipped = tools.shipped() if tools is not None else desk.ports.rules.alarms.info.version
        self.presenter = RulesPresenter(desk.ctx, desk.actor, desk.texts, shipped)
        self.run = ReplayRun(self)
        self.run.progressed.connect(self._on_progress)
        self.run.ended.connect(self._on_replayed)
        self._wanted = ""
        self._forecast: Forecast = None
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("rules.list", RuleSetDelegate(theme), keeps_selection=True)
        self.list.chosen.connect(lambda _: self._show_chosen())
        self.list.setFixedWidth(LIST_WIDTH)
        self.buttons = {
            act: KeyButton(f"rules.{act}", keys, theme, self, kind="primary" if act == "activate" else "")
            for act, keys in KEYS.items()
        }
        for act, slot in (
            ("import", self.ask_file), ("replay", self.replay), ("propose", self.propose), ("stop", self.run.stop),
            ("activate", lambda: self.decide(accepted=True)), ("reject", lambda: self.decide(accepted=False)),
        ):  # fmt: skip
            self.buttons[act].clicked.connect(slot)
        self._title, self.advice, self.said = QLabel(), QLabel(), QLabel()
        for label, role in ((self._title, "title"), (self.advice, "hint"), (self.said, "error")):
            label.setProperty("role", role)
            label.setWordWrap(label is not self._title)
        self.progress = QProgressBar()
        self.progress.setObjectName("rules.progress")
        self.progress.setTextVisible(False)
        self.said.hide()
        self.report = ReportPanel(theme)
        self._skeleton, self.message = Skeleton(theme), Message("rules.message")
        self.message.setProperty("role", "")
        self.message.asked.connect(self.refresh)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.report, self.message):
            self.pages.addWidget(page)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch(1)
        for button in self.buttons.values():
            head.addWidget(button)
        left, right = QFrame(), QFrame()
        for frame in (left, right):
            frame.setProperty("role", "panel")
        inside = QVBoxLayout(left)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.list)
        detail = QVBoxLayout(right)
        detail.setContentsMargins(4, 8, 4, 4)
        for widget in (self.advice, self.progress, self.said):
            widget.setContentsMargins(12, 0, 12, 0)
            detail.addWidget(widget)
        detail.addWidget(self.pages, 1)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(left)
        body.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(body, 1)

    def take_focus(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a rule set, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a rule set changed."""
        if changes.touches("rule_set", "user"):
            self._read.ask()

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (self.list, self._skeleton, self.report):
            part.restyle(desk.theme)
        for button in self.buttons.values():
            button.restyle(desk.theme)
        self._show_said("")
        self._write_texts()
        self._show()

    def chosen(self) -> RuleSetRow | None:
        """The rule set at the right; None for the rules that ship."""
        return self.presenter.find(self.list.key())

    def ask_file(self) -> None:
        """Ask which file to import."""
        if self.presenter.may("import", None):
            path, _ = QFileDialog.getOpenFileName(self, self.desk.texts("rules.file"), "", "TOML (*.toml)")
            if path:
                self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Keep the rules of a TOML file as a draft; what is wrong with it is said with file, key and cure."""
        tools, desk = self._tools(), self.desk
        if tools is None:
            return

        def work() -> RuleSetId:
            return draft_rule_set(
                desk.ctx, desk.actor, path.stem, _text_of(path), lambda text: tools.parse(text, path.name)
            )

        desk.tasks.run_command(work, self._on_imported, self._on_refused)

    def replay(self) -> None:
        """Replay the chosen draft over the stored data."""
        row, tools = self.chosen(), self._tools()
        if row is None or tools is None or self.run.running or not self.presenter.may("replay", row):
            return
        self._show_said("")
        self.run.start(self.desk, tools, row.rules)
        self._on_progress(0.0)
        self._show_chosen()

    def propose(self) -> None:
        """Put the chosen draft before a second person."""
        self._act("propose", lambda desk, row: propose_rule_set(
            desk.ctx, desk.actor, row.rule_set_id, row.rules.version
        ))  # fmt: skip

    def decide(self, *, accepted: bool) -> None:
        """Put the chosen proposal into force, or reject it."""
        tools = self._tools()
        if tools is None:
            return
        self._act("activate" if accepted else "reject", lambda desk, row: decide_rule_set(
            desk.ctx, desk.actor, row.rule_set_id, accepted=accepted, expected_version=row.rules.version,
            parse=tools.parse,
        ))  # fmt: skip

    def _act(self, act: str, command: Callable[[Desk, RuleSetRow], Changes]) -> None:
        row, desk = self.chosen(), self.desk
        if row is None or not self.presenter.may(act, row):
            return
        self.buttons[act].setEnabled(False)
        done = self.desk.texts(f"rules.done.{act}", name=row.rules.name)
        desk.tasks.run_command(lambda: command(desk, row), lambda _: self._say(done), self._on_refused)

    def _tools(self) -> RuleDesk | None:
        return self.desk.ports.rule_desk

    def _on_imported(self, rule_set_id: RuleSetId) -> None:
        self._wanted = rule_set_id
        self._say(self.desk.texts("rules.done.import"))

    def _on_refused(self, error: Exception) -> None:
        self._say(self.desk.texts.error(error))

    def _on_progress(self, share: float) -> None:
        percent = round(share * 100)
        self.progress.setValue(percent)
        self.progress.setAccessibleName(self.desk.texts("rules.progress", percent=percent))

    def _on_replayed(self, error: Exception | None) -> None:
        self._say(self.desk.texts("rules.done.replay") if error is None else self.desk.texts.error(error))

    def _say(self, sentence: str) -> None:
        self._show_said(sentence)
        announce(self.list, sentence, assertive=True)
        self._read.ask()

    def _show_said(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("rules.title_screen"))
        self.list.setAccessibleName(texts("rules.list"))
        for act, button in self.buttons.items():
            button.say(texts(f"rules.act.{act}"))
        self._show_chosen()

    def _read_board(self) -> tuple[RuleSetBoard, Forecast]:
        tools = self._tools()
        return read_rule_sets(self.desk.ctx, self.desk.actor), tools.forecast() if tools is not None else None

    def _on_board(self, found: tuple[RuleSetBoard, Forecast]) -> None:
        first = self.presenter.board is None
        self.presenter.board, self._forecast = found
        self._show()
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        self.message.say(self.desk.texts.error(error), self.desk.texts("rules.retry"))
        self.pages.setCurrentWidget(self.message)

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _show(self) -> None:
        self.list.show_rows(self.presenter.lines())
        self._show_chosen()

    def _show_chosen(self) -> None:
        row, running = self.chosen(), self.run.running
        for act, button in self.buttons.items():
            ready = self._tools() is not None and not running and self.presenter.may(act, row)
            button.setEnabled(running if act == "stop" else ready)
        self.buttons["stop"].setVisible(running)
        self.progress.setVisible(running)
        if self.presenter.board is None:
            return
        self.advice.setText(self.presenter.advice(row))
        self._show_report(row)

    def _show_report(self, row: RuleSetRow | None) -> None:
        texts = self.desk.texts
        if row is not None and row.report is not None:
            self.report.show_report(texts, row.report, self._forecast, self.desk.ctx.zone)
            self.pages.setCurrentWidget(self.report)
            return
        self.message.say(texts("rules.no_report" if row is not None else "rules.no_report_shipped"))
        self.pages.setCurrentWidget(self.message)


def _text_of(path: Path) -> str:
    """The text of a file a person chose; raises InvalidInput."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> HahError:
    return InvalidInput(field="file", value=path.name, reason="unreadable_file")
