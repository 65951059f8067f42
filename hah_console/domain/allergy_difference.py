"""The hospital's list of allergies beside ours: what both have, what only one has. Nothing is merged by it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.hospital_facts import HospitalFact, Knowledge
from hah_console.domain.patient import AllergyState

_NOTE = re.compile(r"[（(].*?[）)]")
SHORTEST = 2
"""Signs a name must have to be looked for within another one."""


class Stands(StrEnum):
    """On which list an allergy stands; ALIKE: on both in other words, as far as the words tell."""

    BOTH = "both"
    ALIKE = "alike"
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"


@dataclass(frozen=True, slots=True)
class AllergyPair:
    """An allergy as each of the two lists has it; empty where it does not."""

    ours: str
    theirs: str
    stands: Stands


def names(facts: Iterable[HospitalFact]) -> tuple[str, ...]:
    """What a hospital lists, each once; a statement of none names nothing."""
    found = (fact.code.display or fact.value or fact.code.code for fact in facts if not fact.says_none)
    return tuple(dict.fromkeys(found))


def pairs(ours: Iterable[str], theirs: Iterable[str]) -> tuple[AllergyPair, ...]:
    """Both lists side by side, what only one has first.

    SAFETY(allergies): a word that is merely like another one is shown as alike and never as the same; two entries are
    never taken for one.
    """
    found = tuple(_paired(list(ours), list(theirs)))
    order = (Stands.ONLY_THEIRS, Stands.ONLY_OURS, Stands.ALIKE, Stands.BOTH)
    return tuple(sorted(found, key=lambda pair: order.index(pair.stands)))


def _paired(ours: list[str], theirs: list[str]) -> Iterator[AllergyPair]:
    for stands, is_so in ((Stands.BOTH, _is_same), (Stands.ALIKE, _is_alike)):
        for mine in tuple(ours):
            other = next((each for each in theirs if is_so(mine, each)), None)
            if other is not None:
                ours.remove(mine)
                theirs.remove(other)
                yield AllergyPair(mine, other, stands)
    yield from (AllergyPair(mine, "", Stands.ONLY_OURS) for mine in ours)
    yield from (AllergyPair("", other, Stands.ONLY_THEIRS) for other in theirs)


def differ(state: AllergyState, ours: Iterable[str], knowledge: Knowledge, theirs: Iterable[str]) -> bool:
    """Whether a person has to look: one list has what the other lacks, or one says none and the other names some.

    A hospital that told nothing differs from nobody.
    """
    if knowledge is Knowledge.NONE_STATED:
        return state is AllergyState.KNOWN
    return knowledge is Knowledge.PROVIDED and any(pair.stands is not Stands.BOTH for pair in pairs(ours, theirs))


def _is_same(one: str, other: str) -> bool:
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _is_alike(one: str, other: str) -> bool:
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return len(short) >= SHORTEST and short in long


def _plain(text: str) -> str:
    """Half-width, without what stands in brackets (a reaction) and between signs."""
    bare = _NOTE.sub("", text) or text
    return "".join(sign for sign in unicodedata.normalize("NFKC", bare).casefold() if sign.isalnum())
