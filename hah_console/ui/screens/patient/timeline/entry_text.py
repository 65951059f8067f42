"""What one entry of the timeline says: when, what, by whom, and where it opens; no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hah_console.domain.alarm import Alarm, Priority
from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEvent
from hah_console.domain.chart.attachment import Attachment, AttachmentKind
from hah_console.domain.chart.contact import Contact, ContactReason
from hah_console.domain.chart.note import Note
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.dose import Dose, DoseStanding
from hah_console.domain.lab import LabResult
from hah_console.domain.reading import StaffObservation, Vital
from hah_console.services.timeline_entry import (
    EntryKind,
    Extent,
    LabSet,
    OwnHour,
    StageReached,
    Timeline,
    TimelineEntry,
    VitalHour,
)  # fmt: skip
from hah_console.ui.chart.note_words import excerpt, is_withdrawn, kind_text
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import PARTS, standing_word
from hah_console.ui.places import LIVE_TAB, PatientPlace
from hah_console.ui.result_words import marked_words
from hah_console.ui.screens.patient.timeline.event_text import event_facts, event_title, named_order
from hah_console.ui.wording import NOTHING, age_text, clock_text, subject_text, value_text

# i18n: timeline.kind.*
# i18n: timeline.attachment.*
# i18n: timeline.contact.*
# i18n: timeline.advice.*
# i18n: timeline.visit_mode.*
# i18n: handover.analyte.*
# i18n: words.machine.*
ToLocal = Callable[[datetime], datetime]
Opens = tuple[str, str]
UNSETTLED = frozenset({DoseStanding.LATE, DoseStanding.OVERDUE, DoseStanding.MISSED, DoseStanding.REFUSED})
LOST = {DoseStanding.GIVEN_LATE, DoseStanding.GIVEN_EARLY, *UNSETTLED}
PRESSURE = (Vital.SYSTOLIC, Vital.DIASTOLIC)
ORDER = (Vital.SPO2, Vital.HEART_RATE, Vital.RESPIRATORY_RATE, *PRESSURE, Vital.TEMPERATURE)
"""That of every screen."""
TABS = {
    EntryKind.DOSE: "medication", EntryKind.ORDER: "medication", EntryKind.LAB: "results", EntryKind.NOTE: "notes",
    EntryKind.CONTACT: "notes", EntryKind.VISIT: "notes", EntryKind.FORM: "referral", EntryKind.CASE: "case",
}  # fmt: skip
"""The tab on which each kind is at home; alarms, transfers and handovers have screens of their own."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry. ``strong``: somebody may have to see to it; ``struck``: it was entered in error."""

    key: str
    day: date
    kind: EntryKind
    when: str
    word: str
    title: str
    detail: str
    priority: Priority | None
    strong: bool
    struck: bool
    opens: Opens
    spoken: str


@dataclass(frozen=True, slots=True)
class _Said:
    title: str
    details: tuple[str, ...] = ()
    priority: Priority | None = None
    strong: bool = False
    struck: bool = False
    entity_id: str = ""


@dataclass(frozen=True, slots=True)
class EntryWords:
    """How entries are put in words here and now."""

    texts: Texts
    local: ToLocal
    rules: CareRules
    timeline: Timeline
    now: datetime

    def line(self, entry: TimelineEntry) -> EntryLine:
        """One entry in words."""
        said, texts = self._said(entry), self.texts
        word = texts.word("timeline.kind", entry.kind)
        local = self.local(entry.at)
        when = self._when(entry)
        detail = PARTS.join(part for part in said.details if part)
        spoken = texts("timeline.spoken", when=when, kind=word, title=said.title, detail=detail)
        return EntryLine(
            entry.entry_id, local.date(), entry.kind, when, word, said.title, detail, said.priority, said.strong,
            said.struck, self._opens(entry, said.entity_id), spoken,
        )  # fmt: skip

    def _when(self, entry: TimelineEntry) -> str:
        thing = entry.thing
        if isinstance(thing, VitalHour | OwnHour) and thing.begin != thing.end:
            begin, end = (clock_text(self.local(at)) for at in (thing.begin, thing.end))
            return f"{begin}–{end}"
        return clock_text(self.local(entry.at))

    def _opens(self, entry: TimelineEntry, entity_id: str) -> Opens:
        patient = self.timeline.patient_id
        if entry.kind is EntryKind.ALARM:
            return "alarms", entity_id
        if entry.kind is EntryKind.TRANSFER:
            return "transfers", entity_id
        if entry.kind is EntryKind.HANDOVER:
            return "handover", str(self.timeline.episode_id or "")
        tab = TABS.get(entry.kind, LIVE_TAB)
        if isinstance(entry.thing, Attachment):
            picture = entry.thing.kind in (AttachmentKind.WOUND, AttachmentKind.IMAGE)
            tab = "photos" if picture else "documents"
        return "patient", str(PatientPlace(patient, tab, entity_id))

    def _said(self, entry: TimelineEntry) -> _Said:
        thing = entry.thing
        if isinstance(thing, VitalHour):
            return self._hour(thing)
        if isinstance(thing, OwnHour):
            return self._own(thing)
        if isinstance(thing, Dose):
            return self._dose(thing)
        if isinstance(thing, Alarm):
            return self._alarm(thing)
        if isinstance(thing, CaseEvent):
            return self._event(thing)
        return self._written(thing)

    def _written(
        self, thing: Note | LabSet | VisitRecord | Contact | StageReached | StaffObservation | Attachment
    ) -> _Said:
        if isinstance(thing, Note):
            return self._note(thing)
        if isinstance(thing, LabSet):
            return self._labs(thing)
        if isinstance(thing, VisitRecord):
            return self._visit(thing)
        if isinstance(thing, Contact):
            return self._contact(thing)
        if isinstance(thing, StageReached):
            return self._stage(thing)
        return self._seen(thing) if isinstance(thing, StaffObservation) else self._attachment(thing)

    def _hour(self, hour: VitalHour) -> _Said:
        parts, score = self._vitals(hour.vitals), hour.score
        if score is not None:
            key = "timeline.score" if score.complete else "timeline.score_least"
            parts.append(self.texts(key, points=score.lower))
        return _Said(self._beside(parts))

    def _own(self, own: OwnHour) -> _Said:
        """SAFETY(own reading): the word that nobody has verified it stands in front of the values."""
        words = self.texts("timeline.unverified", values=self._beside(self._vitals(own.vitals)))
        return _Said(words, (self.texts("timeline.own_source", source=own.source, count=own.count),))

    def _beside(self, parts: list[str]) -> str:
        return ("　" if self.texts.language == "zh_TW" else "  ").join(parts)

    def _vitals(self, vitals: Mapping[Vital, Extent]) -> list[str]:
        alone, parts = [vital for vital in ORDER if vital in vitals], []
        if set(PRESSURE) <= set(alone):
            alone = [vital for vital in alone if vital not in PRESSURE]
            parts.append(self._pressure(*(vitals[vital] for vital in PRESSURE)))
        single = [self._extent(vital, vitals[vital]) for vital in alone]
        return [*single[:3], *parts, *single[3:]]

    def _extent(self, vital: Vital, extent: Extent) -> str:
        texts = self.texts
        return f"{texts.word('words.vital', vital)} {_values(vital, extent)} {texts.word('words.unit', vital)}"

    def _pressure(self, systolic: Extent, diastolic: Extent) -> str:
        texts = self.texts
        upper, lower = _values(Vital.SYSTOLIC, systolic), _values(Vital.DIASTOLIC, diastolic)
        return f"{texts('patient.numbers.pressure')} {upper} / {lower} {texts.word('words.unit', Vital.SYSTOLIC)}"

    def _dose(self, dose: Dose) -> _Said:
        texts, order, standing = self.texts, self.timeline.orders.get(dose.order_id), dose.standing(self.now)
        name = named_order(texts, order, self.rules) if order else dose.order_id
        word = standing_word(texts, standing)
        why = texts.word("orders.why", dose.reason) if dose.reason else ""
        due = ""
        if standing in LOST and dose.at is not None:
            due = texts("timeline.due", at=clock_text(self.local(dose.due_at)))
        giver = texts.word("orders.giver", dose.giver) if dose.giver else ""
        details = (why, due, giver, self._name(dose.by), dose.note)
        return _Said(f"{name}{PARTS}{word}", details, strong=standing in UNSETTLED, entity_id=dose.dose_id)

    def _alarm(self, alarm: Alarm) -> _Said:
        texts = self.texts
        word = texts.word("words.priority", int(alarm.priority))
        title = texts("timeline.alarm", priority=word, subject=subject_text(texts, alarm))
        lasted = (alarm.cleared_at or self.now) - alarm.raised_at
        over = texts("timeline.lasted" if alarm.cleared_at else "timeline.lasts", age=age_text(texts, lasted))
        owner = ""
        if alarm.acknowledged_by and alarm.acknowledged_at:
            at = clock_text(self.local(alarm.acknowledged_at))
            owner = texts("timeline.acknowledged", who=self._name(alarm.acknowledged_by), at=at)
        return _Said(title, (over, owner), alarm.priority, alarm.priority is Priority.HIGH, entity_id=alarm.alarm_id)

    def _event(self, event: CaseEvent) -> _Said:
        title = event_title(self.texts, self.timeline, event, self.rules)
        details = (*event_facts(self.texts, event), self._name(event.by))
        return _Said(title, details, entity_id=event.entity_id)

    def _note(self, note: Note) -> _Said:
        texts = self.texts
        state = texts.word("notes.state", note.state)
        title = f"{kind_text(texts, note.kind)}{PARTS}{state}"
        open_note = note.unsigned_since is not None
        details = (self._name(note.author), excerpt(note))
        return _Said(title, details, strong=open_note, struck=is_withdrawn(note), entity_id=note.note_id)

    def _labs(self, labs: LabSet) -> _Said:
        reported = max(result.reported_at for result in labs.results)
        at = clock_text(self.local(reported))
        title = PARTS.join(self._result(result) for result in labs.results)
        specimen = next((result.specimen_id for result in labs.results if result.specimen_id), None)
        about = str(specimen or labs.results[0].result_id)
        return _Said(title, (self.texts("timeline.reported", at=at),), entity_id=about)

    def _result(self, result: LabResult) -> str:
        name = self.texts.word("handover.analyte", result.analyte)
        return f"{name} {marked_words(self.texts, result)}"

    def _visit(self, visit: VisitRecord) -> _Said:
        texts = self.texts
        who = texts.word("words.profession", visit.profession)
        title = texts("timeline.visit", profession=who, mode=texts.word("timeline.visit_mode", visit.mode))
        left = clock_text(self.local(visit.left_at)) if visit.left_at else NOTHING
        arrived = clock_text(self.local(visit.arrived_at)) if visit.arrived_at else NOTHING
        times = texts("timeline.stayed", arrived=arrived, left=left)
        emergency = texts("timeline.emergency") if visit.emergency else ""
        details = (emergency, times, self._name(visit.staff_id), visit.note)
        return _Said(title, details, strong=not visit.complete, entity_id=self._note_about(visit.visit_record_id))

    def _contact(self, contact: Contact) -> _Said:
        texts = self.texts
        mode = texts.word("timeline.visit_mode", contact.mode)
        outcome = texts.word("timeline.contact", contact.outcome or "running")
        urgent = contact.reason is ContactReason.EMERGENCY
        advice = texts.word("timeline.advice", contact.advice) if contact.advice else contact.unfit_advice
        details = (texts("timeline.emergency") if urgent else "", advice, self._name(contact.staff_id))
        about = self._note_about(contact.contact_id)
        return _Said(f"{mode}{PARTS}{outcome}", details, strong=urgent, entity_id=about)

    def _note_about(self, subject_id: str) -> str:
        notes = (entry.thing for entry in self.timeline.entries if isinstance(entry.thing, Note))
        return next((str(note.note_id) for note in notes if note.subject_id == subject_id), "")

    def _stage(self, reached: StageReached) -> _Said:
        entry = reached.entry
        title = self.texts.word("words.transfer_stage", entry.stage)
        details = (reached.hospital, self._name(entry.by), entry.note)
        return _Said(title, details, strong=True, entity_id=reached.transfer_id)

    def _seen(self, seen: StaffObservation) -> _Said:
        texts = self.texts
        mind = texts.word("words.consciousness", seen.consciousness) if seen.consciousness else NOTHING
        oxygen = texts("timeline.air")
        if seen.on_oxygen:
            flow = f"{seen.oxygen_l_min:g}" if seen.oxygen_l_min is not None else NOTHING
            oxygen = texts("timeline.oxygen", flow=flow)
        return _Said(texts("timeline.seen", mind=mind, oxygen=oxygen), (self._name(seen.entered_by),))

    def _attachment(self, attachment: Attachment) -> _Said:
        word = self.texts.word("timeline.attachment", attachment.kind)
        details = (attachment.body_site, self._name(attachment.added_by))
        title = f"{word}{PARTS}{attachment.title}" if attachment.title else word
        return _Said(title, details, entity_id=attachment.attachment_id)

    def _name(self, person: str | None) -> str:
        known = self.timeline.names.get(person or "")
        return known if known is not None else self.texts.word("words.machine", person or "")


def _values(vital: Vital, extent: Extent) -> str:
    low, high = value_text(vital, extent.low), value_text(vital, extent.high)
    return low if low == high else f"{low}–{high}"
