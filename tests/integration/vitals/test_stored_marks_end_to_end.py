"""A broker that is killed forgets what it had acknowledged: the monitors send it again, and it is stored once."""

import time
from collections.abc import Iterator

import pytest
from helpers.processes import until

from hah_console.adapters.vitals.broker import find_mosquitto, listening
from hah_console.app.bench.running import Running, running_ward
from hah_console.app.bench.set_audit import audit

CHOICES = (
    pytest.param("mosquitto", marks=pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")),
    "iotcore",
)
MONITORS, RATE_HZ, SETTLE_S = 20, 5.0, 40.0


@pytest.fixture(params=CHOICES)
def ward(request: pytest.FixtureRequest) -> Iterator[Running]:
    with running_ward(MONITORS, broker=request.param) as ward:
        yield ward


def test_what_a_killed_broker_had_acknowledged_is_sent_again_and_stored_once(ward: Running) -> None:
    with ward.fleet(RATE_HZ) as fleet:
        fleet.start()
        time.sleep(2.0)
        ward.service.process.kill()  # so that the broker holds what nobody has stored
        ward.service.process.wait()
        time.sleep(1.0)
        ward.broker.process.kill()
        ward.broker.process.wait()
        until(lambda: not listening(ward.options.broker_port))
        ward.broker, ward.service = ward.start_broker(), ward.start_service()
        time.sleep(1.0)
        fleet.pause()
        assert fleet.settle(SETTLE_S), f"{fleet.kept} sets kept"
        assert fleet.sent_again > MONITORS
        found = audit(ward.core.ctx, ward.beds, fleet.sent)
    print(found.line())
    assert found.sent > 3 * MONITORS * RATE_HZ
    assert found.holds
