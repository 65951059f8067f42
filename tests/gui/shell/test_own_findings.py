"""What a console finds wrong itself: one notice per cause, written down when there is a database, ended by itself."""

from dataclasses import replace

from helpers.desk import Console, make_console
from helpers.ward import Ward, an_alarm
from pytestqt.qtbot import QtBot

from hah_console.domain.alarm import Lane, Priority
from hah_console.services.disk_room import DiskRoom
from hah_console.ui.shell.window import ConsoleWindow


def noted(console: Console) -> list[tuple[str, str]]:
    with console.ward.ctx.store() as uow:
        entries = [chained.entry for chained in uow.audit.entries()]
    return [(e.action, dict(e.facts)["subject"]) for e in entries if e.action.startswith("console_alarm")]


def test_a_full_disk_beside_the_database_is_an_alarm_of_this_console_until_there_is_room(
    qtbot: QtBot, ward: Ward
) -> None:
    room = [DiskRoom(0.001, 12)]
    made = make_console(ward)
    made.window.close()
    parts = replace(made.window._parts, own_disk=lambda: room[0])
    console = Console(ConsoleWindow(parts, made.window._screens), ward)
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)
    qtbot.waitUntil(lambda: "disk_full" in console.frame.alarms.state.local, timeout=8_000)
    assert ward.bell.rung.count(3) >= 1
    room[0] = DiskRoom(0.5, 90_000)
    ward.beat()
    qtbot.waitUntil(lambda: "disk_full" not in console.frame.alarms.state.local, timeout=8_000)
    qtbot.waitUntil(lambda: noted(console)[-1:] == [("console_alarm_ended", "disk_full")], timeout=8_000)
    assert noted(console)[0] == ("console_alarm_began", "disk_full")
    console.close(qtbot)


def test_what_is_found_while_the_database_is_away_is_written_down_when_it_returns(
    qtbot: QtBot, signed_in: Console
) -> None:
    alarms = signed_in.frame.alarms
    alarms.set_local("database", True)
    signed_in.frame.on_tick()
    assert noted(signed_in) == []
    alarms.set_local("database", False)
    signed_in.frame.on_tick()
    expected = [("console_alarm_began", "database"), ("console_alarm_ended", "database")]
    qtbot.waitUntil(lambda: noted(signed_in) == expected)


def test_what_the_service_tells_anyway_is_not_told_twice(qtbot: QtBot, signed_in: Console) -> None:
    signed_in.frame.alarms.set_local("disk_low", True)
    signed_in.ward.raise_alarm(an_alarm("A-8", None, "disk_low", 4.0, Priority.MEDIUM, lane=Lane.TECHNICAL))
    state = signed_in.frame.alarms.state
    qtbot.waitUntil(lambda: "A-8" in [chip.alarm_id for chip in state.chips()])
    assert [chip.subject for chip in state.chips()].count("disk_low") == 1
    signed_in.frame.alarms.set_local("disk_low", False)


def test_a_console_says_that_somebody_watches(qtbot: QtBot, ward: Ward) -> None:
    made = make_console(ward)
    made.window.close()
    parts = replace(made.window._parts, own_process="console:WS-1")
    console = Console(ConsoleWindow(parts, made.window._screens), ward)
    qtbot.addWidget(console.window)
    console.show(qtbot)
    console.sign_in(qtbot)

    def beaten() -> bool:
        with ward.ctx.store() as uow:
            return "console:WS-1" in [beat.process for beat in uow.service.heartbeats()]

    qtbot.waitUntil(beaten, timeout=8_000)
    console.close(qtbot)
