"""Takes pictures of the window in every language and theme asked for, switching live as a person would."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from hah_console.app.tour.loop_lag import LoopLagProbe
from hah_console.app.tour.steps import Story, pause
from hah_console.ui.shell.window import ConsoleWindow

SETTLE_S = 0.4
VEIL = 0.35
"""How dark the window under a dialog is drawn."""


class Photographer:
    """``variants`` are (language, theme) pairs; the first is the one the tour runs in and returns to.

    ``folder`` is where they go. What the camera itself costs (grabbing and writing the file) is not lateness of the
    console and is not counted.
    """

    def __init__(
        self,
        window: ConsoleWindow,
        folder: Path,
        variants: Sequence[tuple[str, str]],
        probe: LoopLagProbe,
        first: int = 1,
    ) -> None:
        self._window, self.folder, self._probe, self._first = window, folder, probe, first
        self._variants = tuple(variants)
        self.taken: list[Path] = []

    def shoot(
        self,
        name: str,
        ready: Callable[[], None] | None = None,
        after: Callable[[], None] | None = None,
        settle_s: float = SETTLE_S,
    ) -> Story:
        """One picture per variant, ``NN_name_language_theme.png``.

        ``ready`` prepares the screen after each switch and has ``settle_s`` to settle, ``after`` clears up.
        """
        number = self._number()
        for language, theme in self._variants:
            self.dress(language, theme)
            yield pause(SETTLE_S)
            if ready:
                ready()
            yield pause(settle_s)
            self._take(self.folder / f"{number:02d}_{name}_{language}_{theme}.png")
            if after:
                after()
        if len(self._variants) > 1:
            self.dress(*self._variants[0])
            yield pause(SETTLE_S)

    def add(self, name: str, pictures: Sequence[tuple[str, QImage]]) -> None:
        """Pictures that are not of the window, ``NN_name_ending.png``."""
        number = self._number()
        for ending, picture in pictures:
            self._keep(picture, self.folder / f"{number:02d}_{name}_{ending}.png")

    def dress(self, language: str, theme: str) -> None:
        """Switch language and theme live."""
        if self._window.preferences.language != language:
            self._window.switch_language(language)
        if self._window.preferences.theme != theme:
            self._window.switch_theme(theme)

    def _number(self) -> int:
        return len({path.name.split("_")[0] for path in self.taken}) + self._first

    def _take(self, path: Path) -> None:
        with self._probe.not_counted():
            picture = self.picture()
        self._keep(picture, path)

    def _keep(self, picture: QPixmap | QImage, path: Path) -> None:
        with self._probe.not_counted():
            if not picture.save(str(path)):
                raise OSError(f"cannot write {path}")
        self.taken.append(path)

    def picture(self) -> QPixmap:
        """The window, with an open dialog above it."""
        picture = self._window.grab()
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return picture
        above = dialog.grab()
        painter = QPainter(picture)
        painter.setOpacity(VEIL)
        painter.fillRect(picture.rect(), Qt.GlobalColor.black)
        painter.setOpacity(1)
        left, top = (self._window.width() - above.width()) // 2, (self._window.height() - above.height()) // 2
        painter.drawPixmap(left, top, above)
        painter.end()
        return picture
