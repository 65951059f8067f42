"""What has happened since the round before: results, cultures, doses, alarms, visits, contacts, notes; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.alarm import Alarm, AlarmState
from hah_console.domain.care_rules import CareRules
from hah_console.domain.chart.contact import Contact
from hah_console.domain.chart.note import Note
from hah_console.domain.claims.visit_record import VisitRecord
from hah_console.domain.dose import DoseStanding
from hah_console.domain.specimen import Growth, Specimen, SpecimenState
from hah_console.services.context import Context
from hah_console.services.round_page import Named, NewResult, RoundDose, RoundPage
from hah_console.ui.chart.note_words import excerpt, kind_text
from hah_console.ui.i18n import Texts
from hah_console.ui.places import PatientPlace
from hah_console.ui.result_words import marked_words
from hah_console.ui.screens.round.facts import Fact
from hah_console.ui.wording import near_clock, subject_text

# i18n: handover.analyte.* round.specimen.* round.growth.* round.not_given.* round.outcome.* round.mode.*
# i18n: words.profession.* words.alarm_state.* words.priority.*
MOST = 6
_LATE = frozenset({DoseStanding.LATE, DoseStanding.OVERDUE})
_NOT = frozenset({DoseStanding.MISSED, DoseStanding.REFUSED})


@dataclass(slots=True)
class ChangeWords:
    """Says one page in one language."""

    ctx: Context
    texts: Texts
    rules: CareRules

    def facts(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """From results to notes; a kind of which nothing is new says so."""
        yield from self.results(page, now)
        yield from self.cultures(page, now)
        yield from self.antibiotics(page, now)
        yield from self.doses(page, now)
        yield from self.alarms(page, now)
        yield from self._written(page, page.visits, "visits", now)
        yield from self._written(page, page.contacts, "contacts", now)
        yield from self._written(page, page.notes, "notes", now)

    def _at(self, moment: datetime, now: datetime) -> str:
        return near_clock(self.ctx.local(moment), self.ctx.local(now).date())

    def _tab(self, page: RoundPage, tab: str, entity: str = "") -> tuple[str, str]:
        return "patient", str(PatientPlace(page.identity.patient_id, tab, entity))

    def _more(self, label: str, count: int, opens: tuple[str, str]) -> Iterator[Fact]:
        if count > 0:
            yield Fact(f"{label}.more", label, self.texts("round.more", count=count), opens=opens)

    def results(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Each new result beside the one before."""
        label, opens = self.texts("round.fact.results"), self._tab(page, "results")
        for new in page.results[:MOST]:
            at = self._at(new.result.reported_at, now)
            yield Fact(f"result.{new.result.result_id}", label, self._result(new, now), at, opens=opens)
        yield from self._more(label, len(page.results) - MOST, opens)
        if not page.results:
            yield Fact("results.none", label, self.texts("round.none_new"), opens=opens)

    def _result(self, new: NewResult, now: datetime) -> str:
        name, value = self.texts.word("handover.analyte", new.result.analyte), marked_words(self.texts, new.result)
        if new.before is None:
            return self.texts("round.result.first", name=name, value=value)
        at = self._at(new.before.specimen_at, now)
        return self.texts(
            "round.result.again", name=name, value=value, before=marked_words(self.texts, new.before), at=at
        )

    def cultures(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Cultures and specimens on their way, the newest first."""
        label, opens = self.texts("round.fact.cultures"), self._tab(page, "results")
        for specimen in page.specimens[:MOST]:
            at = self._at(_when(specimen), now)
            grows = specimen.culture is not None and specimen.culture.growth is Growth.GROWS
            strong = grows or specimen.state is SpecimenState.REJECTED
            key = f"specimen.{specimen.specimen_id}"
            yield Fact(key, label, self._specimen(specimen), at, strong=strong, opens=opens)
        yield from self._more(label, len(page.specimens) - MOST, opens)
        if not page.specimens:
            yield Fact("cultures.none", label, self.texts("round.culture.none"), opens=opens)

    def _specimen(self, specimen: Specimen) -> str:
        texts, known = self.texts, self.rules.specimens.kinds.get(specimen.kind)
        name = known.labels.get(texts.language, specimen.kind) if known else specimen.kind
        culture = specimen.culture
        if culture is None:
            state = texts.word("round.specimen", specimen.state)
            reason = f" {specimen.reason}" if specimen.reason else ""
            return texts("round.culture.waits", name=name, state=f"{state}{reason}")
        word = texts("round.culture.final" if culture.final else "round.culture.preliminary")
        found = " ".join(part for part in (texts.word("round.growth", culture.growth), culture.organism) if part)
        return texts("round.culture.told", name=name, found=found, word=word)

    def antibiotics(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Each antibiotic that runs, with its day and its end."""
        label, opens, texts = self.texts("round.fact.antibiotics"), self._tab(page, "medication"), self.texts
        for course in page.antibiotics:
            given = course.order.medication
            amount = str(given.amount) if given else ""
            day = texts("round.antibiotic.day", day=course.day) if course.day else texts("round.antibiotic.not_yet")
            said = texts("round.antibiotic.course", drug=course.drug, amount=amount, day=day)
            until = texts("round.until", at=self._at(course.until, now)) if course.until else ""
            yield Fact(f"antibiotic.{course.order.order_id}", label, said, until, opens=opens)
        if not page.antibiotics:
            yield Fact("antibiotics.none", label, texts("round.antibiotic.none"), opens=opens)

    def doses(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """The tally, each dose not given or not settled, and the next one."""
        label, opens, texts, tally = (
            self.texts("round.fact.doses"),
            self._tab(page, "medication"),
            self.texts,
            page.row.doses,
        )
        total = tally.given + tally.missed + tally.refused + tally.waiting
        said = texts(
            "round.dose.tally", given=tally.given, late=tally.given_late, missed=tally.missed, refused=tally.refused,
            waiting=tally.waiting,
        )  # fmt: skip
        if not total:
            said = texts("round.dose.none_due" if tally.ordered else "round.dose.none_ordered")
        yield Fact("doses.tally", label, said, strong=tally.trouble, opens=opens)
        for dose in page.doses:
            standing = dose.dose.standing(now)
            if standing in _NOT or standing in _LATE:
                key = f"dose.{dose.dose.dose_id}"
                yield Fact(key, label, self._dose(dose, standing), self._at(dose.dose.due_at, now), True, opens=opens)
        if page.next_dose is not None:
            said = texts("round.dose.next", drug=_drug(texts, page.next_dose))
            yield Fact("doses.next", label, said, self._at(page.next_dose.dose.due_at, now), opens=opens)

    def _dose(self, dose: RoundDose, standing: DoseStanding) -> str:
        texts, drug = self.texts, _drug(self.texts, dose)
        if standing in _LATE:
            return texts("round.dose.late", drug=drug)
        why = texts.word("round.not_given", dose.dose.reason) if dose.dose.reason else ""
        note = f" {dose.dose.note}" if dose.dose.note else ""
        key = "round.dose.refused" if standing is DoseStanding.REFUSED else "round.dose.missed"
        return texts(key, drug=drug, why=f"{why}{note}")

    def alarms(self, page: RoundPage, now: datetime) -> Iterator[Fact]:
        """Open ones and those since the round before."""
        label = self.texts("round.fact.alarms")
        for alarm in page.alarms[:MOST]:
            opens = ("alarms", str(alarm.alarm_id))
            strong = alarm.state in {AlarmState.ACTIVE, AlarmState.LATCHED}
            at = self._at(alarm.raised_at, now)
            yield Fact(f"alarm.{alarm.alarm_id}", label, self._alarm(alarm), at, strong=strong, opens=opens)
        yield from self._more(label, len(page.alarms) - MOST, self._tab(page, "timeline"))
        if not page.alarms:
            yield Fact("alarms.none", label, self.texts("round.alarm.none"))

    def _alarm(self, alarm: Alarm) -> str:
        texts = self.texts
        priority = texts.word("words.priority", int(alarm.priority))
        state = texts.word("words.alarm_state", alarm.state)
        return texts("round.alarm.line", priority=priority, subject=subject_text(texts, alarm), state=state)

    def _written(self, page: RoundPage, rows: tuple[Named, ...], kind: str, now: datetime) -> Iterator[Fact]:
        label, opens = self.texts(_LABELS[kind]), self._tab(page, "notes" if kind == "notes" else "timeline")
        for number, row in enumerate(rows[:MOST]):
            yield Fact(f"{kind}.{number}", label, self._said(row), self._at(row.at, now), opens=opens)
        yield from self._more(label, len(rows) - MOST, opens)
        if not rows:
            yield Fact(f"{kind}.none", label, self.texts("round.none_since"))

    def _said(self, row: Named) -> str:
        texts, what = self.texts, row.what
        if isinstance(what, Note):
            return texts("round.note", kind=kind_text(texts, what.kind), who=row.who, words=excerpt(what))
        if isinstance(what, VisitRecord):
            return texts("round.visit", who=row.who, profession=texts.word("words.profession", what.profession))
        return self._contact(what, row.who)

    def _contact(self, contact: Contact, who: str) -> str:
        texts = self.texts
        outcome = texts.word("round.outcome", contact.outcome.value) if contact.outcome else ""
        return texts("round.contact", mode=texts.word("round.mode", contact.mode), who=who, outcome=outcome)


_LABELS = {"visits": "round.fact.visits", "contacts": "round.fact.contacts", "notes": "round.fact.notes"}


def _when(specimen: Specimen) -> datetime:
    if specimen.culture is not None:
        return specimen.culture.reported_at
    return specimen.taken_at or specimen.wanted_at


def _drug(texts: Texts, dose: RoundDose) -> str:
    if dose.medication is None:
        return dose.drug or texts("round.dose.unknown")
    return f"{dose.drug} {dose.medication.amount}"
