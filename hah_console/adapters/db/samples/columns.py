"""Sets of vital signs by column: what a chunk holds, ordered by device and number, each set once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.db.mapping.reading import VITALS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NO_TIME = int(np.iinfo(np.int64).min)
"""Stands for a gateway time nobody told."""
_REST = ("measured", "received", "gateway", "off")
OFF_BIT = {vital.value: 1 << place for place, vital in enumerate(VITALS)}


@dataclass(frozen=True, slots=True)
class Columns:
    """``device`` counts into ``devices``; times are epoch milliseconds; ``values`` has a row per vital, NaN for none;
    ``off`` has a bit per vital whose sensor was off."""

    devices: tuple[str, ...]
    device: Ints
    sequence: Ints
    measured: Ints
    received: Ints
    gateway: Ints
    off: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.sequence)

    def chosen(self, which: NDArray[Any]) -> "Columns":
        """Some of the sets, by mask or by place."""
        return Columns(
            self.devices, self.device[which], self.sequence[which], self.measured[which], self.received[which],
            self.gateway[which], self.off[which], self.values[:, which],
        )  # fmt: skip

    def numbers(self) -> dict[str, list[int]]:
        """The numbers of the sets of each device, in order."""
        return {name: self.sequence[self.device == place].tolist() for place, name in enumerate(self.devices)}


def columns_of(rows: Sequence[Sequence[Any]]) -> Columns:
    """Of rows of the hot table without their patient, ordered by device and number."""
    device, sequence, measured, received, gateway, *values, off = zip(*rows, strict=True)
    devices = tuple(dict.fromkeys(device))
    place = {name: count for count, name in enumerate(devices)}
    told = (
        [place[name] for name in device], sequence, measured, received,
        [NO_TIME if moment is None else moment for moment in gateway],
        [off_bits(text) if text else 0 for text in off],
    )  # fmt: skip
    ints = [np.array(cells, dtype=np.int64) for cells in told]
    return _columns(devices, ints, np.array(values, dtype=np.float64))


def off_bits(text: str) -> int:
    """The bits of a hot row's sensors that were off."""
    return sum(OFF_BIT[code] for code in text.split(",") if code)


def merged(parts: Sequence[Columns]) -> Columns:
    """All sets of the parts; of those with the same device and number the one of the first part is kept."""
    if len(parts) == 1:
        return parts[0]
    devices = tuple(sorted({name for part in parts for name in part.devices}))
    place = {name: count for count, name in enumerate(devices)}
    device = np.concatenate([np.array([place[n] for n in p.devices], dtype=np.int64)[p.device] for p in parts])
    sequence = np.concatenate([p.sequence for p in parts])
    order = np.lexsort((sequence, device))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(sequence[order]) != 0) | (np.diff(device[order]) != 0)
    order = order[first]
    rest = [np.concatenate([getattr(part, name) for part in parts])[order] for name in _REST]
    values = np.concatenate([part.values for part in parts], axis=1)[:, order]
    return _columns(devices, [device[order], sequence[order], *rest], values)


def _columns(devices: tuple[str, ...], ints: Sequence[Ints], values: Floats) -> Columns:
    device, sequence, measured, received, gateway, off = ints
    return Columns(devices, device, sequence, measured, received, gateway, off, values)
