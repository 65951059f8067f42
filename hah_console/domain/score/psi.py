"""PSI / PORT (Fine, N Engl J 1997;336:243): class I without laboratory, otherwise points and classes II to V."""

from dataclasses import dataclass, replace
from decimal import Decimal

from hah_console.domain.quantity import Quantity
from hah_console.domain.score.inputs import Input, Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreItem, ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


@dataclass(frozen=True, slots=True)
class PsiTable(ScoreTable):
    """``first_class``: of somebody of at most ``first_class_age`` years without points in ``first_class_clear``."""

    first_class: str = ""
    first_class_age: int = 0
    first_class_clear: tuple[str, ...] = ()


def psi(inputs: Inputs, table: PsiTable) -> ScoreResult:
    """Points with their bounds, and the class or the classes it may be.

    Class I needs age, history and examination only, so it can be certain while laboratory items are missing. Fine
    counted what nobody had measured as normal; here it widens the bounds, and the table's caveat says so.
    """
    result = tally(ScoreName.PSI, table, inputs)
    certain, possible = _first_class(inputs, table, result.items)
    if certain:
        return replace(result, classes=(table.first_class,))
    return replace(result, classes=(table.first_class, *result.classes)) if possible else result


def _first_class(inputs: Inputs, table: PsiTable, items: tuple[ScoreItem, ...]) -> tuple[bool, bool]:
    """Whether class I is certain, and whether it is possible."""
    asked = [item for item in items if item.name in table.first_class_clear]
    young = _young(inputs, table.first_class_age)
    certain = young is True and all(item.points == 0 for item in asked)
    possible = young is not False and all(item.bounds is None or item.bounds[0] <= 0 for item in asked)
    return certain, possible


def _young(inputs: Inputs, limit: int) -> bool | None:
    age = inputs.get(Input.AGE)
    return age.value.value <= Decimal(limit) if age and isinstance(age.value, Quantity) else None
