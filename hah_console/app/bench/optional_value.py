"""``--db`` may stand alone: it then means an embedded PostgreSQL."""

from typing import Any

from typer.core import TyperCommand

OPTION, ALONE = "--db", "postgres"


class DatabaseOption(TyperCommand):
    """A command whose ``--db`` need not have a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the value in where it is missing."""
        return super().parse_args(ctx, with_value(args))


def with_value(args: list[str]) -> list[str]:
    """The arguments with a value after each ``--db``."""
    found: list[str] = []
    for place, word in enumerate(args):
        found.append(word)
        following = args[place + 1] if place + 1 < len(args) else "-"
        if word == OPTION and following.startswith("-"):
            found.append(ALONE)
    return found
