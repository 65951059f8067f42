"""One row of the screen of the exchange."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """A feed or service (``head``) or an entry of a feed; ``bad`` needs a person."""

    key: str
    title: str
    about: str
    state: str
    facts: str
    head: bool
    bad: bool
    spoken: str
