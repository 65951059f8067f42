"""Time windows, places and travel: what everything else in a problem stands on."""

import msgspec

HORIZON_S = 14 * 24 * 3600 * 1000
"""No time or duration may exceed this (it leaves room for models counted in milliseconds)."""


class TimeWindow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service may start in [start, end] (seconds of the problem's clock); after a soft window it is late."""

    start: int
    end: int
    hard: bool = True


class Matrix(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Travel of one vehicle kind between ``places`` (square tables in that order): seconds and metres.

    ``from_time`` begins an hour band: of several matrices of one vehicle, that with the latest ``from_time`` not
    after the moment of departure counts. One of them must begin at 0. ``UNREACHABLE`` seconds mean: no way.
    """

    vehicle: str
    places: tuple[str, ...]
    seconds: tuple[tuple[int, ...], ...]
    metres: tuple[tuple[int, ...], ...]
    from_time: int = 0


UNREACHABLE = HORIZON_S
"""The seconds of a pair of places between which there is no way (one-way streets, islands, closed roads)."""


class Depot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A place where routes start or end."""

    place_id: str
    name: str = ""
