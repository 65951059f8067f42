"""What is wrong with the sources of travel times now: logged once when it begins and once when it ends."""

import logging
import threading

from hah_console.adapters.roads.errors import PlacesOffRoads
from hah_console.domain.errors import HahError

_LOG = logging.getLogger(__name__)


class Troubles:
    """By the name of what has them; threads: any."""

    def __init__(self) -> None:
        self._by_name: dict[str, HahError] = {}
        self._lock = threading.Lock()

    def note(self, name: str, error: HahError) -> None:
        """Something is wrong; written to the log again only when it is something else, and never for places: those are
        people's addresses and no fault of a source."""
        with self._lock:
            before, self._by_name[name] = self._by_name.get(name), error
        news = before is None or _what(before) != _what(error)
        if news and not isinstance(error, PlacesOffRoads):
            _LOG.warning("travel times: %s cannot answer, the next source is asked: %s", name, error)

    def clear(self, name: str) -> None:
        """It answers again."""
        with self._lock:
            before = self._by_name.pop(name, None)
        if before is not None and not isinstance(before, PlacesOffRoads):
            _LOG.info("travel times: %s answers again", name)

    def now(self) -> tuple[HahError, ...]:
        """Everything that is wrong, the oldest first; of places off the roads the most of any vehicle kind."""
        with self._lock:
            errors = tuple(self._by_name.values())
        places = [error for error in errors if isinstance(error, PlacesOffRoads)]
        most = sorted(places, key=lambda error: int(str(error.facts["count"])))[-1:]
        return (*(error for error in errors if error not in places), *most)


def _what(error: HahError) -> tuple[object, ...]:
    return error.code, error.facts.get("reason")
