"""What a row of the worklist says: what, whose, until when, how late, whose to do, and where; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Alarm, Priority
from hah_console.domain.care_clock import CareClock
from hah_console.services.context import Context
from hah_console.services.worklist import WorkDose, WorkItem, WorkKind
from hah_console.ui.clock_text import clock_name
from hah_console.ui.day_text import day_spoken, stay_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.work.place import word_of
from hah_console.ui.wording import age_text, near_clock, subject_text

# i18n: words.task_kind.*
# i18n: words.role.*
# i18n: work.route.*


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One row in words; ``who`` is the masked name, ``stay`` her condition and day, ``spoken`` the whole sentence."""

    mark: str
    what: str
    where: str
    who: str
    stay: str
    owner: str
    until: str
    left: str
    spoken: str


@dataclass(slots=True)
class WorkWords:
    """Says rows in one language."""

    ctx: Context
    texts: Texts

    def line(self, item: WorkItem, now: datetime) -> WorkLine:
        """One row as of ``now``."""
        texts = self.texts
        parts = {
            "mark": self.mark(item.priority),
            "what": self.what(item, now),
            "where": texts("work.where", place=texts(word_of(item))),
            "who": item.name or texts("work.nobody"),
            "stay": stay_text(texts, item.stay) or self._out_of_care(item),
            "owner": self.owner(item),
            "until": self.until(item, now),
            "left": self.left(item, now),
        }
        day = day_spoken(texts, item.stay.day) if item.stay else ""
        return WorkLine(**parts, spoken=texts("work.spoken", **{**parts, "day": day}))

    def said(self, item: WorkItem, now: datetime) -> str:
        """Everything a text is looked for in."""
        texts = self.texts
        return " ".join((
            self.what(item, now), item.name, stay_text(texts, item.stay), self.owner(item), texts(word_of(item)),
        ))  # fmt: skip

    def mark(self, priority: Priority | None) -> str:
        """The word of the severity."""
        return self.texts.word("words.priority", int(priority)) if priority else self.texts("work.due")

    def what(self, item: WorkItem, now: datetime) -> str:
        """What there is to do."""
        texts, subject = self.texts, item.subject
        if isinstance(subject, Alarm):
            return texts("work.what_alarm", subject=subject_text(texts, subject))
        if isinstance(subject, CareClock):
            return clock_name(texts, self.ctx.local, subject, now)
        if isinstance(subject, WorkDose):
            return texts("work.what_dose", drug=_dose_words(texts, subject))
        kind, note = texts.word("words.task_kind", subject.kind), subject.note.partition("\n")[0].strip()
        return texts("work.what_visit", kind=kind, note=note) if note else kind

    def owner(self, item: WorkItem) -> str:
        """The person, or the role as long as nobody is named."""
        return item.owner or self.texts.word("words.role", item.role)

    def until(self, item: WorkItem, now: datetime) -> str:
        """Until when there is time; of an alarm since when it waits."""
        at = near_clock(self.ctx.local(item.due_at), self.ctx.local(now).date())
        return self.texts("work.since" if item.kind is WorkKind.ALARM else "work.until", at=at)

    def left(self, item: WorkItem, now: datetime) -> str:
        """How late, or how long there is time."""
        texts, left = self.texts, item.due_at - now
        if item.kind is WorkKind.ALARM:
            return texts("work.taken" if item.owned else "work.waiting", age=age_text(texts, -left))
        if left < timedelta(0):
            return texts("work.late", age=age_text(texts, -left))
        return texts("work.left", age=age_text(texts, left))

    def _out_of_care(self, item: WorkItem) -> str:
        return self.texts("work.not_in_care") if item.patient_id is not None else ""


def _dose_words(texts: Texts, dose: WorkDose) -> str:
    medication = dose.medication
    if medication is None:
        return dose.drug or texts("work.unknown_drug")
    return f"{dose.drug} {medication.amount} {texts.word('work.route', medication.route)}"
