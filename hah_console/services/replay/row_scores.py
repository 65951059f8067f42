"""NEWS2 at every row of columns: the lower bound of the items present, awake and on air."""

import numpy as np
from numpy.typing import NDArray

from hah_console.domain.rulepack import News2Table
from hah_console.services.replay import kernel
from hah_console.services.replay.columns import VitalColumns
from hah_console.services.replay.packed import score_tables


def news2_of_rows(columns: VitalColumns, table: News2Table) -> NDArray[np.float64]:
    """Five of the seven items with the validity of the table; a missing item gives no points."""
    edges, points, validity = score_tables(table)
    scores = np.zeros(len(columns.times_s))
    kernel.row_scores(columns.offsets, columns.times_s, columns.values, columns.off, edges, points, validity, scores)
    return scores
