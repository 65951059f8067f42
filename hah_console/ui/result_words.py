"""How the value of a result and its unit are written, the same on every screen; no Qt."""

from hah_console.domain.lab import Comparator, LabResult
from hah_console.domain.quantity import Unit, plain
from hah_console.ui.i18n import Texts

# i18n: scores.unit.*


def unit_code_text(texts: Texts, code: str) -> str:
    """A unit by its code; the code itself for one that is not known here."""
    known = {unit.value for unit in Unit}
    return texts.word("scores.unit", code) if code in known else code


def value_words(texts: Texts, result: LabResult) -> str:
    """The value as reported, with its unit: ``< 0.05 ng/mL``."""
    beyond = "" if result.comparator is Comparator.EXACT else f"{result.comparator.value} "
    unit = texts.word("scores.unit", result.quantity.unit)
    return f"{beyond}{plain(result.quantity.value)} {unit}".rstrip()
