"""What still stands between an intake and an admission, line by line, with the place to put it right; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from hah_console.domain.intake_rules import Effect
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.answers import LiveAnswers
from hah_console.ui.screens.intake.index_text import Standing
from hah_console.ui.screens.intake.live_text import field_text, obstacle_field, obstacle_text

# i18n: intake.block.*
_STANDINGS = {Effect.BLOCKS: Standing.BLOCKED, Effect.REASON: Standing.REASON}


@dataclass(frozen=True, slots=True)
class BlockLine:
    """``field`` is the field to be sent to, empty where only the section is; ``section`` one of the index."""

    key: str
    section: str
    field: str
    text: str
    why: str
    standing: Standing
    spoken: str

    @property
    def blocks(self) -> bool:
        """Whether nobody is eligible with it; else it only needs a written reason."""
        return self.standing is not Standing.REASON


def block_line(texts: Texts, section: str, field: str, text: str, standing: Standing) -> BlockLine:
    """One line: what, in which section, and why it stands in the way."""
    name = texts.word("intake.section", section)
    why = f"{name} · {texts.word('intake.block', standing.name.lower())}"
    return BlockLine(f"{section}/{field}/{text}", section, field, text, why, standing, f"{text}, {why}")


def answer_blocks(texts: Texts, live: LiveAnswers) -> tuple[BlockLine, ...]:
    """What of the answers stands in the way: what forbids first, then what is missing, then what needs a reason."""
    lines = [*_against(texts, live, Effect.BLOCKS), *_missing(texts, live), *_against(texts, live, Effect.REASON)]
    return tuple(lines)


def _against(texts: Texts, live: LiveAnswers, effect: Effect) -> Iterator[BlockLine]:
    for obstacle in live.found.of_effect(effect):
        text = obstacle_text(texts, live.rules, obstacle.name)
        field = obstacle_field(live, obstacle.name)
        yield block_line(texts, obstacle.section.value, field, text, _STANDINGS[effect])


def _missing(texts: Texts, live: LiveAnswers) -> Iterator[BlockLine]:
    for gap in live.gaps():
        text = field_text(texts, live.rules, gap.field)
        yield block_line(texts, gap.section.value, gap.field, text, Standing.MISSING)
