"""How somebody has arranged a screen: kept for the person, whichever workstation she sits at."""

from collections.abc import Mapping

import msgspec

from hah_console.domain.actor import Actor
from hah_console.services.context import Context

Sizes = Mapping[str, tuple[int, ...]]
"""Pixels of the parts of each splitter, by its name."""
LARGEST_PX = 20_000


def read_layout(ctx: Context, actor: Actor, screen: str) -> Sizes:
    """The sizes the person left; empty before she moved anything, and for what cannot be read any more."""
    with ctx.store() as uow:
        kept = uow.site.get(_name(actor, screen))
    try:
        sizes = msgspec.json.decode(kept, type=dict[str, tuple[int, ...]]) if kept else {}
    except msgspec.DecodeError:
        return {}
    return {name: row for name, row in sizes.items() if all(0 <= px <= LARGEST_PX for px in row)}


def keep_layout(ctx: Context, actor: Actor, screen: str, sizes: Sizes) -> None:
    """Keep the sizes in the place of what was kept before. Nothing here is a record, so nothing is noted."""
    with ctx.store() as uow:
        uow.site.put(_name(actor, screen), msgspec.json.encode(dict(sizes)).decode())
        uow.commit()


def _name(actor: Actor, screen: str) -> str:
    return f"layout/{actor.user_id}/{screen}"
