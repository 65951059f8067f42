"""What the map says of people and areas, in words; no Qt."""

from datetime import timedelta
from typing import TYPE_CHECKING

from hah_console.domain.reach import Reach
from hah_console.ui.i18n import Texts

if TYPE_CHECKING:
    from hah_console.ui.map.mover_layer import SeenMover

# i18n: words.vehicle.* words.leg_source.*
OLD_AFTER = timedelta(minutes=5)
"""A position this old is drawn as one that may be past."""
_MINUTE_S, _HOUR_MINUTES = 60, 60


def age_text(texts: Texts, age: timedelta) -> str:
    """How long ago, in whole minutes."""
    minutes = int(age.total_seconds()) // _MINUTE_S
    if not minutes:
        return texts("map.age_now")
    if minutes < _HOUR_MINUTES:
        return texts("map.age_minutes", n=minutes)
    return texts("map.age_hours", n=minutes // _HOUR_MINUTES)


def mover_text(texts: Texts, seen: "SeenMover") -> str:
    """Who was where, and when."""
    return texts("map.mover_old" if seen.old else "map.mover", who=seen.mover.spoken, age=seen.words)


def reach_text(texts: Texts, reach: Reach) -> str:
    """``30 minutes by scooter (roads)``."""
    vehicle, source = texts.word("words.vehicle", reach.vehicle), texts.word("words.leg_source", reach.source.value)
    return texts("map.reach", n=round(reach.seconds / _MINUTE_S), vehicle=vehicle, source=source)
