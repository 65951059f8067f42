"""The small forms of the board: who took a set at the door, what is broken, what comes instead, a new piece."""

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidFields, InvalidInput, NotReady
from hah_console.domain.ids import DeviceId, KitId
from hah_console.domain.prescription import RELATIONSHIPS
from hah_console.services.equipment_board import PieceRow, SetRow
from hah_console.services.equipment_delivery import deliver_set
from hah_console.services.equipment_moves import register_piece, report_broken, swap_piece
from hah_console.services.equipment_sets import cancel_set
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.prescriptions.proof_choice import ProofChoice
from hah_console.ui.screen import Desk
from hah_console.ui.screens.equipment.presenter import EquipmentPresenter
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import clock_text


class _EquipmentDialog(FormDialog):
    """Says refusals with the names people here use."""

    def __init__(self, name: str, desk: Desk, presenter: EquipmentPresenter, parent: QWidget) -> None:
        super().__init__(f"equipment.{name}", desk, parent)
        self.presenter = presenter
        self.title(desk.texts(f"equipment.{name}.title"), desk.texts(f"equipment.{name}.submit"))
        self.who.setText(presenter.title())

    def refuse(self, error: Exception) -> None:
        """Beside its field, or as one sentence."""
        if isinstance(error, InvalidInput | InvalidFields | NotReady):
            super().refuse(error)
        else:
            self.say(self.presenter.refusal(error))


# i18n: equipment.receipt.*
# i18n: equipment.broken.*
# i18n: equipment.swap.*
# i18n: equipment.cancel.*
# i18n: equipment.register.*


class ReceiptDialog(_EquipmentDialog):
    """The moment is that of opening the form unless another is written; nobody is preset as the one who took it."""

    def __init__(self, desk: Desk, presenter: EquipmentPresenter, row: SetRow, parent: QWidget) -> None:
        super().__init__("receipt", desk, presenter, parent)
        self._row, texts = row, desk.texts
        self.hint.setText("\n".join(part for part in (row.address, " ".join(row.one.kit_ids)) if part))
        self.received_by, self.at = QLineEdit(), QLineEdit()
        self.relationship, self.proof = Choice(desk.theme), ProofChoice(desk)
        self.relationship.addItem(texts("rx.receipt.choose"), "")
        for code in RELATIONSHIPS:
            self.relationship.addItem(texts.word("rx.relationship", code), code)
        self._opened_at = desk.ctx.clock.now()
        self._opened_with = clock_text(desk.ctx.local(self._opened_at))
        self.at.setText(self._opened_with)
        for name, widget in (
            ("received_by", self.received_by), ("relationship", self.relationship), ("at", self.at),
            ("proof", self.proof),
        ):  # fmt: skip
            self.field(name, texts(f"equipment.receipt.{name}"), widget)
        if row.patient_id is not None:
            self.proof.ask(row.patient_id)
        self.keep_typed(row.one.set_id, row.one.version)

    def send(self) -> None:
        """Record who took it."""
        relationship = str(self.relationship.currentData() or "")
        if self.lacks(received_by=self.received_by.text().strip(), relationship=relationship):
            return
        at, one, desk = self._moment(), self._row.one, self.desk
        if at is not None:
            self.run(
                partial(
                    deliver_set, desk.ctx, desk.actor, one.set_id, one.version, self.received_by.text(), relationship,
                    at, self.proof.chosen(),
                )
            )  # fmt: skip

    def _moment(self) -> datetime | None:
        desk = self.desk
        if self.at.text().strip() == self._opened_with:
            return self._opened_at
        try:
            return parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, "delivered_at")
        except InvalidInput as error:
            self.refuse(error)
            return None


class BrokenDialog(_EquipmentDialog):
    """What is wrong with a piece."""

    def __init__(self, desk: Desk, presenter: EquipmentPresenter, row: PieceRow, parent: QWidget) -> None:
        super().__init__("broken", desk, presenter, parent)
        self._row, self.fault = row, QLineEdit()
        self.field("fault", desk.texts("equipment.broken.fault"), self.fault)
        self.keep_typed(row.kit.kit_id, row.kit.version)

    def send(self) -> None:
        """Put it out of order."""
        kit, desk = self._row.kit, self.desk
        self.run(partial(report_broken, desk.ctx, desk.actor, kit.kit_id, kit.version, self.fault.text()))


class SwapDialog(_EquipmentDialog):
    """What is wrong with a piece at a home, and which one goes there instead."""

    def __init__(self, desk: Desk, presenter: EquipmentPresenter, row: PieceRow, parent: QWidget) -> None:
        super().__init__("swap", desk, presenter, parent)
        self._row, self.fault, self.kit_id = row, QLineEdit(), Choice(desk.theme)
        self.hint.setText(f"{row.patient} {row.address}")
        for other in presenter.replacements():
            charge = f" {other.battery_pct} %" if other.battery_pct is not None else ""
            self.kit_id.addItem(f"{other.kit.kit_id}{charge}", other.kit.kit_id)
        self.field("fault", desk.texts("equipment.broken.fault"), self.fault)
        self.field("kit_id", desk.texts("equipment.swap.kit_id"), self.kit_id)
        self.keep_typed(row.kit.kit_id, row.kit.version)

    def send(self) -> None:
        """Send the other one."""
        kit, desk, new = self._row.kit, self.desk, KitId(str(self.kit_id.currentData() or ""))
        rules = self.presenter.rules
        self.run(partial(swap_piece, desk.ctx, desk.actor, rules, kit.kit_id, kit.version, new, self.fault.text()))


class CancelDialog(_EquipmentDialog):
    """Why a set is given up."""

    def __init__(self, desk: Desk, presenter: EquipmentPresenter, row: SetRow, parent: QWidget) -> None:
        super().__init__("cancel", desk, presenter, parent)
        self._row, self.reason = row, QLineEdit()
        self.field("reason", desk.texts("equipment.cancel.reason"), self.reason)
        self.keep_typed(row.one.set_id, row.one.version)

    def send(self) -> None:
        """Give it up."""
        one, desk = self._row.one, self.desk
        self.run(partial(cancel_set, desk.ctx, desk.actor, one.set_id, one.version, self.reason.text()))


class RegisterDialog(_EquipmentDialog):
    """A new piece: its number, kind, serial number and, for a monitor, what it calls itself."""

    def __init__(self, desk: Desk, presenter: EquipmentPresenter, parent: QWidget) -> None:
        super().__init__("register", desk, presenter, parent)
        self.who.setText(desk.texts("equipment.register.hint"))
        self.kit_id, self.serial, self.device_id = QLineEdit(), QLineEdit(), QLineEdit()
        self.kind = Choice(desk.theme)
        for kind in presenter.rules.kinds:
            self.kind.addItem(presenter.words.kind(kind), kind)
        for name, widget in (
            ("kit_id", self.kit_id), ("kind", self.kind), ("serial", self.serial), ("device_id", self.device_id),
        ):  # fmt: skip
            self.field(name, desk.texts(f"equipment.register.{name}"), widget)
        self.keep_typed("")

    def send(self) -> None:
        """Enter it."""
        desk, device = self.desk, self.device_id.text().strip()
        number, kind = KitId(self.kit_id.text()), str(self.kind.currentData())
        serial = self.serial.text()
        self.run(
            partial(register_piece, desk.ctx, desk.actor, number, kind, serial, DeviceId(device) if device else None)
        )
