"""The rule pack of equipment: recipes by condition, the set-up check-list, how long each state may last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from hah_console.domain.episode import Condition
from hah_console.domain.errors import InvalidInput
from hah_console.domain.kit import KitState
from hah_console.domain.order import OrderKind
from hah_console.domain.order_rules import WorkRule
from hah_console.domain.pack_info import PackInfo

Needs = tuple[tuple[str, int], ...]
"""How many pieces of each kind, in order of kind."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What somebody with one of ``conditions`` needs at home, and how soon it is promised; ``first_day``: which visits
    there are on the day of the admission."""

    recipe_id: str
    labels: Mapping[str, str]
    conditions: frozenset[Condition]
    promised: timedelta
    needs: Needs
    first_day: tuple[OrderKind, ...] = ()


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """One line of the check-list at the home; of ``kinds`` one must be there, an empty set is always asked."""

    step_id: str
    labels: Mapping[str, str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class EquipmentRules:
    """``lasts``: how long a piece may stay in a state before it is overdue; a state without one has no clock.

    ``kinds`` are their names by language. ``swap``: how soon a broken piece is promised to be replaced. ``cleaning`` is
    what planning counts from the retrieval until the piece can go out again, ``loading`` what a courier needs at the
    store, ``cold_chain`` the longest way of a medicine, ``holds`` the pieces a vehicle of a kind holds. An estimate of
    capacity looks for at most ``most_ghosts`` patients, ``estimate_s`` seconds for each day and condition.
    """

    info: PackInfo
    recipes: Mapping[str, Recipe]
    steps: tuple[SetUpStep, ...]
    lasts: Mapping[KitState, timedelta]
    kinds: Mapping[str, Mapping[str, str]]
    swap: timedelta
    cleaning: timedelta
    delivery: WorkRule
    retrieval: WorkRule
    loading: timedelta
    cold_chain: timedelta
    holds: Mapping[str, int]
    most_ghosts: int
    estimate_s: float

    def recipe(self, recipe_id: str) -> Recipe:
        """A recipe; raises InvalidInput for an unknown one."""
        if recipe_id not in self.recipes:
            raise InvalidInput(field="recipe", value=recipe_id, reason="unknown")
        return self.recipes[recipe_id]

    def kind_name(self, kind: str, language: str) -> str:
        """What people call a kind; its code where the pack has no name."""
        return self.kinds.get(kind, {}).get(language, kind)

    def for_condition(self, condition: Condition) -> Recipe | None:
        """The first recipe of a condition, or None."""
        return next((one for one in self.recipes.values() if condition in one.conditions), None)

    def steps_for(self, kinds: frozenset[str]) -> tuple[SetUpStep, ...]:
        """The check-list of a set with these kinds."""
        return tuple(step for step in self.steps if not step.kinds or step.kinds & kinds)
