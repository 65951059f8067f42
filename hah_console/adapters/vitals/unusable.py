"""Why a message cannot be used, in words that may be kept and shown."""

LONGEST_REASON = 200


class UnusableMessage(ValueError):
    """A message that cannot be used; the text is the reason kept in the quarantine, short and printable."""

    def __init__(self, reason: str) -> None:
        super().__init__("".join(c if c.isprintable() else "�" for c in reason[:LONGEST_REASON]))
