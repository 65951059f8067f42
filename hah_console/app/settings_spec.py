"""Every setting of the console in one typed table, and the file that keeps a person's choices."""

import logging
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from hah_console.ui.i18n import LANGUAGES, system_language
from hah_console.ui.preferences import LOWEST_VOLUME_PCT, WALL_PT, Preferences
from hah_console.ui.theme.theme import THEMES

SETTINGS_FILE = "settings.toml"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """``name`` is the field of Preferences. ``choices`` lists the allowed words, ``lowest``/``highest`` a range."""

    name: str
    kind: type
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0

    def accepts(self, value: object) -> bool:
        """Whether ``value`` may be used."""
        if type(value) is not self.kind:
            return False
        if self.choices:
            return value in self.choices
        return not isinstance(value, int) or self.kind is bool or self.lowest <= value <= self.highest


SETTINGS = (
    Setting("language", str, choices=LANGUAGES),
    Setting("theme", str, choices=THEMES),
    Setting("idle_minutes", int, lowest=0, highest=240),
    Setting("reduced_motion", bool),
    Setting("wall_font_pt", int, lowest=WALL_PT[0], highest=WALL_PT[1]),
    Setting("high_pause_s", int, lowest=3, highest=15),
    Setting("medium_pause_s", int, lowest=3, highest=30),
    Setting("volume_pct", int, lowest=LOWEST_VOLUME_PCT, highest=100),
)
"""One row per field of Preferences; a test keeps the two equal. The pauses between bursts of the alarm sound stay
within IEC 60601-1-8 (high 2.5 to 15 s, medium 2.5 to 30 s)."""


def read_preferences(home: Path) -> Preferences:
    """The kept choices; what is missing or unusable has its default, the language that of the environment."""
    wanted = Preferences(language=system_language())
    kept = _read(home / SETTINGS_FILE)
    known = {field.name for field in fields(Preferences)}
    usable = {s.name: kept[s.name] for s in SETTINGS if s.name in kept and s.name in known and s.accepts(kept[s.name])}
    ignored = sorted(set(kept) - set(usable))
    if ignored:
        _LOG.warning("settings ignored: %s", ", ".join(ignored))
    return replace(wanted, **usable)  # type: ignore[arg-type]


def keep_preferences(home: Path, preferences: Preferences) -> None:
    """Write the choices; a folder that cannot be written costs the memory, never the session."""
    target = home / SETTINGS_FILE
    draft = target.with_suffix(".new")
    try:
        draft.write_text(_toml(preferences), "utf-8")
        os.replace(draft, target)
    except OSError as error:
        _LOG.warning("settings not kept: %s", error.strerror)


def _read(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        _LOG.warning("settings file unreadable, using defaults")
        return {}


def _toml(preferences: Preferences) -> str:
    lines = (f"{name} = {_literal(value)}" for name, value in asdict(preferences).items())
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'
