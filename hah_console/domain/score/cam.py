"""CAM (Inouye, Ann Intern Med 1990;113:941): delirium when the two core features and one of two others are present."""

from dataclasses import dataclass, replace

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreItem, ScoreResult
from hah_console.domain.score.table import Bounds, ScoreTable
from hah_console.domain.score.tally import item_of, result_of


@dataclass(frozen=True, slots=True)
class CamTable(ScoreTable):
    """Items that must all be present, and items of which one is enough."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


def cam(inputs: Inputs, table: CamTable) -> ScoreResult:
    """The total is 1 when positive and 0 when negative; undecided while a missing feature may turn it."""
    items = tuple(item_of(rule, inputs) for rule in table.items)
    lower, upper = _present(table.all_of, table.any_of, items)
    result = result_of(ScoreName.CAM, table, items, inputs)
    return replace(result, lower=lower, upper=upper, classes=table.classes_between(lower, upper))


def _present(all_of: tuple[str, ...], any_of: tuple[str, ...], items: tuple[ScoreItem, ...]) -> Bounds:
    bounds = {item.name: item.bounds or (0, 0) for item in items}
    lower, upper = (
        min(*(bounds[name][side] for name in all_of), max(bounds[name][side] for name in any_of)) for side in (0, 1)
    )
    return lower, upper
