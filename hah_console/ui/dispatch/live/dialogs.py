"""Small forms of the running day: a report, how long a visit will last, an urgent visit, a worker's link."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QLabel, QLineEdit, QSpinBox, QWidget

from hah_console.domain.field_visit import CouldNot, FieldState
from hah_console.domain.ids import EpisodeId, FieldReportId, PatientId, StaffId, TaskId
from hah_console.domain.patient import masked_name
from hah_console.domain.task import Task, TaskKind
from hah_console.services.changes import Changes
from hah_console.services.field_reports import Saying, report_field
from hah_console.services.live_day import LiveStop
from hah_console.services.phone_passes import issue_pass
from hah_console.services.proposal_ports import Event
from hah_console.services.proposals import Happening
from hah_console.services.staff_safety import spoken_with
from hah_console.services.web_address import web_address
from hah_console.ui.dialogs.form import FormDialog
from hah_console.ui.prescriptions.qr_code import QrCode
from hah_console.ui.screen import Desk
from hah_console.ui.widgets.choice import Choice

MOST_MINUTES, FIRST_MINUTES, WITHIN_MINUTES, URGENT_MINUTES = 480, 30, 90, 40
MOST_URGENT = 3
SPOKEN = "spoken"
SKILLS = {TaskKind.NURSE_VISIT: "nursing", TaskKind.PHYSICIAN_VISIT: "medical"}
# i18n: live_day.field.*


class ReportDialog(FormDialog):
    """What somebody says on the telephone of a visit; also that she was spoken with and is well."""

    def __init__(
        self, desk: Desk, stop: LiveStop, staff_id: StaffId, new_id: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__("dispatch.report", desk, parent)
        self._stop, self._staff_id, self._new_id = stop, staff_id, new_id
        texts = desk.texts
        self.state, self.reason, self.remark = Choice(desk.theme), Choice(desk.theme), QLineEdit()
        for state in FieldState:
            if state is not FieldState.ASSIGNED:
                self.state.addItem(texts.word("live_day.state", state), state)
        if stop.state is FieldState.ARRIVED:
            self.state.insertItem(0, texts("live_day.spoken"), SPOKEN)
        for reason in CouldNot:
            self.reason.addItem(texts.word("live_day.reason", reason), reason)
        self.title(texts("live_day.report_title"), texts("live_day.report"))
        self.who.setText(
            texts("live_day.report_of", patient=stop.patient, state=texts.word("live_day.state", stop.state))
        )
        for name, widget in (("state", self.state), ("reason", self.reason), ("remark", self.remark)):
            self.field(name, texts(f"live_day.field.{name}"), widget)
        self.keep_typed(stop.visit_id, stop.version)
        self.state.currentIndexChanged.connect(self._offer_reason)
        self.state.setCurrentIndex(0)
        self._offer_reason()

    def _offer_reason(self) -> None:
        self.fields.setRowVisible(self.reason, self.state.currentData() == FieldState.COULD_NOT)

    def send(self) -> None:
        """Report it as it stands."""
        desk, stop, state, remark = self.desk, self._stop, self.state.currentData(), self.remark.text()
        if state == SPOKEN:
            rules = desk.ports.rules.staff_safety
            self.run(lambda: _done(spoken_with(desk.ctx, desk.actor, stop.visit_id, stop.version, rules, remark)))
            return
        reason = str(self.reason.currentData()) if state == FieldState.COULD_NOT else ""
        saying = Saying(
            FieldReportId(self._new_id()), stop.visit_id, self._staff_id, FieldState(state), reason, remark
        )  # fmt: skip
        claims = desk.ports.rules.claims
        self.run(lambda: report_field(desk.ctx, desk.actor, saying, claims, stop.version).changes)


def _done(_: object) -> Changes:
    return Changes()


class LongerDialog(FormDialog):
    """How much longer a visit will last."""

    def __init__(self, desk: Desk, stop: LiveStop, asked: Callable[[Happening], None], parent: QWidget) -> None:
        super().__init__("dispatch.longer", desk, parent)
        self._stop, self._asked = stop, asked
        self.minutes = QSpinBox()
        self.minutes.setRange(5, MOST_MINUTES)
        self.minutes.setValue(FIRST_MINUTES)
        self.minutes.setSuffix(desk.texts("live_day.minutes"))
        self.title(desk.texts("live_day.event.overrun"), desk.texts("live_day.ask"))
        self.who.setText(f"{desk.texts('live_day.event.overrun')}  {stop.patient}")
        self.field("minutes", desk.texts("live_day.field.still"), self.minutes)

    def send(self) -> None:
        """Ask what follows from it."""
        until = self.desk.ctx.clock.now() + timedelta(minutes=self.minutes.value())
        self.accept()
        self._asked(Happening(Event.OVERRUN, visit_id=self._stop.visit_id, until=until))


class UrgentDialog(FormDialog):
    """A visit that was not planned: to whom, of what kind, how long, by when.

    SAFETY(whom it is for): nobody is chosen until a person does; a form sent in haste sends nobody to the first home
    of a list.
    """

    def __init__(
        self, desk: Desk, new_id: Callable[[], str], asked: Callable[[Happening], None], parent: QWidget
    ) -> None:
        super().__init__("dispatch.urgent_visit", desk, parent)
        self._new_id, self._asked = new_id, asked
        texts = desk.texts
        self.patient, self.kind = Choice(desk.theme), Choice(desk.theme)
        self.minutes, self.within = QSpinBox(), QSpinBox()
        self.patient.addItem(texts("forms.not_chosen"), None)
        for kind in SKILLS:
            self.kind.addItem(texts.word("words.task_kind", kind), kind)
        for spin, value in ((self.minutes, URGENT_MINUTES), (self.within, WITHIN_MINUTES)):
            spin.setRange(5, MOST_MINUTES)
            spin.setValue(value)
            spin.setSuffix(texts("live_day.minutes"))
        self.title(texts("live_day.event.new_visit"), texts("live_day.ask"))
        self.who.setText(texts("live_day.event.new_visit"))
        self.hint.setText(texts("live_day.urgent_hint"))
        parts = (("patient", self.patient), ("kind", self.kind), ("minutes", self.minutes), ("within", self.within))
        for name, widget in parts:
            self.field(name, texts(f"live_day.field.{name}"), widget)
        desk.tasks.run_query(self._in_care, self._offer, self.refuse)

    def _in_care(self) -> tuple[tuple[str, EpisodeId, PatientId], ...]:
        with self.desk.ctx.store() as uow:
            rows = [(uow.patients.get(e.patient_id), e) for e in uow.episodes.open()]
        named = ((f"{masked_name(p.name)}  {p.medical_record_number}", e.episode_id, p.patient_id) for p, e in rows)
        return tuple(sorted(named))

    def _offer(self, rows: tuple[tuple[str, EpisodeId, PatientId], ...]) -> None:
        for shown, episode_id, patient_id in rows:
            self.patient.addItem(shown, (episode_id, patient_id))

    def send(self) -> None:
        """Ask what it costs."""
        chosen = self.patient.currentData()
        if self.lacks(patient=chosen) or chosen is None:
            return
        (episode_id, patient_id), kind, now = chosen, TaskKind(self.kind.currentData()), self.desk.ctx.clock.now()
        latest = now + timedelta(minutes=self.within.value())
        task = Task(
            TaskId(f"urgent-{self._new_id()}"), episode_id, patient_id, kind, now, latest, self.minutes.value(),
            frozenset({SKILLS[kind]}), MOST_URGENT, hard_window=False,
        )  # fmt: skip
        self.accept()
        self._asked(Happening(Event.NEW_VISIT, task=task))


class LinkDialog(FormDialog):
    """The link of a worker's phone as a square to be read by its camera; it is made when the dialog is sent."""

    def __init__(self, desk: Desk, staff_id: StaffId, name: str, parent: QWidget) -> None:
        super().__init__("dispatch.link", desk, parent)
        self._staff_id, self._texts = staff_id, desk.texts
        self.code, self.print_ = QrCode("dispatch.link.code"), QLabel()
        self.print_.setProperty("role", "hint")
        self.print_.setWordWrap(True)
        self.title(desk.texts("live_day.link_title"), desk.texts("live_day.link_make"))
        self.who.setText(name)
        self.hint.setText(desk.texts("live_day.link_hint"))
        self.fields.addRow(self.code)
        self.fields.addRow(self.print_)
        self.code.hide()

    def send(self) -> None:
        """Make a link; the one shown before opens nothing once its time is over."""
        desk = self.desk
        self.submit.setEnabled(False)
        desk.tasks.run_query(lambda: web_address(desk.ctx), self._on_address, self.refuse)

    def _on_address(self, found: object) -> None:
        address = getattr(found, "address", "")
        if not address:
            self.submit.setEnabled(True)
            self.say(self._texts("live_day.no_pages"))
            return
        made: list[str] = []
        desk, staff_id = self.desk, self._staff_id

        def make() -> Changes:
            issued = issue_pass(desk.ctx, desk.actor, staff_id)
            made.append(f"{address}/phone#{issued.code}")
            return issued.changes

        fingerprint = getattr(found, "fingerprint", "")
        desk.tasks.run_command(make, lambda _: self._show(made[0], fingerprint), self._on_refused)

    def _on_refused(self, error: Exception) -> None:
        self.submit.setEnabled(True)
        self.refuse(error)

    def _show(self, link: str, fingerprint: str) -> None:
        self.submit.setEnabled(True)
        self.code.show_text(link)
        self.code.setAccessibleName(self._texts("live_day.link_title"))
        self.print_.setText(self._texts("live_day.fingerprint", text=fingerprint))
