"""The lines of specimens: what is to be taken or on the way first, with the time left; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.alarm import Priority
from hah_console.domain.care_rules import CareRules
from hah_console.domain.specimen import Specimen, SpecimenState
from hah_console.services.results_page import ResultsPage, SpecimenRow
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, near_clock

# i18n: results.specimen_state.*  # i18n: results.transport.*  # i18n: results.growth.*  # i18n: results.ended.*
PARTS = " · "
ToLocal = Callable[[datetime], datetime]
_ORDER = {SpecimenState.TAKEN: 0, SpecimenState.WANTED: 1}
NEAR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class SpecimenLine:
    """One specimen; ``clock`` is the time left on the way, ``late`` how heavy it weighs."""

    key: str
    state: SpecimenState
    word: str
    title: str
    clock: str
    detail: str
    late: Priority | None
    spoken: str


def specimen_lines(
    texts: Texts, local: ToLocal, rules: CareRules, page: ResultsPage, now: datetime
) -> tuple[SpecimenLine, ...]:
    """On the way, then to be taken, then the others with the newest first."""
    rows = sorted(page.specimens, key=lambda row: row.specimen.wanted_at, reverse=True)
    rows.sort(key=lambda row: _ORDER.get(row.specimen.state, 2))
    return tuple(specimen_line(texts, local, rules, row, now) for row in rows)


def specimen_line(texts: Texts, local: ToLocal, rules: CareRules, row: SpecimenRow, now: datetime) -> SpecimenLine:
    """One specimen in words."""
    specimen = row.specimen
    word, title = texts.word("results.specimen_state", specimen.state), kind_words(texts, rules, specimen.kind)
    clock = _clock(texts, local, specimen, now)
    detail = PARTS.join(
        part for part in (_story(texts, local, row, now), _culture(texts, local, specimen, now)) if part
    )
    spoken = texts("results.comma").join(part for part in (title, word, clock, detail) if part)
    return SpecimenLine(
        specimen.specimen_id, specimen.state, word, title, clock, detail, lateness(specimen, now), spoken
    )


def kind_words(texts: Texts, rules: CareRules, kind: str) -> str:
    """The name of a kind of specimen."""
    known = rules.specimens.kinds.get(kind)
    return known.labels.get(texts.language, kind) if known else kind


def lateness(specimen: Specimen, now: datetime) -> Priority | None:
    """How heavy it weighs: on the way and over its window, or nearly."""
    left = specimen.left(now)
    if left is None:
        return None
    return Priority.HIGH if left < timedelta(0) else Priority.MEDIUM if left < NEAR else None


def _clock(texts: Texts, local: ToLocal, specimen: Specimen, now: datetime) -> str:
    left = specimen.left(now)
    if left is not None and specimen.valid_until is not None:
        at = near_clock(local(specimen.valid_until), local(now).date())
        return texts("results.left" if left >= timedelta(0) else "results.over", age=age_text(texts, abs(left)), at=at)
    if specimen.state is SpecimenState.WANTED:
        return texts("results.wanted", at=near_clock(local(specimen.wanted_at), local(now).date()))
    return ""


def _story(texts: Texts, local: ToLocal, row: SpecimenRow, now: datetime) -> str:
    specimen, today = row.specimen, local(now).date()
    told = []
    if specimen.taken_at is not None and specimen.transport is not None:
        way = texts.word("results.transport", specimen.transport)
        told.append(texts("results.taken", at=near_clock(local(specimen.taken_at), today), who=row.taken_by, way=way))
    if specimen.received_at is not None:
        key = "results.received" if specimen.in_time else "results.received_late"
        told.append(texts(key, at=near_clock(local(specimen.received_at), today)))
    if specimen.reason:
        told.append(texts.word("results.ended", specimen.reason))
    return PARTS.join(told)


def _culture(texts: Texts, local: ToLocal, specimen: Specimen, now: datetime) -> str:
    found = specimen.culture
    if found is None:
        return ""
    growth = texts.word("results.growth", found.growth)
    words = texts("results.culture_of", growth=growth, organism=found.organism) if found.organism else growth
    at = near_clock(local(found.reported_at), local(now).date())
    return texts("results.culture_final" if found.final else "results.culture_preliminary", words=words, at=at)
