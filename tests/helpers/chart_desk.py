"""The console over the bedside store with the tabs of what is written about a patient."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from hah_console.adapters.rulepacks.questionnaires import load_questionnaires
from hah_console.adapters.rulepacks.snippets import load_snippets
from hah_console.app.screens import PATIENT_TABS
from hah_console.domain.actor import Actor
from hah_console.domain.chart.note import Note, NoteKind, Section
from hah_console.domain.ids import EpisodeId
from hah_console.services.chart_desk import ChartDesk
from hah_console.services.notes import correct_note, sign_note, withdraw_note, write_note
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.patient.tabs import PatientTab
from hah_console.ui.screens.patient.view import PatientScreen
from helpers.bedside import CHEN, CHEN_STAY, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import SCREENS, BedsideConsole, open_console

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
PASSWORD = "demo"
VISITED = {
    Section.SUBJECTIVE: "咳嗽減少，痰白少量。夜眠可。",
    Section.OBJECTIVE: "呼吸音右下囉音減少。氧氣 2 L/min，SpO₂ 95 %。",
    Section.ASSESSMENT: "第 3 天，改善中。",
    Section.PLAN: "續用 Ceftriaxone，明日複查 CRP。",
}


class OnePassword:
    """Everybody has the same password."""

    def hash(self, password: str) -> str:
        return password

    def matches(self, stored_hash: str, password: str) -> bool:
        return password == PASSWORD


def chart_parts() -> ChartDesk:
    """What the program brings for writing and asking, with a quick check of passwords."""
    return ChartDesk(
        OnePassword(), load_questionnaires(RESOURCES / "questionnaires"), load_snippets(RESOURCES / "snippets")
    )


def open_chart(
    qtbot: QtBot,
    bedside: Bedside,
    tab_id: str = "",
    actor: Actor = NURSE,
    preferences: Preferences | None = None,
    size: tuple[int, int] = (1440, 900),
    screens: Mapping[str, object] | None = None,
) -> BedsideConsole:
    """The console with a tab of Chen's page in front."""
    shown = {**SCREENS, "patient": partial(PatientScreen, tabs=PATIENT_TABS), **(screens or {})}
    console = open_console(qtbot, bedside, actor, preferences, screens=shown, chart=chart_parts())  # type: ignore[arg-type]
    console.window.resize(*size)
    if tab_id:
        console.frame.navigate("patient", f"{CHEN}#{tab_id}")
        console.settle(qtbot)
        console.settle(qtbot)
    return console


def tab_of(console: BedsideConsole, kind: type[PatientTab]) -> PatientTab:
    """The tab in front."""
    found = console.patient.findChild(kind)
    assert isinstance(found, kind)
    return found


def notes_of(bedside: Bedside) -> tuple[Note, ...]:
    """Every note, the oldest first."""
    with bedside.store.unit_of_work() as uow:
        return tuple(sorted(uow.notes.all(), key=lambda note: note.texts[0].at))


def write(
    bedside: Bedside,
    actor: Actor = NURSE,
    sections: Mapping[Section, str] = VISITED,
    kind: NoteKind = NoteKind.VISIT,
    episode: EpisodeId = CHEN_STAY,
) -> Note:
    """A note as somebody writes it."""
    write_note(bedside.ctx, actor, episode, kind, sections)
    return notes_of(bedside)[-1]


def fill_notes(bedside: Bedside) -> None:
    """A note of each standing, over two days."""
    bedside.clock.advance(-timedelta(days=2))
    write(
        bedside,
        PHYSICIAN,
        {Section.ASSESSMENT: "肺炎，符合在宅收案。", Section.PLAN: "Ceftriaxone 2 g IV q24h。"},
        NoteKind.PROGRESS,
    )
    sign_note(bedside.ctx, PHYSICIAN, OnePassword(), notes_of(bedside)[-1], PASSWORD)
    bedside.advance(60 * 10)
    write(bedside, NURSE)
    bedside.advance(60 * 6)
    write(bedside, NURSE, {**VISITED, Section.OBJECTIVE: "呼吸音左下囉音。氧氣 2 L/min，SpO₂ 93 %。"})
    sign_note(bedside.ctx, NURSE, OnePassword(), notes_of(bedside)[-1], PASSWORD)
    bedside.advance(30)
    correct_note(
        bedside.ctx, NURSE, notes_of(bedside)[-1],
        {**VISITED, Section.OBJECTIVE: "呼吸音右下囉音。氧氣 2 L/min，SpO₂ 93 %。"}, "左右寫反",
    )  # fmt: skip
    bedside.advance(60 * 8)
    write(bedside, NURSE, {Section.SUBJECTIVE: "林先生表示解尿疼痛。"}, NoteKind.CONTACT)
    withdraw_note(bedside.ctx, NURSE, notes_of(bedside)[-1], "寫錯病人")
    bedside.advance(60 * 23 + 30 - 60 * 8 + 60 * 8 - 30)
    write(bedside, NURSE, {Section.SUBJECTIVE: "女兒來電：夜間喘，SpO₂ 86 %。"}, NoteKind.CONTACT)
    bedside.advance(20)


def picture(console: BedsideConsole, path: str) -> QPixmap:
    """Save the window as PNG."""
    shown = console.window.grab()
    shown.save(path)
    return shown


ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
