"""Photos and documents of a patient: added from a file by keyboard, compared over days, copied; bad files refused."""

from datetime import timedelta
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, LIN, NURSE, Bedside
from helpers.bedside_desk import BedsideConsole
from helpers.chart_desk import CTRL, open_chart, tab_of
from helpers.files import PDF, bomb, photo, written
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import PatientId
from hah_console.services.attachments import withdraw_attachment
from hah_console.services.contacts import attach
from hah_console.ui.chart.withdraw_dialog import WithdrawDialog
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.screens.patient.attachments.documents_tab import DocumentsTab
from hah_console.ui.screens.patient.attachments.photos_tab import PhotosTab
from hah_console.ui.screens.patient.attachments.tab import AttachmentsTab

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|QImageIOHandler|libpng|QImage|JPEG")


def _photos(console: BedsideConsole) -> PhotosTab:
    found = tab_of(console, PhotosTab)
    assert isinstance(found, PhotosTab)
    return found


def _documents(console: BedsideConsole) -> DocumentsTab:
    found = tab_of(console, DocumentsTab)
    assert isinstance(found, DocumentsTab)
    return found


def _stored(bedside: Bedside, patient_id: PatientId = CHEN) -> tuple[Attachment, ...]:
    with bedside.store.unit_of_work() as uow:
        return uow.attachments.of_patient(patient_id)


def _attach(bedside: Bedside, days_ago: float, site: str = "右小腿", red: int = 60) -> None:
    taken = bedside.clock.now() - timedelta(days=days_ago)
    content = photo(red=red)
    attach(bedside.ctx, NURSE, CHEN_STAY, AttachmentKind.WOUND, content, title="", body_site=site, taken_at=taken)


def _open_form(qtbot: QtBot, console: BedsideConsole, tab: AttachmentsTab) -> DraftDialog:
    console.alt(qtbot, Qt.Key.Key_F5)
    dialog = tab.findChild(DraftDialog)
    assert isinstance(dialog, DraftDialog)
    qtbot.waitUntil(lambda: _line(dialog, "file").hasFocus())
    return dialog


def _line(dialog: DraftDialog, field: str) -> QLineEdit:
    part = dialog.form.form.rows[field].input.parts[0]
    assert isinstance(part, QLineEdit)
    return part


def _fill(qtbot: QtBot, console: BedsideConsole, dialog: DraftDialog, **fields: str) -> None:
    for name, value in fields.items():
        line = _line(dialog, name)
        line.setFocus()
        line.selectAll()
        console.type(qtbot, value)
        if line.completer() is not None:
            line.completer().popup().hide()


def _send(qtbot: QtBot, console: BedsideConsole, dialog: DraftDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    for _ in range(3):
        console.settle(qtbot)


def _error(dialog: DraftDialog, field: str) -> str:
    return dialog.form.form.rows[field].error.text()


def test_a_picture_of_a_wound_is_added_from_a_file_and_shown(qtbot: QtBot, bedside: Bedside, tmp_path: Path) -> None:
    path = written(tmp_path, "a.bin", photo())
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    assert tab.add.hasFocus()
    dialog = _open_form(qtbot, console, tab)
    _fill(qtbot, console, dialog, file=str(path), body_site="right calf")
    _send(qtbot, console, dialog)
    (stored,) = _stored(bedside)
    assert (stored.kind, stored.body_site, stored.media_type) == (AttachmentKind.WOUND, "right calf", "image/jpeg")
    qtbot.waitUntil(lambda: tab.after.canvas.image is not None)
    assert "right calf" in tab.after.caption.text()
    assert "第 3 天" in tab.after.caption.text()
    console.settle(qtbot)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\0", "不是 JPEG、PNG 或 PDF"),
        (bomb(), "尺寸過大"),
        (photo()[:60], "損壞"),
        (b"%PDF-1.4 torn", "不完整"),
        (b"\xff\xd8\xff" + b"\0" * 20_000_001, "20 MB"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field_with_the_reason(
    qtbot: QtBot, bedside: Bedside, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = written(tmp_path, "wound.jpg", content)
    console = open_chart(qtbot, bedside, "photos")
    dialog = _open_form(qtbot, console, _photos(console))
    _fill(qtbot, console, dialog, file=str(path), body_site="x")
    _send(qtbot, console, dialog)
    assert reason in _error(dialog, "file")
    assert _line(dialog, "file").text() == str(path)
    assert _stored(bedside) == ()
    dialog.reject()
    console.settle(qtbot)


def test_a_wound_without_its_place_or_a_time_to_come_is_refused(qtbot: QtBot, bedside: Bedside, tmp_path: Path) -> None:
    console = open_chart(qtbot, bedside, "photos")
    dialog = _open_form(qtbot, console, _photos(console))
    _fill(qtbot, console, dialog, file=str(tmp_path / "gone.jpg"))
    _send(qtbot, console, dialog)
    assert _error(dialog, "body_site")
    _fill(qtbot, console, dialog, body_site="x")
    _send(qtbot, console, dialog)
    assert "沒有這個檔案" in _error(dialog, "file")
    written(tmp_path, "gone.jpg", photo())
    _fill(qtbot, console, dialog, taken_at="2026-12-31 10:00")
    _send(qtbot, console, dialog)
    assert _error(dialog, "taken_at")
    assert _stored(bedside) == ()
    dialog.reject()
    console.settle(qtbot)


def test_two_pictures_of_one_place_stand_side_by_side_and_older_ones_come_by_key(
    qtbot: QtBot, bedside: Bedside
) -> None:
    for days_ago in (0.5, 1, 2):
        _attach(bedside, days_ago)
    _attach(bedside, 0.2, "薦部")
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    assert not tab.before.isVisible(), "there is no earlier one of the sacrum"
    console.press(qtbot, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: tab.before.canvas.image is not None and tab.after.canvas.image is not None)
    assert "12 小時" in tab.apart.text()
    console.alt(qtbot, Qt.Key.Key_F10)
    assert "36 小時" in tab.apart.text()
    console.alt(qtbot, Qt.Key.Key_F10)
    assert "36 小時" in tab.apart.text(), "there is none older"
    console.alt(qtbot, Qt.Key.Key_F11)
    assert "12 小時" in tab.apart.text()
    qtbot.waitUntil(lambda: tab.before.canvas.image is not None)
    console.settle(qtbot)


def test_bytes_that_are_not_those_added_are_not_shown(qtbot: QtBot, bedside: Bedside) -> None:
    _attach(bedside, 1)
    with bedside.store._engine.begin() as connection:
        connection.execute(text("UPDATE attachment_content SET content = :c"), {"c": photo(red=9)})
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    qtbot.waitUntil(lambda: "損壞" in tab.after.canvas.words)
    assert tab.after.canvas.image is None
    console.settle(qtbot)


def test_of_another_patient_no_picture_stays(qtbot: QtBot, bedside: Bedside) -> None:
    _attach(bedside, 1)
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    qtbot.waitUntil(lambda: tab.after.canvas.image is not None)
    console.frame.navigate("patient", LIN)
    assert tab.after.canvas.image is None
    assert tab.list.rows.rowCount() == 0
    for _ in range(3):
        console.settle(qtbot)
    assert "林志雄" in tab.who.text()
    assert tab.list.rows.rowCount() == 0


def test_a_document_shows_its_sum_and_a_copy_is_written_and_audited(
    qtbot: QtBot, bedside: Bedside, tmp_path: Path
) -> None:
    path = written(tmp_path, "consent", PDF)
    console = open_chart(qtbot, bedside, "documents")
    tab = _documents(console)
    dialog = _open_form(qtbot, console, tab)
    _fill(qtbot, console, dialog, file=str(path), title="consent to care at home")
    _send(qtbot, console, dialog)
    (stored,) = _stored(bedside)
    assert (stored.kind, stored.media_type) == (AttachmentKind.CONSENT, "application/pdf")
    assert tab.values[-1].text() == stored.sha256
    assert "PDF" in tab.pane.canvas.words
    tab.save_copy(stored, tmp_path / "copy.pdf")
    console.settle(qtbot)
    assert (tmp_path / "copy.pdf").read_bytes() == PDF
    assert "copy.pdf" in tab.notice.text()
    with bedside.store.unit_of_work() as uow:
        now = bedside.clock.now()
        entries = uow.audit.of_patient(CHEN, now - timedelta(days=1), now + timedelta(days=1))
    assert "copy_attachment" in [chained.entry.action for chained in entries]


def test_a_copy_that_cannot_be_written_is_said(qtbot: QtBot, bedside: Bedside, tmp_path: Path) -> None:
    attach(bedside.ctx, NURSE, CHEN_STAY, AttachmentKind.REPORT, PDF, title="CXR")
    console = open_chart(qtbot, bedside, "documents")
    tab = _documents(console)
    tab.save_copy(_stored(bedside)[0], tmp_path / "none" / "x.pdf")
    console.settle(qtbot)
    assert "無法存到" in tab.notice.text()


def test_who_may_not_add_is_told_why(qtbot: QtBot, bedside: Bedside) -> None:
    tab = _photos(open_chart(qtbot, bedside, "photos", DISPATCHER))
    assert not tab.add.isVisible()
    assert "職務" in tab.empty.text()


def test_language_switches_live_and_everything_has_a_name(qtbot: QtBot, bedside: Bedside) -> None:
    _attach(bedside, 1)
    _attach(bedside, 2)
    _attach(bedside, 3)
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    console.press(qtbot, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: tab.add.text() == "Add photo")
    named = (tab.list, tab.add, tab.copy, tab.older, tab.newer, tab.before.canvas, tab.after.canvas)
    assert all(part.accessibleName() and part.objectName() for part in named)
    console.settle(qtbot)


def test_a_picture_entered_in_error_is_kept_and_no_longer_shown_as_hers(qtbot: QtBot, bedside: Bedside) -> None:
    for days_ago in (1.5, 1, 0.5):
        _attach(bedside, days_ago)
    console = open_chart(qtbot, bedside, "photos")
    tab = _photos(console)
    console.press(qtbot, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: tab.after.canvas.image is not None)
    console.alt(qtbot, Qt.Key.Key_F7)
    form = tab.findChild(WithdrawDialog)
    assert form is not None
    qtbot.waitUntil(form.reason.hasFocus)
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    assert form.error.isVisible()
    console.type(qtbot, "of another patient")
    console.press(qtbot, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "of another patient" in tab.after.canvas.words)
    assert tab.after.canvas.image is None
    assert not tab.withdraw.isVisible()
    row = tab.list.row()
    assert row is not None
    assert "誤登：王淑芬" in row.spoken
    assert tab.presenter.earlier() == (), "what was entered in error is compared with nothing"
    newest = tab.list.rows.row(0)
    assert newest is not None
    assert tab.list.choose(newest.key)
    assert [item.withdrawn_at for item in tab.presenter.earlier()] == [None]
    marked = next(item for item in _stored(bedside) if item.withdrawn_at is not None)
    assert (marked.withdrawn_for, marked.withdrawn_by) == ("of another patient", NURSE.user_id)
    with pytest.raises(IllegalTransition):
        withdraw_attachment(bedside.ctx, NURSE, marked, "again")
    for _ in range(2):
        console.settle(qtbot)
