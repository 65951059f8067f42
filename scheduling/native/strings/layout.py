"""The two flat arrays of the string kernel: the problem it reads (``t``) and the plan it works on (``r``).

Why flat and few: see ``scheduling.native.tables``. A *request* is a visit (one operation) or a shipment (two). A *node*
is a stop in ``r``: first one for each operation, then a start and an end for each caregiver. Links between nodes are
addresses of their records in ``r``, so following a route costs one look-up. The two tables of travel hold, for every
place, its row of ways from it and its row of ways to it; a cell has seconds in the lowest 30 bits, the price above.
"""

from typing import Final

# ---- t: sizes and places of columns, the records of operations, then requests, people, prices, near, tables
T_HEAD: Final = 16
(
    T_OPS, T_REQUESTS, T_PEOPLE, T_PLACES, T_NEAR_WIDTH, T_CACHED, T_CARRIES, T_OVERTIME, T_SOFT_END, T_REQUESTS_AT,
    T_PEOPLE_AT, T_PRICES_AT, T_NEAR_AT, T_POOL, T_POOL_WIDTH,
) = range(15)  # fmt: skip
O_WIDTH: Final = 8
(
    O_PLACE, O_OPEN, O_CLOSE, O_DURATION, O_REQUEST, O_ABOARD,
) = range(6)  # fmt: skip
Q_WIDTH: Final = 16
(
    Q_FIRST, Q_SECOND, Q_LEFT_OUT, Q_LOAD, Q_AMOUNT, Q_COUNTED, Q_DEMAND, Q_FAR, Q_LENGTH, Q_OPEN, Q_CLOSE,
) = range(11)  # fmt: skip
P_WIDTH: Final = 16
(
    P_FROM, P_TO, P_START, P_END, P_LEAVE, P_HARD_END, P_SHIFT_END, P_SOFT_END, P_CAPACITY, P_MAX_VISITS, P_KIND,
    P_USED, P_TIMED,
) = range(13)  # fmt: skip

# ---- r: running numbers and places of columns, the records of nodes, then the columns
R_NUMBERS: Final = 16
(
    N_RNG, N_COST, N_BEST, N_VERSION, N_STAMP, N_REMOVED, N_TOUCHED, N_SAVED, N_ABSENT, N_ACCEPTED, N_ROUTE, N_PLACE,
    N_LOOK, N_DONE, N_LEFT,
) = range(15)  # fmt: skip
R_COLUMNS: Final = 12
(
    R_ROUTES, R_CACHE, R_REMOVED, R_KEYS, R_TOUCHED, R_SAVED, R_ABSENT, R_SEEN, R_BEST, R_BEST_AT, R_POOL, R_SPAN,
) = range(R_NUMBERS, R_NUMBERS + R_COLUMNS)  # fmt: skip
R_NAMES: Final = (
    "routes", "cache", "removed", "keys", "touched", "saved", "absent", "seen", "best", "best_at", "pool", "span",
)  # fmt: skip
R_HEAD: Final = 32
NODE: Final = 16
"""Numbers of a node. ``AT`` is its place, ``READY`` when its service ends, ``LATEST`` when it may start at the latest,
``LEG`` the price of the way onwards, ``ABOARD`` what is carried onwards. ``TAIL`` and ``FLOOR`` give the end of the
route when the node is reached at time a: max(a + TAIL, FLOOR). ``CHEAPEST`` is scratch."""
(
    NEXT, BEFORE, ROUTE, AT, READY, LATEST, LEG, ABOARD, TAIL, FLOOR, CHEAPEST,
) = range(11)  # fmt: skip
ROUTE_WIDTH: Final = 16
(
    V_COUNT, V_VISITS, V_LOAD, V_PEAK, V_PRICE, V_VERSION, V_STAMP, V_STRING, V_SAVED_AT, V_SAVED_COUNT,
    V_SAVED_VERSION, V_FINISH, V_CALLED,
) = range(13)  # fmt: skip
CACHE: Final = 8
"""What is known of a request on a route: the version of the route, then up to three best places and their prices."""
POOL_HEAD: Final = 4
(
    POOL_HASH, POOL_PERSON, POOL_PRICE, POOL_COUNT,
) = range(POOL_HEAD)  # fmt: skip
LINK_BITS: Final = 31
"""The place of a shipment: the node before the pickup, in these lowest bits that before the delivery (0: at once)."""
LINK_MASK: Final = (1 << LINK_BITS) - 1
