"""Alarm rules of the site: written as a draft, replayed, proposed, and put into force by a second person.

SAFETY(rules unseen): nobody proposes rules without a replay of exactly this text, and nobody decides on their own.
"""

import hashlib
import uuid
from collections.abc import Callable

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import RuleSetId
from hah_console.domain.rule_set import ReplayNeeded, RuleSet, RuleSetState
from hah_console.domain.rulepack import AlarmRules
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import UnitOfWork
from hah_console.services.replay.report import ReplayReport, report_of
from hah_console.services.seen import require_seen

ParseRules = Callable[[str], AlarmRules]
"""The rules of a text of TOML; raises an error that names key and reason."""

ENTITY = "rule_set"


def digest_of(text: str) -> str:
    """SHA-256 of a rule text, as hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def rule_sets(ctx: Context, actor: Actor) -> tuple[RuleSet, ...]:
    """Every rule set ever kept, the newest first."""
    require(actor, Action.VIEW_PATIENT)
    with ctx.store() as uow:
        return tuple(sorted(uow.rule_sets.all(), key=lambda rules: rules.created_at, reverse=True))


def draft_rule_set(ctx: Context, actor: Actor, name: str, text: str, parse: ParseRules) -> RuleSetId:
    """Keep rules as a draft. Raises NotPermitted, InvalidInput (no name), and what ``parse`` raises."""
    require(actor, Action.WRITE_RULES)
    rules = parse(text)
    if not name.strip():
        raise InvalidInput(field="name", value=name, reason="empty")
    drafted = RuleSet(
        rule_set_id=RuleSetId(f"RS-{uuid.uuid4().hex[:16]}"),
        name=name.strip(),
        rules_version=rules.info.version,
        text=text,
        digest=digest_of(text),
        state=RuleSetState.DRAFT,
        created_by=actor.user_id,
        created_at=ctx.clock.now(),
    )
    with ctx.store() as uow:
        _keep(ctx, uow, actor, drafted, "draft_rule_set")
        uow.commit()
    return drafted.rule_set_id


def rewrite_rule_set(
    ctx: Context, actor: Actor, rule_set_id: RuleSetId, text: str, parse: ParseRules, expected_version: int
) -> Changes:
    """Change the text of a draft; what was replayed of the former text no longer counts.

    Raises NotPermitted, NotFound, VersionConflict, IllegalTransition, and what ``parse`` raises.
    """
    require(actor, Action.WRITE_RULES)
    rules = parse(text)
    with ctx.store() as uow:
        draft = _as_seen(uow, rule_set_id, expected_version)
        changed = draft.rewritten(text, digest_of(text), rules.info.version, actor.user_id)
        _keep(ctx, uow, actor, changed, "rewrite_rule_set")
        return uow.commit()


def replay_rule_set(
    ctx: Context, actor: Actor, rule_set_id: RuleSetId, report: ReplayReport, expected_version: int
) -> Changes:
    """Keep the report of a replay of this draft. Raises NotPermitted, NotFound, VersionConflict, IllegalTransition,
    ReplayNeeded when the report is one of another text."""
    require(actor, Action.WRITE_RULES)
    with ctx.store() as uow:
        draft = _as_seen(uow, rule_set_id, expected_version)
        _must_be_of(draft, report)
        _keep(ctx, uow, actor, draft.replayed(report.as_json()), "replay_rule_set")
        return uow.commit()


def propose_rule_set(ctx: Context, actor: Actor, rule_set_id: RuleSetId, expected_version: int) -> Changes:
    """Put a replayed draft before a second person. Raises NotPermitted, NotFound, VersionConflict, ReplayNeeded,
    IllegalTransition."""
    require(actor, Action.WRITE_RULES)
    with ctx.store() as uow:
        draft = _as_seen(uow, rule_set_id, expected_version)
        _keep(ctx, uow, actor, draft.proposed(actor.user_id, ctx.clock.now()), "propose_rule_set")
        return uow.commit()


def decide_rule_set(
    ctx: Context, actor: Actor, rule_set_id: RuleSetId, *, accepted: bool, expected_version: int, parse: ParseRules
) -> Changes:
    """A second person activates or rejects a proposal; the rules in force until then are retired with it.

    Raises NotPermitted, NotFound, VersionConflict, SecondPersonNeeded, IllegalTransition, ReplayNeeded, and what
    ``parse`` raises when the text can no longer be read.
    """
    require(actor, Action.DECIDE_RULES)
    with ctx.store() as uow:
        proposal = _as_seen(uow, rule_set_id, expected_version)
        decided = proposal.decided(actor.user_id, ctx.clock.now(), accepted=accepted)
        if accepted:
            _must_be_of(proposal, report_of(proposal.report))
            parse(proposal.text)
            _retire(ctx, uow, actor)
        _keep(ctx, uow, actor, decided, "activate_rule_set" if accepted else "reject_rule_set")
        return uow.commit()


def rules_in_force(ctx: Context, shipped: AlarmRules, parse: ParseRules) -> AlarmRules:
    """The active rules of the site, else those that came with the program. Raises what ``parse`` raises."""
    with ctx.store() as uow:
        active = uow.rule_sets.active()
    return shipped if active is None else parse(active.text)


def _must_be_of(rules: RuleSet, report: ReplayReport) -> None:
    if rules.digest != digest_of(rules.text) or report.rules.digest != rules.digest:
        raise ReplayNeeded(rule_set=rules.name)


def _retire(ctx: Context, uow: UnitOfWork, actor: Actor) -> None:
    former = uow.rule_sets.active()
    if former is not None:
        _keep(ctx, uow, actor, former.retired(), "retire_rule_set")


def _as_seen(uow: UnitOfWork, rule_set_id: RuleSetId, expected_version: int) -> RuleSet:
    found = uow.rule_sets.get(rule_set_id)
    require_seen(ENTITY, rule_set_id, expected_version, found.version)
    return found


def _keep(ctx: Context, uow: UnitOfWork, actor: Actor, rules: RuleSet, action: str) -> None:
    saved = uow.rule_sets.save(rules)
    facts = {"name": saved.name, "rules_version": saved.rules_version, "digest": saved.digest}
    facts |= {"state": saved.state.value}
    record(uow, actor, ctx.clock.now(), action, ENTITY, saved.rule_set_id, None, **facts)
