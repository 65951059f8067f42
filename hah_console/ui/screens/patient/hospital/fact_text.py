"""One fact of a hospital in words: what it says, how old it is, where it is from; no Qt.

SAFETY(unit as reported): a value is shown as the hospital wrote it; what it is in our unit stands beside it.
"""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.hospital_facts import HospitalFact, Precision
from hah_console.domain.quantity import plain
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.reference_text import reference_words
from hah_console.ui.result_words import unit_code_text
from hah_console.ui.wording import age_text, near_clock

# i18n: hospital_tab.status.*
# i18n: hospital_tab.note.*
_FORMS = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@dataclass(frozen=True, slots=True)
class FactLine:
    """``none``: the hospital states that there is none, which is a statement of its own."""

    key: str
    name: str
    value: str
    when: str
    origin: str
    note: str
    none: bool
    spoken: str

    @property
    def whole(self) -> str:
        """What it says and when it held, however long."""
        return " · ".join(part for part in (self.name, self.value, self.when, self.note) if part)


def fact_line(texts: Texts, ctx: Context, fact: HospitalFact, now: datetime) -> FactLine:
    """A fact with value, age and origin."""
    name = fact.code.display or fact.code.code or texts("hospital_tab.unnamed")
    value = value_words(texts, fact) if fact.value != name else ""
    when, origin, note = when_words(texts, ctx, fact, now), origin_words(texts, fact, now), note_words(texts, fact, now)
    if fact.says_none:
        name = texts("hospital_tab.says_none", name=name)
    spoken = ", ".join(part for part in (name, value, when, note, origin) if part)
    return FactLine(fact.fact_id, name, value, when, origin, note, fact.says_none, spoken)


def value_words(texts: Texts, fact: HospitalFact) -> str:
    """As the hospital wrote it, and in our unit where that is another one."""
    if fact.quantity is None:
        return fact.value
    ours = f"{plain(fact.quantity.value)} {unit_code_text(texts, fact.quantity.unit.value)}".strip()
    return fact.value if _bare(ours) == _bare(fact.value) else texts("hospital_tab.ours", value=fact.value, ours=ours)


def when_words(texts: Texts, ctx: Context, fact: HospitalFact, now: datetime) -> str:
    """When it held, never more exactly than it was told, and how long ago that is.

    SAFETY(old value): what is of another year says which.
    """
    if fact.effective is None or fact.precision is Precision.NONE:
        return texts("hospital_tab.no_time")
    local = ctx.local(fact.effective)
    of_another_year = local.year != ctx.today().year
    form = _FORMS.get(fact.precision, "%Y-%m-%d %H:%M" if of_another_year else "")
    at = f"{local:{form}}" if form else near_clock(local, ctx.today())
    if fact.effective > now:
        return texts("hospital_tab.ahead", at=at)
    age = texts("hospital_tab.years", n=(now - fact.effective).days // 365) if _is_old(fact, now) else ""
    return texts("hospital_tab.when", at=at, age=age or age_text(texts, now - fact.effective))


def origin_words(texts: Texts, fact: HospitalFact, now: datetime) -> str:
    """Which hospital, which resource in which version, and when we received it."""
    origin = fact.origin
    received = age_text(texts, now - origin.received_at)
    version = origin.version_id or texts("compare.untold")
    reference = reference_words(texts, origin.reference)
    return texts("hospital_tab.origin", feed=origin.feed, reference=reference, version=version, age=received)


def note_words(texts: Texts, fact: HospitalFact, now: datetime) -> str:
    """That it is gone there, the hospital's status, and why there is no number."""
    gone = texts("hospital_tab.gone", age=age_text(texts, now - fact.gone_at)) if fact.gone_at else ""
    status = texts.word("hospital_tab.status", fact.status) if fact.status else ""
    note = texts.word("hospital_tab.note", fact.note) if fact.note else ""
    return " · ".join(part for part in (gone, status, note) if part)


def _is_old(fact: HospitalFact, now: datetime) -> bool:
    return fact.effective is not None and (now - fact.effective).days >= 2 * 365


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
