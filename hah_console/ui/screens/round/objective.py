"""The objective part of a round's note, drafted from the record: what stands there, and what is missing; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hah_console.services.context import Context
from hah_console.services.round_page import RoundPage
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.round.change_words import ChangeWords
from hah_console.ui.screens.round.facts import Fact
from hah_console.ui.screens.round.state_words import StateWords, shown_vitals


@dataclass(slots=True)
class ObjectiveDraft:
    """Written once, when the page is opened; what the author types over it is hers."""

    ctx: Context
    texts: Texts
    state: StateWords
    change: ChangeWords

    def text(self, page: RoundPage, now: datetime) -> str:
        """A line for the score, the vitals, results, cultures, antibiotics and doses, with the moment they are of."""
        at = f"{self.ctx.local(now):%Y-%m-%d %H:%M}"
        lines = (self.texts("round.objective.as_of", at=at), *self._lines(page, now))
        return "\n".join(line for line in lines if line)

    def _lines(self, page: RoundPage, now: datetime) -> Iterator[str]:
        yield _line([self.state.score(page, now)])
        yield "; ".join(_line([self.state.vital(each, page, now)]) for each in shown_vitals(page))
        for facts in (
            self.change.results(page, now),
            self.change.cultures(page, now),
            self.change.antibiotics(page, now),
        ):
            yield _line(list(facts))
        yield _line([fact for fact in self.change.doses(page, now) if fact.key != "doses.next"])


def _line(facts: list[Fact]) -> str:
    """The name once, then everything that is said."""
    return f"{facts[0].label} {'; '.join(fact.value for fact in facts)}" if facts else ""
