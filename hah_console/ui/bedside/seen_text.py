"""How an observation of a person is written: consciousness and oxygen; no Qt."""

from hah_console.domain.reading import StaffObservation
from hah_console.services.timeline import TimelineMark
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING

# i18n: words.consciousness.*


def seen_text(texts: Texts, seen: StaffObservation | TimelineMark) -> str:
    """Consciousness and oxygen of an observation."""
    parts = [texts.word("words.consciousness", seen.consciousness)] if seen.consciousness else []
    if seen.on_oxygen is not None:
        parts.append(_oxygen(texts, seen.on_oxygen, seen.oxygen_l_min))
    return " · ".join(parts) or NOTHING


def _oxygen(texts: Texts, on_oxygen: bool, flow: float | None) -> str:
    if not on_oxygen:
        return texts("patient.mark.oxygen_off")
    return texts("patient.mark.oxygen", flow=f"{flow:g}") if flow is not None else texts("patient.mark.oxygen_on")
