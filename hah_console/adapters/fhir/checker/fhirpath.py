"""Compiles invariants with fhirpathpy, each once and only when it is first needed."""

import re
from collections.abc import Callable, Iterable, Mapping

from hah_console.adapters.fhir.checker.invariants import Evaluate, InvariantTest
from hah_console.adapters.fhir.checker.rules import Invariant

TRACE = re.compile(r"\.trace\([^()]*\)")
"""The evaluator prints what is traced."""
NEEDS = {"dom-2": "contained", "dom-3": "contained", "dom-4": "contained", "dom-5": "contained"}
"""PERF(contained): rules about contained resources cannot be broken where there are none."""


class InvariantTests:
    """The tests of invariants; ``expression`` strings are compiled lazily and kept."""

    def __init__(self) -> None:
        self._compiled: dict[str, Evaluate] = {}

    def tests(self, invariants: Iterable[Invariant], type_name: str) -> tuple[InvariantTest, ...]:
        """One test for each, for values of a type (``Quantity``, ``Observation.component``)."""
        return tuple(
            InvariantTest(each.key, self._evaluate(each.expression, type_name), NEEDS.get(each.key, ""))
            for each in invariants
        )

    def _evaluate(self, expression: str, type_name: str) -> Evaluate:
        def evaluate(value: object, context: Mapping[str, object]) -> list[object]:
            if expression not in self._compiled:
                self._compiled[expression] = _compile(expression)
            return self._compiled[expression](_typed(value, type_name), context)

        return evaluate


def _compile(expression: str) -> Evaluate:
    import fhirpathpy
    from fhirpathpy.models import models

    compiled: Callable[..., list[object]] = fhirpathpy.compile(TRACE.sub("", expression), models["r4"])
    return compiled


def _typed(value: object, type_name: str) -> object:
    """A part of a resource with its type, without which ``value`` does not find ``valueQuantity``."""
    from fhirpathpy.engine.nodes import ResourceNode

    is_resource = isinstance(value, dict) and "resourceType" in value
    return value if is_resource or not type_name else ResourceNode.create_node(value, type_name)
