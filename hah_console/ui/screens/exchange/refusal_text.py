"""Why a hospital's resource could not be used, in words; no Qt."""

from collections.abc import Iterator, Mapping

from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.ui.i18n import Texts
from hah_console.ui.raw_lines import Wrong
from hah_console.ui.screens.exchange.codes_presenter import meaning_words

# i18n: refusals.reason.*
# i18n: refusals.fact.*
PLACE, RULE, MEASURED = "path", "rule", "measured"


ELEMENTS: Mapping[str, str] = {
    "unit_missing": "valueQuantity",
    "unit_not_listed": "valueQuantity",
    "impossible_value": "valueQuantity",
    "no_value": "valueQuantity",
    "codes_differ": "coding",
}
"""The element a reason is about, where no place is told."""


def wrong_in(refusal: InboundRefusal) -> Wrong:
    """What in the resource is to be marked."""
    facts = dict(refusal.facts)
    words = tuple(facts[name] for name in ("unit", "value") if name in facts)
    return Wrong(facts.get(PLACE, ""), words, ELEMENTS.get(refusal.reason, ""))


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
            said = meaning_words(texts, value) if name == MEASURED else value
            yield texts("refusals.fact_line", name=texts.word("refusals.fact", name), value=said)


def _filled(texts: Texts, key: str, facts: Mapping[str, str], place: str) -> str:
    detail = facts.get("detail", "")
    return f"{place} {texts(key, **{'detail': detail, 'key': detail, **facts})}".strip()
