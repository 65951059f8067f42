"""The two flat arrays of a kernel: the problem it reads (``t``) and the solution it works on (``r``), and their places.

Both are whole numbers in one dimension, because the compiler counts references of every array that is handed to a
function, which costs more than the work itself. Each begins with single numbers and the places where its columns
begin; then come the records of the operations, side by side what is read together: ``t[of(op) + O_DURATION]`` is the
duration of an operation, ``r[rec(op) + START]`` when it starts. Tables of several dimensions are row after row.

Indices: ``op`` an operation (one caregiver's work at one place), ``e`` an entry: a block of operations that are placed
together, ``k`` a caregiver, ``v`` a table of travel (vehicle and hour band), ``ref`` one use of a kit by an operation
(those of one kit stand side by side).
A pair such as ``O_WINDOWS`` and ``O_WINDOWS_END`` is a range of rows in other columns.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Columns = Mapping[str, npt.NDArray[np.integer[Any]]]


class Flat(Protocol):
    """A flat array as kernel functions see it: whole numbers by place."""

    def __getitem__(self, place: int, /) -> int: ...

    def __setitem__(self, place: int, value: int, /) -> None: ...


NEVER: Final = 1 << 60
"""Later than any moment, dearer than any plan."""
NO_WAY: Final = 1_000_000_000
"""Seconds of travel from which on there is no way."""
TRAVEL_BITS: Final = 30
TRAVEL_MASK: Final = (1 << TRAVEL_BITS) - 1
"""A cell of the travel tables holds seconds in its lowest bits and the price above them."""
HOLD, TAKE, GIVE = range(3)
"""What an operation does with a kit: hold a unit during the service, take one away, give one back."""
ANY, SAME, DIFFERENT = range(3)
"""Whether two dependent operations are the same caregiver's."""

# ---- the problem: weights, sizes, places of columns, records of operations, then the columns
WEIGHTS: Final = 9
(
    W_LATE, W_MAX_LATE, W_OVERTIME, W_SOFT_END, W_SPECIMEN, W_UNFAIR, W_MOVED_SECOND, W_USED, W_BROKEN,
) = range(WEIGHTS)  # fmt: skip
(
    T_ENTRIES, T_OPS, T_PEOPLE, T_PLACES, T_NEIGHBOURS, T_REFS, T_UNITS, T_FREEZE,
) = range(WEIGHTS, WEIGHTS + 8)  # fmt: skip
T_SIZES: Final = 8
T_COLUMNS: Final = 32
(
    T_ENTRIES_AT, T_PEOPLE_AT, T_ENTRY_OPS, T_UNIT_PRICE, T_WINDOW_OPEN, T_WINDOW_SOFT, T_WINDOW_HARD, T_ALLOWED,
    T_ASSIGN_COST, T_ABLE, T_KIT, T_KIT_MODE, T_USE, T_USER_PTR, T_REF_OP, T_SLOTS, T_UNIT_PTR, T_CLEANING,
    T_PRED, T_PRED_MIN, T_PRED_MAX, T_PRED_SAME, T_SUCC, T_NEAR, T_BAND_FROM, T_TRAVEL, T_BREAK_DURATION,
    T_BREAK_WINDOW_PTR, T_BREAK_OPEN, T_BREAK_CLOSE, T_LAB, T_LAB_SERVICE,
) = range(WEIGHTS + T_SIZES, WEIGHTS + T_SIZES + T_COLUMNS)  # fmt: skip
T_HEAD: Final = WEIGHTS + T_SIZES + T_COLUMNS
T_NAMES: Final = (
    "entries_at", "people_at", "entry_ops", "unit_price", "window_open", "window_soft", "window_hard", "allowed",
    "assign_cost", "able", "kit", "kit_mode", "use", "user_ptr", "ref_op", "slots", "unit_ptr", "cleaning",
    "pred", "pred_min", "pred_max", "pred_same", "succ", "near", "band_from", "travel", "break_duration",
    "break_window_ptr", "break_open", "break_close", "lab", "lab_service",
)  # fmt: skip

O_WIDTH: Final = 24
"""Numbers of an operation in ``t``."""
(
    O_PLACE, O_DURATION, O_ENTRY, O_LOAD, O_ABOARD, O_COUNTED, O_PREVIOUS, O_FROZEN, O_SPECIMEN, O_OFFSET_MIN,
    O_OFFSET_MAX, O_WINDOWS, O_WINDOWS_END, O_KITS, O_KITS_END, O_PREDS, O_PREDS_END, O_SUCCS, O_SUCCS_END, O_ABLE,
    O_ABLE_END,
) = range(21)  # fmt: skip
E_WIDTH: Final = 6
(
    E_OPS, E_OPS_END, E_UNIT, E_FIXED, E_LINKED, E_DROPPABLE,
) = range(E_WIDTH)  # fmt: skip
K_WIDTH: Final = 14
(
    K_TABLE, K_TABLES, K_START_PLACE, K_END_PLACE, K_SHIFT_START, K_SHIFT_END, K_HARD_END, K_SAFE_END, K_SOFT_END,
    K_ACCESS, K_MAX_VISITS, K_CAPACITY, K_BREAKS, K_BREAKS_END,
) = range(K_WIDTH)  # fmt: skip

# ---- the solution: running numbers, places of columns, records of operations, then the columns
R_NUMBERS: Final = 15
(
    N_STAMP, N_TOTAL, N_TOUCHED, N_QUEUED, N_WAITING, N_ENDS, N_MOVED, N_SHIFTED, N_ACCEPTED, N_BEST, N_OUTS,
    N_CROWDED, N_RNG, N_FRONT, N_LOOSE,
) = range(R_NUMBERS)  # fmt: skip
R_COLUMNS: Final = 24
(
    R_LINKS, R_ROUTES, R_SCRATCH, R_MISSING, R_UNIT_OF, R_CHOICE, R_RELEASE, R_QUEUE, R_WAITING, R_TOUCHED,
    R_OLD_REC, R_OLD_UNIT, R_OLD_RELEASE, R_ENDS, R_MOVED, R_MOVED_WHO, R_SHIFTED, R_SHIFTED_KEY, R_SHIFTED_BEFORE,
    R_CHOSEN, R_OUTS, R_LATEST, R_LOOSE, R_USE_KEY,
) = range(R_NUMBERS, R_NUMBERS + R_COLUMNS)  # fmt: skip
R_HEAD: Final = R_NUMBERS + R_COLUMNS
R_NAMES: Final = (
    "links", "routes", "scratch", "missing", "unit_of", "choice", "release", "queue", "waiting", "touched",
    "old_rec", "old_unit", "old_release", "ends", "moved", "moved_who", "shifted", "shifted_key", "shifted_before",
    "chosen", "outs", "latest", "loose", "use_key",
)  # fmt: skip

R_WIDTH: Final = 32
"""Numbers of an operation in ``r``."""
# the state of its caregiver afterwards ...
CLOCK, PLACE, BREAK, SPECIMEN, LOAD, ABOARD, PEAK, COUNT = range(8)
STATE: Final = 8
# ... what the operation itself came to (all this is a record, which moves keep and undo) ...
START, LATE, COST, WORK, PLACED = range(8, 13)
WIDTH: Final = 13
# ... its place in the order and on its route ...
KEY, WHO, PREV, NEXT, MARK, BEST_WHO = range(13, 19)
# ... and how it was reached
LEFT, ARRIVED, LAB_PLACE, LAB_ARRIVED, LAB_LEFT, BREAKS, BREAK_0 = range(19, 26)
TRACED_BREAKS: Final = R_WIDTH - BREAK_0

X_WIDTH: Final = 4
(
    X_KEY, X_BEFORE, X_AFTER, X_BEST_KEY,
) = range(X_WIDTH)  # fmt: skip
C_HOME: Final = 10
"""Where the record of the caregiver at home begins."""
C_WIDTH: Final = C_HOME + WIDTH
(
    C_FIRST, C_LAST, C_TAIL, C_WORK, C_DIRTY, C_CURSOR, C_REACH, C_OLD_TAIL, C_OLD_WORK, C_MARK,
) = range(C_HOME)  # fmt: skip


def flatten(head: Sequence[int], records: I64, columns: Columns, names: Sequence[str]) -> I64:
    """One flat array: the head, the place of each column in the order of ``names``, the records, the columns."""
    parts = [np.ascontiguousarray(columns[name]).astype(np.int64).ravel() for name in names]
    first = len(head) + len(parts) + records.size
    places = first + np.cumsum([0, *(part.size for part in parts)])[:-1]
    return np.concatenate([np.array(head, dtype=np.int64), places.astype(np.int64), records.ravel(), *parts])


def table(flat: I64, begin: int, rows: int, width: int) -> I64:
    """Rows of numbers that begin at ``begin``, as a view of shape (rows, width)."""
    return flat[begin : begin + rows * width].reshape(rows, width)
