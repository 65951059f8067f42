"""Decides what the attachments of a patient say, which two are compared, and what is added; no Qt.

SAFETY(right note): an attachment is added to the patient and admission that were in sight when its form was opened.
"""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Action, permits
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.ids import PatientId
from hah_console.services.attachments import PatientAttachments, read_attachments
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.attachment_list import AttachmentLine
from hah_console.ui.wording import NOTHING, age_text

# i18n: attachments.kind.*
# i18n: attachments.media.*
PICTURES = (AttachmentKind.WOUND, AttachmentKind.IMAGE)
DOCUMENTS = (AttachmentKind.CONSENT, AttachmentKind.REPORT, AttachmentKind.OTHER)


@dataclass(slots=True)
class AttachmentsPresenter:
    """``kinds`` are those of the tab. ``chosen_id`` is in sight, ``before_id`` is what it is compared with."""

    desk: Desk
    kinds: tuple[AttachmentKind, ...]
    patient_id: PatientId | None = None
    found: PatientAttachments | None = None
    chosen_id: str = ""
    before_id: str = ""

    def begin(self, patient_id: PatientId | None) -> None:
        """Another patient, or nobody: nothing of the one before stays."""
        self.patient_id, self.found, self.chosen_id, self.before_id = patient_id, None, "", ""

    def read(self) -> PatientAttachments | None:
        """The attachments as they stand; called on a worker thread."""
        desk, patient_id = self.desk, self.patient_id
        return read_attachments(desk.ctx, desk.actor, patient_id) if patient_id else None

    def take(self, found: PatientAttachments | None) -> bool:
        """Keep an answer about the patient in sight; False for any other."""
        if found is None or found.patient_id != self.patient_id:
            return False
        self.found = found
        return True

    def items(self) -> tuple[Attachment, ...]:
        """Those of this tab, the newest first."""
        return tuple(a for a in self.found.items if a.kind in self.kinds) if self.found else ()

    def item(self) -> Attachment | None:
        """The one in sight."""
        return self._of(self.chosen_id)

    def before(self) -> Attachment | None:
        """The one it is compared with: the one chosen for it, else the one before it of the same place."""
        series = self.earlier()
        return next((a for a in series if a.attachment_id == self.before_id), series[0] if series else None)

    def earlier(self) -> tuple[Attachment, ...]:
        """All earlier pictures of the same place, the newest first."""
        item = self.item()
        if item is None or not item.body_site or item.withdrawn_at is not None:
            return ()
        hers = (a for a in self.items() if a.withdrawn_at is None)
        older = (a for a in hers if a.body_site == item.body_site and a.taken_at < item.taken_at)
        return tuple(older)

    def move_before(self, steps: int) -> bool:
        """Compare with an older (positive) or newer picture of the place; False at the end."""
        series, before = self.earlier(), self.before()
        at = next((i for i, a in enumerate(series) if before and a.attachment_id == before.attachment_id), -1) + steps
        if not 0 <= at < len(series):
            return False
        self.before_id = series[at].attachment_id
        return True

    def sites(self) -> tuple[str, ...]:
        """The places of this patient's pictures, each once."""
        return tuple(dict.fromkeys(a.body_site for a in self.items() if a.body_site))

    def lines(self) -> tuple[AttachmentLine, ...]:
        """One row for each."""
        return tuple(self._line(item) for item in self.items())

    def caption(self, item: Attachment) -> str:
        """Place, when it was taken, and on which day of the stay."""
        return f"{item.body_site or self._title(item)} · {self._taken(item)}"

    def apart(self) -> str:
        """How much time lies between the two that are compared."""
        item, before = self.item(), self.before()
        if item is None or before is None:
            return ""
        return self.desk.texts("attachments.apart", age=age_text(self.desk.texts, item.taken_at - before.taken_at))

    def facts(self, item: Attachment) -> tuple[tuple[str, str], ...]:
        """Everything that is known about one, with its names."""
        texts = self.desk.texts
        who = self.found.people.get(item.added_by, item.added_by) if self.found else item.added_by
        size = texts("attachments.kilobytes", n=f"{max(1, round(item.size_bytes / 1000)):,}")
        named = {
            "kind": texts.word("attachments.kind", item.kind.value),
            "title": item.title or NOTHING,
            "site": item.body_site or NOTHING,
            "taken": self._taken(item),
            "added": texts("attachments.added", who=who, at=self._at(item.added_at)),
            "file": f"{texts.word('attachments.media', item.media_type)} · {size}",
            "sum": item.sha256,
        }
        return tuple((texts(f"attachments.fact.{name}"), value) for name, value in named.items())

    def who(self) -> str:
        """Name and number of the patient."""
        found = self.found
        return self.desk.texts("notes.who", name=found.name, number=found.record_number) if found else ""

    def why_not_add(self) -> str:
        """Why nothing can be added; empty when it can, or before anything was read."""
        if self.found is None:
            return ""
        if not permits(self.desk.actor.role, Action.WRITE_NOTE):
            return self.desk.texts("attachments.no_role")
        return "" if self.found.episode_id else self.desk.texts("attachments.not_admitted")

    def file_name(self, item: Attachment) -> str:
        """What a copy is called: number of the patient, day, what it shows; no name of a person."""
        number = self.found.record_number if self.found else ""
        what = "".join(sign if sign.isalnum() else "_" for sign in (item.body_site or item.title or item.kind.value))
        ending = {"image/jpeg": "jpg", "image/png": "png"}.get(item.media_type, "pdf")
        return f"{number}-{self.desk.ctx.local(item.taken_at):%Y%m%d-%H%M}-{what}.{ending}"

    def _of(self, attachment_id: str) -> Attachment | None:
        return next((a for a in self.items() if a.attachment_id == attachment_id), None)

    def _line(self, item: Attachment) -> AttachmentLine:
        texts = self.desk.texts
        kind = texts.word("attachments.kind", item.kind.value)
        name = item.body_site or self._title(item)
        who = self.found.people.get(item.added_by, item.added_by) if self.found else item.added_by
        detail = f"{kind} · {who}" if name != kind else who
        if item.body_site and item.title:
            detail = f"{item.title} · {detail}"
        taken = self._taken(item)
        if item.withdrawn_at is not None:
            detail = self.in_error(item)
        return AttachmentLine(item.attachment_id, name, taken, detail, f"{name}, {taken}, {detail}", item)

    def in_error(self, item: Attachment) -> str:
        """That it was entered in error, by whom, when and why; empty when it was not."""
        by = item.withdrawn_by
        if item.withdrawn_at is None or by is None:
            return ""
        who = self.found.people.get(by, by) if self.found else by
        at = self._at(item.withdrawn_at)
        return self.desk.texts("attachments.in_error", who=who, at=at, reason=item.withdrawn_for)

    def can_withdraw(self) -> bool:
        """Whether the one in sight may be marked as an error by this person."""
        item = self.item()
        return item is not None and item.withdrawn_at is None and permits(self.desk.actor.role, Action.WRITE_NOTE)

    def _title(self, item: Attachment) -> str:
        return item.title or self.desk.texts.word("attachments.kind", item.kind.value)

    def _taken(self, item: Attachment) -> str:
        day, texts = self._day(item.taken_at), self.desk.texts
        at = self._at(item.taken_at)
        return texts("attachments.on_day", at=at, n=day) if day > 0 else at

    def _day(self, moment: datetime) -> int:
        admitted, local = (self.found.admitted_at if self.found else None), self.desk.ctx.local
        return (local(moment).date() - local(admitted).date()).days + 1 if admitted else 0

    def _at(self, moment: datetime) -> str:
        return f"{self.desk.ctx.local(moment):%Y-%m-%d %H:%M}"
