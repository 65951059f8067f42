"""A fleet of monitors over real MQTT connections, with its own book of every set it measured: who lost what?"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from random import Random

from hah_console.adapters.vitals.monitor_link import Monitor, MonitorLink
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.session import Address
from hah_console.domain.errors import HahError
from hah_console.domain.ids import DeviceId

TICK_S = 0.005
KEEPALIVE_S = 60
AT_ONCE = 50
"""Connections being opened at the same time."""


class FleetNotConnected(HahError):
    """Not every monitor got its connection. Facts: connected, wanted."""

    code = "fleet_not_connected"


Measure = Callable[[Monitor, int, int], DeviceSet]
"""What a monitor measures: monitor, sequence, Unix milliseconds of its clock."""


def steady(monitor: Monitor, sequence: int, at_ms: int) -> DeviceSet:
    """A patient who is well."""
    swing = sequence % 5
    return DeviceSet(
        monitor.device_id, sequence, at_ms, heart_rate=72.0 + swing, spo2=97.0, respiratory_rate=15.0,
        systolic=124.0 + swing, diastolic=76.0, temperature=36.7, battery_percent=80,
    )  # fmt: skip


class Fleet:
    """``rate_hz`` sets a second and monitor, evenly spread. Runs on a thread of its own; every method may be called
    from any other thread. ``sent`` is the book: by device the moment in Unix milliseconds of each sequence."""

    def __init__(
        self, port: int, site_id: str, monitors: Sequence[Monitor], *, rate_hz: float = 1.0, measure: Measure = steady,
        host: str = "127.0.0.1", first_sequence: int = 1,
    ) -> None:  # fmt: skip
        random = Random(port)
        self._monitors, self._rate_hz, self._measure = monitors, rate_hz, measure
        self._links = [MonitorLink(Address(port, host), _login(m), site_id, m, random) for m in monitors]
        self._sequence = first_sequence
        self._measuring = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="monitor-fleet", daemon=True)
        self._closing = False
        self.sent: Mapping[DeviceId, dict[int, int]] = {m.device_id: {} for m in monitors}
        self.longest_lag_ms = 0.0

    def connect(self, timeout_s: float) -> None:
        """Open every connection; raises FleetNotConnected."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._connect_all(), self._loop)
        asyncio.run_coroutine_threadsafe(self._remind(), self._loop)
        deadline = time.monotonic() + timeout_s
        while self.connected < len(self._links):
            if time.monotonic() > deadline:
                raise FleetNotConnected(connected=self.connected, wanted=len(self._links))
            time.sleep(0.02)

    @property
    def connected(self) -> int:
        """How many monitors have a connection now."""
        return sum(link.ready for link in self._links)

    @property
    def kept(self) -> int:
        """Sets the monitors still hold because nobody has told them that they may forget them."""
        return sum(len(link.kept.payloads) for link in self._links)

    @property
    def sent_again(self) -> int:
        """Sets sent once more after a reconnect."""
        return sum(link.kept.sent_again for link in self._links)

    @property
    def given_up(self) -> int:
        """Sets dropped because a monitor had no room for more."""
        return sum(link.kept.given_up for link in self._links)

    @property
    def measured(self) -> int:
        """Sets in the book."""
        return sum(map(len, self.sent.values()))

    def keep(self, seconds: int) -> None:
        """Before ``connect``: what every monitor has measured once a second while nobody took it."""
        for ago_s in range(seconds, 0, -1):
            for place in range(len(self._monitors)):
                self._one_set(place, self._sequence, time.time_ns() // 1_000_000 - ago_s * 1_000)
            self._sequence += 1

    def start(self) -> None:
        """Begin to measure."""
        self._measuring.set()
        asyncio.run_coroutine_threadsafe(self._measure_on(), self._loop)

    def pause(self) -> None:
        """Measure no more; what is kept goes on being delivered."""
        self._measuring.clear()
        time.sleep(4 * TICK_S)

    def settle(self, timeout_s: float) -> bool:
        """Wait until nothing is kept; whether that came in time."""
        deadline = time.monotonic() + timeout_s
        while self.kept and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.kept

    def close(self) -> None:
        """Disconnect all and end the thread."""
        self._measuring.clear()
        self._closing = True
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close_all(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    async def _connect_all(self) -> None:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(link: MonitorLink) -> None:
            async with places:
                await link.connect()

        await asyncio.gather(*map(one, self._links))

    async def _remind(self) -> None:
        while not self._closing:
            await asyncio.sleep(1.0)
            for link in self._links:
                link.remind(time.monotonic())

    async def _measure_on(self) -> None:
        """Every monitor in turn, at an even pace; what is due is measured now and carries the present moment."""
        per_s, count = self._rate_hz * len(self._links), len(self._links)
        began, done = time.monotonic(), 0
        while self._measuring.is_set():
            passed_s = time.monotonic() - began
            due = int(passed_s * per_s)
            self.longest_lag_ms = max(self.longest_lag_ms, (passed_s - done / per_s) * 1_000)
            while done < due:
                self._one_set(done % count, self._sequence + done // count, time.time_ns() // 1_000_000)
                done += 1
            await asyncio.sleep(TICK_S)
        self._sequence += -(-done // count)

    def _one_set(self, place: int, sequence: int, at_ms: int) -> None:
        monitor = self._monitors[place]
        self.sent[monitor.device_id][sequence] = at_ms
        self._links[place].publish(sequence, encode(self._measure(monitor, sequence, at_ms), monitor.key))

    async def _close_all(self) -> None:
        for link in self._links:
            link.close()
        await asyncio.sleep(0.1)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


def _login(monitor: Monitor) -> Login:
    return Login(f"monitor-{monitor.device_id}", keepalive_s=KEEPALIVE_S)
