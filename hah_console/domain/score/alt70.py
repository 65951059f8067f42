"""ALT-70 (Raff, J Am Acad Dermatol 2017;76:618): asymmetry, leukocytosis, tachycardia, age of 70, for a red leg."""

from hah_console.domain.score.inputs import Inputs
from hah_console.domain.score.names import ScoreName
from hah_console.domain.score.result import ScoreResult
from hah_console.domain.score.table import ScoreTable
from hah_console.domain.score.tally import tally


def alt70(inputs: Inputs, table: ScoreTable) -> ScoreResult:
    """Lower limb only; with what the table excludes the result says that it does not apply, and why."""
    return tally(ScoreName.ALT70, table, inputs)
