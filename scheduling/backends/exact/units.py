"""Which unit of a kit each operation holds or moves: numbered from 1, the lowest that is free."""

from collections.abc import Mapping, Sequence

from scheduling.backends.exact.operations import Key, Operation
from scheduling.problem import Inventory, Problem


def units_held(
    problem: Problem, operations: Sequence[Operation], starts: Mapping[Key, int]
) -> dict[Key, dict[str, int]]:
    """The unit of every kit by operation that starts; units brought from elsewhere are numbered after the others."""
    found: dict[Key, dict[str, int]] = {}
    for inventory in problem.inventories:
        users = {o.key: o for o in operations if inventory.kit in o.kits and o.key in starts}
        for key, unit in _units(inventory, users, starts).items():
            found.setdefault(key, {})[inventory.kit] = unit
    return found


def _units(inventory: Inventory, users: Mapping[Key, Operation], starts: Mapping[Key, int]) -> dict[Key, int]:
    free_from: dict[int, int | None] = dict.fromkeys(range(1, inventory.units + 1), 0)
    held: dict[Key, int] = {}
    for key in (k for k in users if k[1] == "delivery" and (k[0], "pickup", False) not in users):
        held[key] = len(free_from) + 1
        free_from[held[key]] = _free(users[key], starts, inventory)
    for key in sorted((k for k in users if k[1] != "delivery"), key=lambda k: (starts[k], k)):
        free = [unit for unit, since in free_from.items() if since is not None and since <= starts[key]]
        back: Key = (key[0], "delivery", False)
        held[key] = free[0] if free else 1  # none: of no length, between two that meet at this moment
        if key[1] == "visit":
            free_from[held[key]] = _free(users[key], starts, inventory)
        else:
            free_from[held[key]] = _free(users[back], starts, inventory) if back in users else None
            held |= {back: held[key]} if back in users else {}
    return held


def _free(operation: Operation, starts: Mapping[Key, int], inventory: Inventory) -> int:
    return starts[operation.key] + operation.duration + inventory.cleaning
