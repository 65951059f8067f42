"""The exchange of the active service: a thread of its own, so that alarms never wait for a hospital."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.told_once import ToldOnce
from hah_console.domain.episode import Condition
from hah_console.domain.errors import HahError
from hah_console.domain.quantity import UnitRules
from hah_console.services.context import Context
from hah_console.services.ports import ChangeFeed

if TYPE_CHECKING:
    from hah_console.app.exchange.parts import FeedPart

ROUND_S = 5.0
PASSPHRASE = "HAH_SECRETS_PASSPHRASE"
CLOSED_S = 1.9
_LOG = logging.getLogger(__name__)


class OwnExchange:
    """Nothing is loaded where the home has no ``exchange.toml``. ``drugs`` says drugs of the pack in words; ``units``
    are the site's rules of units, without which nothing is read of hospitals; ``targets`` the days of the programme."""

    def __init__(
        self,
        ctx: Context,
        home: Path,
        drugs: Mapping[str, str],
        changes: Callable[[], ChangeFeed],
        units: UnitRules | None = None,
        targets: Mapping[Condition, int] | None = None,
    ) -> None:
        self._ctx, self._home, self._drugs, self._changes, self._units = ctx, home, drugs, changes, units
        self._targets = targets
        self._stop = threading.Event()
        there = (home / "exchange.toml").is_file()
        self._thread = threading.Thread(target=self._keep, name="exchange", daemon=True) if there else None
        self._tell = ToldOnce(
            _LOG, "the exchange with hospitals does not run", "the exchange with hospitals runs again"
        )

    def start(self) -> None:
        """Begin; returns at once."""
        if self._thread is not None:
            self._thread.start()

    def close(self) -> None:
        """End within two seconds; a request under way is left to its own limits."""
        self._stop.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(CLOSED_S)

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                self._rounds()
            except HahError as error:
                self._tell(error.code)
            self._stop.wait(ROUND_S)

    def _rounds(self) -> None:
        # PERF(start): the client and the checker take a second to load, and only a site with feeds needs them
        from hah_console.app.exchange.parts import exchange_parts
        from hah_console.app.exchange.reading import Reading

        told = (self._ctx, self._home, self._drugs, self._changes, self._units, self._targets)
        with exchange_parts(*told) as parts:
            reading = Reading([each.inbound for each in parts if each.inbound is not None], self._stop, ROUND_S)
            reading.start()
            try:
                self._send(parts)
            finally:
                reading.close()

    def _send(self, parts: "tuple[FeedPart, ...]") -> None:
        while not self._stop.is_set():
            for part in self._each(parts):
                part.turn(self._stop.is_set)
            self._tell("")
            self._stop.wait(ROUND_S)

    def _each(self, parts: "tuple[FeedPart, ...]") -> "Iterator[FeedPart]":
        yield from (part for part in parts if not self._stop.is_set())
