"""Barthel index (Mahoney and Barthel, Md State Med J 1965;14:61): ten activities, 0 to 100."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def barthel(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """Below 60 is the programme's 失能; exactly 60 is not."""
    return tally(ScoreName.BARTHEL, table, inputs)
