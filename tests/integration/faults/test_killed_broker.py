"""kill -9 of the broker: the service starts another, and says so when the port is not to be had."""

import socket
import time

from fault_ward import Tell, fault_ward, holds


def squatter(port: int) -> socket.socket:
    """Somebody else on the broker's port, as soon as the killed one's connections are gone."""
    deadline_s = time.monotonic() + 3.0
    while True:
        try:
            return socket.create_server(("127.0.0.1", port))
        except OSError:
            assert time.monotonic() < deadline_s, "the port is not to be had"
            time.sleep(0.02)


def test_a_killed_broker_is_started_again_by_the_service(tell: Tell) -> None:
    with fault_ward() as found:
        found.run(2.0)
        struck_s = time.monotonic()
        found.ward.broker.process.kill()
        found.recovered(struck_s)
        found.run(2.0)
        result = found.finished()
    tell("broker, kill -9, started again by the service", found, result)
    holds(found, result)


def test_a_broker_that_does_not_come_back_is_an_alarm(tell: Tell) -> None:
    with fault_ward() as found:
        found.run(1.0)
        struck_s = time.monotonic()
        found.ward.broker.process.kill()
        found.ward.broker.process.wait()
        with squatter(found.ward.options.broker_port):
            found.alarmed("broker_lost", struck_s)
        free_s = time.monotonic()
        found.recovered(free_s)
        found.run(1.0)
        result = found.finished()
    tell("broker, kill -9, its port taken for a while", found, result)
    holds(found, result)
