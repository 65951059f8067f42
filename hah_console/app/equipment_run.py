"""Reads the register of equipment of a database for the command line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.resources import resource_path
from hah_console.app.stored import stored
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import UserId
from hah_console.domain.kit import KitState
from hah_console.services.equipment_board import KindStock, read_equipment
from hah_console.services.equipment_check import check_register

READER = Actor(UserId("command-line"), "command line", Role.DISPATCHER, "command line")


@dataclass(frozen=True, slots=True)
class Register:
    """Pieces by state, stock by kind, minutes of what is overdue by piece or set, what does not hold."""

    states: Mapping[str, int]
    stock: tuple[KindStock, ...]
    overdue: Mapping[str, int]
    open_sets: Mapping[str, str]
    problems: tuple[str, ...]

    def facts(self) -> dict[str, object]:
        """For scripts."""
        return {
            "states": dict(self.states),
            "stock": [asdict(row) for row in self.stock],
            "overdue_minutes": dict(self.overdue),
            "open_sets": dict(self.open_sets),
            "problems": list(self.problems),
        }


def read_register(database: str) -> Register:
    """The register as it stands. Raises DatabaseUnusable, DatabaseTooNew."""
    rules = load_rule_packs(resource_path("rulepacks")).equipment
    with stored(database) as ctx:
        board, problems = read_equipment(ctx, READER, rules), check_register(ctx)
    pieces = [(str(row.kit.kit_id), row.due_at) for row in board.pieces if row.overdue(board.at)]
    sets = [(str(row.one.set_id), row.due_at) for row in board.sets if row.overdue(board.at)]
    return Register(
        states={state.value: board.count(state) for state in KitState},
        stock=board.stock,
        overdue={key: round((board.at - due).total_seconds() / 60) for key, due in (*pieces, *sets) if due is not None},
        open_sets={row.one.set_id: row.one.state.value for row in board.sets},
        problems=problems,
    )
