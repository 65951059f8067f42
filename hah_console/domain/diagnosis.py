"""Principal diagnoses: ICD-10-CM codes as typed, checked against those of a condition."""

import re
import unicodedata
from collections.abc import Iterable

from hah_console.domain.errors import InvalidInput

_CODE = re.compile(r"([A-Z][0-9][0-9AB])\.?([0-9A-Z]{0,4})")


def parse_diagnosis(text: str, field: str = "diagnosis") -> str:
    """The code of ``j189``, ``J18.9`` or ``Ｊ１８．９`` with its point; reasons ``empty``, ``not_an_icd_code``."""
    typed = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not typed:
        raise InvalidInput(field=field, value="", reason="empty")
    found = _CODE.fullmatch(typed)
    if found is None:
        raise InvalidInput(field=field, value=text, reason="not_an_icd_code")
    category, rest = found.groups()
    return f"{category}.{rest}" if rest else category


def belongs_to(code: str, listed: Iterable[str]) -> bool:
    """Whether a code is one of those listed; a listed ``J15`` has every code below it, ``N39.0`` itself."""
    plain = code.replace(".", "")
    return any(plain.startswith(one.replace(".", "")) for one in listed)
