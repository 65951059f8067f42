"""The hospital tab: kinds at the left with how surely each is known, what hospitals say of one at the right."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.hospital_facts import FactKind
from hah_console.services.changes import Changes
from hah_console.services.hospital_page import ENTITIES, HospitalPage
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.announce import announce
from hah_console.ui.compare.list import ComparedDelegate, ComparedHead
from hah_console.ui.raw_dialog import RawDialog
from hah_console.ui.raw_lines import raw_lines
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.hospital.fact_text import FactLine
from hah_console.ui.screens.patient.hospital.lists import FactDelegate, KindDelegate
from hah_console.ui.screens.patient.hospital.presenter import HospitalPresenter
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.spoken_label import SpokenLabel
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH, MOST_PAIRS, PAIR_PX, AGES_EVERY_S = 300, 5, 34, 20
PAUSE_MS = 500
"""PERF(10,000 facts): while many come in, portion by portion, they are read and shown twice a second, not ten times."""
_LOADING, _PAGE, _MESSAGE = range(3)


class HospitalTab(ReadTab):
    """Nothing is entered here and nothing merged: it is what others say, each with where it is from."""

    tab_id = "hospital"
    entities = ENTITIES
    ends_forms = True
    presenter: HospitalPresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("ground")
        openings = PageOpenings(desk.ctx, desk.actor)
        self.presenter = HospitalPresenter(desk.ctx, desk.actor, desk.texts, openings)
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_page, self._on_failed, self)
        self._read_raw = Requery(desk.tasks, self.presenter.read_raw, self._on_raw, self._on_failed, self)
        self._pause, self._came = QTimer(self), False
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._after_pause)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def _build(self) -> None:
        theme = self.desk.theme
        self.kinds = RowList("hospital_tab.kinds", KindDelegate(theme), keeps_selection=True)
        self.kinds.chosen.connect(self._choose_kind)
        self.kinds.opened.connect(lambda _: self._to_facts())
        self.facts = RowList("hospital_tab.facts", FactDelegate(theme), keeps_selection=True)
        self.facts.chosen.connect(self._choose_fact)
        self.facts.opened.connect(lambda _: self.open_raw())
        self.pairs, self.pair_head = RowList("hospital_tab.allergies", ComparedDelegate(theme)), ComparedHead(theme)
        self.linked = SpokenLabel("hospital_tab.linked", theme)
        self.states = SpokenLabel("hospital_tab.states", theme)
        self.whole = SpokenLabel("hospital_tab.whole", theme)
        self.notice, self.difference, self.said, self.heading = (
            QLabel(), QLabel(), QLabel(), QLabel(),
        )  # fmt: skip
        for label, name in ((self.notice, "notice"), (self.difference, "difference"), (self.said, "said")):
            label.setProperty("role", "alert" if name == "notice" else "error")
            label.setObjectName(f"hospital_tab.{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.hide()
        self.heading.setProperty("role", "heading")
        for spoken in (self.linked, self.states, self.whole):
            spoken.setContentsMargins(12, 4, 12, 4)
        self.see_button = self._button("see", "Alt+F7", self.see_notice, "primary")
        self.decide_button = self._button("decide", "Alt+F10", self.open_case)
        self.raw_button = self._button("raw_open", "Alt+F12", self.open_raw)
        self.buttons = (self.see_button, self.decide_button, self.raw_button)
        self._skeleton, self.message = Skeleton(theme), Message("hospital_tab.message")
        self.message.asked.connect(self.refresh)
        self._lay_out()

    def _button(self, part: str, keys: str, do: object, kind: str = "") -> KeyButton:
        button = KeyButton(f"hospital_tab.{part}", keys, self.desk.theme, self, kind=kind)
        button.clicked.connect(do)
        return button

    def _lay_out(self) -> None:
        left, below = _panel((self.kinds, 1), (self.linked, 0))
        right, column = _panel()
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 4)
        foot.addWidget(self.decide_button)
        foot.addStretch(1)
        below.addLayout(foot)
        left.setFixedWidth(LIST_WIDTH)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(self.heading, 1)
        head.addWidget(self.raw_button)
        column.addLayout(head)
        for widget, stretch in (
            (self.states, 0),
            (self.pair_head, 0),
            (self.pairs, 0),
            (self.facts, 1),
            (self.whole, 0),
            (self.said, 0),
        ):
            column.addWidget(widget, stretch)
        notices = QHBoxLayout()
        notices.addWidget(self.notice, 1)
        notices.addWidget(self.see_button, 0, Qt.AlignmentFlag.AlignTop)
        page, body = QWidget(), QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(left)
        body.addWidget(right, 1)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(notices)
        whole.addWidget(self.difference)
        whole.addLayout(body, 1)
        self.pages = QStackedWidget()
        for each in (self._skeleton, page, self.message):
            self.pages.addWidget(each)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def take_focus(self) -> None:
        """The kinds."""
        self.kinds.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_changes(self, changes: Changes) -> None:
        """Read again at once, and once more after a pause for all that was committed in it."""
        if not changes.touches(*self.entities):
            return
        if self._pause.isActive():
            self._came = True
            return
        self._pause.start()
        self.refresh()

    def _after_pause(self) -> None:
        if self._came:
            self._came = False
            self._pause.start()
            self.refresh()

    def on_tick(self, now: datetime) -> None:
        """Ages go on, by minutes."""
        self.count_tick()
        if self.presenter.page is not None and self._ticks % AGES_EVERY_S == 0:
            self._show(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        for part in (
            self.kinds,
            self.facts,
            self.pairs,
            self.pair_head,
            self.linked,
            self.states,
            self.whole,
            *self.buttons,
        ):
            part.restyle(desk.theme)
        self._skeleton.restyle(desk.theme)
        self._write_texts()
        self._show(desk.ctx.clock.now())

    def see_notice(self) -> None:
        """Say that the first notice was seen."""
        if self.presenter.may_see():
            self.desk.tasks.run_command(self.presenter.see_first(), self._on_seen, self._on_failed)

    def open_case(self) -> None:
        """To the record of which a person has to say whether it is hers."""
        case_id = self.presenter.case_to_look_at()
        if case_id:
            self.desk.navigate("matches", case_id)

    def open_raw(self) -> None:
        """Read the resource of the chosen fact; the look is in the audit trail."""
        if self.presenter.fact() is not None:
            self._read_raw.ask()

    def _to_facts(self) -> None:
        self.facts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_seen(self, _: Changes) -> None:
        announce(self, self.desk.texts("hospital_tab.noted"))
        self._read.ask()

    def _on_raw(self, read: tuple[str, str]) -> None:
        fact_id, content = read
        fact = self.presenter.fact()
        if fact is not None and fact.fact_id == fact_id:
            origin = self.presenter.origin(self.desk.ctx.clock.now())
            form = RawDialog("hospital_tab", self.desk, origin, raw_lines(content), self)
            form.finished.connect(form.deleteLater)
            form.open()

    def _clear(self) -> None:
        self.said.hide()
        self._show(self.desk.ctx.clock.now())

    def _on_page(self, page: HospitalPage | None) -> None:
        if not self.presenter.take(page):
            return
        first = self.pages.currentIndex() == _LOADING
        self.said.hide()
        self._show(self.desk.ctx.clock.now())
        if first and self.hasFocus():
            self.take_focus()
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted and self.presenter.page is not None:
            self.kinds.choose(self._wanted)
            self._wanted = ""

    def _on_failed(self, error: Exception) -> None:
        sentence = self.desk.texts.error(error)
        if self.presenter.page is None:
            self.message.say(sentence, self.desk.texts("exchange.again"))
            self.pages.setCurrentIndex(_MESSAGE)
            return
        self.said.setText(sentence)
        self.said.show()
        announce(self, sentence, assertive=True)

    def _choose_kind(self, kind: str) -> None:
        if kind != self.presenter.kind.value:
            self.presenter.kind, self.presenter.fact_id = FactKind(kind), ""
            self._show_facts(self.desk.ctx.clock.now())

    def _choose_fact(self, fact_id: str) -> None:
        self.presenter.fact_id = fact_id
        self._show_whole()
        self.raw_button.setEnabled(self.presenter.fact() is not None)

    def _show(self, now: datetime) -> None:
        presenter = self.presenter
        self.pages.setCurrentIndex(_LOADING if presenter.page is None else _PAGE)
        for label, words in ((self.notice, presenter.notices()), (self.difference, presenter.difference())):
            label.setText(words)
            label.setVisible(bool(words))
        self.see_button.setVisible(presenter.may_see())
        self.see_button.setEnabled(presenter.may_see())
        self.kinds.show_rows(presenter.kinds(now))
        self.kinds.choose(presenter.kind.value)
        self.linked.say(presenter.linked())
        act = "decide" if presenter.has_to_decide() else "link"
        self.decide_button.say(self.desk.texts(f"hospital_tab.act.{act}"))
        self.decide_button.setVisible(bool(presenter.case_to_look_at()))
        self._show_facts(now)

    def _show_facts(self, now: datetime) -> None:
        presenter, texts = self.presenter, self.desk.texts
        self.heading.setText(texts.word("hospital_tab.kind", presenter.kind))
        self.states.say(presenter.states(now))
        pairs = presenter.allergies()
        self.pairs.show_rows(pairs)
        self.pairs.setFixedHeight(PAIR_PX * min(max(len(pairs), 1), MOST_PAIRS) + 2)
        for part in (self.pairs, self.pair_head):
            part.setVisible(bool(pairs))
        self.facts.show_rows(presenter.facts(now))
        presenter.fact_id = self.facts.key()
        self._show_whole()
        self.raw_button.setEnabled(presenter.fact() is not None)

    def _show_whole(self) -> None:
        """What a row has no room for."""
        row = self.facts.row()
        self.whole.say(row.whole if isinstance(row, FactLine) else "")
        self.whole.setVisible(isinstance(row, FactLine))

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.kinds.setAccessibleName(texts("hospital_tab.kinds"))
        self.facts.setAccessibleName(texts("hospital_tab.facts"))
        self.pairs.setAccessibleName(texts("hospital_tab.both_lists"))
        self.pair_head.say(texts("hospital_tab.theirs"), texts("hospital_tab.ours_list"))
        self.see_button.say(texts("hospital_tab.act.see"))
        self.raw_button.say(texts("hospital_tab.act.raw"))


# i18n: hospital_tab.act.*
def _panel(*widgets: tuple[QWidget, int]) -> tuple[QFrame, QVBoxLayout]:
    panel = QFrame()
    panel.setProperty("role", "panel")
    column = QVBoxLayout(panel)
    column.setContentsMargins(1, 1, 1, 8)
    column.setSpacing(4)
    for widget, stretch in widgets:
        column.addWidget(widget, stretch)
    return panel, column
