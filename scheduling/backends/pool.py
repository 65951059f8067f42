"""The routes that string searches of one problem have met, as a choice for set partitioning."""

from collections.abc import Sequence

from scheduling.backends.partition import Choice, Route
from scheduling.native.strings import layout as s
from scheduling.native.strings.arrays import Sizes, requests_of
from scheduling.native.strings.search import StringSearch
from scheduling.native.tables import I64, table


def choice_of(searches: Sequence[StringSearch]) -> Choice:
    """All routes in the pools of these searches and in their present plans. None of them may be running.

    A search that has just been started from its best routes brings these along; its pool need not hold them all.
    """
    first = searches[0]
    t, sizes = first.tables, first.sizes
    asked = table(t, int(t[s.T_REQUESTS_AT]), sizes.requests, s.Q_WIDTH)
    who = table(t, int(t[s.T_PEOPLE_AT]), sizes.people, s.P_WIDTH)
    routes = {route: price for search in searches for route, price in (search.pool() | present_routes(search)).items()}
    going = _assignment(t, sizes)
    return Choice(
        requests=requests_of(first.compiled),
        left_out=asked[:, s.Q_LEFT_OUT].tolist(),
        kinds=who[:, s.P_KIND].tolist(),
        routes={(k, ops): price + sum(going[op][k] for op in ops) for (k, ops), price in routes.items()},
    )


def present_routes(search: StringSearch) -> dict[Route, int]:
    """The routes of the present plan with their prices, without those of who goes."""
    r, found = search.plan, {}
    for k in range(search.sizes.people):
        begin = s.R_HEAD + (search.sizes.ops + 2 * k) * s.NODE
        operations, address = [], int(r[begin + s.NEXT])
        while address != begin + s.NODE:
            operations.append((address - s.R_HEAD) // s.NODE)
            address = int(r[address + s.NEXT])
        if operations:
            found[k, tuple(operations)] = int(r[int(r[s.R_ROUTES]) + k * s.ROUTE_WIDTH + s.V_PRICE])
    return found


def _assignment(t: I64, sizes: Sizes) -> dict[int, list[int]]:
    """Price of each caregiver at the first operation of a request; nothing at its second."""
    asked = table(t, int(t[s.T_REQUESTS_AT]), sizes.requests, s.Q_WIDTH)
    prices = table(t, int(t[s.T_PRICES_AT]), sizes.requests, sizes.people)
    found = {op: [0] * sizes.people for op in range(sizes.ops)}
    for row, price in zip(asked, prices, strict=True):
        found[int(row[s.Q_FIRST])] = price.tolist()
    return found
