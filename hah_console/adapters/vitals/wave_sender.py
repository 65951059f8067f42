"""The device side of waveforms: sends those of a patient while somebody has asked for them, and says it is there."""

from collections.abc import Callable
from random import Random

from hah_console.adapters.vitals import mqtt
from hah_console.adapters.vitals.mqtt import LastWill, Login
from hah_console.adapters.vitals.received import Received
from hah_console.adapters.vitals.session import Address, Credentials, Session
from hah_console.adapters.vitals.status_payload import encode_status, gateway_status
from hah_console.adapters.vitals.times import unix_ms
from hah_console.adapters.vitals.topics import EVERY_PATIENT, gateway_topic, wave_request_topic, wave_topic
from hah_console.adapters.vitals.wave_payload import encode_wave, wish_until_ms
from hah_console.domain.clock import Clock
from hah_console.domain.ids import PatientId
from hah_console.services.ports import WaveStream


class WaveSender:
    """A gateway of many homes. ``open_stream`` gives what a patient's monitor measures, None where there is none.

    The gateway's status is retained; its last will says that it is gone.
    """

    def __init__(
        self,
        address: Address,
        site_id: str,
        gateway_id: str,
        clock: Clock,
        open_stream: Callable[[PatientId], WaveStream | None],
        who: Credentials = Credentials(),
    ) -> None:
        self._site, self._clock, self._open_stream = site_id, clock, open_stream
        self._gateway, self._topic = gateway_id, gateway_topic(site_id, gateway_id)
        self._wanted_until: dict[PatientId, int] = {}
        self._streams: dict[PatientId, WaveStream] = {}
        self._greeted = 0
        will = LastWill(self._topic, self._status(online=False))
        client_id = f"hah-gateway-{gateway_id}-{Random().getrandbits(32):x}"
        login = Login(client_id, user=who.user, password=who.password, will=will)
        every = [(wave_request_topic(site_id, EVERY_PATIENT), 1)]
        self._session = Session(address, login, every, clock.now, self._asked, tick=self._send)

    def start(self) -> None:
        """Connect, now and whenever the broker comes back."""
        self._session.start(0)

    def close(self) -> None:
        """Say that it is leaving."""
        self._session.send(self._status_packet(online=False))
        self._session.close()

    def _asked(self, batch: list[Received]) -> None:
        for message in batch:
            patient = PatientId(message.topic.split("/")[3])
            self._wanted_until[patient] = wish_until_ms(message.payload)
            self._session.send(mqtt.puback_packet(message.message_id) if message.message_id else b"")

    def _send(self) -> None:
        """About ten times a second: what was measured since, of those who are looked at."""
        if self._greeted != self._session.connection:
            self._greeted = self._session.connection
            self._session.send(self._status_packet(online=True))
        now_ms = unix_ms(self._clock.now())
        for patient, until_ms in list(self._wanted_until.items()):
            if until_ms <= now_ms:
                del self._wanted_until[patient]
                self._streams.pop(patient, None)
            else:
                self._send_of(patient)

    def _send_of(self, patient: PatientId) -> None:
        if patient not in self._streams:
            stream = self._open_stream(patient)
            if stream is None:
                return
            self._streams[patient] = stream
        packets = [
            mqtt.publish_packet(wave_topic(self._site, patient, segment.signal).encode(), encode_wave(segment), 0)
            for segment, _ in self._streams[patient].take()
        ]
        self._session.send(b"".join(packets))

    def _status(self, *, online: bool) -> bytes:
        return encode_status(gateway_status(self._gateway, unix_ms(self._clock.now()), online=online, firmware="demo"))

    def _status_packet(self, *, online: bool) -> bytes:
        return mqtt.publish_packet(self._topic.encode(), self._status(online=online), 1, retain=True)
