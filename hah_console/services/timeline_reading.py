"""Reads the timeline of a patient over some days: everything of every kind, newest first, a page at a time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.dose import Dose, DoseState
from hah_console.domain.episode import Episode
from hah_console.domain.ids import PatientId
from hah_console.domain.lab import Analyte, LabResult
from hah_console.domain.own_reading import OwnReading
from hah_console.domain.reading import Vital
from hah_console.domain.score.news2 import NAME as NEWS2
from hah_console.domain.score.result import ScorePoint
from hah_console.services.context import Context
from hah_console.services.patient_facts import shown_episode
from hah_console.services.ports import UnitOfWork
from hah_console.services.timeline_entry import (
    EntryKind,
    Extent,
    LabSet,
    OwnHour,
    StageReached,
    Thing,
    Timeline,
    TimelineEntry,
    VitalHour,
)

PAGE_DAYS = 3
HOUR = timedelta(hours=1)
BEFORE_ADMISSION, AFTER_CLOSURE, NEVER_ADMITTED = timedelta(days=3), timedelta(days=30), timedelta(days=14)
"""How far the timeline reaches beyond the stay: the referral before it, the watch after it."""
GIVEN_AHEAD = timedelta(hours=12)
"""A dose that is due later may have been given already."""
_KINDS = {
    EntryKind.LAB: {CaseEventKind.SPECIMEN_TAKEN, CaseEventKind.SPECIMEN_RECEIVED, CaseEventKind.RESULT_REPORTED},
    EntryKind.NOTE: {CaseEventKind.ANSWERED},
    EntryKind.ALARM: {CaseEventKind.ESCALATION, CaseEventKind.LIMIT_ENDED},
    EntryKind.CONTACT: {
        CaseEventKind.CONSULT_REQUESTED, CaseEventKind.CONSULT_ACCEPTED, CaseEventKind.CONSULT_HELD,
        CaseEventKind.CONSULT_ADVISED, CaseEventKind.CONSULT_RECORDED, CaseEventKind.CONSULT_ENDED,
    },
    EntryKind.ORDER: {
        CaseEventKind.ORDERED, CaseEventKind.ORDER_STOPPED, CaseEventKind.DISPENSED, CaseEventKind.DELIVERED,
    },
    EntryKind.HANDOVER: {CaseEventKind.HANDED_OVER},
    EntryKind.FORM: {
        CaseEventKind.FORM_ISSUED, CaseEventKind.FORM_SENT, CaseEventKind.FORM_ATTENDED,
        CaseEventKind.FORM_DISCHARGED, CaseEventKind.FORM_ANSWERED,
    },
    EntryKind.CASE: {
        CaseEventKind.REFERRAL_RECEIVED, CaseEventKind.REFERRAL_RETURNED, CaseEventKind.REFERRAL_COMPLETED,
        CaseEventKind.REFERRAL_ACCEPTED, CaseEventKind.REFERRAL_DECLINED, CaseEventKind.INTAKE_DECIDED,
        CaseEventKind.CONSENT_SIGNED, CaseEventKind.ADMITTED, CaseEventKind.ENROLLED, CaseEventKind.ON_HOLD,
        CaseEventKind.RESUMED, CaseEventKind.ROUND_DECIDED, CaseEventKind.CLOSED,
        CaseEventKind.EMERGENCY_DEPARTMENT, CaseEventKind.READMITTED, CaseEventKind.WATCH_ENDED,
        CaseEventKind.HOSPITAL_NOTICE,
        CaseEventKind.DIRECTIVE,
    },
}  # fmt: skip
_ANALYTES = tuple(Analyte)
KIND_OF = {event: kind for kind, events in _KINDS.items() for event in events}
"""Events the thing itself does not tell: visits, doses, notes, contacts, pictures, values are entries themselves."""


def read_timeline_page(
    ctx: Context, actor: Actor, patient_id: PatientId, since: datetime | None = None, *, days: int = PAGE_DAYS
) -> Timeline:
    """From ``since`` to now; without it the newest ``days`` of the admission shown. See ``read_earlier``.

    Raises NotPermitted, NotFound for an unknown patient.
    """
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        uow.patients.get(patient_id)
        episode = shown_episode(uow.episodes.of_patient(patient_id))
        begins, end = _bounds(ctx, episode)
        start = since or _days_before(ctx, end, days - 1)
        return _read(ctx, uow, patient_id, episode, (begins, max(begins, start), end), newest=True)


def read_earlier(ctx: Context, actor: Actor, known: Timeline, *, days: int = PAGE_DAYS) -> Timeline:
    """The days before those that are known, alone. Raises NotPermitted."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        episode = shown_episode(uow.episodes.of_patient(known.patient_id))
        start = max(known.begins, _days_before(ctx, known.start, days))
        return _read(ctx, uow, known.patient_id, episode, (known.begins, start, known.start), newest=False)


def _bounds(ctx: Context, episode: Episode | None) -> tuple[datetime, datetime]:
    """Local midnight before which nothing is read, and the moment after which nothing is."""
    now = ctx.clock.now() + timedelta(milliseconds=1)
    if episode is None:
        return ctx.day_begins(ctx.local(now - NEVER_ADMITTED).date()), now
    begins = ctx.day_begins(ctx.local(min(episode.admitted_at, now) - BEFORE_ADMISSION).date())
    return begins, min(now, episode.closed_at + AFTER_CLOSURE) if episode.closed_at else now


def _days_before(ctx: Context, moment: datetime, days: int) -> datetime:
    return ctx.day_begins(ctx.local(moment).date() - timedelta(days=days))


def _read(
    ctx: Context,
    uow: UnitOfWork,
    patient_id: PatientId,
    episode: Episode | None,
    bounds: tuple[datetime, datetime, datetime],
    *,
    newest: bool,
) -> Timeline:
    begins, start, end = bounds
    page = _Page(uow, patient_id, start, end, ctx.clock.now(), newest=newest)
    entries = sorted(page.entries(episode), key=lambda entry: (entry.at, entry.entry_id), reverse=True)
    names = {str(user.user_id): user.name for user in uow.users.all()}
    names |= {str(member.staff_id): member.name for member in uow.staff.all()}
    return Timeline(
        patient_id=patient_id,
        episode_id=episode.episode_id if episode else None,
        begins=begins,
        start=start,
        end=end,
        admitted_on=ctx.local(episode.admitted_at).date() if episode else None,
        entries=tuple(entries),
        names=names,
        orders={order.order_id: order for order in uow.orders.of_patient(patient_id)},
    )


class _Page:
    """What lies in [start, end) of one patient, kind by kind."""

    def __init__(
        self, uow: UnitOfWork, patient_id: PatientId, start: datetime, end: datetime, now: datetime, *, newest: bool
    ) -> None:
        self._uow, self._patient_id, self._now = uow, patient_id, now
        self._start, self._end, self._newest = start, end, newest

    def entries(self, episode: Episode | None) -> Iterator[TimelineEntry]:
        """Of every kind, in no order."""
        yield from self._vitals()
        yield from self._own()
        yield from self._events()
        yield from self._doses()
        yield from self._written()
        yield from self._transfers()
        for alarm in self._uow.alarms.of_patient(self._patient_id, self._start, self._end):
            yield _entry(EntryKind.ALARM, alarm.raised_at, alarm.alarm_id, alarm)
        for visit in self._uow.visit_records.of_episode(episode.episode_id) if episode else ():
            yield from self._here(EntryKind.VISIT, visit.arrived_at or visit.noted_at, visit.visit_record_id, visit)

    def _here(self, kind: EntryKind, at: datetime, entry_id: str, thing: Thing) -> Iterator[TimelineEntry]:
        if self._start <= at < self._end:
            yield _entry(kind, at, entry_id, thing)

    def _vitals(self) -> Iterator[TimelineEntry]:
        """Whole hours with their lowest and highest values; the hour that is running ends now."""
        first = datetime.fromtimestamp(self._start.timestamp() // 3600 * 3600, UTC)
        hours = max(1, -int((first - self._end) // HOUR))
        last = first + hours * HOUR
        found: dict[datetime, dict[Vital, Extent]] = {}
        for trend in self._uow.readings.trends(self._patient_id, tuple(Vital), first, last, hours):
            for at_s, low, high in zip(trend.times_s, trend.low, trend.high, strict=True):
                hour = first + (datetime.fromtimestamp(at_s, UTC) - first) // HOUR * HOUR
                known = found.setdefault(hour, {}).get(trend.vital, Extent(low, high))
                found[hour][trend.vital] = Extent(min(known.low, low), max(known.high, high))
        scores = {first + (point.scored_at - first) // HOUR * HOUR: point for point in self._scores(first)}
        for hour, vitals in found.items():
            end = min(hour + HOUR, self._end)
            thing = VitalHour(hour, end, vitals, scores.get(hour))
            yield _entry(EntryKind.VITALS, end - timedelta(milliseconds=1), f"hour-{hour.timestamp():.0f}", thing)
        for seen in self._uow.readings.observations(self._patient_id, self._start, self._end):
            yield _entry(EntryKind.VITALS, seen.observed_at, f"seen-{seen.observed_at.timestamp():.3f}", seen)

    def _own(self) -> Iterator[TimelineEntry]:
        """By hour and source, so that the thousands of values of a watch do not cover the rest."""
        found: dict[tuple[datetime, str], list[OwnReading]] = {}
        for each in self._uow.own_readings.of(self._patient_id, self._start, self._end - timedelta(milliseconds=1)):
            hour = each.measured_at.replace(minute=0, second=0, microsecond=0)
            found.setdefault((hour, each.source), []).append(each)
        for (hour, source), own in found.items():
            at = own[-1].measured_at
            thing = OwnHour(own[0].measured_at, at, source, len(own), _extents(own))
            yield _entry(EntryKind.OWN, at, f"own-{hour.timestamp():.0f}-{source}", thing)

    def _scores(self, first: datetime) -> Sequence[ScorePoint]:
        found = self._uow.scores.highest(NEWS2, [self._patient_id], first, self._end, HOUR)
        return found.get(self._patient_id, ())

    def _events(self) -> Iterator[TimelineEntry]:
        for event in self._uow.case_events.of_patient(self._patient_id, self._start, self._end):
            kind = KIND_OF.get(event.kind)
            if kind is not None and not event.fact("analyte"):
                yield _entry(kind, event.at, event.event_id, event)

    def _doses(self) -> Iterator[TimelineEntry]:
        """Doses somebody has said something of, and those that are due by now."""
        until = self._end + GIVEN_AHEAD if self._newest else self._end
        for dose in self._uow.doses.of_patient(self._patient_id, self._start, until):
            at = _moment_of(dose)
            if dose.state is not DoseState.WITHDRAWN and at <= self._now:
                yield _entry(EntryKind.DOSE, at, dose.dose_id, dose)

    def _written(self) -> Iterator[TimelineEntry]:
        uow, whose, start, end = self._uow, self._patient_id, self._start, self._end
        for note in uow.notes.of_patient(whose, start, end):
            yield _entry(EntryKind.NOTE, note.texts[0].at, note.note_id, note)
        for contact in uow.contacts.of_patient(whose, start, end):
            yield _entry(EntryKind.CONTACT, contact.started_at, contact.contact_id, contact)
        results = uow.lab_results.of_patient(whose, start, end)
        for taken, some in groupby(results, key=lambda result: result.specimen_at):
            yield _entry(
                EntryKind.LAB, taken, f"labs-{taken.timestamp():.0f}", LabSet(taken, tuple(sorted(some, key=_in_order)))
            )
        for attachment in uow.attachments.of_patient(whose):
            yield from self._here(EntryKind.ATTACHMENT, attachment.taken_at, attachment.attachment_id, attachment)

    def _transfers(self) -> Iterator[TimelineEntry]:
        transfers = self._uow.transfers.of_patient(self._patient_id)
        hospitals = {h.hospital_id: h.name for h in self._uow.hospitals.all()} if transfers else {}
        for transfer in transfers:
            for place, entry in enumerate(transfer.history):
                hospital = hospitals.get(entry.hospital_id, "") if entry.hospital_id else ""
                reached = StageReached(transfer.transfer_id, entry, hospital)
                yield from self._here(EntryKind.TRANSFER, entry.at, f"{transfer.transfer_id}-{place}", reached)


def _extents(own: Iterable[OwnReading]) -> dict[Vital, Extent]:
    found: dict[Vital, Extent] = {}
    for each in own:
        known = found.get(each.vital, Extent(each.value, each.value))
        found[each.vital] = Extent(min(known.low, each.value), max(known.high, each.value))
    return found


def _in_order(result: LabResult) -> int:
    return _ANALYTES.index(result.analyte)


def _moment_of(dose: Dose) -> datetime:
    return dose.at if dose.state is not DoseState.DUE and dose.at is not None else dose.due_at


def _entry(kind: EntryKind, at: datetime, entry_id: str, thing: Thing) -> TimelineEntry:
    return TimelineEntry(f"{kind}:{entry_id}", kind, at, thing)


def joined(newer: Timeline, earlier: Timeline) -> Timeline:
    """Both together; an entry that both have counts once."""
    entries = {entry.entry_id: entry for entry in (*earlier.entries, *newer.entries)}
    ordered = sorted(entries.values(), key=lambda entry: (entry.at, entry.entry_id), reverse=True)
    return Timeline(
        newer.patient_id,
        newer.episode_id,
        newer.begins,
        min(newer.start, earlier.start),
        newer.end,
        newer.admitted_on,
        tuple(ordered),
        {**earlier.names, **newer.names},
        {**earlier.orders, **newer.orders},
    )


def counts_of(entries: Iterable[TimelineEntry]) -> dict[EntryKind, int]:
    """How many there are of each kind."""
    found = dict.fromkeys(EntryKind, 0)
    for entry in entries:
        found[entry.kind] += 1
    return found
