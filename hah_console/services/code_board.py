"""Codes of hospitals that nobody has mapped, and those somebody has; where one was met; what it may mean."""

from dataclasses import dataclass

from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.ids import CodeMappingId
from hah_console.domain.quantity import UnitRules
from hah_console.services.code_mappings import can_be_in
from hah_console.services.context import Context

ENTITIES = ("code_mapping",)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code with the name of who said what it is; empty for nobody."""

    mapping: CodeMapping
    author: str

    @property
    def waits(self) -> bool:
        """Whether nobody has said anything yet."""
        return self.mapping.state is MappingState.UNMAPPED


@dataclass(frozen=True, slots=True)
class Meaning:
    """Something that is measured here; ``fits``: it can be measured in the unit the code's values come in."""

    name: str
    unit: str
    fits: bool


def read_codes(ctx: Context) -> tuple[CodeRow, ...]:
    """Codes nobody has said anything about, the most frequent first; then the others, the newest word first."""
    with ctx.store() as uow:
        users = {str(user.user_id): user.name for user in uow.users.all()}
        rows = [CodeRow(each, users.get(str(each.author or ""), "")) for each in uow.code_mappings.all()]
    return tuple(sorted(rows, key=_need))


def met_in(ctx: Context, mapping_id: CodeMappingId) -> str:
    """The raw id of a resource with this code, empty when there is none left. Raises NotFound."""
    with ctx.store() as uow:
        told = uow.code_mappings.get(mapping_id)
        found = uow.hospital_facts.resources_with(told.feed, told.system, told.code)
    return found[0] if found else ""


def meanings(units: UnitRules, told: CodeMapping) -> tuple[Meaning, ...]:
    """What a code may mean, that which its unit fits first.

    SAFETY(meaning of a code): values that come in a unit the meaning cannot have are never converted; a person is told
    so before she says it, and refused if she does.
    """
    found = (Meaning(name, scale.base.value, can_be_in(units, told.unit, name)) for name, scale in units.scales.items())
    return tuple(sorted(found, key=lambda each: (not each.fits, each.name)))


def _need(row: CodeRow) -> tuple[bool, float, str]:
    told = row.mapping
    weight = told.count if row.waits else told.at.timestamp() if told.at else 0.0
    return (not row.waits, -weight, told.mapping_id)
