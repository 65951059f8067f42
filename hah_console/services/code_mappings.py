"""What a hospital's own codes mean here: said by a person, and what came before is read again by it."""

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import CodeMappingId
from hah_console.domain.quantity import UnitRules
from hah_console.domain.ucum import ucum_unit
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.seen import require_seen


def site_codes(ctx: Context, feed: str) -> tuple[CodeMapping, ...]:
    """Every code of a feed, those nobody has said anything about first, the most frequent first."""
    with ctx.store() as uow:
        rows = uow.code_mappings.of_feed(feed)
    return tuple(sorted(rows, key=lambda each: (each.state is not MappingState.UNMAPPED, -each.count, each.code)))


def targets(rules: UnitRules) -> tuple[str, ...]:
    """What a code may be mapped to: everything whose units are known."""
    return tuple(rules.scales)


def map_code(
    ctx: Context, actor: Actor, rules: UnitRules, mapping_id: CodeMappingId, version: int, target: str
) -> Changes:
    """Say what a code measures. Raises NotPermitted, NotFound, VersionConflict, InvalidInput for an unknown target, and
    for one that cannot be measured in the unit the code's values come in (``unit_not_listed``).

    SAFETY(meaning of a code): a code whose values come in a unit the meaning cannot have does not get that meaning,
    whoever asks and by whatever screen.
    """
    require(actor, Action.MAP_CODES)
    if target not in rules.scales:
        raise InvalidInput(field="target", value=target, reason="unknown_word")
    return _said(ctx, actor, mapping_id, version, MappingState.MAPPED, target, rules)


def can_be_in(rules: UnitRules, unit: str, target: str) -> bool:
    """Whether something can be measured in a unit as a hospital wrote it; values without a unit fit everything."""
    known = {ucum_unit(unit), rules.unit_named(unit)} - {None}
    return not unit or bool(known & set(rules.scale(target).units))


def ignore_code(ctx: Context, actor: Actor, mapping_id: CodeMappingId, version: int) -> Changes:
    """Say that a code is nothing we count: it is shown as it came. Raises NotPermitted, NotFound, VersionConflict."""
    require(actor, Action.MAP_CODES)
    return _said(ctx, actor, mapping_id, version, MappingState.IGNORED)


def unmap_code(ctx: Context, actor: Actor, mapping_id: CodeMappingId, version: int) -> Changes:
    """Take back what was said. Raises NotPermitted, NotFound, VersionConflict."""
    require(actor, Action.MAP_CODES)
    return _said(ctx, actor, mapping_id, version, MappingState.UNMAPPED)


def _said(
    ctx: Context,
    actor: Actor,
    mapping_id: CodeMappingId,
    version: int,
    state: MappingState,
    target: str = "",
    rules: UnitRules | None = None,
) -> Changes:
    now, by = ctx.clock.now(), actor.user_id
    with ctx.store() as uow:
        mapping = uow.code_mappings.get(mapping_id)
        require_seen("code_mapping", mapping_id, version, mapping.version)
        if rules is not None and not can_be_in(rules, mapping.unit, target):
            raise InvalidInput(field="target", value=mapping.unit, reason="unit_not_listed")
        if state is MappingState.MAPPED:
            said = mapping.mapped(target, by, now)
        else:
            said = mapping.ignored(by, now) if state is MappingState.IGNORED else mapping.unmapped(by, now)
        uow.code_mappings.save(said)
        facts = {"feed": mapping.feed, "system": mapping.system, "code": mapping.code, "target": target}
        record(uow, actor, now, f"code_{state.value}", "code_mapping", mapping_id, None, **facts)
        return uow.commit()
