"""kill -9 of the service, and one that is stopped in its tracks: a standby goes on, a console sounds without one."""

import signal
import time

import pytest
from fault_ward import Tell, fault_ward, holds

from hah_console.app.children import start_child
from hah_console.app.logging_setup import LOG_FOLDER


@pytest.mark.parametrize(("how", "said"), [(signal.SIGKILL, "kill -9"), (signal.SIGSTOP, "stopped (SIGSTOP)")])
def test_a_standby_goes_on_for_a_service_that_was_killed_or_stopped(how: signal.Signals, said: str, tell: Tell) -> None:
    with fault_ward() as found:
        options = found.ward.options
        standby = start_child("service", options.child_arguments(), options.home / LOG_FOLDER)
        try:
            found.run(4.0)
            struck_s = time.monotonic()
            found.ward.service.process.send_signal(how)
            found.recovered(struck_s)
            found.run(2.0)
            result = found.finished()
        finally:
            standby.stop()
    tell(f"service, {said}, a standby takes over", found, result)
    holds(found, result)


def test_a_killed_service_that_is_started_again_loses_nothing(tell: Tell) -> None:
    with fault_ward() as found:
        found.run(2.0)
        struck_s = time.monotonic()
        found.ward.service.process.kill()
        found.ward.start_service()
        found.recovered(struck_s)
        found.run(1.0)
        result = found.finished()
    tell("service, kill -9, started again", found, result)
    holds(found, result)


def test_without_anybody_to_go_on_every_console_sounds(tell: Tell) -> None:
    with fault_ward() as found:
        found.run(2.0)
        assert not found.onlooker.alarmed
        struck_s = time.monotonic()
        found.ward.service.process.kill()
        found.console_alarmed(struck_s)
        back_s = time.monotonic()
        found.ward.start_service()
        found.recovered(back_s)
        result = found.finished()
    tell("service, kill -9, nobody starts it", found, result)
    holds(found, result)
