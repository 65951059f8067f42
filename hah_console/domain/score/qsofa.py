"""qSOFA (Singer, JAMA 2016;315:801): respiration, systolic pressure and altered mentation, one point each."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def qsofa(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """2 or more is positive. It is no test for sepsis: a low total rules nothing out."""
    return tally(ScoreName.QSOFA, table, inputs)
