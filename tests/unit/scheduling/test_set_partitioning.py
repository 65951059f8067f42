"""Set partitioning: the cheapest of all combinations of a pool, caregivers alike exchanged, prices of leaving out."""

import random
from itertools import combinations

import msgspec
import pytest

from scheduling.backends.partition import Choice, Route, partition
from scheduling.backends.pool import choice_of
from scheduling.native.compile import compile_problem
from scheduling.native.decode import decode
from scheduling.native.strings.race import order_from
from scheduling.native.strings.search import StringSearch
from scheduling.problem import Problem, Weights
from scheduling.synthetic import synthetic_day

DEAR = 10_000


def tiny_choice(seed: int) -> Choice:
    """Five requests, one of them with two operations, by caregivers of two kinds."""
    rng = random.Random(seed)
    requests = ((0,), (1, 2), (3,), (4,), (5,))
    kinds = (0, 0, 1)
    routes: dict[Route, int] = {}
    for _ in range(14):
        members = [op for request in rng.sample(requests, rng.randrange(1, 4)) for op in request]
        routes[rng.randrange(3), tuple(members)] = rng.randrange(100, 900)
    return Choice(requests, [rng.choice((DEAR, 250, 400)) for _ in requests], kinds, routes)


def cheapest(choice: Choice) -> int:
    """By trying all combinations of up to three routes."""
    best = choice.cost(())
    for count in (1, 2, 3):
        for routes in combinations(choice.routes, count):
            operations = [op for _, ops in routes for op in ops]
            kinds = [choice.kinds[k] for k, _ in routes]
            if len(set(operations)) == len(operations) and kinds.count(0) <= 2 and kinds.count(1) <= 1:
                best = min(best, choice.cost(routes))
    return best


def cost_of(choice: Choice, routes: dict[int, tuple[int, ...]]) -> int:
    """Priced by the cheapest route of the same kind and requests."""
    total = choice.cost(())
    gain = {members[0]: price for members, price in zip(choice.requests, choice.left_out, strict=True)}
    for k, operations in routes.items():
        same = [p for (j, ops), p in choice.routes.items() if ops == operations and choice.kinds[j] == choice.kinds[k]]
        total += min(same) - sum(gain.get(op, 0) for op in operations)
    return total


@pytest.mark.parametrize("seed", range(40))
def test_no_other_routes_of_the_pool_cost_less(seed: int) -> None:
    choice = tiny_choice(seed)
    found = partition(choice, {}, choice.cost(()) + 1, 5.0)
    assert found is not None
    assert cost_of(choice, found) == cheapest(choice)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_comes_back_unless_it_is_cheaper(seed: int) -> None:
    choice = tiny_choice(seed)
    assert partition(choice, {}, cheapest(choice), 5.0) is None


def test_caregivers_who_are_alike_drive_each_others_routes() -> None:
    choice = Choice(((0,), (1,)), (DEAR, DEAR), (0, 0), {(1, (0,)): 10, (1, (1,)): 10})
    found = partition(choice, {}, 2 * DEAR, 5.0)
    assert found is not None
    assert sorted(found.values()) == [(0,), (1,)]
    assert set(found) == {0, 1}


def test_an_empty_pool_gives_nothing() -> None:
    assert partition(Choice(((0,),), (DEAR,), (0,), {}), {}, DEAR, 1.0) is None


def plain_day(seed: int) -> Problem:
    """A day without anything that ties routes together."""
    day = synthetic_day(24, 14, 0, seed)
    visits = tuple(
        msgspec.structs.replace(v, windows=tuple(msgspec.structs.replace(w, hard=True) for w in v.windows))
        for v in day.visits
    )
    people = tuple(msgspec.structs.replace(c, breaks=()) for c in day.caregivers)
    return msgspec.structs.replace(
        day, visits=visits, caregivers=people, weights=Weights(used_caregiver=500)
    ).validated()


@pytest.mark.parametrize("seed", range(3))
def test_chosen_routes_cost_in_a_plan_what_the_choice_says(seed: int) -> None:
    compiled = compile_problem(plain_day(seed))
    search = StringSearch(compiled, seed)
    search.start()
    search.run(400, 4000.0, 2000.0)
    search.start(search.best_routes())
    choice = choice_of([search])
    best = {k: tuple(ops) for k, ops in search.best_routes().items()}
    assert choice.cost(best.items()) == search.best_cost
    found = partition(choice, best, search.best_cost + 1, 5.0)
    assert found is not None
    plan = decode(compiled, *order_from(compiled, found))
    assert plan.score.total <= search.best_cost
