"""A message of a monitor or a gateway that cannot be used."""

from hah_console.domain.refusal import Unusable


class UnusableMessage(Unusable):
    """It goes to the quarantine with its reason."""
