"""The room of the disk on which a local database lies."""

import shutil
from pathlib import Path

from hah_console.services.disk_room import DiskRoom

LOCAL = "sqlite:///"
MEGABYTE = 1_000_000


def room_of(database_url: str) -> DiskRoom | None:
    """What is free beside the database file; None for a database of another machine, or when it cannot be seen."""
    if not database_url.startswith(LOCAL):
        return None
    try:
        usage = shutil.disk_usage(Path(database_url.removeprefix(LOCAL)).parent)
    except OSError:
        return None
    return DiskRoom(round(usage.free / max(1, usage.total), 3), usage.free // MEGABYTE)
