"""Numbers of people as a screen shows them: the middle hidden; of two that are compared, what differs in sight."""

HIDDEN = "•"
HEAD, TAIL = 2, 3
"""Signs at both ends that stay: of a national ID the letter and what tells sex and residence, and the last three."""
SHORTEST = HEAD + TAIL + 2
"""A number that is no longer is hidden but for its last sign."""


def masked_number(number: str) -> str:
    """A national ID or residence permit with its middle hidden: ``A1•••••789``; empty for none."""
    return _masked(number, frozenset())


def masked_pair(one: str, other: str) -> tuple[str, str]:
    """Two numbers of the same kind; each sign in which they differ is shown in both.

    SAFETY(two persons): who compares two numbers sees every sign that tells them apart.
    """
    longest = max(len(one), len(other))
    differing = frozenset(at for at in range(longest) if one[at : at + 1] != other[at : at + 1])
    return _masked(one, differing), _masked(other, differing)


def _masked(number: str, shown: frozenset[int]) -> str:
    head, tail = (HEAD, TAIL) if len(number) >= SHORTEST else (0, 1)
    last = len(number) - tail
    return "".join(sign if at < head or at >= last or at in shown else HIDDEN for at, sign in enumerate(number))
