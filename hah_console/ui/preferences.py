"""What a person may set about the console; kept between runs by the application."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.ui.i18n import DEFAULT_LANGUAGE

DEFAULT_IDLE_MINUTES = 10
WALL_PT = (1, 30)
"""Smallest and largest type of the wall board."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """``idle_minutes`` 0 never locks; ``reduced_motion`` stops all flashing; ``wall_font_pt`` sizes the wall board."""

    language: str = DEFAULT_LANGUAGE
    theme: str = "light"
    idle_minutes: int = DEFAULT_IDLE_MINUTES
    reduced_motion: bool = False
    wall_font_pt: int = 12


DEFAULT_PREFERENCES = Preferences()
KeepPreferences = Callable[[Preferences], None]
