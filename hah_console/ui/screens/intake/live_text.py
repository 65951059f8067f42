"""What is said while the intake is filled in: the count of criteria, the index, and what an answer leads to; no Qt."""

from collections.abc import Mapping

from hah_console.domain.assessment import BARTHEL_UNMET, CRITERIA_UNMET, Assessment, Criteria
from hah_console.domain.intake_answers import BARTHEL, ITEM, NOTE
from hah_console.domain.intake_rules import Effect, IntakeItem, IntakeRules
from hah_console.domain.person import PERSON_FIELDS
from hah_console.services.intake_findings import CONSENT
from hah_console.ui.forms.spec import words
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.intake.answers import LiveAnswers

# i18n: intake.effect.*
# i18n: intake.unmet.*
# i18n: scores.class.barthel.*


def criteria_text(texts: Texts, criteria: Criteria) -> str:
    """How many are met, how many must be, and whether that can still be."""
    if criteria.of == 0:
        return texts("intake.criteria.not_applied")
    counted = texts("intake.criteria.count", met=criteria.met, of=criteria.of, needed=criteria.needed)
    if criteria.reached:
        return f"✓ {counted} · {texts('intake.criteria.reached')}"
    if criteria.out_of_reach:
        return f"✕ {counted} · {texts('intake.criteria.out_of_reach')}"
    left = texts("intake.criteria.left", count=criteria.needed - criteria.met, unknown=criteria.unknown)
    return f"○ {counted} · {left}"


def barthel_text(texts: Texts, found: Assessment, *, asked: bool) -> str:
    """The total, or "incomplete, at least n", with the class when it is certain; the version of the table."""
    index = found.barthel
    if not asked:
        return texts("intake.barthel_text.not_asked")
    total = (
        texts("intake.barthel_text.total", total=index.lower)
        if index.complete
        else texts("intake.barthel_text.incomplete", lower=index.lower, upper=index.upper,
                   missing=len(index.items) - index.present)
    )  # fmt: skip
    certain = texts.word("scores.class.barthel", index.classes[0]) if len(index.classes) == 1 else ""
    return " · ".join(part for part in (total, certain, index.table_version) if part)


def consequence(texts: Texts, live: LiveAnswers, item: IntakeItem) -> str:
    """What the answer given leads to; empty when it leads to nothing."""
    effect = live.effect(item)
    return texts.word("intake.effect", effect) if effect else ""


def consequences(texts: Texts, live: LiveAnswers) -> Mapping[str, str]:
    """What the answers lead to, by field."""
    return {f"{ITEM}{item.item_id}": consequence(texts, live, item) for item in live.asked}


def field_text(texts: Texts, rules: IntakeRules, field: str) -> str:
    """What a field is called when somebody is sent to it."""
    if field.startswith(BARTHEL):
        return texts.word("scores.item", field.removeprefix(BARTHEL))
    for prefix, key in ((ITEM, ""), (NOTE, "intake.note_of")):
        item = rules.item(field.removeprefix(prefix)) if field.startswith(prefix) else None
        if item is not None:
            name = words(texts, item.words)
            return texts(key, item=name) if key else name
    if field == CONSENT:
        return texts("intake.consent")
    return texts.word("referrals.field" if field in PERSON_FIELDS else "intake", field)


# i18n: referrals.field.*
def obstacle_text(texts: Texts, rules: IntakeRules, name: str) -> str:
    """What stands against care at home."""
    if name in (CRITERIA_UNMET, BARTHEL_UNMET):
        return texts.word("intake.unmet", name)
    item = rules.item(name)
    return words(texts, item.words) if item else name


def obstacle_field(live: LiveAnswers, name: str) -> str:
    """The field to be sent to for something that stands against care at home."""
    if name == CRITERIA_UNMET:
        return next((f"{ITEM}{item.item_id}" for item in live.asked if item.effect is Effect.COUNTED), "")
    if name == BARTHEL_UNMET:
        return next((f"{BARTHEL}{item.name}" for item in live.found.barthel.items), "")
    return f"{ITEM}{name}"
