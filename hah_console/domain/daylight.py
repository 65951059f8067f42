"""Sunrise and sunset of a day at a place, after the general solar position calculations of NOAA (a few minutes)."""

import math
from datetime import UTC, date, datetime, time, timedelta

HORIZON_DEG = 90.833
"""Zenith of the sun's centre when its upper edge is seen at the horizon, refraction included."""


def daylight(day: date, lat: float, lon: float) -> tuple[datetime, datetime]:
    """Sunrise and sunset in UTC of the local day at WGS84 degrees; both noon where the sun does not rise."""
    angle = 2 * math.pi * (day.timetuple().tm_yday - 1) / 365
    equation_min = 229.18 * (
        0.000075 + 0.001868 * math.cos(angle) - 0.032077 * math.sin(angle)
        - 0.014615 * math.cos(2 * angle) - 0.040849 * math.sin(2 * angle)
    )  # fmt: skip
    declination = (
        0.006918 - 0.399912 * math.cos(angle) + 0.070257 * math.sin(angle) - 0.006758 * math.cos(2 * angle)
        + 0.000907 * math.sin(2 * angle) - 0.002697 * math.cos(3 * angle) + 0.00148 * math.sin(3 * angle)
    )  # fmt: skip
    noon = datetime.combine(day, time(12), UTC) - timedelta(minutes=4 * lon + equation_min)
    half = timedelta(minutes=4 * math.degrees(_hour_angle(math.radians(lat), declination)))
    return noon - half, noon + half


def _hour_angle(lat: float, declination: float) -> float:
    """Radians from noon to sunset; 0 where the sun does not rise, half a turn where it does not set."""
    cosine = math.cos(math.radians(HORIZON_DEG)) / (math.cos(lat) * math.cos(declination))
    return math.acos(max(-1.0, min(1.0, cosine - math.tan(lat) * math.tan(declination))))
