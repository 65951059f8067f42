"""The index of an intake: of each section whether it is complete, missing something or in the way; no Qt."""

from collections.abc import Sized
from dataclasses import dataclass
from enum import IntEnum

from hah_console.domain.assessment import Gap, Obstacle
from hah_console.domain.intake_rules import Effect, Section
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.answers import LiveAnswers

# i18n: intake.section.*


class Standing(IntEnum):
    """How a section stands, from what is well to what stops everything; each has its own shape."""

    COMPLETE = 0
    NOT_ASKED = 1
    REASON = 2
    MISSING = 3
    BLOCKED = 4


ALWAYS_ASKED = (Section.PERSON, Section.CASE, Section.TREATMENT, Section.CONSENT)


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One section, or one of the pages after them, in words."""

    key: str
    name: str
    words: str
    standing: Standing
    spoken: str


def index_line(texts: Texts, key: str, standing: Standing, count: int = 0) -> IndexLine:
    """The words of one section."""
    name = texts.word("intake.section", key)
    words = texts(f"intake.standing.{standing.name.lower()}", count=count)
    return IndexLine(key, name, words, standing, f"{name}, {words}")


# i18n: intake.standing.*
def section_line(texts: Texts, section: Section, live: LiveAnswers) -> IndexLine:
    """How a section of the answers stands."""
    gaps = [gap for gap in live.gaps() if gap.section is section]
    against = [obstacle for obstacle in live.found.obstacles if obstacle.section is section]
    standing = _standing(gaps, against, asked=_asked(section, live))
    return index_line(texts, section.value, standing, len(_counted(standing, gaps, against)))


def _asked(section: Section, live: LiveAnswers) -> bool:
    if section is Section.BARTHEL:
        return live.barthel_asked
    return section in ALWAYS_ASKED or any(item.section is section for item in live.asked)


def _standing(gaps: list[Gap], against: list[Obstacle], *, asked: bool) -> Standing:
    effects = {obstacle.effect for obstacle in against}
    if Effect.BLOCKS in effects:
        return Standing.BLOCKED
    if gaps:
        return Standing.MISSING
    if Effect.REASON in effects:
        return Standing.REASON
    return Standing.COMPLETE if asked else Standing.NOT_ASKED


def _counted(standing: Standing, gaps: list[Gap], against: list[Obstacle]) -> Sized:
    if standing is Standing.MISSING:
        return gaps
    effect = {Standing.BLOCKED: Effect.BLOCKS, Standing.REASON: Effect.REASON}.get(standing)
    return [obstacle for obstacle in against if obstacle.effect is effect]
