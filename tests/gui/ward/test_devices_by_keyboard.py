"""The board of monitors and gateways: those that need somebody first, filtered and opened by keyboard."""

from datetime import timedelta

import pytest
from helpers.desk import Console, EmptyScreen
from helpers.ward import NOW, Ward
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hah_console.domain.device_status import DeviceStatus, GatewayStatus
from hah_console.domain.ids import DeviceId, GatewayId
from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.services.device_board import DeviceBoard
from hah_console.ui.screens.devices.presenter import DeviceLine
from hah_console.ui.screens.devices.view import DevicesScreen

Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def heard(ward: Ward) -> list[DeviceId]:
    """Every monitor of the ward was heard just now, but for some troubles; in order of need."""
    with ward.ctx.store() as uow:
        people = {e.episode_id: e.patient_id for e in uow.episodes.open()}
        held = {k.device_id: people[k.episode_id] for k in uow.kits.all() if k.device_id and k.episode_id in people}
        ids = sorted(held)
        gateway = {ids[0]: GatewayId("G-1")}
        battery, skew = {ids[2]: 4}, {ids[3]: -900.0}
        seen = {ids[1]: NOW - timedelta(hours=2)}
        statuses = [
            DeviceStatus(
                did, held[did], seen.get(did, NOW), 7, gateway.get(did, GatewayId("G-2")), battery.get(did, 80), -61,
                "2.4", skew.get(did, 0.3),
            )
            for did in ids[:-1]
        ]  # fmt: skip
        uow.devices.save_statuses(statuses)
        away = GatewayStatus(GatewayId("G-1"), online=False, last_seen_at=NOW, firmware="1.9")
        uow.devices.save_gateways([away, GatewayStatus(GatewayId("G-2"), True, NOW - timedelta(hours=5))])
        uow.commit()
    return [ids[-1], *ids[:4]]


@pytest.fixture
def devices(qtbot: QtBot, heard: list[DeviceId], signed_in: Console) -> DevicesScreen:
    """The board in sight, reached by its key."""
    signed_in.press(qtbot, Qt.Key.Key_6, Alt)
    screen = signed_in.frame.screens["devices"]
    assert isinstance(screen, DevicesScreen)
    qtbot.waitUntil(lambda: screen.devices.model().rowCount() > 0)
    qtbot.waitUntil(lambda: signed_in.window.tasks.idle)
    return screen


def lines(screen: DevicesScreen) -> list[DeviceLine]:
    rows = (screen.devices.rows.row(place) for place in range(screen.devices.model().rowCount()))
    return [row for row in rows if isinstance(row, DeviceLine)]


def test_what_needs_somebody_stands_first_and_says_why(devices: DevicesScreen, heard: list[DeviceId]) -> None:
    first = lines(devices)[:6]
    assert [line.key for line in first[:5]] == heard
    states = ["從未回報", "閘道器離線", "沒有回報", "電量低", "時鐘不準", "正常"]
    assert [line.state for line in first] == states
    assert [line.old for line in first] == [True, True, True, False, False, False]
    assert (first[3].battery, first[4].clock, first[2].seen) == ("4 %", "−15 分", "2 小時")
    assert all(line.state in line.spoken for line in first)


def test_gateways_tell_whether_they_are_online_and_how_many_monitors_are_heard(devices: DevicesScreen) -> None:
    rows = [devices.gateways.rows.row(place) for place in range(devices.gateways.model().rowCount())]
    assert [(row.name, row.state, row.devices) for row in rows] == [  # type: ignore[union-attr]
        ("G-1", "離線", "0 / 1 台有資料"),
        ("G-2", "在線", "57 / 58 台有資料"),
    ]
    assert rows[1].detail == "最後收到 0 秒前"  # type: ignore[union-attr]


def test_a_count_filters_the_list_and_enter_opens_the_patient(
    qtbot: QtBot, signed_in: Console, devices: DevicesScreen, heard: list[DeviceId]
) -> None:
    devices.filters["battery"].setFocus()
    signed_in.press(qtbot, Qt.Key.Key_Space)
    assert [line.key for line in lines(devices)] == [heard[3]]
    devices.take_focus()
    signed_in.press(qtbot, Qt.Key.Key_Return)
    patient = signed_in.frame.screens["patient"]
    assert isinstance(patient, EmptyScreen)
    assert patient.shown == [devices.presenter.patient_of(heard[3])]


def test_rows_keep_their_place_while_somebody_works_in_the_list(
    qtbot: QtBot, signed_in: Console, devices: DevicesScreen
) -> None:
    before = [line.key for line in lines(devices)]
    signed_in.press(qtbot, Qt.Key.Key_Down)
    with signed_in.ward.ctx.store() as uow:
        last = next(status for status in uow.devices.statuses() if status.device_id == before[-1])
        uow.devices.save_statuses([DeviceStatus(last.device_id, last.patient_id, NOW, 9, battery_pct=3)])
        uow.commit()
    devices.refresh()
    qtbot.waitUntil(lambda: lines(devices)[-1].trouble == "電量低")
    assert [line.key for line in lines(devices)] == before
    devices._touched_s = float("-inf")
    devices.devices.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    devices.refresh()
    qtbot.waitUntil(lambda: [line.key for line in lines(devices)][5:] != before[5:])
    assert before[-1] in [line.key for line in lines(devices)][3:6]


def test_a_list_without_monitors_says_what_comes_next(signed_in: Console, devices: DevicesScreen) -> None:
    devices.presenter.take(DeviceBoard((), (), NOW))
    devices._show(NOW)
    assert devices._gateways_empty.isVisible()
    assert devices.pages.currentWidget() is devices.message
    assert devices.message.sentence == signed_in.frame.desk.texts("devices.empty")


def test_what_was_refused_is_told_with_its_reason_and_what_to_do_and_the_monitor_needs_somebody(
    qtbot: QtBot, heard: list[DeviceId], signed_in: Console
) -> None:
    ward = signed_in.ward
    well = ward.patients[20]
    with ward.ctx.store() as uow:
        for value in (98.6, 98.8):
            said = f"temp: {value} is outside 20 to 45"
            reason = Reason.of(Refusal.RANGE, said, vital=Vital.TEMPERATURE, value=value, low=20.0, high=45.0)
            uow.readings.quarantine(NOW, f"hah/v1/demo/{well}/vitals", b"{}", reason)
        unread = Reason.of(Refusal.UNREADABLE, "payload: no JSON")
        unsigned = Reason.of(Refusal.SIGNATURE, "sig: missing")
        uow.readings.quarantine(NOW - timedelta(hours=1), "hah/v1/demo/gateway/G-9/status", b"{", unread)
        uow.readings.quarantine(NOW - timedelta(hours=25), f"hah/v1/demo/{well}/vitals", b"{}", unsigned)
        uow.commit()
    signed_in.press(qtbot, Qt.Key.Key_6, Alt)
    screen = signed_in.frame.screens["devices"]
    assert isinstance(screen, DevicesScreen)
    assert not screen._refused_empty.isVisible()
    qtbot.waitUntil(screen.refused.isVisible)
    shown = [screen.refused.rows.row(place) for place in range(screen.refused.model().rowCount())]
    assert [(line.count, line.reason) for line in shown] == [
        ("2 則，最後 0 秒前", "體溫 98.8：可能範圍 20 至 45 °C。"),
        ("1 則，最後 1 小時前", "內容不符約定的格式。 (payload: no JSON)"),
    ]  # fmt: skip
    assert str(well) in shown[0].who
    assert "單位" in shown[0].what
    assert "不明" in shown[1].who
    assert [line.trouble for line in lines(screen) if str(well) in line.patient] == ["資料被退回"]
