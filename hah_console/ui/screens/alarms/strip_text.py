"""The evidence of an alarm as a sentence, for who does not see the strip; no Qt."""

from hah_console.ui.i18n import Texts
from hah_console.ui.plots.strip_picture import StripPicture, StripRow
from hah_console.ui.wording import with_unit


def strip_spoken(texts: Texts, picture: StripPicture) -> str:
    """Lowest and highest of every vital, its limit, and how long nothing was measured."""
    minutes = round((picture.end_s - picture.start_s) / 60)
    rows = "; ".join(_row(texts, row) for row in picture.rows)
    return texts("alarms.strip.spoken", minutes=minutes, rows=rows)


def _row(texts: Texts, row: StripRow) -> str:
    name = texts.word("words.vital", row.vital)
    if row.lowest is None or row.highest is None:
        return texts("alarms.strip.row_none", name=name)
    low, high = with_unit(texts, row.vital, row.lowest), with_unit(texts, row.vital, row.highest)
    said = texts("alarms.strip.row", name=name, low=low, high=high)
    missing_s = sum(end - start for start, end in row.gaps)
    return texts("alarms.strip.gaps", said=said, seconds=round(missing_s)) if missing_s else said
