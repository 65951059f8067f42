"""Why a hospital's resource could not be used, in words; no Qt."""

from collections.abc import Iterator, Mapping

from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.ui.i18n import Texts

# i18n: refusals.reason.*
# i18n: refusals.fact.*
PLACE, RULE = "path", "rule"


def place_of(refusal: InboundRefusal) -> str:
    """Where in the resource it is wrong, empty when that is not told."""
    return dict(refusal.facts).get(PLACE, "")


def reason_words(texts: Texts, refusal: InboundRefusal) -> str:
    """One sentence; one that breaks a profile says which rule."""
    facts = dict(refusal.facts)
    rule = facts.get(RULE, "")
    if rule and texts.has(f"fhir.rule.{rule}"):
        return _filled(texts, f"fhir.rule.{rule}", facts, facts.get(PLACE, ""))
    key = f"refusals.reason.{refusal.reason}"
    return _filled(texts, key, facts, "") if texts.has(key) else texts.word("errors.reason", refusal.reason)


def fact_words(texts: Texts, refusal: InboundRefusal) -> Iterator[str]:
    """What the reason is about, a line each."""
    for name, value in refusal.facts:
        if name != RULE and value:
            yield texts("refusals.fact_line", name=texts.word("refusals.fact", name), value=value)


def _filled(texts: Texts, key: str, facts: Mapping[str, str], place: str) -> str:
    detail = facts.get("detail", "")
    return f"{place} {texts(key, **{'detail': detail, 'key': detail, **facts})}".strip()
