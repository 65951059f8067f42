"""The board's rules out of the rule packs."""

from hah_console.services.board import BoardRules


def board_rules(packs: object) -> BoardRules:
    """What the census needs of the rule packs."""
    assert isinstance(packs, BoardRules)
    return packs
