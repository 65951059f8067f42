"""Rows of intakes, consents and the papers that were signed."""

import json
from types import MappingProxyType

from hah_console.adapters.db.values import Row, Values, at, at_or_none, dumps, ms, ms_or_none
from hah_console.domain.consent import Consent, ConsentDocument, Relation
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.home_told import home_fields, read_home
from hah_console.domain.ids import ConsentId, IntakeId, ReferralId, UserId
from hah_console.domain.intake import Decision, DecisionEntry, Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import Answer


def intake_values(intake: Intake) -> Values:
    """The row of an intake."""
    told = intake.answers
    return {
        "intake_id": intake.intake_id,
        "referral_id": intake.referral_id,
        "condition": told.condition.value,
        "mode": told.mode.value,
        "diagnosis": told.diagnosis,
        "antibiotic": told.antibiotic,
        "summary": told.summary,
        "answers": dumps({name: answer.value for name, answer in told.answers.items()}),
        "notes": dumps(dict(told.notes)),
        "barthel": dumps(dict(told.barthel)),
        "home": dumps(dict(home_fields(told.home))),
        "opened_at": ms(intake.opened_at),
        "opened_by": intake.opened_by,
        "decisions": dumps([_decision_values(entry) for entry in intake.decisions]),
        "episode_id": intake.episode_id,
        "version": intake.version,
    }


def intake_of(row: Row) -> Intake:
    """The intake of a row."""
    return Intake(
        intake_id=IntakeId(row["intake_id"]),
        referral_id=ReferralId(row["referral_id"]),
        answers=_answers(row),
        opened_at=at(row["opened_at"]),
        opened_by=UserId(row["opened_by"]),
        decisions=tuple(_decision(stored) for stored in json.loads(row["decisions"])),
        episode_id=row["episode_id"],
        version=row["version"],
    )


def consent_values(consent: Consent) -> Values:
    """The row of a consent."""
    return {
        "consent_id": consent.consent_id,
        "intake_id": consent.intake_id,
        "explained_by": consent.explained_by,
        "explained_at": ms(consent.explained_at),
        "signer_name": consent.signer_name,
        "relation": consent.relation.value,
        "signed_at": ms(consent.signed_at),
        "document_sha256": consent.document_sha256,
        "document_name": consent.document_name,
        "why_not_self": consent.why_not_self,
        "withdrawn_at": ms_or_none(consent.withdrawn_at),
        "withdrawn_by": consent.withdrawn_by,
        "version": consent.version,
    }


def consent_of(row: Row) -> Consent:
    """The consent of a row."""
    return Consent(
        consent_id=ConsentId(row["consent_id"]),
        intake_id=IntakeId(row["intake_id"]),
        explained_by=UserId(row["explained_by"]),
        explained_at=at(row["explained_at"]),
        signer_name=row["signer_name"],
        relation=Relation(row["relation"]),
        signed_at=at(row["signed_at"]),
        document_sha256=row["document_sha256"],
        document_name=row["document_name"],
        why_not_self=row["why_not_self"],
        withdrawn_at=at_or_none(row["withdrawn_at"]),
        withdrawn_by=row["withdrawn_by"],
        version=row["version"],
    )


def document_values(consent_id: ConsentId, document: ConsentDocument) -> Values:
    """The row of a signed paper."""
    return {
        "consent_id": consent_id,
        "name": document.name,
        "media_type": document.media_type,
        "sha256": document.sha256,
        "content": document.content,
    }


def document_of(row: Row) -> ConsentDocument:
    """The signed paper of a row."""
    return ConsentDocument(row["name"], row["media_type"], row["sha256"], bytes(row["content"]))


def _answers(row: Row) -> IntakeAnswers:
    answers = {name: Answer(answer) for name, answer in json.loads(row["answers"]).items()}
    return IntakeAnswers(
        condition=Condition(row["condition"]),
        mode=Mode(row["mode"]),
        diagnosis=row["diagnosis"],
        antibiotic=row["antibiotic"],
        summary=row["summary"],
        answers=MappingProxyType(answers),
        notes=MappingProxyType(json.loads(row["notes"])),
        barthel=MappingProxyType(json.loads(row["barthel"])),
        home=read_home(FieldCheck(json.loads(row["home"]))),
    )


def _decision_values(entry: DecisionEntry) -> dict[str, object]:
    return {
        "decision": entry.decision.value,
        "at": ms(entry.at),
        "by": entry.by,
        "reason": entry.reason,
        "rules": entry.rules_version,
        "against": list(entry.against),
        "automatic": entry.automatic,
    }


def _decision(stored: dict[str, object]) -> DecisionEntry:
    against = stored["against"]
    return DecisionEntry(
        decision=Decision(str(stored["decision"])),
        at=at(int(str(stored["at"]))),
        by=UserId(str(stored["by"])),
        reason=str(stored["reason"]),
        rules_version=str(stored["rules"]),
        against=tuple(against) if isinstance(against, list) else (),
        automatic=bool(stored["automatic"]),
    )
