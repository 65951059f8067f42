"""Claims: the cards the payer waits for, the visits of a month, its claim; the limits of physicians always in sight."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.actor import Action, permits
from hah_console.domain.claims.claim import Claim
from hah_console.domain.claims.rules import ClaimRules
from hah_console.services.card_uploads import card_refused, card_taken
from hah_console.services.changes import Changes
from hah_console.services.claim_board import ClaimBoard, read_claim_board
from hah_console.services.claims import claim_of_month
from hah_console.services.visit_fields import correct_visit, enter_visit, read_times, read_visit
from hah_console.ui.announce import announce
from hah_console.ui.forms.draft_dialog import Command, DialogSpec, DraftDialog
from hah_console.ui.forms.spec import FormSpec
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.claims.forms import refused_spec, taken_spec, times_of, times_spec, visit_spec
from hah_console.ui.screens.claims.presenter import ClaimsPresenter, View, record_id
from hah_console.ui.screens.claims.row_list import CapDelegate, ClaimDelegate
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

CAPS_WIDTH, MONTH_WIDTH = 360, 100
TOUCHED = ("card_upload", "visit_record", "episode", "patient", "staff")
KEYS = {
    "taken": "Alt+F5",
    "open": "Alt+F6",
    "refuse": "Alt+F7",
    "correct": "Alt+F8",
    "make": "Alt+F9",
    "enter": "Alt+F10",
    "export": "Alt+F11",
}
OFFERED = {
    View.CARDS: ("taken", "refuse", "correct", "open"),
    View.VISITS: ("enter", "correct", "open"),
    View.CLAIM: ("make", "export", "open"),
}
PRIMARY = {"taken", "enter", "make"}
OF_A_ROW = {"taken", "refuse", "correct", "open"}
NEEDS = {
    **dict.fromkeys(("taken", "refuse", "correct", "enter"), Action.RECORD_VISIT),
    **dict.fromkeys(("make", "export"), Action.WRITE_CLAIMS),
}
Reader = Callable[[Mapping[str, str]], Command]


class ClaimsScreen(Screen):
    """Every form names whose visit it is; nothing leaves the queue that the payer has not taken."""

    screen_id = "claims"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        self.presenter = ClaimsPresenter(desk, f"{desk.ctx.today():%Y-%m}")
        self._wanted = ""
        self._build()
        self._read = Requery(desk.tasks, self._read_board, self._on_board, self._on_failed, self)
        self._write_texts()

    def _build(self) -> None:
        theme = self.desk.theme
        self.list = RowList("claims.list", ClaimDelegate(theme), keeps_selection=True)
        self.list.opened.connect(lambda _: self.open_patient())
        self.caps = RowList("claims.caps", CapDelegate(theme))
        self.views = {view: QPushButton() for view in View}
        for view, button in self.views.items():
            button.setObjectName(f"claims.view.{view}")
            button.setCheckable(True)
            button.clicked.connect(partial(self.choose_view, view))
        self.month = QLineEdit(self.presenter.month)
        self.month.setObjectName("claims.month")
        self.month.setFixedWidth(MONTH_WIDTH)
        self.month.editingFinished.connect(self._on_month)
        acts = {
            "taken": self.take_card, "refuse": self.refuse_card, "correct": self.correct, "open": self.open_patient,
            "make": self.make_claim, "enter": self.enter, "export": self.export,
        }  # fmt: skip
        self.buttons: dict[str, KeyButton] = {}
        for act, do in acts.items():
            kind = "primary" if act in PRIMARY else ""
            self.buttons[act] = KeyButton(f"claims.{act}", KEYS[act], theme, self, kind=kind)
            self.buttons[act].clicked.connect(do)
        self._label_widgets()
        self._skeleton, self.message = Skeleton(theme), Message("claims.message")
        self.message.asked.connect(self._on_message)
        self._lay_out()

    def _label_widgets(self) -> None:
        self._title, self.summary, self.warning, self.said = QLabel(), QLabel(), QLabel(), QLabel()
        self._month_label, self._caps_title = QLabel(), QLabel()
        for label, role in (
            (self._title, "title"),
            (self.summary, "hint"),
            (self.warning, "error"),
            (self.said, "error"),
            (self._month_label, "hint"),
            (self._caps_title, "heading"),
        ):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(role == "error")
        self.said.setObjectName("claims.said")
        self.said.hide()
        self._month_label.setBuddy(self.month)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._title, *self.views.values(), self._month_label, self.month):
            head.addWidget(widget)
        head.addStretch(1)
        self._listed = _panel(self.list)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self._listed, self.message):
            self.pages.addWidget(page)
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (self.summary, self.said):
            left.addWidget(widget)
        left.addWidget(self.pages, 1)
        left.addLayout(row)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addLayout(left, 1)
        side = _panel(self._caps_title, self.warning, self.caps)
        side.setFixedWidth(CAPS_WIDTH)
        body.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addLayout(body, 1)

    @property
    def _rules(self) -> ClaimRules:
        """The site's own rules, or those of the pack where the site has none."""
        claims = self.desk.ports.claims
        return claims.rules if claims is not None else self.desk.ports.rules.claims

    def take_focus(self) -> None:
        """The list, or the way to it."""
        target = self.list if self.list.isVisibleTo(self) else self.views[self.presenter.view]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Choose a visit, now or when it has been read."""
        self._wanted = entity_id
        self._choose_wanted()

    def refresh(self) -> None:
        """Read again."""
        self._read.ask()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a visit or a card changed."""
        if changes.touches(*TOUCHED):
            self._read.ask()

    def on_tick(self, now: datetime) -> None:
        """The time left."""
        if self.presenter.board is not None and self.presenter.view is View.CARDS:
            self.list.show_rows(self.presenter.rows(now))

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = desk
        for part in (self.list, self.caps):
            part.restyle(desk.theme)
        for button in self.buttons.values():
            button.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._say("")
        self._write_texts()
        self._show()

    def choose_view(self, view: View) -> None:
        """Another list in sight."""
        self.presenter.view = view
        self._say("")
        self._show()

    def open_patient(self) -> None:
        """The patient of the row in sight."""
        patient_id = self.presenter.patient_of(self.list.key())
        if patient_id is not None:
            self.desk.navigate("patient", patient_id)

    def take_card(self) -> None:
        """The payer took the card data of the visit in sight."""
        self._card_form(taken_spec(), "taken", "receipt", card_taken)

    def refuse_card(self) -> None:
        """The payer refused them; they stay in the queue."""
        self._card_form(refused_spec(), "refuse", "failure", card_refused)

    def _card_form(self, spec: FormSpec, act: str, field: str, command: Callable[..., Changes]) -> None:
        card = self.presenter.card(self.list.key())
        if card is None:
            return
        ctx, actor, key = self.desk.ctx, self.desk.actor, record_id(card.upload.visit_record_id)

        def read(fields: Mapping[str, str]) -> Command:
            words = fields[field]
            return lambda: command(ctx, actor, key, words)

        self._open(spec, act, self.presenter.name_of(key), key, card.upload.version, {}, read, height=300)

    def enter(self) -> None:
        """Enter a visit that was made."""
        board, desk = self.presenter.board, self.desk
        if board is None:
            return

        def read(fields: Mapping[str, str]) -> Command:
            entry = read_visit(fields, desk.ctx.zone, desk.ctx.clock.now())
            return lambda: enter_visit(desk.ctx, desk.actor, entry, self._rules)

        self._open(visit_spec(board, desk.texts), "enter", "", "", 0, {"mode": "in-person"}, read, height=620)

    def correct(self) -> None:
        """Put the times of the visit in sight right."""
        visit, desk = self.presenter.visit(self.list.key()), self.desk
        if visit is None:
            return

        def read(fields: Mapping[str, str]) -> Command:
            times = read_times(fields, desk.ctx.zone, desk.ctx.clock.now())
            return lambda: correct_visit(desk.ctx, desk.actor, visit, times, self._rules)

        key = visit.visit_record_id
        fields = times_of(visit, desk.ctx.local)
        self._open(times_spec(), "correct", self.presenter.name_of(key), key, visit.version, fields, read, height=380)

    # i18n: claims.act.*
    def _open(
        self,
        spec: FormSpec,
        act: str,
        who: str,
        subject: str,
        version: int,
        fields: Mapping[str, str],
        read: Reader,
        *,
        height: int,
    ) -> None:
        title = self.desk.texts(f"claims.act.{act}")
        warning = self.presenter.warning() if act == "enter" else ""
        shown = DialogSpec(spec, title, who or title, "claims.record", subject, version, fields, warning, 640, height)
        dialog = DraftDialog(shown, self.desk, read, self)
        dialog.sent.connect(self._on_sent)
        dialog.open()

    def make_claim(self) -> None:
        """Make the claim of the month; what lacks anything is left out and named."""
        desk, claims, month = self.desk, self.desk.ports.claims, self.presenter.month
        if claims is None:
            self._say(desk.texts("claims.no_site"))
            return
        desk.tasks.run_command(
            lambda: claim_of_month(desk.ctx, desk.actor, month, claims.site, claims.rules),
            self._on_claim,
            self._on_failed,
        )

    def export(self) -> None:
        """Write the claim in sight as CSV and JSON, and what is left out, into a folder."""
        claim, files, texts = self.presenter.claim, self.desk.ports.files, self.desk.texts
        if claim is None or files is None:
            self._say(texts("claims.make_first"))
            return
        folder = QFileDialog.getExistingDirectory(self, texts("claims.act.export"), str(Path.home()))
        if folder:
            self.desk.tasks.run_query(lambda: files.write_claim(claim, Path(folder)), self._on_written, self._on_failed)

    def _on_written(self, paths: tuple[Path, ...]) -> None:
        names = self.desk.texts("claims.list_mark").join(path.name for path in paths)
        self._say(self.desk.texts("claims.written_files", names=names, folder=str(paths[0].parent)))

    def _on_claim(self, claim: Claim) -> None:
        self.presenter.claim = claim
        self._say("")
        self._show()
        self.take_focus()

    def _on_sent(self, _: Changes) -> None:
        self._say(self.desk.texts("claims.recorded"))
        self.refresh()

    def _on_month(self) -> None:
        typed = self.month.text().strip()
        if typed != self.presenter.month:
            self.presenter.month, self.presenter.claim = typed, None
            self.refresh()

    def _read_board(self) -> ClaimBoard:
        return read_claim_board(self.desk.ctx, self._rules, self.presenter.month)

    def _on_board(self, board: ClaimBoard) -> None:
        first = self.presenter.board is None
        self.presenter.board = board
        self._show()
        self._choose_wanted()
        if first and self.isVisible():
            self.take_focus()

    def _choose_wanted(self) -> None:
        if self._wanted and self.presenter.visit(self._wanted) is not None:
            self.choose_view(View.CARDS if self.presenter.card(self._wanted) else View.VISITS)
            self.list.choose(self._wanted)
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.board is not None:
            self._say(sentence)
            return
        self.message.say(sentence, self.desk.texts("claims.retry"))
        self.pages.setCurrentWidget(self.message)

    def _on_message(self) -> None:
        if self.presenter.board is None:
            self.refresh()
        elif self.presenter.view is View.CLAIM:
            self.make_claim()
        else:
            self.enter()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            announce(self.list, sentence)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self._title.setText(texts("claims.title"))
        self._month_label.setText(texts("claims.month"))
        self.month.setAccessibleName(texts("claims.month"))
        self.month.setPlaceholderText("2026-11")  # i18n: not text
        self._caps_title.setText(texts("claims.caps"))
        self.caps.setAccessibleName(texts("claims.caps"))
        for view, button in self.views.items():
            button.setText(texts(f"claims.view.{view}"))
            button.setAccessibleName(button.text())
        for act, button in self.buttons.items():
            button.say(texts(f"claims.act.{act}"))
        self._show_frame()

    # i18n: claims.view.* claims.empty.* claims.empty_button.*
    def _show_frame(self) -> None:
        view = self.presenter.view
        for one, button in self.views.items():
            button.setChecked(one is view)
        self.list.setAccessibleName(self.views[view].text())
        for act, key in self.buttons.items():
            key.setVisible(act in OFFERED[view])
        for widget in (self.month, self._month_label):
            widget.setVisible(view is not View.CARDS)

    def _show(self) -> None:
        presenter, texts = self.presenter, self.desk.texts
        self._show_frame()
        if presenter.board is None:
            return
        now = self.desk.ctx.clock.now()
        rows = presenter.rows(now)
        self.list.show_rows(rows)
        self.caps.show_rows(presenter.caps())
        self.summary.setText(presenter.summary(now))
        self.warning.setText(presenter.warning())
        self.warning.setVisible(bool(self.warning.text()))
        if not rows:
            whole = presenter.view is View.CLAIM and presenter.claim is not None
            empty = "whole" if whole else presenter.view.value
            button = texts(f"claims.empty_button.{presenter.view}") if presenter.view is not View.CARDS else ""
            self.message.say(texts(f"claims.empty.{empty}"), button)
        self.pages.setCurrentWidget(self._listed if rows else self.message)
        self._offer(anything=bool(rows))

    def _offer(self, *, anything: bool) -> None:
        """What can be done now by who is here."""
        for act, button in self.buttons.items():
            may = act not in NEEDS or permits(self.desk.actor.role, NEEDS[act])
            there = self.presenter.claim is not None if act == "export" else anything or act not in OF_A_ROW
            button.setEnabled(may and there)


def _panel(*widgets: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(8, 10, 8, 8)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget, 1 if isinstance(widget, RowList) else 0)
    return panel
