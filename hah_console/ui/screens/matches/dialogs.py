"""The dialogs of the merge screen: why, and before two records become one a second look at both."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QWidget

from hah_console.services.changes import Changes
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.spoken_label import SpokenLabel

# i18n: matches.act.*
# i18n: matches.ask.*
NOTE_HEIGHT, LINK_WIDTH = 64, 560
Deciding = Callable[[str], Callable[[], Changes]]
About = tuple[str, int]
"""The case as it stood on the screen, under which what is typed is kept."""


class WhyDialog(FormDialog):
    """Asks for the reason of ``act`` (``apart``, ``new``, ``undo``)."""

    def __init__(self, desk: Desk, act: str, about: About, who: str, deciding: Deciding, parent: QWidget) -> None:
        super().__init__(f"matches.{act}_dialog", desk, parent)
        texts = desk.texts
        self._deciding = deciding
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(NOTE_HEIGHT)
        self.title(texts(f"matches.act.{act}"), texts(f"matches.act.{act}"))
        self.who.setText(who)
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setText(texts(f"matches.ask.{act}"))
        self.field("reason", texts("matches.why"), self.reason)
        case_id, version = about
        self.keep_typed(f"{case_id}/{act}", version)

    def send(self) -> None:
        """Decide; as it stood on the screen."""
        self.run(self._deciding(self.reason.toPlainText()))


class LinkDialog(FormDialog):
    """SAFETY(two persons): name, birth date and number of both are said once more, and nothing is linked before a
    person has marked that she compared them."""

    def __init__(
        self, desk: Desk, about: About, both: tuple[str, str], differs: str, deciding: Deciding, parent: QWidget
    ) -> None:
        super().__init__("matches.link_dialog", desk, parent)
        texts = desk.texts
        self._deciding = deciding
        self.setFixedWidth(LINK_WIDTH)
        self.title(texts("matches.act.link"), texts("matches.act.link"))
        self.who.setText(texts("matches.second_look.title"))
        self.hint.setText(texts("matches.second_look.hint"))
        self.told, self.known = (self._said(part, words) for part, words in zip(("told", "known"), both, strict=True))
        self.compared, self.reason = QCheckBox(texts("matches.second_look.compared")), QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(NOTE_HEIGHT)
        if differs:
            warning = QLabel(texts("matches.second_look.differs", fields=differs))
            warning.setObjectName("matches.link_dialog.differs")
            warning.setProperty("role", "error")
            warning.setWordWrap(True)
            self.fields.addRow(warning)
        self.field("compared", texts("matches.second_look.mark"), self.compared)
        self.field("reason", texts("matches.why"), self.reason)
        case_id, version = about
        self.keep_typed(f"{case_id}/link", version)

    def _said(self, part: str, words: str) -> SpokenLabel:
        label = SpokenLabel(f"matches.link_dialog.{part}", self.desk.theme)
        self.field(part, self.desk.texts(f"matches.second_look.{part}"), label)
        label.say(words)
        return label

    def send(self) -> None:
        """Link them; as they stood on the screen."""
        if not self.compared.isChecked():
            self.say(self.desk.texts("matches.second_look.not_compared"))
            self.compared.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.run(self._deciding(self.reason.toPlainText()))
