"""The words of the evidence of an alarm: its rows with what lacks, and all of it as a sentence; no Qt."""

from collections.abc import Callable
from datetime import UTC, datetime

from hah_console.services.alarm_strip import Evidence
from hah_console.ui.i18n import Texts
from hah_console.ui.plots.strip_picture import StripPicture, StripRow
from hah_console.ui.plots.strip_waves import StripWave
from hah_console.ui.plots.strip_window import StripWindow
from hah_console.ui.plots.strip_words import RowWords, StripWords
from hah_console.ui.wave_words import height_text
from hah_console.ui.wording import clock_text, with_unit

ToLocal = Callable[[datetime], datetime]


def strip_words(texts: Texts, local: ToLocal, evidence: Evidence, picture: StripPicture) -> StripWords:
    """Everything that is written on a strip."""
    numbers = {row.key: _named(texts, _number_name(texts, row), row.missing_s) for row in picture.rows}
    waves = {row.key: _named(texts, _wave_name(texts, row), row.missing_s) for row in picture.waves}
    raised = texts("alarms.strip.raised", at=clock_text(local(evidence.raised_at)))
    spoken = " ".join(part for part in (strip_spoken(texts, picture), no_waves(texts, evidence)) if part)
    return StripWords({**numbers, **waves}, raised, spoken)


def strip_spoken(texts: Texts, picture: StripPicture) -> str:
    """Lowest and highest of every vital, its limit, the waveforms, and how long nothing was measured."""
    minutes = round((picture.end_s - picture.start_s) / 60)
    said = [_row(texts, row) for row in picture.rows]
    said += [_with_gaps(texts, _wave_name(texts, row), row.missing_s) for row in picture.waves]
    return texts("alarms.strip.spoken", minutes=minutes, rows="; ".join(said))


def no_waves(texts: Texts, evidence: Evidence) -> str:
    """Why there is no waveform; empty when there is one, or none was asked for."""
    return texts("alarms.strip.no_waves") if evidence.kept and not evidence.waves else ""


def window_text(texts: Texts, local: ToLocal, window: StripWindow) -> str:
    """How to look closer, or which stretch is in sight."""
    if window.whole:
        return texts("alarms.strip.keys")
    start, end = (local(datetime.fromtimestamp(at, UTC)) for at in (window.start_s, window.end_s))
    return texts("alarms.strip.stretch", start=f"{start:%H:%M:%S}", end=f"{end:%H:%M:%S}")


def _named(texts: Texts, name: str, missing_s: float) -> RowWords:
    seconds = round(missing_s)
    return RowWords(name, texts("alarms.strip.missing", seconds=seconds) if seconds else "")


def _number_name(texts: Texts, row: StripRow) -> str:
    return f"{texts.word('words.vital', row.vital)} {texts.word('words.unit', row.vital)}"


def _wave_name(texts: Texts, row: StripWave) -> str:
    return f"{row.signal} · {height_text(texts, row.signal, row.scale)}"


def _row(texts: Texts, row: StripRow) -> str:
    name = texts.word("words.vital", row.vital)
    if row.lowest is None or row.highest is None:
        return texts("alarms.strip.row_none", name=name)
    low, high = with_unit(texts, row.vital, row.lowest), with_unit(texts, row.vital, row.highest)
    return _with_gaps(texts, texts("alarms.strip.row", name=name, low=low, high=high), row.missing_s)


def _with_gaps(texts: Texts, said: str, missing_s: float) -> str:
    seconds = round(missing_s)
    return texts("alarms.strip.gaps", said=said, seconds=seconds) if seconds else said
