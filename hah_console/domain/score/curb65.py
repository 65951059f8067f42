"""CURB-65 (Lim, Thorax 2003;58:377): confusion, urea, respiration, blood pressure, age, one point each."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def curb65(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """New confusion or an AMT of 8 or less; systolic or diastolic pressure, whichever is low."""
    return tally(ScoreName.CURB65, table, inputs)
