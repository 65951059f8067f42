"""Everything a score can say has words in both languages."""

from collections.abc import Iterator

import pytest
from helpers.score_inputs import PACKS

from hah_console.domain.quantity import Unit
from hah_console.domain.score.inputs import Absence, Input
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.plan import Moment
from hah_console.domain.score.table import LevelRule
from hah_console.services.score_sheet import Completeness
from hah_console.ui.i18n import LANGUAGES, Texts

NEWS2_CLASSES = ("low", "low_medium", "medium", "high")
NEWS2_ITEMS = ("respiratory_rate", "spo2", "oxygen", "systolic", "pulse", "consciousness", "temperature")


def families() -> Iterator[str]:
    for family, words in (
        ("name", ScoreName), ("input", Input), ("absence", Absence), ("completeness", Completeness), ("moment", Moment),
        ("unit", Unit),
    ):  # fmt: skip
        yield from (f"{family}.{word}" for word in words)
    yield from (f"class.news2.{word}" for word in NEWS2_CLASSES)
    yield from (f"item.{word}" for word in NEWS2_ITEMS)


def words_of_tables() -> Iterator[str]:
    for name in ScoreName:
        if name is ScoreName.NEWS2:
            continue
        table = PACKS.scores.table(name)
        yield from (f"class.{name}.{word}" for word in table.classes_between(-1000, 1000))
        yield from (f"item.{item.name}" for item in table.items)
        yield from (f"caveat.{caveat.code}" for caveat in table.caveats)
        yield from (f"exclusion.{one.finding}" for one in table.exclusions)
        for rule in (rule for item in table.items for rule in item.rules.values()):
            if isinstance(rule, LevelRule):
                yield from (f"level.{level}" for level in rule.levels if not level.isdigit())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_score_is_there(language: str) -> None:
    texts = Texts(language)
    wanted = {*families(), *words_of_tables(), "class.psi.I", f"caveat.{PACKS.scores.sofa.unknown_baseline}"}
    wanted |= {"level.yes", "level.no", "level.air", "level.oxygen"}
    assert {key for key in wanted if not texts.has(f"scores.{key}")} == set()
