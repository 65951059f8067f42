"""Eron class (Eron, Clin Infect Dis 2000;31:287; CREST 2005): the highest class that any finding belongs to."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def eron(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """The total is the number of the class. The sources give words; numbers for fever and fast pulse are the site's."""
    return tally(ScoreName.ERON, table, inputs)
