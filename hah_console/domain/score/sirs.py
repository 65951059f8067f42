"""SIRS (Bone, Chest 1992;101:1644): temperature, pulse, breathing or PaCO2, white cells or bands, one point each."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def sirs(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """2 or more is positive; every edge is exclusive. PaCO2 and band forms count when they were measured."""
    return tally(ScoreName.SIRS, table, inputs)
