"""Pictures of a patient: the list at the left, the one in sight beside an earlier one of the same place."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.picture_pane import PicturePane
from hah_console.ui.screens.patient.attachments.presenter import PICTURES
from hah_console.ui.screens.patient.attachments.tab import AttachmentsTab
from hah_console.ui.widgets.key_button import KeyButton


class PhotosTab(AttachmentsTab):
    """Older pictures of the place one after the other by keys, the chosen one stays."""

    tab_id = "photos"
    kinds = PICTURES
    with_site = True

    def detail(self) -> QWidget:
        theme = self.desk.theme
        self.before, self.after = PicturePane("photos.before", theme), PicturePane("photos.after", theme)
        self.older = KeyButton("photos.older", "Alt+F10", theme, self.body)
        self.newer = KeyButton("photos.newer", "Alt+F11", theme, self.body)
        self.older.clicked.connect(lambda: self.compare(1))
        self.newer.clicked.connect(lambda: self.compare(-1))
        self.apart = QLabel()
        self.apart.setProperty("role", "hint")
        panes = QHBoxLayout()
        panes.setSpacing(12)
        panes.addWidget(self.before, 1)
        panes.addWidget(self.after, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.older)
        foot.addWidget(self.newer)
        foot.addWidget(self.apart, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(panes, 1)
        column.addLayout(foot)
        return whole

    def compare(self, steps: int) -> None:
        """Compare with an older or a newer picture of the place."""
        if self.presenter.move_before(steps):
            self.show_item()

    def show_item(self) -> None:
        """The one in sight, and the earlier one it is compared with."""
        presenter, texts = self.presenter, self.desk.texts
        item, before = presenter.item(), presenter.before()
        self.after.say(presenter.caption(item) if item else "", self.shown(item), self.words(item))
        self.before.setVisible(before is not None)
        self.before.say(presenter.caption(before) if before else "", self.shown(before), self.words(before))
        self.show_acts()
        self.after.setVisible(item is not None)
        many = len(presenter.earlier()) > 1
        for button in (self.older, self.newer):
            button.setVisible(many)
        alone = item is not None and item.withdrawn_at is None and before is None
        self.apart.setText(texts("attachments.alone") if alone else presenter.apart())

    def restyle(self, desk: Desk) -> None:
        for part in (self.before.canvas, self.after.canvas, self.older, self.newer):
            part.restyle(desk.theme)
        super().restyle(desk)

    def _write_texts(self) -> None:
        super()._write_texts()
        self.older.say(self.desk.texts("attachments.older"))
        self.newer.say(self.desk.texts("attachments.newer"))
