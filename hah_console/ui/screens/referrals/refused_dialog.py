"""The documents that could not be taken: who sent each, every reason, and what was done about it."""

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hah_console.domain.refused_document import Fault, RefusedDocument
from hah_console.services.referral_receipt import settle_refused
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.forms.faults import reason_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screen import Desk
from hah_console.ui.theme.fonts import LABEL_PX
from hah_console.ui.widgets.row_list import RowDelegate, RowList
from hah_console.ui.widgets.spoken_label import SpokenLabel
from hah_console.ui.wording import NOTHING, near_clock

# i18n: referrals.field.*
WIDTH, LIST_HEIGHT, NOTE_HEIGHT = 640, 150, 64


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One document in words."""

    key: str
    sender: str
    about: str
    spoken: str


def refused_line(desk: Desk, refused: RefusedDocument) -> RefusedLine:
    """Who sent it, with which number, when and how often."""
    texts, ctx = desk.texts, desk.ctx
    at = near_clock(ctx.local(refused.received_at), ctx.today())
    sender = refused.organisation or texts("referrals.refused.unknown_sender")
    about = texts("referrals.refused.about", number=refused.external_id or NOTHING, at=at, times=refused.times,
                  origin=refused.origin or NOTHING)  # fmt: skip
    return RefusedLine(refused.refused_id, sender, about, f"{sender}, {about}")


def fault_lines(texts: Texts, refused: RefusedDocument) -> str:
    """Every reason, by field."""
    return "\n".join(_fault(texts, fault) for fault in refused.faults)


def _fault(texts: Texts, fault: Fault) -> str:
    name, reason = texts.word("referrals.field", fault.field), reason_text(texts, fault.reason)
    return texts("referrals.refused.fault", field=name, value=fault.value or NOTHING, reason=reason)


class RefusedDelegate(RowDelegate):
    """Two lines per document."""

    height = 44

    def draw(self, painter: QPainter, box: QRect, row: object) -> None:
        if isinstance(row, RefusedLine):
            inner = box.adjusted(10, 4, -10, -4)
            self.text(painter, QRect(inner.left(), inner.top(), inner.width(), 18), row.sender, bold=True)
            about = QRect(inner.left(), inner.top() + 19, inner.width(), 16)
            self.text(painter, about, row.about, "ink-2", LABEL_PX)


class RefusedDialog(FormDialog):
    """One is settled at a time, with words about what was done."""

    def __init__(self, desk: Desk, documents: tuple[RefusedDocument, ...], parent: QWidget) -> None:
        super().__init__("referrals.refused", desk, parent)
        texts = desk.texts
        self._documents = {str(document.refused_id): document for document in documents}
        self.setFixedWidth(WIDTH)
        self.list = RowList("referrals.refused.list", RefusedDelegate(desk.theme), keeps_selection=True)
        self.list.setFixedHeight(LIST_HEIGHT)
        self.unusable, self.note = SpokenLabel("referrals.refused.faults", desk.theme), QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        self.title(texts("referrals.refused.title"), texts("referrals.refused.submit"))
        self.who.setText(texts("referrals.refused.title"))
        self.hint.setText(texts("referrals.refused.hint"))
        self.field("list", texts("referrals.refused.list"), self.list)
        self.field("faults", texts("referrals.refused.faults"), self.unusable)
        self.field("note", texts("referrals.refused.note"), self.note)
        self.list.chosen.connect(self._on_chosen)
        self.list.show_rows(tuple(refused_line(desk, document) for document in documents))

    def _on_chosen(self, key: str) -> None:
        self.unusable.say(fault_lines(self.desk.texts, self._documents[key]))
        self.keep_typed(key, self._documents[key].version)

    def send(self) -> None:
        """Say what was done about the document chosen; as it stood on the screen."""
        document = self._documents.get(self.list.key())
        if document is not None:
            desk, note = self.desk, self.note.toPlainText()
            self.run(lambda: settle_refused(desk.ctx, desk.actor, document.refused_id, document.version, note))
