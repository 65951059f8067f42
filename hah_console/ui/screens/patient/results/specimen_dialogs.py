"""The forms about a specimen: taken, in the laboratory, not taken or rejected, what grew."""

from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.errors import InvalidInput
from hah_console.domain.specimen import Culture, Growth, Specimen, SpecimenState, Transport
from hah_console.domain.written import written_line
from hah_console.services.specimens import (
    not_take_specimen,
    receive_specimen,
    reject_specimen,
    report_culture,
    take_specimen,
)
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.results.specimen_text import kind_words
from hah_console.ui.widgets.choice import Choice
from hah_console.ui.wording import age_text, clock_text


class SpecimenDialog(FormDialog):
    """What they share: whose specimen, which one, and the moment of opening the form unless another is written."""

    def __init__(self, name: str, desk: Desk, who: str, specimen: Specimen, parent: QWidget) -> None:
        super().__init__(f"results.{name}", desk, parent)
        self.specimen = specimen
        self.who.setText(who)
        self.hint.setText(kind_words(desk.texts, desk.ports.rules.care, specimen.kind))
        self._opened_at = desk.ctx.clock.now()
        self._opened_with = clock_text(desk.ctx.local(self._opened_at))
        self.at = QLineEdit(self._opened_with)

    def moment(self, field: str) -> datetime | None:
        """The written moment, that of opening the form when it was not touched; None and said when it is none."""
        desk = self.desk
        if self.at.text().strip() == self._opened_with:
            return self._opened_at
        try:
            return parse_near_moment(self.at.text(), desk.ctx.today(), desk.ctx.zone, field)
        except InvalidInput as error:
            self.refuse(error)
            return None


class TakeDialog(SpecimenDialog):
    """Taken; a way that spoils the specimen is not offered, and each way says how long it keeps."""

    def __init__(self, desk: Desk, who: str, specimen: Specimen, parent: QWidget) -> None:
        super().__init__("take", desk, who, specimen, parent)
        texts = desk.texts
        kind = desk.ports.rules.care.specimens.kind(specimen.kind)
        self.title(texts("results.take.title"), texts("results.take.submit"))
        if kind.before_antibiotic:
            self.hint.setText(f"{self.hint.text()}\n{texts('results.take.before_antibiotic')}")
        self.way = Choice(desk.theme)
        for way, window in kind.windows.items():
            words = texts.word("results.transport", way)
            self.way.addItem(texts("results.take.way", way=words, age=age_text(texts, window)) if window else words,
                             way.value)  # fmt: skip
        self.field("way", texts("results.field.way"), self.way)
        self.field("at", texts("results.field.taken_at"), self.at)
        self.keep_typed(specimen.specimen_id, specimen.version)

    def send(self) -> None:
        """Record it as taken."""
        desk, specimen, way, at = self.desk, self.specimen, Transport(self.way.currentData()), self.moment("taken_at")
        if at is not None:
            rules = desk.ports.rules.care
            self.run(
                lambda: take_specimen(desk.ctx, desk.actor, rules, specimen.specimen_id, specimen.version, way, at)
            )


class ReceiveDialog(SpecimenDialog):
    """In the laboratory; after its window that is said before it is recorded."""

    def __init__(self, desk: Desk, who: str, specimen: Specimen, parent: QWidget) -> None:
        super().__init__("receive", desk, who, specimen, parent)
        texts, left = desk.texts, specimen.left(desk.ctx.clock.now())
        self.title(texts("results.receive.title"), texts("results.receive.submit"))
        if left is not None and left.total_seconds() < 0:
            self.hint.setText(f"{self.hint.text()}\n{texts('results.receive.late', age=age_text(texts, -left))}")
        self.field("at", texts("results.field.received_at"), self.at)
        self.keep_typed(specimen.specimen_id, specimen.version)

    def send(self) -> None:
        """Record it as received."""
        desk, specimen, at = self.desk, self.specimen, self.moment("received_at")
        if at is not None:
            self.run(lambda: receive_specimen(desk.ctx, desk.actor, specimen.specimen_id, specimen.version, at))


class EndDialog(SpecimenDialog):
    """It was not taken, or the laboratory cannot use it; the reason is needed."""

    def __init__(self, desk: Desk, who: str, specimen: Specimen, parent: QWidget) -> None:
        super().__init__("end", desk, who, specimen, parent)
        texts = desk.texts
        self._wanted = specimen.state is SpecimenState.WANTED
        key = "results.not_taken" if self._wanted else "results.reject"
        self.title(texts(f"{key}.title"), texts(f"{key}.submit"))
        self.reason = QLineEdit()
        self.field("reason", texts("results.field.reason"), self.reason)
        self.keep_typed(specimen.specimen_id, specimen.version)

    # i18n: results.not_taken.*  # i18n: results.reject.*
    def send(self) -> None:
        """Record why."""
        desk, specimen, reason = self.desk, self.specimen, self.reason.text()
        end = not_take_specimen if self._wanted else reject_specimen
        self.run(lambda: end(desk.ctx, desk.actor, specimen.specimen_id, specimen.version, reason))


class CultureDialog(SpecimenDialog):
    """What grew, preliminary or final."""

    def __init__(self, desk: Desk, who: str, specimen: Specimen, parent: QWidget) -> None:
        super().__init__("culture", desk, who, specimen, parent)
        texts = desk.texts
        self.title(texts("results.culture.title"), texts("results.culture.submit"))
        self.growth, self.organism, self.final = Choice(desk.theme), QLineEdit(), QCheckBox()
        for growth in Growth:
            self.growth.addItem(texts.word("results.growth", growth), growth.value)
        self.final.setText(texts("results.culture.is_final"))
        self.field("growth", texts("results.field.growth"), self.growth)
        self.field("organism", texts("results.field.organism"), self.organism)
        self.field("final", texts("results.culture.is_final"), self.final)
        self.field("at", texts("results.field.reported_at"), self.at)
        self.keep_typed(specimen.specimen_id, specimen.version)

    def send(self) -> None:
        """Record the report."""
        desk, specimen, at = self.desk, self.specimen, self.moment("reported_at")
        if at is None:
            return
        growth = Growth(self.growth.currentData())
        try:
            organism = written_line(self.organism.text(), "organism", needed=growth is Growth.GROWS)
        except InvalidInput as error:
            self.refuse(error)
            return
        culture = Culture(growth, at, self.final.isChecked(), organism)
        self.run(lambda: report_culture(desk.ctx, desk.actor, specimen.specimen_id, specimen.version, culture))
