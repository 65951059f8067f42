"""The check of a medication as JSON text, kept with its order."""

import json
from collections.abc import Mapping
from typing import Any

from hah_console.adapters.db.values import Values, at, dumps, ms
from hah_console.domain.ids import UserId
from hah_console.domain.medication_check import (
    CheckRecord,
    Finding,
    FindingKind,
    Override,
    PromptAnswer,
    PromptState,
    Severity,
)
from hah_console.domain.patient import AllergyState


def check_text(record: CheckRecord) -> str:
    """The text of a check."""
    override = record.override
    return dumps(
        {
            "at": ms(record.checked_at),
            "rules": record.rules_version,
            "drugs": record.drugs_version,
            "allergies": record.allergy_state.value,
            "findings": [_finding_values(finding) for finding in record.findings],
            "asked": record.prompts.state.value,
            "prompts": list(record.prompts.prompts),
            "override": None if override is None else [override.reason, override.by, ms(override.at)],
        }
    )


def check_of(stored: str) -> CheckRecord:
    """The check of a text."""
    found = json.loads(stored)
    override = found["override"]
    return CheckRecord(
        checked_at=at(found["at"]),
        rules_version=found["rules"],
        drugs_version=found["drugs"],
        allergy_state=AllergyState(found["allergies"]),
        findings=tuple(_finding_of(finding) for finding in found["findings"]),
        prompts=PromptAnswer(PromptState(found["asked"]), tuple(found["prompts"])),
        override=None if override is None else Override(override[0], UserId(override[1]), at(override[2])),
    )


def _finding_values(finding: Finding) -> Values:
    return {
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "subject": finding.subject,
        "against": finding.against,
        "effect": finding.effect,
        "source": finding.source,
    }


def _finding_of(stored: Mapping[str, Any]) -> Finding:
    return Finding(
        FindingKind(stored["kind"]),
        Severity(stored["severity"]),
        stored["subject"],
        stored["against"],
        stored["effect"],
        stored["source"],
    )
