"""Opens the window of one step: a new form, or the step ahead of a form or a watch."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from hah_console.domain.closing.closure import Closure
from hah_console.domain.ids import EpisodeId
from hah_console.services.changes import Changes
from hah_console.services.patient_facts import Identity
from hah_console.ui.closing.steps import Step, Thing, issue_command, step_command, step_spec
from hah_console.ui.forms.draft_dialog import DialogSpec, DraftDialog
from hah_console.ui.screen import Desk

WIDTH, LOW, HIGH = 640, 320, 560
_TALL = frozenset({Step.HOSPITAL_ISSUE, Step.LTC_ISSUE, Step.HOSPITAL_REPLIED, Step.LTC_ANSWER})
Sent = Callable[[Changes], None]


def open_issue(desk: Desk, step: Step, who: Identity, episode_id: EpisodeId, parent: QWidget, sent: Sent) -> None:
    """A new form about an admission."""
    spec = _spec(desk, step, _name(desk, who.name, who.birth_date.isoformat(), who.record_number), episode_id, 0, {})
    dialog = DraftDialog(spec, desk, lambda fields: issue_command(desk, step, episode_id, fields), parent)
    dialog.sent.connect(sent)
    dialog.open()


def open_step(desk: Desk, step: Step, who: str, thing: Thing, parent: QWidget, sent: Sent) -> None:
    """The step ahead of something that is there; ``who`` names the patient."""
    subject = thing.closure_id if isinstance(thing, Closure) else thing.form_id
    spec = _spec(desk, step, who, subject, thing.version, {})
    dialog = DraftDialog(spec, desk, lambda fields: step_command(desk, step, thing, fields), parent)
    dialog.sent.connect(sent)
    dialog.open()


def patient_name(desk: Desk, who: Identity) -> str:
    """Name, birth date and record number, as they stand over every step."""
    return _name(desk, who.name, who.birth_date.isoformat(), who.record_number)


def _name(desk: Desk, name: str, born: str, number: str) -> str:
    return desk.texts("closing.who", name=name, born=born, number=number)


def _spec(desk: Desk, step: Step, who: str, subject: str, version: int, fields: Mapping[str, str]) -> DialogSpec:
    title = desk.texts(f"closing.step.{step.value}")
    height = HIGH if step in _TALL else LOW
    return DialogSpec(step_spec(step), title, who, "closing.record", subject, version, fields, "", WIDTH, height)
