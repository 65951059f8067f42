"""Reads hospitals on a thread of its own: what is to be told to them never waits for what they have to tell."""

import logging
import threading
from collections.abc import Sequence

from hah_console.app.exchange.inbound import Inbound
from hah_console.app.told_once import ToldOnce
from hah_console.domain.errors import HahError

NAME = "exchange-in"
_LOG = logging.getLogger(__name__)


class Reading:
    """Takes turns with every feed that is read, until ``stop`` is set."""

    def __init__(self, feeds: Sequence[Inbound], stop: threading.Event, every_s: float) -> None:
        self._feeds, self._stop, self._every_s = tuple(feeds), stop, every_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=NAME, daemon=True) if self._feeds else None
        self._say = ToldOnce(_LOG, "hospitals are not read", "hospitals are read again")

    def start(self) -> None:
        """Begin; returns at once."""
        if self._thread is not None:
            self._thread.start()

    def close(self) -> None:
        """End after the request that is under way."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self) -> None:
        while not self._is_over():
            for feed in self._feeds:
                self._turn(feed)
            self._stop.wait(self._every_s)
        for feed in self._feeds:
            feed.close()

    def _turn(self, feed: Inbound) -> None:
        """SAFETY(reading fails alone): what is wrong with one hospital's data or the store ends no other's reading."""
        try:
            if not self._is_over():
                feed.turn(self._is_over)
            self._say("")
        except HahError as error:
            self._say(error.code)

    def _is_over(self) -> bool:
        return self._stop.is_set() or self._ended.is_set()
