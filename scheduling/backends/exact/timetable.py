"""Arithmetic of a route that is decided: when a journey ends, what is paused, how late specimens are."""

from collections.abc import Sequence

import msgspec

from scheduling.backends.exact.operations import Operation
from scheduling.result import Stop, TakenBreak


def arrival(left: int, seconds: int, breaks: Sequence[TakenBreak]) -> int:
    """The end of a journey of so many seconds that breaks interrupt."""
    there = left + seconds
    for pause in breaks:
        if pause.start < there and pause.start + pause.duration > left:
            there += pause.start + pause.duration - max(left, pause.start)
    return there


def paused(since: int, until: int, breaks: Sequence[TakenBreak]) -> int:
    """Seconds of breaks between two moments."""
    return sum(max(0, min(until, b.start + b.duration) - max(since, b.start)) for b in breaks)


def with_hand_ins(stops: Sequence[Stop], operations: Sequence[Operation | None]) -> tuple[Stop, ...]:
    """The stops with the lateness of specimens written at laboratories (those without an operation)."""
    due: int | None = None
    found = []
    for stop, operation in zip(stops, operations, strict=True):
        if operation is None:
            late = 0 if due is None else max(0, stop.arrival - due)
            found.append(msgspec.structs.replace(stop, late=late))
            due = None
            continue
        found.append(stop)
        if operation.specimen is not None:
            mine = stop.departure + operation.specimen
            due = mine if due is None else min(due, mine)
    return tuple(found)
