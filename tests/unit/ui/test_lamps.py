"""What the lamps show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hah_console.domain.service_state import Heartbeat, SourceState
from hah_console.ui.bridge import LinkState
from hah_console.ui.i18n import Texts
from hah_console.ui.shell.lamps import Lamp, LampState, lamps

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BEAT = Heartbeat("service", 42, NOW - timedelta(seconds=1))
GOOD = LinkState(service_seen_at=BEAT.at, heartbeats=(BEAT,), change_sequence=7)


def lit(link: LinkState, fresh: int = 60, trouble: str = "") -> dict[str, Lamp]:
    return {lamp.lamp_id: lamp for lamp in lamps(Texts("en"), link, fresh, 60, trouble, NOW)}


def test_all_is_well() -> None:
    assert {lamp.state for lamp in lit(GOOD).values()} == {LampState.GOOD}


def test_a_silent_device_asks_for_attention_and_is_counted() -> None:
    lamp = lit(GOOD, fresh=58)["devices"]
    assert (lamp.state, lamp.text) == (LampState.ATTENTION, "Devices 58 / 60")
    assert "2 are silent" in lamp.details[0]


def test_a_lost_broker_says_what_to_do_at_the_devices() -> None:
    link = replace(GOOD, sources=(SourceState("broker", None, False, "no_connection"),))
    lamp = lit(link)["devices"]
    assert lamp.state is LampState.ATTENTION
    assert "restart it" in lamp.details[-1]


def test_an_unknown_source_is_named_with_its_reason() -> None:
    link = replace(GOOD, sources=(SourceState("gauge", None, False, "refused"),))
    assert "gauge: refused" in lit(link)["service"].details


def test_that_no_alarm_is_heard_is_not_blamed_on_the_devices() -> None:
    found = lit(replace(GOOD, sources=(SourceState("notifier", None, False, "no_sound"),)))
    assert (found["devices"].state, len(found["devices"].details)) == (LampState.GOOD, 1)
    assert any("can be heard" in told for told in found["service"].details)


def test_a_dead_service_says_what_to_do() -> None:
    lamp = lit(LinkState(service_alive=False, service_seen_at=NOW - timedelta(minutes=2)))["service"]
    assert lamp.state is LampState.FAILED
    assert "2 min" in lamp.details[0]
    assert "restart" in lamp.details[-1]


def test_a_lost_database_and_a_broken_planner_are_failures() -> None:
    found = lit(LinkState(database_ok=False, database_reason="DatabaseUnusable"), trouble="The planner died.")
    assert found["database"].state is LampState.FAILED
    assert found["planner"].details == ("The planner died.",)
