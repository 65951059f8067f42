"""One note with the strip below it by which its author signs what stands in sight."""

from string import Template

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from hah_console.ui.announce import announce
from hah_console.ui.chart.note_html import page_html
from hah_console.ui.chart.note_page import NotePage
from hah_console.ui.i18n import Texts
from hah_console.ui.theme.theme import Theme
from hah_console.ui.widgets.key_button import KeyButton

SIGN_KEYS = "Alt+F7"
PASSWORD_WIDTH = 200
_FLAT = Template(
    "QTextBrowser { border: 2px solid transparent; background: transparent; padding: 0; }"
    "QTextBrowser:focus { border: 2px solid $accent; padding: 0; }"
)


class NotePanel(QFrame):
    """Signals: ``sign_asked`` with the password typed. ``name`` begins the names of its parts."""

    sign_asked = Signal(str)

    def __init__(self, name: str, texts: Texts, theme: Theme, screen: QWidget) -> None:
        super().__init__()
        self._texts, self._theme = texts, theme
        self._page: NotePage | None = None
        self.setProperty("role", "panel")
        self.who, self.title, self.standing = QLabel(), QLabel(), QLabel()
        for label, role in ((self.who, "heading"), (self.title, "hint"), (self.standing, "error")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.who.setObjectName(f"{name}.who")
        self.text = QTextBrowser()
        self.text.setObjectName(f"{name}.text")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.strip = SignStrip(name, theme, screen)
        self.strip.asked.connect(self.sign_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for widget in (self.who, self.title, self.standing):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        column.addWidget(self.strip)
        self.restyle(texts, theme)

    def show_page(self, who: str, page: NotePage | None) -> None:
        """Show a note of ``who``, or none."""
        self.who.setText(who)
        if page == self._page:
            return
        self._page = page
        self.title.setText(page.title if page else "")
        self.standing.setText(page.standing if page else "")
        self.text.setHtml(page_html(page, self._theme) if page else "")
        self.text.setAccessibleDescription(page.spoken if page else "")

    def show_standing(self, standing: str) -> None:
        """The time left has changed."""
        if self._page is not None:
            self.standing.setText(standing)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self._texts, self._theme = texts, theme
        self.text.setAccessibleName(texts("notes.page.name"))
        self.text.setStyleSheet(_FLAT.substitute(accent=theme.hex("accent")))
        self.strip.restyle(texts, theme)
        if self._page is not None:
            self.text.setHtml(page_html(self._page, theme))


class SignStrip(QWidget):
    """Signals: ``asked`` with a password. The key goes to the password first, and signs once there is one."""

    asked = Signal(str)

    def __init__(self, name: str, theme: Theme, screen: QWidget) -> None:
        super().__init__()
        self.hint, self.error = QLabel(), QLabel()
        self.hint.setProperty("role", "hint")
        self.error.setProperty("role", "error")
        self.error.setObjectName(f"{name}.sign_error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.password = QLineEdit()
        self.password.setObjectName(f"{name}.password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setFixedWidth(PASSWORD_WIDTH)
        self.password.returnPressed.connect(self.press)
        self.sign = KeyButton(f"{name}.sign", SIGN_KEYS, theme, screen, kind="primary")
        self.sign.clicked.connect(self.press)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.hint, 1)
        row.addWidget(self.password)
        row.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.error)
        column.addLayout(row)
        self.hide()

    def press(self) -> None:
        """Sign with the password typed, or ask for it."""
        password = self.password.text()
        if not password:
            self.password.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.sign.isEnabled():
            self.busy(True)
            self.asked.emit(password)

    def busy(self, busy: bool) -> None:
        """While the store is asked, nothing is sent twice."""
        self.sign.setEnabled(not busy)

    def clear(self) -> None:
        """Another note, or a signature given: no password is kept."""
        self.password.clear()
        self.error.hide()
        self.busy(False)

    def refuse(self, sentence: str) -> None:
        """Say why it was not signed, and ask again."""
        self.busy(False)
        self.password.clear()
        self.error.setText(sentence)
        self.error.show()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.error, sentence, assertive=True)

    def restyle(self, texts: Texts, theme: Theme) -> None:
        """Take another language or theme."""
        self.hint.setText(texts("notes.sign.hint"))
        self.password.setPlaceholderText(texts("notes.sign.password"))
        self.password.setAccessibleName(texts("notes.sign.password"))
        self.sign.say(texts("notes.sign.submit"))
        self.sign.restyle(theme)
