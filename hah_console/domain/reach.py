"""How far somebody gets in a given time."""

from dataclasses import dataclass

from hah_console.domain.visit import LegSource


@dataclass(frozen=True, slots=True)
class Reach:
    """The area a vehicle reaches within ``seconds`` of leaving (lat, lon).

    ``rings`` are closed, each of (latitude, longitude) points without the first one again; a ring inside another one is
    a hole (odd-even). ``source`` says where the times come from.
    """

    lat: float
    lon: float
    vehicle: str
    seconds: int
    rings: tuple[tuple[tuple[float, float], ...], ...]
    source: LegSource
