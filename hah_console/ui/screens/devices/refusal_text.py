"""Why a message was refused, in the person's own language; no Qt."""

from hah_console.domain.reading import Vital
from hah_console.domain.refusal import Reason, Refusal
from hah_console.ui.i18n import Texts

AS_SAID = {Refusal.MESSAGE, Refusal.UNREADABLE, Refusal.OTHER}
"""Kinds whose exact words are those of another program: they stand behind ours, for whoever mends it."""


def refusal_text(texts: Texts, reason: Reason) -> str:
    """One sentence from the kind of the reason and its facts; a fact nobody knows is a dash."""
    # i18n: devices.refused_why.*
    facts = {name: value or texts("devices.refused_unknown") for name, value in reason.facts}
    vital = facts.get("vital")
    if vital in set(Vital):
        facts |= {"vital": texts.word("words.vital", vital), "usual": texts.word("words.unit", vital)}
    sentence = texts(f"devices.refused_why.{reason.kind}", **dict.fromkeys(_PLACES, "—") | facts)
    return f"{sentence} ({reason.said})" if reason.kind in AS_SAID else sentence


_PLACES = (
    "device", "devices", "owner", "patient", "vital", "value", "low", "high", "unit", "usual", "names", "time", "site",
    "size", "most", "version", "gateway", "status", "error",
)  # fmt: skip
