"""Waveforms of opened patients straight from the broker, each on a connection and a thread of its own."""

import uuid
from collections import deque
from datetime import datetime, timedelta

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.session import Address, Credentials, Session
from hah_console.adapters.vitals.topics import wave_request_topic, wave_topic
from hah_console.adapters.vitals.wave_payload import decode_wave, encode_wish
from hah_console.domain.clock import Clock
from hah_console.domain.ids import PatientId
from hah_console.services.ports import ReceivedWave

CONNECT_S = 2.0
ASKED_FOR = timedelta(seconds=30)
ASK_EVERY = timedelta(seconds=10)
MOST_STRETCHES = 400
"""Ten seconds of eight signals in stretches of a fifth of a second; what nobody fetches is dropped, oldest first."""


class WaveListener:
    """A WaveSource (services.ports): a request has an end and is renewed while it is open."""

    def __init__(self, address: Address, site_id: str, clock: Clock, who: Credentials = Credentials()) -> None:
        self._address, self._site, self.clock, self._who = address, site_id, clock, who

    def open(self, patient_id: PatientId) -> "WaveLine":
        """Connect and ask; the stream connects again by itself when the broker goes away."""
        return WaveLine(self._address, self._site, patient_id, self.clock, self._who)


class WaveLine:
    """The waveforms of one patient. ``take`` and ``close`` may be called from any thread."""

    def __init__(self, address: Address, site_id: str, patient_id: PatientId, clock: Clock, who: Credentials) -> None:
        self._patient_id, self._clock = patient_id, clock
        self._request = wave_request_topic(site_id, patient_id).encode()
        self._waiting: deque[ReceivedWave] = deque(maxlen=MOST_STRETCHES)
        self._asked_at: datetime | None = None
        self._asked_on = 0
        self._open = True
        login = Login(f"hah-waves-{uuid.uuid4().hex[:12]}", user=who.user, password=who.password)
        every = [(wave_topic(site_id, patient_id, "+"), 0)]
        self._session = Session(address, login, every, clock.now, self._keep, tick=self._ask)
        self._session.start(CONNECT_S)

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._session.connected

    def take(self) -> tuple[ReceivedWave, ...]:
        """What has come since the last call, oldest first."""
        return tuple(self._waiting.popleft() for _ in range(len(self._waiting)))

    def close(self) -> None:
        """Ask no more and disconnect; the request runs out by itself, another console may still be looking."""
        if self._open:
            self._open = False
            self._session.close()

    def _keep(self, batch: list[Received]) -> None:
        for message in batch:
            signal = message.topic.rpartition("/")[2]
            segment = decode_wave(message.payload, self._patient_id, signal, message.received_at)
            if segment is not None:
                self._waiting.append((segment, message.received_at))

    def _ask(self) -> None:
        now, connection = self._clock.now(), self._session.connection
        fresh = self._asked_at is not None and timedelta(0) <= now - self._asked_at < ASK_EVERY
        if fresh and connection == self._asked_on:
            return
        self._asked_at, self._asked_on = now, connection
        self._session.send(mqtt.publish_packet(self._request, encode_wish(now + ASKED_FOR), 0, retain=True))
