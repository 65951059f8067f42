"""How surely a kind is known, in words and as a shape; no Qt.

SAFETY(not provided is not none): "none" is said only where a hospital stated it; never asked, asked in vain and nothing
told have words and shapes of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.allergy_difference import Stands, differ, names, pairs
from hah_console.domain.hospital_facts import FactKind, KindState, Knowledge
from hah_console.domain.patient import AllergyState
from hah_console.services.hospital_page import HospitalKind, HospitalPage
from hah_console.ui.compare.compared import ComparedLine, Verdict, compared_line
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text

# i18n: hospital_tab.kind.*
# i18n: hospital_tab.knowledge.*
STALE_AFTER = timedelta(hours=24)
"""A kind whose last whole reading is longer ago is called old. Hospitals are asked every few minutes."""
MOST_SILENT = 2
_VERDICT_OF = {Stands.BOTH: Verdict.EQUAL, Stands.ALIKE: Verdict.ALIKE, Stands.ONLY_OURS: Verdict.MISSING_LEFT,
               Stands.ONLY_THEIRS: Verdict.MISSING_RIGHT}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind in the list; ``bad``: something of it is missing, old or not usable."""

    key: str
    name: str
    said: str
    about: str
    knowledge: Knowledge
    bad: bool
    spoken: str


def kind_line(texts: Texts, kind: HospitalKind, now: datetime) -> KindLine:
    """How a kind is known over all hospitals."""
    name = texts.word("hospital_tab.kind", kind.kind)
    said = _said(texts, kind)
    about = " · ".join(_about(texts, kind, now))
    bad = kind.refused > 0 or kind.gone > 0 or kind.failing or is_stale(kind, now) or kind.knowledge in _BAD
    return KindLine(kind.kind.value, name, said, about, kind.knowledge, bad, f"{name}, {said}, {about}")


_BAD = frozenset({Knowledge.FAILED, Knowledge.UNUSABLE})


def _said(texts: Texts, kind: HospitalKind) -> str:
    if kind.knowledge is Knowledge.PROVIDED:
        return texts("hospital_tab.count", count=sum(not fact.says_none for fact in kind.facts))
    return texts.word("hospital_tab.knowledge", kind.knowledge)


def _about(texts: Texts, kind: HospitalKind, now: datetime) -> Iterator[str]:
    if kind.refused:
        yield texts("hospital_tab.refused", count=kind.refused)
    if kind.failing:
        yield texts("hospital_tab.failing")
    if kind.gone:
        yield texts("hospital_tab.gone_there", count=kind.gone)
    asked = [state.asked_at for state in kind.states if state.asked_at is not None]
    if asked:
        old = texts("hospital_tab.stale") if is_stale(kind, now) else ""
        yield f"{texts('hospital_tab.asked', age=age_text(texts, now - min(asked)))}{old}"


def is_stale(kind: HospitalKind, now: datetime) -> bool:
    """Whether some hospital was read last so long ago that what it knows may be another by now."""
    return any(state.asked_at is not None and now - state.asked_at > STALE_AFTER for state in kind.states)


def state_words(texts: Texts, kind: HospitalKind, now: datetime) -> str:
    """How every hospital stands to a kind, a line each; many that were never asked are counted in one."""
    silent = [state for state in kind.states if _is_silent(state)]
    counted = len(silent) > MOST_SILENT
    lines = [_state(texts, state, now) for state in kind.states if not (counted and _is_silent(state))]
    if counted:
        lines.append(texts("hospital_tab.never_asked", count=len(silent)))
    return "\n".join(lines) or texts("hospital_tab.no_feed")


def _is_silent(state: KindState) -> bool:
    return state.knowledge is Knowledge.NEVER_ASKED and not state.failing and not state.refused


def _state(texts: Texts, state: KindState, now: datetime) -> str:
    said = texts.word("hospital_tab.knowledge", state.knowledge)
    parts = [texts("hospital_tab.state", feed=state.feed, said=said)]
    if state.asked_at is not None:
        parts.append(texts("hospital_tab.asked", age=age_text(texts, now - state.asked_at)))
    if state.refused:
        parts.append(texts("hospital_tab.refused_more", count=state.refused))
    if state.failing:
        parts.append(texts("hospital_tab.failed", reason=texts.word("errors.reason", state.reason)))
    return " · ".join(parts)


def allergy_lines(texts: Texts, page: HospitalPage) -> tuple[ComparedLine, ...]:
    """The hospital's list at the left, ours at the right; nothing is merged.  # i18n: hospital_tab.stands.*

    SAFETY(not provided is not none): where no hospital told of any there is no list to stand beside ours.
    """
    kind = page.of_kind(FactKind.ALLERGY)
    if kind.knowledge is Knowledge.NONE_STATED:
        none = texts.word("hospital_tab.knowledge", kind.knowledge)
        label = texts.word("hospital_tab.stands", Stands.ONLY_OURS)
        listed = enumerate(page.allergies)
        return tuple(compared_line(texts, str(at), label, none, ours, Verdict.DIFFERENT) for at, ours in listed)
    if kind.knowledge is not Knowledge.PROVIDED:
        return ()
    found = enumerate(pairs(page.allergies, names(kind.facts)))
    none = (
        texts.word("words.allergy_state", page.allergy_state) if page.allergy_state is AllergyState.NONE_KNOWN else ""
    )
    return tuple(_pair_line(texts, number, pair.theirs, pair.ours, pair.stands, none) for number, pair in found)


def _pair_line(texts: Texts, number: int, theirs: str, ours: str, stands: Stands, none: str) -> ComparedLine:
    """``none``: what our record says where it says that there is none."""
    label = texts.word("hospital_tab.stands", stands)
    if none and not ours:
        return compared_line(texts, str(number), label, theirs, none, Verdict.DIFFERENT)
    return compared_line(texts, str(number), label, theirs, ours, _VERDICT_OF[stands])


def allergy_notice(texts: Texts, page: HospitalPage) -> str:
    """What a person must know of the two lists; empty when they agree or nothing was told."""
    kind = page.of_kind(FactKind.ALLERGY)
    listed = texts("referrals.list_joint").join(page.allergies)
    ours = listed or texts.word("words.allergy_state", page.allergy_state)
    if kind.knowledge is Knowledge.NONE_STATED and differ(page.allergy_state, page.allergies, kind.knowledge, ()):
        return texts("hospital_tab.allergy_none_there", ours=ours)
    if differ(page.allergy_state, page.allergies, kind.knowledge, names(kind.facts)):
        return texts("hospital_tab.allergy_differs", ours=ours)
    return ""
