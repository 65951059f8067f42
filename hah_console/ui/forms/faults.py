"""Which fields of a form a refusal is about, each with its sentence; no Qt."""

from collections.abc import Mapping

from hah_console.domain.errors import InvalidFields, InvalidInput, NotReady
from hah_console.ui.i18n import Texts

# i18n: forms.reason.*
MISSING = "empty"


def field_faults(texts: Texts, error: Exception) -> Mapping[str, str]:
    """What to say beside each field that the error is about, in the order told; nothing when it is about none."""
    if isinstance(error, InvalidFields):
        return _first_of_each(texts, error.faults)
    if isinstance(error, InvalidInput):
        return _first_of_each(texts, (error,))
    if isinstance(error, NotReady):
        return {name: reason_text(texts, MISSING) for name in error.missing}
    return {}


def reason_text(texts: Texts, reason: str) -> str:
    """Why a field cannot be used, as said beside it; the words of the common errors where it has none of its own."""
    own = f"forms.reason.{reason}"
    return texts(own) if texts.has(own) else texts.word("errors.reason", reason)


def _first_of_each(texts: Texts, faults: tuple[InvalidInput, ...]) -> Mapping[str, str]:
    said: dict[str, str] = {}
    for fault in faults:
        said.setdefault(str(fault.facts.get("field", "")), reason_text(texts, str(fault.facts.get("reason", ""))))
    return said
