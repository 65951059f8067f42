"""4AT (MacLullich; Bellelli, Age Ageing 2014;43:496): alertness, AMT4, months backwards, acute change."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def four_at(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """A test for delirium at a visit, not for counting several times a day."""
    return tally(ScoreName.FOUR_AT, table, inputs)
