"""The broker as a process: one per port, and nothing of it is left when it is killed."""

from pathlib import Path

import pytest
from helpers.processes import broker, end, program, until

from hah_console.adapters.vitals.broker import find_mosquitto, free_port, listening

CHOICES = (
    pytest.param("mosquitto", marks=pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed")),
    "iotcore",
)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_killed_broker_leaves_its_port_free_for_the_next(tmp_path: Path, choice: str) -> None:
    port = free_port()
    with broker(port, tmp_path, choice) as first:
        first.kill()
        first.wait()
        until(lambda: not listening(port))
    with broker(port, tmp_path, choice):
        assert listening(port)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_broker_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path, choice: str) -> None:
    port = free_port()
    with broker(port, tmp_path, choice) as running:
        assert end(running) < 2.0
        until(lambda: not listening(port))


def test_a_second_broker_on_a_port_ends_and_leaves_the_first_alone(tmp_path: Path) -> None:
    port = free_port()
    with broker(port, tmp_path):
        arguments = ("--home", str(tmp_path), "--broker-port", str(port))
        with program("broker", *arguments) as second:
            assert second.wait(20) != 0
        assert listening(port)
