"""A shift handover as HAHCommunication: who told whom what about one patient."""

from collections.abc import Callable

from hah_console.adapters.fhir.mapping.naming import Naming, local_id, reference
from hah_console.adapters.fhir.mapping.terms import HAH_ACTIVITY, LTC, Resource, coded, resource
from hah_console.domain.closing.handover import Handover, HandoverItem, HandoverState
from hah_console.domain.closing.isbar import FIELDS, Isbar, IsbarEntry, IsbarPart
from hah_console.domain.ids import EpisodeId, StaffId

PART_WORDS = {
    IsbarPart.IDENTIFY: "I 病人", IsbarPart.SITUATION: "S 現況", IsbarPart.BACKGROUND: "B 背景",
    IsbarPart.ASSESSMENT: "A 評估", IsbarPart.RECOMMENDATION: "R 建議",
}  # fmt: skip
NOT_PROVIDED, NONE = "未提供", "無"
Words = Callable[[IsbarEntry], str]
"""An entry in words; its values may be codes."""


def plain_words(entry: IsbarEntry) -> str:
    """The values of an entry as they are; an entry without values says that there is nothing."""
    return f"{entry.field.value}: {'、'.join(entry.values) or NONE}"


def handover_resource(
    handover: Handover,
    item: HandoverItem,
    sender: StaffId,
    recipient: StaffId,
    naming: Naming,
    plan: EpisodeId | None = None,
    words: Words = plain_words,
) -> Resource | None:
    """The handover of one patient; None before it was sent. ``plan``: the admission whose CarePlan was sent."""
    if handover.given is None or handover.state is HandoverState.DRAFT:
        return None
    number = f"{handover.handover_id}-{item.episode_id}"
    withdrawn = handover.state is HandoverState.WITHDRAWN
    parts = {
        "identifier": [naming.identifier("handover", number)],
        "basedOn": [reference("CarePlan", f"plan-{local_id(plan)}"[:64])] if plan else [],
        "status": "entered-in-error" if withdrawn else "completed",
        "category": [coded(HAH_ACTIVITY, "handover")],
        "subject": reference("Patient", item.patient_id),
        "encounter": reference("Encounter", item.episode_id),
        "sent": naming.at(handover.given.at),
        "received": naming.at(item.answer.signature.at) if item.answer else None,
        "recipient": [reference("Practitioner", recipient)],
        "sender": reference("Practitioner", sender),
        "payload": [{"contentString": text} for text in isbar_texts(item.isbar, words)],
    }
    return resource("Communication", local_id(number), f"{LTC}HAHCommunication", parts)


def isbar_texts(isbar: Isbar, words: Words = plain_words) -> list[str]:
    """One text per part; SAFETY(not provided): a part nobody has said anything of says so."""
    return [_part_text(isbar, part, words) for part in FIELDS]


def _part_text(isbar: Isbar, part: IsbarPart, words: Words) -> str:
    said = "\n".join(words(entry) for entry in isbar.part(part))
    return f"{PART_WORDS[part]}：{said or NOT_PROVIDED}"
