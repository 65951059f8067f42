"""The sign-in form and the idle lock: name, password, caps-lock hint, one sentence when it fails."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hah_console.domain.actor import Actor
from hah_console.ui.announce import announce
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.sign_in.presenter import SignInPresenter, caps_lock_seems_on
from hah_console.ui.tasks import TaskRunner

PANEL_WIDTH = 380
SignIn = Callable[[str, str], Actor]


class SignInView(QWidget):
    """Signals: ``signed_in`` with the Actor and the name typed; ``language_asked``, ``theme_asked``; ``other_asked``
    (the lock's "someone else")."""

    signed_in = Signal(object, str)
    language_asked = Signal()
    theme_asked = Signal()
    other_asked = Signal()

    def __init__(self, texts: Texts, tasks: TaskRunner, sign_in: SignIn, *, lock: bool = False) -> None:
        super().__init__()
        self._presenter = SignInPresenter(texts)
        self._tasks, self._sign_in, self._lock = tasks, sign_in, lock
        self._prefix = "lock" if lock else "signin"
        self.setObjectName("ground")
        self._build()
        self.restyle(texts)

    def _build(self) -> None:
        panel = QFrame()
        panel.setProperty("role", "panel")
        panel.setFixedWidth(PANEL_WIDTH)
        self._form = QVBoxLayout(panel)
        self._form.setContentsMargins(32, 28, 32, 20)
        self._form.setSpacing(8)
        self._title, self._hint = _label("title"), _label("hint", wrap=True)
        self.waiting, self.beside = _label("alert", wrap=True), _label("hint", wrap=True)
        self.waiting.setObjectName(f"{self._prefix}.waiting")
        self.beside.setObjectName(f"{self._prefix}.beside")
        self._name_label, self._password_label = _label("label"), _label("label")
        self.name, self.password = self._edit("name"), self._edit("password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.installEventFilter(self)
        self._caps, self.error = _label("hint", wrap=True), _label("error", wrap=True)
        self.error.setObjectName(f"{self._prefix}.error")
        self.enter = QPushButton()
        self.enter.setObjectName(f"{self._prefix}.enter")
        self.enter.setProperty("kind", "primary")
        self.enter.clicked.connect(self.submit)
        self.other = self._quiet("other", self.other_asked)
        self.language = self._quiet("language", self.language_asked)
        self.theme = self._quiet("theme", self.theme_asked)
        self._lay_out(panel)

    def _lay_out(self, panel: QFrame) -> None:
        self._form.addWidget(self._title)
        for label in (self._hint, self.waiting, self.beside):
            self._form.addWidget(label)
        self.waiting.hide()
        self.beside.hide()
        self._form.addSpacing(12)
        for widget in (self._name_label, self.name, self._password_label, self.password, self._caps, self.error):
            self._form.addWidget(widget)
        self._form.addSpacing(8)
        self._form.addWidget(self.enter)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.language)
        foot.addWidget(self.theme)
        self._form.addLayout(foot)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(panel, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.other.setVisible(self._lock)
        self.name.setReadOnly(self._lock)
        self._caps.hide()
        self.error.hide()

    def _edit(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"{self._prefix}.{name}")
        edit.returnPressed.connect(self.submit)
        return edit

    def _quiet(self, name: str, signal: object) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "quiet")
        button.setObjectName(f"{self._prefix}.{name}")
        button.clicked.connect(signal)
        return button

    def restyle(self, texts: Texts) -> None:
        """Take another language."""
        self._presenter.texts = texts
        self._title.setText(texts("signin.locked_title") if self._lock else texts("signin.title"))
        self._hint.setText(texts("signin.locked_hint") if self._lock else texts("signin.hint"))
        self._name_label.setText(texts("signin.name"))
        self._password_label.setText(texts("signin.password"))
        self._caps.setText(texts("signin.caps_lock"))
        self.error.hide()
        self.enter.setText(texts("signin.unlock") if self._lock else texts("signin.enter"))
        self.other.setText(texts("signin.other"))
        self.language.setText(texts("signin.language"))
        self.theme.setText(texts("signin.theme"))
        for widget, label in ((self.name, self._name_label), (self.password, self._password_label)):
            widget.setAccessibleName(label.text())
        for button in (self.enter, self.other, self.language, self.theme):
            button.setAccessibleName(button.text())

    def begin(self, name: str = "") -> None:
        """Show an empty form and put the focus where typing starts."""
        self.name.setText(name or self.name.text())
        self.password.clear()
        self.error.hide()
        self._caps.hide()
        self._set_busy(False)
        (self.password if self.name.text() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_behind(self, waiting: str, beside: str, sound: str) -> None:
        """What the lock says of the alarms behind it and whether they are heard; more or other ones are spoken."""
        news = waiting != self.waiting.text()
        self.waiting.setText(waiting)
        self.beside.setText("\n".join(part for part in (beside, sound) if part))
        for label in (self.waiting, self.beside):
            label.setAccessibleName(label.text())
            label.show()
        if news:
            announce(self.waiting, waiting, assertive=True)

    def submit(self) -> None:
        """Try to sign in with what was typed."""
        name, password = self.name.text().strip(), self.password.text()
        missing = self._presenter.missing(name, password)
        if missing:
            self._say(missing)
            (self.password if name else self.name).setFocus()
            return
        self._set_busy(True)
        sign_in = self._sign_in
        self._tasks.run_command(lambda: sign_in(name, password), self._on_done, self._on_failed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.password and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            caps = caps_lock_seems_on(event.text(), shift=shift)
            if caps is not None:
                self._caps.setVisible(caps)
        return super().eventFilter(watched, event)

    def _on_done(self, actor: Actor) -> None:
        self._set_busy(False)
        self.password.clear()
        self.signed_in.emit(actor, self.name.text().strip())

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._say(self._presenter.failed(error))
        self.password.selectAll()
        self.password.setFocus()

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        announce(self.error, sentence, assertive=True)

    def _set_busy(self, busy: bool) -> None:
        self.enter.setEnabled(not busy)
        self.password.setReadOnly(busy)


def _label(role: str, *, wrap: bool = False) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    return label
