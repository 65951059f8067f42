"""What the tabs of pictures and of documents share: the list, adding a file, saving a copy."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.services.attachments import CopyNotWritten, PatientAttachments, copy_attachment, withdraw_attachment
from hah_console.services.changes import Changes
from hah_console.ui.announce import announce
from hah_console.ui.chart.withdraw_dialog import WithdrawDialog
from hah_console.ui.forms.draft_dialog import DialogSpec, DraftDialog
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.attach_file import FILE, SITE, TAKEN, attach_command, attach_spec
from hah_console.ui.screens.patient.attachments.attachment_list import AttachmentDelegate
from hah_console.ui.screens.patient.attachments.picture_stock import FULL_SIDE, THUMB_SIDE, PictureStock, Shown
from hah_console.ui.screens.patient.attachments.pictures import PDF
from hah_console.ui.screens.patient.attachments.presenter import AttachmentsPresenter
from hah_console.ui.screens.patient.read_tab import ReadTab
from hah_console.ui.widgets.key_button import KeyButton
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LIST_WIDTH = 340


class AttachmentsTab(ReadTab):
    """SAFETY(identity): nothing of the patient before is shown or decoded any further."""

    kinds: tuple[AttachmentKind, ...] = ()
    with_site = False
    entities = ("attachment", "patient", "episode", "user")
    presenter: AttachmentsPresenter

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = AttachmentsPresenter(desk, self.kinds)
        self.stock = PictureStock(desk, self)
        self.stock.ready.connect(self._on_picture)
        self._build()
        self._lay_out()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_attachments, self._on_failed, self)
        self._write_texts()

    def detail(self) -> QWidget:
        """What stands at the right."""
        raise NotImplementedError

    def show_item(self) -> None:
        """Show the one in sight at the right."""
        raise NotImplementedError

    def _build(self) -> None:
        theme, area = self.desk.theme, self.tab_id
        self.body = QWidget()
        delegate = AttachmentDelegate(theme, lambda item: self.stock.picture(item, THUMB_SIDE))
        self.list = RowList(f"{area}.list", delegate, keeps_selection=True)
        self.list.chosen.connect(self._on_chosen)
        self.add = KeyButton(f"{area}.add", "Alt+F5", theme, self.body, kind="primary")
        self.add.clicked.connect(self.open_form)
        self.copy = KeyButton(f"{area}.copy", "Alt+F12", theme, self.body)
        self.copy.clicked.connect(self.ask_where)
        self.withdraw = KeyButton(f"{area}.withdraw", "Alt+F7", theme, self.body)
        self.withdraw.clicked.connect(self.open_withdraw)
        self.who, self.empty, self.notice = QLabel(), QLabel(), QLabel()
        for label, role in ((self.who, "heading"), (self.empty, "hint"), (self.notice, "error")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.empty.setContentsMargins(12, 12, 12, 12)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notice.setObjectName(f"{area}.notice")
        self.notice.hide()
        self._skeleton, self.message = Skeleton(theme), Message(f"{area}.message")
        self.message.asked.connect(self.refresh)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("role", "panel")
        left.setFixedWidth(LIST_WIDTH)
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, 8, 1, 1)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addStretch(1)
        head.addWidget(self.add)
        inner.addLayout(head)
        inner.addWidget(self.empty, 1)
        inner.addWidget(self.list, 1)
        right = QFrame()
        right.setProperty("role", "panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.who, 1)
        top.addWidget(self.withdraw)
        top.addWidget(self.copy)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self.detail(), 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left)
        row.addWidget(right, 1)
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.body, self.message):
            self.pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.desk = self.stock.desk = desk
        for part in (self.list, self.add, self.copy, self.withdraw, self._skeleton):
            part.restyle(desk.theme)
        self._write_texts()
        self._show()

    def take_focus(self) -> None:
        """The list, or the way to the first one."""
        nothing = self.list.isHidden() and not self.add.isHidden()
        (self.add if nothing else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_form(self) -> None:
        """Add a file to the admission in sight."""
        found, presenter, texts = self.presenter.found, self.presenter, self.desk.texts
        if found is None or found.episode_id is None or presenter.why_not_add():
            return
        episode_id, now = found.episode_id, self.desk.ctx.local(self.desk.ctx.clock.now())
        fields = {TAKEN: f"{now:%Y-%m-%d %H:%M}", "kind": self.kinds[0].value}
        spec = DialogSpec(
            attach_spec(self.kinds, with_site=self.with_site), texts("attachments.form.heading"), presenter.who(),
            "attachments.form.submit", found.patient_id, fields=fields, height=620,
        )  # fmt: skip
        dialog = DraftDialog(spec, self.desk, partial(attach_command, self.desk, episode_id), self)
        self._add_file_button(dialog)
        self._add_sites(dialog)
        dialog.sent.connect(self._on_added)
        dialog.open()

    def _add_file_button(self, dialog: DraftDialog) -> None:
        button = QPushButton(self.desk.texts("attachments.form.browse"))
        button.setObjectName(f"{self.tab_id}.browse")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._browse(dialog))
        dialog.form.foot.insertWidget(0, button)

    def _browse(self, dialog: DraftDialog) -> None:
        kinds = self.desk.texts("attachments.form.files")
        path, _ = QFileDialog.getOpenFileName(dialog, self.desk.texts("attachments.form.browse"), "", kinds)
        line = _line_of(dialog, FILE)
        if path and line is not None:
            line.setText(path)
            dialog.form.keeper.touch()

    def _add_sites(self, dialog: DraftDialog) -> None:
        """The places of this patient's pictures first: the same place in the same words can be compared."""
        line = _line_of(dialog, SITE)
        if line is not None:
            usual = self.desk.texts("attachments.sites").split("|")
            sites = QCompleter(list(dict.fromkeys((*self.presenter.sites(), *usual))), line)
            sites.setFilterMode(Qt.MatchFlag.MatchContains)
            line.setCompleter(sites)

    def _on_added(self, changes: Changes) -> None:
        self._wanted = next((item.entity_id for item in changes.items if item.entity == "attachment"), "")
        announce(self.list, self.desk.texts("attachments.form.sent"))
        self._read.ask()

    def ask_where(self) -> None:
        """Ask where a copy shall go, and write it there."""
        item = self.presenter.item()
        if item is not None:
            name = str(Path.home() / self.presenter.file_name(item))
            path, _ = QFileDialog.getSaveFileName(self, self.desk.texts("attachments.copy"), name)
            if path:
                self.save_copy(item, Path(path))

    def open_withdraw(self) -> None:
        """Ask why the one in sight was entered in error."""
        item, desk = self.presenter.item(), self.desk
        if item is not None and self.presenter.can_withdraw():
            who = f"{self.presenter.who()} · {self.presenter.caption(item)}"
            form = WithdrawDialog(
                desk,
                item.attachment_id,
                who,
                lambda reason: partial(withdraw_attachment, desk.ctx, desk.actor, item, reason),
                self,
                desk.texts("attachments.withdraw_hint"),
            )
            form.saved.connect(self._on_marked)
            form.finished.connect(form.deleteLater)
            form.open()

    def _on_marked(self) -> None:
        self.take_focus()
        self._read.ask()

    def show_acts(self) -> None:
        """What may be done with the one in sight."""
        self.copy.setVisible(self.presenter.item() is not None)
        self.withdraw.setVisible(self.presenter.can_withdraw())

    def shown(self, item: Attachment | None) -> Shown:
        """The picture of one; of a file that is no picture, or that was entered in error, none."""
        if item is None or item.media_type == PDF or item.withdrawn_at is not None:
            return Shown()
        return self.stock.picture(item, FULL_SIDE)

    def words(self, item: Attachment | None) -> str:
        """What stands in the place of a picture."""
        if item is None:
            return ""
        if item.withdrawn_at is not None:
            return self.presenter.in_error(item)
        return self.desk.texts("attachments.pdf" if item.media_type == PDF else "attachments.reading")

    def save_copy(self, item: Attachment, path: Path) -> None:
        """Write the bytes as they were added; that they leave the record is audited first."""
        desk = self.desk

        def save() -> str:
            content = copy_attachment(desk.ctx, desk.actor, item)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise CopyNotWritten(path=str(path)) from error
            return str(path)

        desk.tasks.run_command(save, self._on_saved, lambda error: self.say(desk.texts.error(error)))

    def _on_saved(self, path: str) -> None:
        self.say(self.desk.texts("attachments.saved", path=path))

    def say(self, sentence: str) -> None:
        """One sentence above the picture."""
        self.notice.setText(sentence)
        self.notice.setAccessibleName(sentence)
        self.notice.setVisible(bool(sentence))
        announce(self.notice, sentence)

    def _on_attachments(self, found: PatientAttachments | None) -> None:
        first = self.presenter.found is None
        if self.presenter.take(found):
            self._show()
            self._choose_wanted()
            if first and self.isVisible():
                self.take_focus()

    def _on_failed(self, error: Exception) -> None:
        texts, sentence = self.desk.texts, self.desk.texts.error(error)
        if self.presenter.found is None:
            self.message.say(sentence, texts("attachments.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            self.say(texts("attachments.stale", reason=sentence))

    def _choose_wanted(self) -> None:
        if self._wanted and self.list.choose(self._wanted):
            self._wanted = ""

    def _on_chosen(self, key: str) -> None:
        if key != self.presenter.chosen_id:
            self.presenter.chosen_id, self.presenter.before_id = key, ""
            self.notice.hide()
            self.show_item()

    def _on_picture(self, attachment_id: str) -> None:
        self.list.viewport().update()
        shown = {item.attachment_id for item in (self.presenter.item(), self.presenter.before()) if item}
        if attachment_id in shown:
            self.show_item()

    def _show(self) -> None:
        presenter = self.presenter
        if presenter.found is None:
            return
        lines, why = presenter.lines(), presenter.why_not_add()
        self.list.show_rows(lines)
        self.list.setVisible(bool(lines))
        self.empty.setText(why or self.desk.texts(f"attachments.empty.{self.tab_id}"))
        self.empty.setVisible(bool(why) or not lines)
        self.add.setVisible(not why)
        self.who.setText(presenter.who())
        self.pages.setCurrentWidget(self.body)
        self.show_item()

    def _clear(self) -> None:
        self.stock.forget()
        self.list.show_rows(())
        self.who.clear()
        self.notice.hide()
        self.show_item()
        self.pages.setCurrentWidget(self._skeleton)

    def _write_texts(self) -> None:
        texts = self.desk.texts
        self.list.setAccessibleName(texts.word("patient.tab", self.tab_id))
        self.add.say(texts(f"attachments.add.{self.tab_id}"))
        self.copy.say(texts("attachments.copy"))
        self.withdraw.say(texts("attachments.withdraw"))


def _line_of(dialog: DraftDialog, field: str) -> QLineEdit | None:
    row = dialog.form.form.rows.get(field)
    part = row.input.parts[0] if row else None
    return part if isinstance(part, QLineEdit) else None
