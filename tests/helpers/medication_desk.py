"""The patient page with a medication record: orders of a few days, doses in every state, on the bedside store."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from pytestqt.qtbot import QtBot

from hah_console.app.screens import PATIENT_TABS
from hah_console.domain.actor import Actor
from hah_console.domain.chart.contact import IdentityMark
from hah_console.domain.dose import Giver, NotGivenReason
from hah_console.domain.drug import Route
from hah_console.domain.ids import OrderId, PatientId
from hah_console.services.doses import give_dose, not_give_dose
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import Desk, Screen, ScreenFactory
from hah_console.ui.screens.patient.medication.tab import MedicationTab
from hah_console.ui.screens.patient.view import PatientScreen
from helpers.bedside import LIN, NURSE, Bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console
from helpers.order_ward import DESK, doses, place, request

MARKS = (IdentityMark.NAME, IdentityMark.BIRTH_DATE)


def with_tabs(desk: Desk) -> Screen:
    """The patient page with its tabs."""
    return PatientScreen(desk, PATIENT_TABS)


WITH_TABS: Mapping[str, ScreenFactory] = {**SCREENS, "patient": with_tabs}


def past_days(ward: Bedside) -> tuple[OrderId, OrderId]:
    """Two days of ceftriaxone and doxycycline for Lin: given, late, refused, missed; it is 09:40 on the third day."""
    start = ward.clock.now() + timedelta(hours=5)
    wanted = request(ward, days=6, first=start)
    iv = place(ward, replace(wanted, note="每日一次"))
    oral = place(ward, request(ward, "doxycycline", "100 mg", 12, 5, first=start, route=Route.ORAL))
    order = sorted((*doses(ward, iv)[:2], *doses(ward, oral)[:3]), key=lambda dose: dose.due_at)
    for number, dose in enumerate(order):
        ward.clock.advance(dose.due_at - ward.clock.now() + timedelta(minutes=75 if number == 3 else 8))
        if number == 2:
            not_give_dose(ward.ctx, NURSE, dose.dose_id, dose.version, NotGivenReason.REFUSED, "想吐")
            continue
        giver = Giver.PATIENT if dose.task_id is None else Giver.STAFF
        note = "等待家屬開門" if number == 3 else "左前臂留置針"
        told = (ward.ctx, NURSE, DESK.rules, dose.dose_id, dose.version)
        give_dose(*told, giver=giver, marks=MARKS, note=note)
    ward.clock.advance(doses(ward, iv)[2].due_at - ward.clock.now() + timedelta(minutes=20))
    return iv, oral


def open_medication(
    qtbot: QtBot,
    ward: Bedside,
    actor: Actor = NURSE,
    preferences: Preferences | None = None,
    patient_id: PatientId = LIN,
) -> tuple[BedsideConsole, MedicationTab]:
    """The console with the tab of a patient in front."""
    console = open_console(qtbot, ward, actor, preferences, screens=WITH_TABS)
    console.window.resize(1440, 900)
    console.frame.navigate("patient", f"{patient_id}#medication/")
    console.settle(qtbot)
    qtbot.waitUntil(lambda: console.patient.tabs.front is not None)
    tab = console.patient.tabs.front
    assert isinstance(tab, MedicationTab)
    qtbot.waitUntil(lambda: tab.presenter.record is not None)
    console.settle(qtbot)
    return console, tab
