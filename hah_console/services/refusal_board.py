"""What hospitals sent and could not be used, in the order in which a person deals with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hah_console.services.context import Context
from hah_console.services.inbound_refusals import RefusalRow, refusals_set_aside, waiting_refusals

ENTITIES = ("inbound_refusal", "code_mapping", "match_case")


@dataclass(frozen=True, slots=True)
class RefusalBoard:
    """``rows``: what waits, the oldest first, then what was set aside; ``names`` of users by id."""

    rows: tuple[RefusalRow, ...]
    names: Mapping[str, str]


def read_refusals(ctx: Context) -> RefusalBoard:
    """The board as of now."""
    with ctx.store() as uow:
        names = {str(user.user_id): user.name for user in uow.users.all()}
    return RefusalBoard((*waiting_refusals(ctx), *refusals_set_aside(ctx)), names)
