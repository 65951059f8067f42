"""Takes pictures of the window in every language and theme asked for, switching live as a person would."""

from collections.abc import Callable, Sequence
from pathlib import Path

from hah_console.app.tour.steps import Story, pause
from hah_console.ui.shell.window import ConsoleWindow

SETTLE_S = 0.25


class Photographer:
    """``variants`` are (language, theme) pairs; the first is the one the tour runs in and returns to."""

    def __init__(self, window: ConsoleWindow, folder: Path, variants: Sequence[tuple[str, str]]) -> None:
        self._window = window
        self._folder = folder
        self._variants = tuple(variants)
        self.taken: list[Path] = []

    def shoot(self, name: str, ready: Callable[[], None] | None = None) -> Story:
        """One picture per variant, ``NN_name_language_theme.png``; ``ready`` prepares the screen after each switch."""
        number = len({path.name.split("_")[0] for path in self.taken}) + 1
        for language, theme in self._variants:
            self._dress(language, theme)
            if ready:
                ready()
            yield pause(SETTLE_S)
            path = self._folder / f"{number:02d}_{name}_{language}_{theme}.png"
            if not self._window.grab().save(str(path)):
                raise OSError(f"cannot write {path}")
            self.taken.append(path)
        if len(self._variants) > 1:
            self._dress(*self._variants[0])
            yield pause(SETTLE_S)

    def _dress(self, language: str, theme: str) -> None:
        if self._window.preferences.language != language:
            self._window.switch_language(language)
        if self._window.preferences.theme != theme:
            self._window.switch_theme(theme)
