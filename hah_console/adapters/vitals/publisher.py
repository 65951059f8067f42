"""The device side: publishes sets and keeps those the broker has not taken yet."""

import threading

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from hah_console.adapters.vitals.session import Address, Credentials

KEEPALIVE_S = 30
INFLIGHT = 2_000
KEPT = 200_000
"""Sets kept while the broker is away: an hour of 55 devices at one set a second."""


class VitalsPublisher:
    """One MQTT connection with QoS 1; it reconnects by itself and resends what was not acknowledged."""

    def __init__(self, address: Address, client_id: str, who: Credentials = Credentials()) -> None:
        self._host, self._port = address.host, address.port
        self._connected = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
        if address.tls is not None:
            self._client.tls_set_context(address.tls)
        if who.user:
            self._client.username_pw_set(who.user, who.password)
        self._client.max_inflight_messages_set(INFLIGHT)
        self._client.max_queued_messages_set(KEPT)
        self._client.reconnect_delay_set(1, 5)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._connected.is_set()

    def connect(self, timeout_s: float) -> bool:
        """Start connecting; whether the broker answered in time. It keeps trying either way."""
        self._client.connect_async(self._host, self._port, KEEPALIVE_S)
        self._client.loop_start()
        return self._connected.wait(timeout_s)

    def publish(self, topic: str, payload: bytes) -> None:
        """Hand one message over; never waits for the network."""
        self._client.publish(topic, payload, qos=1)

    def unsent(self) -> int:
        """Messages the broker has not acknowledged."""
        return len(self._client._out_messages)  # noqa: SLF001 paho has no public count

    def close(self) -> None:
        """Disconnect, end the network thread and let go of every socket; what was not acknowledged is forgotten."""
        self._client.disconnect()
        self._client.loop_stop()
        self._client.reinitialise()  # else the pair that wakes its thread is closed by the collector, whenever that is

    def _on_connect(
        self, _client: Client, _data: object, _flags: ConnectFlags, reason: ReasonCode, _more: Properties | None
    ) -> None:
        if not reason.is_failure:
            self._connected.set()

    def _on_disconnect(
        self, _client: Client, _data: object, _flags: DisconnectFlags, _reason: ReasonCode, _more: Properties | None
    ) -> None:
        self._connected.clear()
