"""What some types ask for beyond their elements, said in code: extensions and narratives."""

import re
from collections.abc import Callable, Mapping

from hah_console.adapters.fhir.checker.finding import At
from hah_console.adapters.fhir.checker.run import Run
from hah_console.adapters.fhir.checker.shape import Shape

Extra = Callable[[Mapping[str, object], At | None, Run], None]
ACTIVE = ("<script", "<iframe", "<object", "<embed", "<form", "<base", "<link", "javascript:")
"""Active content FHIR forbids in a narrative (R4, Narrative, txt-1)."""
HANDLER = re.compile(r"\son[a-z]+\s*=")


def extras_of(type_name: str, of_extension: Callable[[str], Shape | None]) -> Extra | None:
    """The extra check of a type, if it has one."""
    if type_name == "Extension":
        return _extension(of_extension)
    return _narrative if type_name == "Narrative" else None


def _extension(of_extension: Callable[[str], Shape | None]) -> Extra:
    def check(value: Mapping[str, object], at: At | None, run: Run) -> None:
        """Either a value or extensions (R4, Extension, ext-1); and what its own definition asks for."""
        has_value = any(key.startswith(("value", "_value")) for key in value)
        if has_value == ("extension" in value):
            run.report(at, "invariant", "", "ext-1")
        url = value.get("url")
        shape = of_extension(url) if isinstance(url, str) else None
        if shape is not None:
            shape.check(value, at, run)

    return check


def _narrative(value: Mapping[str, object], at: At | None, run: Run) -> None:
    div = value.get("div")
    if isinstance(div, str) and not _is_plain(div.lower()):
        run.report((at, "div"), "narrative")


def _is_plain(div: str) -> bool:
    """PERF(narrative): plain searches first; the pattern is only tried where an attribute may begin with ``on``."""
    if not div.lstrip().startswith("<div") or any(each in div for each in ACTIVE):
        return False
    return "=" not in div or " on" not in div or HANDLER.search(div) is None
