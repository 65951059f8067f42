"""An indicator in words: its value with unit, numerator and denominator; no Qt."""

from hah_console.domain.indicator import Indicator, Measure
from hah_console.ui.i18n import Texts


def value_text(texts: Texts, one: Indicator) -> str:
    """What it comes to; that nothing is recorded, or that there is nobody to count, is said."""
    if one.measure is Measure.UNRECORDED:
        return texts("indicators.unrecorded")
    if one.measure is Measure.COUNT:
        return texts("indicators.count", n=one.numerator)
    if one.value is None:
        return texts("indicators.nobody", numerator=one.numerator, denominator=one.denominator)
    if one.measure is Measure.GROWTH:
        return texts("indicators.growth", value=f"{one.value:+.1f}", n=one.numerator, before=one.before)
    if one.measure is Measure.MINUTES:
        return texts("indicators.minutes", median=f"{one.value:.0f}", p90=f"{one.p90 or 0:.0f}", n=one.numerator)
    shown = f"{one.value:.1f}"
    return texts("indicators.rate", value=shown, numerator=one.numerator, denominator=one.denominator)
