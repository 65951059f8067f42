"""Takes referral documents into a database for the command line."""

from collections.abc import Sequence
from pathlib import Path

from hah_console.app.stored import stored
from hah_console.domain.actor import Actor, Role
from hah_console.domain.ids import UserId
from hah_console.domain.referral_document import LARGEST_DOCUMENT_BYTES
from hah_console.services.referral_receipt import Receipt, receive_referral

RECEIVER = Actor(UserId("command-line"), "command line", Role.SERVICE, "command line")


def receive_files(files: Sequence[Path], database: str) -> tuple[Receipt, ...]:
    """One receipt for each file, in order. Raises DatabaseUnusable, DatabaseTooNew."""
    with stored(database) as ctx:
        return tuple(receive_referral(ctx, RECEIVER, _content(file), file.name) for file in files)


def _content(file: Path) -> bytes:
    """As much as is looked at: one byte more than the largest document tells that it is too large."""
    with file.open("rb") as stream:
        return stream.read(LARGEST_DOCUMENT_BYTES + 1)
