"""What a person may set about the console; kept between runs by the application."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.ui.i18n import DEFAULT_LANGUAGE

DEFAULT_IDLE_MINUTES = 10
WALL_PT = (1, 30)
"""Smallest and largest type of the wall board."""
DEFAULT_HIGH_PAUSE_S, DEFAULT_MEDIUM_PAUSE_S, DEFAULT_VOLUME_PCT = 10, 20, 80
LOWEST_VOLUME_PCT, HIGHEST_VOLUME_PCT = 30, 100
"""An alarm can be made quieter, never inaudible: there is no mute for good."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """``idle_minutes`` 0 never locks; ``reduced_motion`` stops all flashing; ``wall_font_pt`` sizes the wall board.

    ``high_pause_s`` and ``medium_pause_s`` lie between two bursts of the alarm sound; ``volume_pct`` is its loudness.
    """

    language: str = DEFAULT_LANGUAGE
    theme: str = "light"
    idle_minutes: int = DEFAULT_IDLE_MINUTES
    reduced_motion: bool = False
    wall_font_pt: int = 12
    high_pause_s: int = DEFAULT_HIGH_PAUSE_S
    medium_pause_s: int = DEFAULT_MEDIUM_PAUSE_S
    volume_pct: int = DEFAULT_VOLUME_PCT


DEFAULT_PREFERENCES = Preferences()
KeepPreferences = Callable[[Preferences], None]
