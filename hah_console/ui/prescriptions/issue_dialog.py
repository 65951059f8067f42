"""The form by which a physician writes a prescription of running medication orders."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from hah_console.domain.ids import EpisodeId, OrderId
from hah_console.services.changes import Changes
from hah_console.services.prescriptions import issue_prescription
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk


class IssueDialog(FormDialog):
    """``choices`` are the running medications as (id, words); all are ticked at first."""

    def __init__(
        self, desk: Desk, episode_id: EpisodeId, who: str, choices: tuple[tuple[OrderId, str], ...], parent: QWidget
    ) -> None:
        super().__init__("rx.issue", desk, parent)
        self._episode_id = episode_id
        texts = desk.texts
        self.title(texts("rx.issue.title"), texts("rx.issue.submit"))
        self.who.setText(who)
        hours = desk.ports.rules.care.orders.prescription_valid.total_seconds() / 3600
        self.hint.setText(texts("rx.issue.hint", hours=f"{hours:.0f}"))
        self.boxes: dict[OrderId, QCheckBox] = {}
        for order_id, words in choices:
            box = QCheckBox(words)
            box.setObjectName(f"rx.issue.{order_id}")
            box.setChecked(True)
            self.boxes[order_id] = box
            self.fields.addRow(box)

    def send(self) -> None:
        """Write it."""
        desk = self.desk
        chosen = tuple(order_id for order_id, box in self.boxes.items() if box.isChecked())
        self.run(partial(_issue, desk, self._episode_id, chosen))


def _issue(desk: Desk, episode_id: EpisodeId, chosen: tuple[OrderId, ...]) -> Changes:
    issue_prescription(desk.ctx, desk.actor, desk.ports.rules.care, episode_id, chosen)
    return Changes()
