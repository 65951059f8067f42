"""Codes of UCUM for the units we have, capitals and small letters told apart.

Source: The Unified Code for Units of Measure 2.1 (litre as ``l`` or ``L``, annotations in braces say nothing of the
unit, 1 mm3 = 1 uL).
"""

import re
from collections.abc import Mapping

from hah_console.domain.quantity import Unit

_ANNOTATION = re.compile(r"\{[^{}]*\}")
_SAME: Mapping[str, Unit] = {
    "mg/l": Unit.MG_L, "mg/dl": Unit.MG_DL, "g/dl": Unit.G_DL, "g/l": Unit.G_L, "mmol/l": Unit.MMOL_L,
    "umol/l": Unit.UMOL_L, "meq/l": Unit.MEQ_L, "ng/ml": Unit.NG_ML, "ug/l": Unit.UG_L, "ug/mL": Unit.MG_L,
    "ug/ml": Unit.MG_L, "10*9/l": Unit.GIGA_L, "10*3/ul": Unit.THOUSAND_UL, "10*3/mm3": Unit.THOUSAND_UL,
    "/ul": Unit.PER_UL, "/mm3": Unit.PER_UL, "10*6/L": Unit.PER_UL, "10*6/l": Unit.PER_UL, "l/min": Unit.L_MIN,
    "min-1": Unit.PER_MINUTE,
}  # fmt: skip
"""Other codes for units we have."""


def ucum_unit(code: str) -> Unit | None:
    """The unit of a code of UCUM; None for one we have not."""
    for each in (code, _ANNOTATION.sub("", code)):
        if each in _SAME:
            return _SAME[each]
        if each in set(Unit):
            return Unit(each)
    return None
