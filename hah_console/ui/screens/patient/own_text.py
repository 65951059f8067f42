"""The words for what a patient measured herself, wherever the trends show it: always with "unverified"; no Qt."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hah_console.domain.reading import Vital
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.history import moment
from hah_console.ui.plots.own_points import OwnPoint
from hah_console.ui.plots.picture import TrendPicture
from hah_console.ui.wording import NOTHING, age_text, clock_text, value_text, with_unit

NEAR_S = 900.0
"""One measured further from the line than this is not read out."""


def own_legend(texts: Texts, picture: TrendPicture) -> str:
    """What the hollow rings are; empty where there are none."""
    return texts("patient.own.legend", count=f"{picture.own.count:,}") if picture.own.count else ""


def own_readout(texts: Texts, local: Callable[[datetime], datetime], picture: TrendPicture, time_s: float) -> str:
    """Those nearest to the line, one for each vital, each with its moment; empty where none is near."""
    found = [_nearest(picture.own.of(vital), time_s) for vital in Vital]
    said = [_said(texts, local, each) for each in found if each is not None]
    return texts("patient.own.near", values="  ".join(said)) if said else ""


def own_cells(texts: Texts, picture: TrendPicture) -> Iterator[tuple[str, ...]]:
    """A row of the text twin for each vital she measured; what a line would need (change, gaps) it does not have."""
    now_s = picture.window.now.timestamp()
    for vital in Vital:
        points = picture.own.of(vital)
        if points:
            last, values = points[-1], [each.value for each in points]
            age = age_text(texts, timedelta(seconds=max(0.0, now_s - last.at_s)))
            name = texts("patient.own.row", vital=texts.word("words.vital", vital))
            low, high = value_text(vital, min(values)), value_text(vital, max(values))
            yield name, with_unit(texts, vital, last.value), age, low, high, NOTHING, NOTHING


def _nearest(points: tuple[OwnPoint, ...], time_s: float) -> OwnPoint | None:
    near = [each for each in points if abs(each.at_s - time_s) <= NEAR_S]
    return min(near, key=lambda each: abs(each.at_s - time_s), default=None)


def _said(texts: Texts, local: Callable[[datetime], datetime], point: OwnPoint) -> str:
    at = clock_text(local(moment(point.at_s)))
    value = f"{texts.word('words.vital', point.vital)} {value_text(point.vital, point.value)}"
    return texts("patient.own.value", value=value, at=at, source=point.source)
