"""Invariants in FHIRPath: each compiled once, evaluated by fhirpathpy over a copy without the keys it trips over."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hah_console.adapters.fhir.checker.finding import At
from hah_console.adapters.fhir.checker.json_values import plain

if TYPE_CHECKING:
    from hah_console.adapters.fhir.checker.run import Run

_LOG = logging.getLogger(__name__)
Evaluate = Callable[[object, Mapping[str, object]], list[object]]


@dataclass(frozen=True, slots=True)
class InvariantTest:
    """One invariant of one element; ``needs`` is a key without which it cannot be broken."""

    key: str
    evaluate: Evaluate
    needs: str = ""

    def check(self, value: object, at: At | None, run: "Run") -> None:
        """Report when the invariant does not hold. What cannot be evaluated (``resolve()``) is not judged."""
        if self.needs and isinstance(value, dict) and self.needs not in value:
            return
        try:
            result = self.evaluate(plain(value), run.context())
        except Exception as error:  # noqa: BLE001 - the evaluator of another project raises whatever it likes
            _LOG.debug("invariant %s could not be evaluated: %s", self.key, error)
            return
        if result in ([False], False):
            run.report(at, "invariant", "", self.key)
