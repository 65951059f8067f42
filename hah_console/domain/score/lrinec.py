"""LRINEC (Wong, Crit Care Med 2004;32:1535): CRP, white cells, haemoglobin, sodium, creatinine, glucose."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def lrinec(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """It never rules necrotising fasciitis out: about one case in ten scored less than 6."""
    return tally(ScoreName.LRINEC, table, inputs)
