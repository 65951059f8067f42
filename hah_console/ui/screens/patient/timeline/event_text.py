"""The words of case events on the timeline: what happened, and its facts; no Qt."""

from hah_console.domain.care_rules import CareRules
from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.order import Order, OrderKind
from hah_console.domain.reading import Vital
from hah_console.services.timeline_entry import Timeline
from hah_console.ui.chart_words import questionnaire_name
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import order_title, subject_words
from hah_console.ui.wording import with_unit

# i18n: timeline.event.*
# i18n: timeline.decision.*
# i18n: timeline.growth.*
# i18n: timeline.form.*
# i18n: timeline.step.*
# i18n: words.outcome.*
# i18n: words.condition.*
# i18n: words.mode.*
# i18n: words.department.*
# i18n: consults.advice.*
# i18n: timeline.notice.*
# i18n: directive.kind.*
# i18n: directive.state.*
# i18n: directive.source.*
_FAMILIES = {
    "decision": "timeline.decision",
    "growth": "timeline.growth",
    "form": "timeline.form",
    "step": "timeline.step",
    "outcome": "words.outcome",
    "condition": "words.condition",
    "mode": "words.mode",
    "department": "words.department",
    "advice": "consults.advice",
    "notice": "timeline.notice",
    "directive": "directive.kind",
    "wish": "directive.state",
    "seen": "directive.source",
}
"""Facts that are said, and where their words stand."""
ABOUT_ORDERS = frozenset({CaseEventKind.ORDERED, CaseEventKind.ORDER_STOPPED})


def event_title(texts: Texts, timeline: Timeline, event: CaseEvent, rules: CareRules) -> str:
    """What happened, with the order or the specimen it is about."""
    word = texts.word("timeline.event", event.kind)
    about = _about(texts, timeline, event, rules)
    return f"{word}：{about}" if about and texts.language == "zh_TW" else f"{word}: {about}" if about else word


def event_facts(texts: Texts, event: CaseEvent) -> tuple[str, ...]:
    """The facts of an event that are said, in words."""
    said = [texts.word(_FAMILIES[name], value) for name, value in event.facts if name in _FAMILIES and value]
    if event.kind is CaseEventKind.ORDER_STOPPED and event.fact("reason"):
        said.append(texts.word("orders.stop", event.fact("reason")))
    return tuple(said)


def named_order(texts: Texts, order: Order, rules: CareRules) -> str:
    """Drug and amount, or the kind with its subject."""
    medication = order.medication
    drug = rules.drugs.drugs.get(medication.drug_id) if medication else None
    name = drug.name if drug else medication.drug_id if medication else ""
    return order_title(texts, order, name, rules)


def _about(texts: Texts, timeline: Timeline, event: CaseEvent, rules: CareRules) -> str:
    if event.kind in ABOUT_ORDERS:
        order = next((one for one in timeline.orders.values() if one.order_id == event.entity_id), None)
        return named_order(texts, order, rules) if order else event.fact("drug")
    if event.kind is CaseEventKind.LIMIT_ENDED:
        return _limit(texts, event)
    if event.fact("specimen"):
        return subject_words(texts, OrderKind.SPECIMEN, event.fact("specimen"), rules)
    return questionnaire_name(texts, event.fact("questionnaire")) if event.fact("questionnaire") else ""


def _limit(texts: Texts, event: CaseEvent) -> str:
    """Which limit of the patient's own: vital, side and value."""
    vital, side = Vital(event.fact("vital")), texts(f"dialog.limit.side.{event.fact('side')}")
    return f"{texts.word('words.vital', vital)} {side} {with_unit(texts, vital, float(event.fact('limit')))}"
