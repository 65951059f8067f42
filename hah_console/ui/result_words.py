"""How the value of a result and its unit are written, the same on every screen; no Qt."""

from decimal import Decimal

from hah_console.domain.lab import Comparator, LabResult, ReferenceRange, Side
from hah_console.domain.quantity import Unit, plain
from hah_console.ui.i18n import Texts

# i18n: scores.unit.*  # i18n: results.side.*


def unit_code_text(texts: Texts, code: str) -> str:
    """A unit by its code; the code itself for one that is not known here."""
    known = {unit.value for unit in Unit}
    return texts.word("scores.unit", code) if code in known else code


def value_words(texts: Texts, result: LabResult) -> str:
    """The value as reported, with its unit: ``< 0.05 ng/mL``."""
    beyond = "" if result.comparator is Comparator.EXACT else f"{result.comparator.value} "
    unit = texts.word("scores.unit", result.quantity.unit)
    return f"{beyond}{plain(result.quantity.value)} {unit}".rstrip()


def side_word(texts: Texts, result: LabResult) -> str:
    """High or low against the range printed with it; empty within it, and where no range was told."""
    return "" if result.side in (None, Side.WITHIN) else texts.word("results.side", result.side)


def marked_words(texts: Texts, result: LabResult) -> str:
    """The value with its unit, and whether it is high or low."""
    side, value = side_word(texts, result), value_words(texts, result)
    return texts("results.marked", value=value, side=side) if side else value


def range_words(texts: Texts, reference: ReferenceRange | None) -> str:
    """``3.5–5.1``, ``< 5``, ``> 90``; empty for none."""
    if reference is None:
        return ""
    if reference.low is None:
        return texts("results.range.up_to", high=_plain(reference.high))
    if reference.high is None:
        return texts("results.range.from", low=_plain(reference.low))
    return texts("results.range.both", low=_plain(reference.low), high=_plain(reference.high))


def _plain(value: Decimal | None) -> str:
    return plain(value) if value is not None else ""
