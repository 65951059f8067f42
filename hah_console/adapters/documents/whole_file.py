"""Writes a file that is whole or not there."""

import os
from contextlib import suppress
from pathlib import Path

from hah_console.domain.errors import NoWritePermission


def write_whole(path: Path, content: bytes) -> None:
    """Put the content at a path, its folder made when missing. Raises NoWritePermission."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise NoWritePermission(path=str(path)) from error
