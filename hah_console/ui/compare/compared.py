"""One field of two records in words: what each says, and whether they agree; no Qt."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.ui.i18n import Texts

# i18n: compare.verdict.*


class Verdict(StrEnum):
    """Each has a shape and a word of its own. A field that one of the two does not tell neither agrees nor differs.

    ALIKE: the same, written in another way. DOUBTFUL: it looks alike or not, and cannot be relied on.
    """

    EQUAL = "equal"
    ALIKE = "alike"
    DIFFERENT = "different"
    DOUBTFUL = "doubtful"
    NOT_COMPARED = "not_compared"
    MISSING_LEFT = "missing_left"
    MISSING_RIGHT = "missing_right"
    MISSING_BOTH = "missing_both"

    @property
    def is_missing(self) -> bool:
        """Whether one side or both say nothing."""
        return self in (Verdict.MISSING_LEFT, Verdict.MISSING_RIGHT, Verdict.MISSING_BOTH)


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """``left`` and ``right`` as shown; ``word`` says the verdict; ``weighty`` differences exclude that they are one."""

    key: str
    label: str
    left: str
    right: str
    verdict: Verdict
    word: str
    spoken: str
    weighty: bool = False


def compared_line(
    texts: Texts, key: str, label: str, left: str, right: str, verdict: Verdict, *, weighty: bool = False
) -> ComparedLine:
    """A line with the words of its verdict; a side that says nothing says so."""
    word = texts.word("compare.verdict", verdict.value)
    shown = (left or texts("compare.untold"), right or texts("compare.unknown"))
    spoken = texts("compare.spoken", label=label, left=shown[0], right=shown[1], verdict=word)
    return ComparedLine(key, label, *shown, verdict, word, spoken, weighty)


def plain_verdict(left: str, right: str) -> Verdict:
    """The verdict of two texts that are compared as they stand."""
    if not left and not right:
        return Verdict.MISSING_BOTH
    if not left:
        return Verdict.MISSING_LEFT
    if not right:
        return Verdict.MISSING_RIGHT
    return Verdict.EQUAL if left == right else Verdict.DIFFERENT
