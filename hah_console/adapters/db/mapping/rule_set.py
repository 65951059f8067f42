"""Rows of the site's alarm rules."""

from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms, ms_or_none
from hah_console.domain.ids import RuleSetId
from hah_console.domain.rule_set import RuleSet, RuleSetState


def rule_set_values(rules: RuleSet) -> Values:
    """The row of a rule set."""
    return {
        "rule_set_id": rules.rule_set_id,
        "name": rules.name,
        "rules_version": rules.rules_version,
        "text": rules.text,
        "digest": rules.digest,
        "state": rules.state.value,
        "created_by": rules.created_by,
        "created_at": ms(rules.created_at),
        "report": rules.report,
        "proposed_by": rules.proposed_by,
        "proposed_at": ms_or_none(rules.proposed_at),
        "decided_by": rules.decided_by,
        "decided_at": ms_or_none(rules.decided_at),
        "version": rules.version,
    }


def rule_set_of(row: Row) -> RuleSet:
    """The rule set of a row."""
    return RuleSet(
        rule_set_id=RuleSetId(row["rule_set_id"]),
        name=row["name"],
        rules_version=row["rules_version"],
        text=row["text"],
        digest=row["digest"],
        state=RuleSetState(row["state"]),
        created_by=row["created_by"],
        created_at=at(row["created_at"]),
        report=row["report"],
        proposed_by=row["proposed_by"],
        proposed_at=at_or_none(row["proposed_at"]),
        decided_by=row["decided_by"],
        decided_at=at_or_none(row["decided_at"]),
        version=row["version"],
    )
