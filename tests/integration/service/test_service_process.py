"""The service as a real process: nothing is lost, one at a time, stops at once, costs little."""

import signal
import time
from collections.abc import Callable

import pytest
from helpers.processes import end, program, says, until
from service_post import Post

from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import KitId, UserId
from hah_console.domain.kit import KitState
from hah_console.services.equipment_store import keep

Publish = Callable[..., None]
CORE_BUDGET_PERCENT = 10.0
PERSON = Actor(UserId("U-dispatcher1"), "調度", Role.DISPATCHER, "WS-1")


def test_readings_become_rows_and_bad_messages_are_kept_with_their_reason(post: Post, publish: Publish) -> None:
    with program("service", *post.arguments()) as service:
        assert says(service) == "ready"
        publish(1)
        publish(2, heart_rate=900.0)
        publish(3, patient="P002")
        until(lambda: (post.readings(), post.quarantined()) == (1, 2))
        until(lambda: post.service_detail().get("rejected") == 2)


def test_a_service_killed_while_readings_arrive_loses_none(post: Post, publish: Publish) -> None:
    with program("service", *post.arguments()) as first:
        assert says(first) == "ready"
        for number in range(300):
            publish(number)
        first.kill()
        first.wait()
    for number in range(300, 600):
        publish(number)
    with program("service", *post.arguments()) as second:
        until(lambda: post.readings() == 600)
        end(second)
    assert post.quarantined() == 0


def test_a_second_service_stands_by_and_takes_over_when_the_first_is_killed(post: Post, publish: Publish) -> None:
    with program("service", *post.arguments()) as first:
        assert says(first) == "ready"
        with program("service", *post.arguments()) as second:
            assert says(second) == "standby"
            first.kill()
            killed = time.monotonic()
            assert says(second) == "ready"
            assert time.monotonic() - killed < 6.0
            publish(1)
            until(lambda: post.readings() == 1)


def test_a_service_that_was_frozen_is_ended_and_the_next_takes_over(post: Post, publish: Publish) -> None:
    with program("service", *post.arguments()) as first:
        assert says(first) == "ready"
        with program("service", *post.arguments()) as second:
            assert says(second) == "standby"
            first.send_signal(signal.SIGSTOP)
            assert says(second) == "ready"
            assert first.wait(5.0) == -signal.SIGKILL
            publish(1)
            until(lambda: post.readings() == 1)


@pytest.mark.parametrize("how", ["stdin", "SIGTERM"])
def test_it_stops_within_two_seconds_when_told(post: Post, how: str) -> None:
    with program("service", *post.arguments()) as service:
        assert says(service) == "ready"
        started = time.monotonic()
        if how == "SIGTERM":
            service.send_signal(signal.SIGTERM)
            service.wait(5.0)
        else:
            end(service)
        assert time.monotonic() - started < 2.0
        assert service.returncode == 0


def test_without_a_broker_it_starts_one(post: Post, publish: Publish) -> None:
    from hah_console.adapters.vitals.broker import free_port, listening

    own = [*post.arguments()]
    own[own.index("--broker-port") + 1] = str(free_port())
    with program("service", *own) as service:
        assert says(service) == "ready"
        assert listening(int(own[own.index("--broker-port") + 1]))


@pytest.mark.alone
@pytest.mark.slow
def test_sixty_patients_at_one_set_a_second_cost_at_most_a_tenth_of_a_core(post: Post) -> None:
    site = ["--site", "resources/demo", "--home", str(post.home), "--broker-port", str(post.port)]
    with program("service", *post.arguments()) as service, program("simulate", *site) as monitors:
        assert says(service) == "ready"
        assert says(monitors) == "ready"
        until(lambda: post.readings() > 120)
        spent, began, before = _cpu_s(service.pid), time.monotonic(), post.readings()
        until(lambda: post.readings() > before + 600, 30.0)
        share = (_cpu_s(service.pid) - spent) / (time.monotonic() - began)
    assert share * 100 <= CORE_BUDGET_PERCENT


def _cpu_s(process_id: int) -> float:
    import os
    from pathlib import Path

    fields = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_courier_is_asked_for_what_is_to_be_brought_and_as_soon_as_something_is_to_be_fetched(post: Post) -> None:
    with program("service", *post.arguments()) as service:
        assert says(service) == "ready"
        until(lambda: post.task("ES-DEMO-2-D") is not None)
        with post.core.ctx.store() as uow:
            kit, now = uow.kits.get(KitId("M-05")), post.core.ctx.clock.now()
            keep(uow, PERSON, kit.moved(KitState.TO_RETRIEVE, now), "end_equipment", now, now)
            uow.commit()
        until(lambda: post.task(f"KR-{kit.episode_id}-1") is not None)
        end(service)
