"""Records what a patient wants of resuscitation and of care ahead: what, its state, where it was seen, signed when."""

from PySide6.QtWidgets import QLineEdit, QWidget

from hah_console.domain.directive import Directive, DirectiveKind, DirectiveSource, DirectiveState
from hah_console.domain.ids import PatientId
from hah_console.services.directives import read_directives, record_directive, typed_directive
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import near_clock

# i18n: directive.kind.* directive.state.* directive.source.*


class DirectiveDialog(FormDialog):
    """SAFETY(code status): nothing is preset but the kind, so that no state is recorded unseen.

    What is known already stands above the fields, with who recorded it and when.
    """

    def __init__(self, desk: Desk, patient_id: PatientId, who: str, parent: QWidget) -> None:
        super().__init__("patient.directive.form", desk, parent)
        self._patient_id = patient_id
        texts = desk.texts
        self.who.setText(who)
        self.hint.setText(texts("directive.hint"))
        self.kind, self.state, self.source = (Choice(desk.theme) for _ in range(3))
        for box, family, kinds in (
            (self.kind, "kind", tuple(DirectiveKind)), (self.state, "state", (None, *DirectiveState)),
            (self.source, "source", (None, *DirectiveSource)),
        ):  # fmt: skip
            for one in kinds:
                box.addItem(texts.word(f"directive.{family}", one) if one is not None else "", one)
        self.signed_on = QLineEdit()
        self.signed_on.setPlaceholderText(texts("directive.field.signed_hint"))
        for name, widget in (
            ("kind", self.kind), ("state", self.state), ("source", self.source), ("signed_on", self.signed_on),
        ):  # fmt: skip
            self.field(name, texts(f"directive.field.{name}"), widget)
        self.keep_typed(patient_id)
        self.title(texts("directive.title"), texts("directive.submit"))
        desk.tasks.run_query(lambda: read_directives(desk.ctx, desk.actor, patient_id), self._on_known, self.refuse)

    def send(self) -> None:
        """Keep it, or say what is missing beside its field."""
        ctx, actor, patient_id = self.desk.ctx, self.desk.actor, self._patient_id
        boxes = {"kind": self.kind, "state": self.state, "source": self.source}
        typed = {name: str(box.currentData() or "") for name, box in boxes.items()}
        typed["signed_on"] = self.signed_on.text()
        self.run(lambda: record_directive(ctx, actor, patient_id, typed_directive(typed)))

    def _on_known(self, found: tuple[tuple[Directive, str], ...]) -> None:
        told = {one.kind: self._said(one, by) for one, by in found}
        texts = self.desk.texts
        lines = [
            told.get(kind) or texts("directive.unknown", kind=texts.word("directive.kind", kind))
            for kind in DirectiveKind
        ]
        self.hint.setText("\n".join((*lines, texts("directive.hint"))))

    def _said(self, one: Directive, by: str) -> str:
        texts, ctx = self.desk.texts, self.desk.ctx
        signed = texts("directive.signed", day=one.signed_on.isoformat()) if one.signed_on else ""
        return texts(
            "directive.known", kind=texts.word("directive.kind", one.kind), by=by, signed=signed,
            state=texts.word("directive.state", one.state), source=texts.word("directive.source", one.source),
            at=near_clock(ctx.local(one.at), ctx.today()),
        )  # fmt: skip
