"""What was written into a field: texts of a bounded length with every sign kept, numbers within what is possible."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from hah_console.domain.errors import InvalidInput

LONGEST_NOTE_BYTES = 100 * 1024
"""A note of more than 100 kB is not a note."""
LONGEST_LINE = 200
"""Characters of a name, an address, a title."""
_KEPT_CONTROLS = {"\n", "\t"}
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def written_note(text: str, field: str, *, needed: bool = False) -> str:
    """A text of many lines, emoji and rare characters kept as they are; line ends become ``\\n``.

    Reasons: ``empty`` (when ``needed``), ``too_long`` (more than ``LONGEST_NOTE_BYTES`` in UTF-8), ``not_storable``.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if needed and not kept:
        raise InvalidInput(field=field, value="", reason="empty")
    if any(not _storable(sign) for sign in kept):
        raise InvalidInput(field=field, value=shortened(kept), reason="not_storable")
    if len(kept.encode("utf-8")) > LONGEST_NOTE_BYTES:
        raise InvalidInput(field=field, value=shortened(kept), reason="too_long")
    return kept


def written_line(text: str, field: str, *, needed: bool = False, longest: int = LONGEST_LINE) -> str:
    """A text of one line: blanks in a row become one. Reasons as ``written_note``; ``longest`` counts characters."""
    kept = " ".join(written_note(text, field, needed=needed).split())
    if len(kept) > longest:
        raise InvalidInput(field=field, value=shortened(kept), reason="too_long")
    return kept


def written_number(text: str, field: str, low: Decimal, high: Decimal) -> Decimal:
    """A number from ``low`` to ``high``; reasons ``empty``, ``no_number``, ``out_of_range``."""
    typed = ungrouped(unicodedata.normalize("NFKC", text).strip())
    if not typed:
        raise InvalidInput(field=field, value="", reason="empty")
    try:
        number = Decimal(typed)
    except InvalidOperation as error:
        raise InvalidInput(field=field, value=shortened(text), reason="no_number") from error
    if not number.is_finite():
        raise InvalidInput(field=field, value=shortened(text), reason="no_number")
    if not low <= number <= high:
        raise InvalidInput(field=field, value=shortened(text), reason="out_of_range")
    return number


def ungrouped(typed: str) -> str:
    """A number without the commas between its thousands.

    SAFETY(tenfold): any other comma stays, so that ``2,5`` is no number and never 25.
    """
    return typed.replace(",", "") if _GROUPED.fullmatch(typed) else typed


def shortened(text: str, longest: int = 40) -> str:
    """The beginning of a text, as an error may repeat it."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def _storable(sign: str) -> bool:
    """Whether a database can hold a character: no half of a pair, no control character but tab and line end."""
    if sign in _KEPT_CONTROLS:
        return True
    return unicodedata.category(sign) not in {"Cc", "Cs"}
