"""CRB-65 (Lim, Thorax 2003;58:377): CURB-65 without urea, for where there is no laboratory."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def crb65(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """Groups of NICE CG191."""
    return tally(ScoreName.CRB65, table, inputs)
