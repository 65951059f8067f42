"""The console's window: signs a person in, shows her desk, locks it when idle, switches language and theme live."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget
from shiboken6 import isValid

from hah_console.domain.actor import Actor
from hah_console.domain.errors import SignInFailed
from hah_console.services.changes import Changes
from hah_console.ui.i18n import LANGUAGES, Texts
from hah_console.ui.preferences import HIGHEST_VOLUME_PCT, LOWEST_VOLUME_PCT, WALL_PT, Preferences
from hah_console.ui.qt_dialogs import translate_qt
from hah_console.ui.screen import ScreenFactory
from hah_console.ui.screens.sign_in.view import SignInView
from hah_console.ui.shell.alarm_presenter import behind_lock
from hah_console.ui.shell.day_turn import DayTurn
from hah_console.ui.shell.frame import DeskFrame
from hah_console.ui.shell.idle import IdleWatch
from hah_console.ui.shell.parts import ConsoleParts
from hah_console.ui.tasks import TaskRunner
from hah_console.ui.theme.theme import THEMES, Theme

MIN_WIDTH, MIN_HEIGHT = 1280, 800
FIRST_WIDTH, FIRST_HEIGHT = 1440, 900


class ConsoleWindow(QMainWindow):
    """Signals: ``signed_in`` with the Actor, ``signed_out``, ``closed``.

    ``screens`` maps screen ids to factories; the navigation shows those that exist.
    """

    signed_in = Signal(object)
    signed_out = Signal()
    closed = Signal()

    def __init__(self, parts: ConsoleParts, screens: Mapping[str, ScreenFactory]) -> None:
        super().__init__()
        self._parts, self._screens = parts, screens
        self.preferences = parts.preferences
        self.texts, self.theme = Texts(self.preferences.language), Theme.load(self.preferences.theme)
        self.tasks = TaskRunner(self)
        self.frame: DeskFrame | None = None
        self._name_typed = ""
        self._aside: list[QDialog] = []
        self.setObjectName("console")
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.resize(FIRST_WIDTH, FIRST_HEIGHT)
        self._pages = QStackedWidget()
        self.setCentralWidget(self._pages)
        self.sign_in = SignInView(self.texts, self.tasks, parts.sign_in)
        self.lock = SignInView(self.texts, self.tasks, self._unlock, lock=True)
        self._pages.addWidget(self.sign_in)
        self._pages.addWidget(self.lock)
        self.day_turn = DayTurn(parts.ctx, self.tasks, parts.load_day, self)
        self.idle = IdleWatch(self.preferences.idle_minutes, self)
        self._connect()
        self._paint_theme()
        self.sign_in.begin()

    def _connect(self) -> None:
        self.sign_in.signed_in.connect(self.enter)
        self.lock.signed_in.connect(lambda *_: self._on_unlocked())
        self.lock.other_asked.connect(self.sign_out)
        for form in (self.sign_in, self.lock):
            form.language_asked.connect(self.switch_language)
            form.theme_asked.connect(self.switch_theme)
        self.idle.went_idle.connect(self.lock_desk)
        full = QShortcut(QKeySequence("F11"), self.sign_in)
        full.activated.connect(lambda: self.showNormal() if self.isFullScreen() else self.showFullScreen())

    @property
    def locked(self) -> bool:
        """Whether the idle lock covers the desk."""
        return self._pages.currentWidget() is self.lock

    def enter(self, actor: Actor, name_typed: str) -> None:
        """Show the desk of a person who has signed in."""
        self._leave_frame()
        self._name_typed = name_typed
        frame = DeskFrame(self._parts, actor, self.texts, self.theme, self.preferences, self.tasks, self._screens)
        frame.lock_asked.connect(self.lock_desk)
        frame.sign_out_asked.connect(self.sign_out)
        frame.language_asked.connect(self.switch_language)
        frame.theme_asked.connect(self.switch_theme)
        frame.wall_type_asked.connect(self.grow_wall_type)
        frame.volume_asked.connect(self.set_volume)
        frame.alarms.shown.connect(self._show_behind_lock)
        self.frame = frame
        self._pages.addWidget(frame)
        self._pages.setCurrentWidget(frame)
        frame.start()
        self.idle.start()
        self.signed_in.emit(actor)

    def sign_out(self) -> None:
        """Close the desk and show the sign-in form."""
        self.idle.stop()
        self._note(self._parts.note_sign_out)
        self._leave_frame()
        self._pages.setCurrentWidget(self.sign_in)
        self.sign_in.begin()
        self.signed_out.emit()

    def lock_desk(self) -> None:
        """Cover the desk; alarms go on being counted and sounded behind it."""
        if self.frame is None or self.locked:
            return
        if self.frame.covered:
            self.frame.lock_on_uncover()
            return
        self._note(self._parts.note_lock)
        self._put_forms_aside()
        self._pages.setCurrentWidget(self.lock)
        self._show_behind_lock()
        self.lock.begin(self._name_typed)

    def switch_language(self, wanted: str = "") -> None:
        """Change to the named language (its first letters do), or to the next one."""
        named = next((code for code in LANGUAGES if wanted and code.casefold().startswith(wanted.casefold())), "")
        self.apply(replace(self.preferences, language=named or _next(LANGUAGES, self.preferences.language)))

    def switch_theme(self, wanted: str = "") -> None:
        """Change to the named theme, or to the next one."""
        named = next((name for name in THEMES if wanted and name.startswith(wanted.casefold())), "")
        self.apply(replace(self.preferences, theme=named or _next(THEMES, self.preferences.theme)))

    def grow_wall_type(self, points: int) -> None:
        """Make the type of the wall board larger, or smaller for a negative number."""
        wanted = self.preferences.wall_font_pt + points
        self.apply(replace(self.preferences, wall_font_pt=min(max(wanted, WALL_PT[0]), WALL_PT[1])))

    def set_volume(self, wanted: str) -> None:
        """Set the loudness of alarm sounds in percent, never below what can be heard; anything else changes nothing."""
        typed = wanted.strip().removesuffix("%").strip()
        if typed.isdecimal():
            volume_pct = min(max(int(typed), LOWEST_VOLUME_PCT), HIGHEST_VOLUME_PCT)
            self.apply(replace(self.preferences, volume_pct=volume_pct))

    def apply(self, preferences: Preferences) -> None:
        """Put preferences into effect everywhere, live, and keep them."""
        repaint = preferences.theme != self.preferences.theme
        other_words = preferences.language != self.preferences.language
        self.preferences = preferences
        self.texts, self.theme = Texts(preferences.language), Theme.load(preferences.theme)
        if repaint:
            self._paint_theme()
        if other_words:
            self._translate_qt()
        self._retitle()
        self.idle.set_minutes(preferences.idle_minutes)
        self.sign_in.restyle(self.texts)
        self.lock.restyle(self.texts)
        if self.frame is not None:
            self.frame.restyle(self.texts, self.theme, preferences)
        self._parts.keep_preferences(preferences)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut_down()
        super().closeEvent(event)

    def shut_down(self) -> None:
        """Stop every thread and timer; commands under way are finished first."""
        self.idle.stop()
        self.day_turn.stop()
        self._leave_frame()
        self.tasks.close()
        self.closed.emit()

    def _paint_theme(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(self.theme.palette())
        # PERF: on the window, whose dialogs and menus inherit it; on the application it takes six times as long
        self.setStyleSheet(self.theme.qss())
        self._retitle()

    def _translate_qt(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            translate_qt(application, self.preferences.language)

    def _retitle(self) -> None:
        self.setWindowTitle(self.texts("shell.title"))

    def _forms(self) -> list[QDialog]:
        """The forms in windows of their own that stand over the desk."""
        return [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]

    def _put_forms_aside(self) -> None:
        """SAFETY(locked desk): a form is as covered as the desk below it; it comes back with what was typed."""
        self._aside = self._forms()
        for dialog in self._aside:
            dialog.hide()

    def _bring_forms_back(self) -> None:
        for dialog in self._aside:
            if isValid(dialog):
                dialog.open()
        self._aside = []

    def _leave_frame(self) -> None:
        """SAFETY(nothing typed is lost): forms are left first, so that each keeps its draft."""
        for dialog in self._forms():
            dialog.reject()
        self._aside = []
        if self.frame is not None:
            self.frame.close_desk()
            self._pages.removeWidget(self.frame)
            self.frame.deleteLater()
            self.frame = None

    def _unlock(self, _name: str, password: str) -> Actor:
        """Runs on a worker thread: the frame is only asked for the frozen actor."""
        frame = self.frame
        if frame is None:
            raise SignInFailed
        return self._parts.unlock(frame.desk.actor, password)

    def _on_unlocked(self) -> None:
        if self.frame is not None:
            self._pages.setCurrentWidget(self.frame)
            self.frame.focus_screen()
            self._bring_forms_back()
            self.idle.start()

    def _note(self, write: Callable[[Actor], Changes]) -> None:
        """Write an audit note about the signed-in person in the background."""
        if self.frame is not None:
            actor = self.frame.desk.actor
            self.tasks.run_command(lambda: write(actor), _nothing)

    def _show_behind_lock(self) -> None:
        """SAFETY(locked desk): what waits behind the lock is told there as it comes, and whether it is heard."""
        if self.frame is not None and self.locked:
            alarms, desk = self.frame.alarms, self.frame.desk
            now = desk.ctx.clock.now()
            sound = alarms.sound.text(self.texts, now, desk.ctx.local)
            self.lock.show_behind(*behind_lock(self.texts, alarms.state.chips(), now), sound)


def _nothing(_: Changes) -> None:
    """The note is in the audit trail; there is nothing to show."""


def _next(names: tuple[str, ...], present: str) -> str:
    position = names.index(present) if present in names else -1
    return names[(position + 1) % len(names)]
