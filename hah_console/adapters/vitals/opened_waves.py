"""The service's ear for waveforms: only of patients whom a console has opened, and only as long as it asks for them."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import Login
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.session import Address, Credentials, Session
from hah_console.adapters.vitals.times import unix_ms
from hah_console.adapters.vitals.topics import EVERY_PATIENT, wave_request_topic, wave_subject_of, wave_topic
from hah_console.adapters.vitals.wave_payload import decode_wave, wish_until_ms
from hah_console.domain.ids import PatientId
from hah_console.domain.strip import WaveSegment

MOST_PATIENTS = 32
"""Opened at the same time; of more nothing is kept with their alarms."""
MOST_STRETCHES = 4_000
"""Some seconds of all of them; what the writer does not fetch is dropped, oldest first."""
LONGEST = timedelta(seconds=60)
"""A console asks again every ten seconds; nobody asks for longer than this at once."""
WISH = "open"


class OpenedWaves:
    """A connection and a thread of its own, so that no waveform keeps a set of vital signs waiting.

    ``take`` may be called from any thread.
    """

    def __init__(self, address: Address, site_id: str, now: Callable[[], datetime], who: Credentials) -> None:
        self._site, self._now = site_id, now
        self._until_ms: dict[PatientId, int] = {}
        self._subscribed: set[PatientId] = set()
        self._connection = 0
        self._waiting: deque[WaveSegment] = deque(maxlen=MOST_STRETCHES)
        login = Login(f"hah-service-waves-{site_id}", user=who.user, password=who.password)
        every = [(wave_request_topic(site_id, EVERY_PATIENT), 0)]
        self._session = Session(address, login, every, now, self._heard, tick=self._tend)

    def start(self) -> None:
        """Connect, now and whenever the broker comes back."""
        self._session.start(0)

    @property
    def opened(self) -> frozenset[PatientId]:
        """Whose waveforms are subscribed to."""
        return frozenset(self._subscribed)

    def take(self) -> tuple[WaveSegment, ...]:
        """What has come since the last call, oldest first."""
        return tuple(self._waiting.popleft() for _ in range(len(self._waiting)))

    def close(self) -> None:
        """Disconnect."""
        self._session.close()

    def _heard(self, batch: list[Received]) -> None:
        for message in batch:
            subject = wave_subject_of(message.topic, self._site)
            if subject is None:
                continue
            patient, signal = PatientId(subject[0]), subject[1]
            if signal == WISH:
                self._wish(patient, message)
            elif patient in self._subscribed:
                segment = decode_wave(message.payload, patient, signal, message.received_at)
                if segment is not None:
                    self._waiting.append(segment)

    def _wish(self, patient: PatientId, message: Received) -> None:
        latest = message.received_at + LONGEST
        until_ms = min(wish_until_ms(message.payload), unix_ms(latest))
        known = patient in self._until_ms or len(self._until_ms) < MOST_PATIENTS
        if known and until_ms > unix_ms(message.received_at):
            self._until_ms[patient] = until_ms

    def _tend(self) -> None:
        """About ten times a second: subscribe to who has been opened, leave who has been closed."""
        if self._connection != self._session.connection:
            self._connection = self._session.connection
            self._subscribed.clear()
        now_ms = unix_ms(self._now())
        self._until_ms = {patient: until for patient, until in self._until_ms.items() if until > now_ms}
        for patient in self._until_ms.keys() - self._subscribed:
            self._session.send(mqtt.subscribe_packet(2, [(wave_topic(self._site, patient, "+"), 0)]))
            self._subscribed.add(patient)
        for patient in self._subscribed - self._until_ms.keys():
            self._session.send(mqtt.unsubscribe_packet(3, wave_topic(self._site, patient, "+")))
            self._subscribed.discard(patient)
