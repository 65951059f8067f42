"""The words of the waveforms: captions, the state of the stream, and the readout of the calipers; no Qt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hah_console.ui.i18n import Texts
from hah_console.ui.plots.waves.calipers import Calipers
from hah_console.ui.plots.waves.caption import WaveCaption
from hah_console.ui.plots.waves.layout import speed_mm_s
from hah_console.ui.plots.waves.live import Heard, LiveWaves
from hah_console.ui.plots.waves.scales import SPEED_MM_S, ScaleKind, WaveScale
from hah_console.ui.wave_words import height_text
from hah_console.ui.wording import NOTHING, age_text

STOPPED_AFTER = timedelta(seconds=3)
LATE_AFTER = timedelta(seconds=30)
"""A waveform measured longer ago than this is not the present one, however lately it came."""
UNSUPPORTED_AFTER = timedelta(seconds=10)

# i18n: waves.state.*


class WaveState(StrEnum):
    """How the stream of the open patient stands."""

    CLOSED = "closed"
    OPENING = "opening"
    WAITING = "waiting"
    NOTHING = "nothing"
    OFFLINE = "offline"
    FAILED = "failed"
    STOPPED = "stopped"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class WaveLink:
    """What is known of the stream: ``asked_at`` by the clock of the waves, ``error`` in words when opening failed."""

    asked_at: datetime
    open: bool = False
    connected: bool = False
    error: str = ""


def state_of(link: WaveLink | None, heard: dict[str, Heard], now: datetime) -> WaveState:
    """The state at a moment of the waves' clock; live while any signal is."""
    if link is None:
        return WaveState.CLOSED
    if link.error:
        return WaveState.FAILED
    if not link.open:
        return WaveState.OPENING
    if any(not stale(one, now) for one in heard.values()):
        return WaveState.LIVE
    return _not_live(link, bool(heard), now)


def _not_live(link: WaveLink, heard: bool, now: datetime) -> WaveState:
    if not link.connected:
        return WaveState.OFFLINE
    if heard:
        return WaveState.STOPPED
    return WaveState.NOTHING if now - link.asked_at > UNSUPPORTED_AFTER else WaveState.WAITING


def stale(heard: Heard, now: datetime) -> bool:
    """SAFETY(old wave): live is only what was received just now and measured not long before."""
    return now - heard.received_at > STOPPED_AFTER or now - heard.measured_at > LATE_AFTER


def scale_text(texts: Texts, signal: str, scale: WaveScale) -> str:
    """The scale in words; a signal that is drawn at another speed names it."""
    if scale.kind is ScaleKind.RELATIVE and speed_mm_s(signal) != SPEED_MM_S:
        return texts("waves.relative_slow", speed=f"{speed_mm_s(signal):g}")
    return height_text(texts, signal, scale)


def captions(texts: Texts, live: LiveWaves, now: datetime) -> dict[str, WaveCaption]:
    """What stands beside each signal."""
    return {s: _caption(texts, s, scale, live.heard.get(s), now) for s, scale in live.scales.items()}


def held_captions(texts: Texts, live: LiveWaves) -> dict[str, WaveCaption]:
    """What stands beside each signal of a frozen picture: no age, for it is not live."""
    return {s: WaveCaption(s, scale_text(texts, s, scale), texts("waves.held")) for s, scale in live.scales.items()}


def state_text(texts: Texts, state: WaveState, error: str = "") -> str:
    """The state in one sentence."""
    return error if state is WaveState.FAILED and error else texts(f"waves.state.{state.value}")


def frozen_text(texts: Texts, at: str, age: timedelta) -> str:
    """When the picture was frozen, with its age."""
    return texts("waves.frozen", at=at, age=age_text(texts, age))


def readout(texts: Texts, calipers: Calipers, scale: WaveScale) -> str:
    """Time, rate and amplitude between the calipers."""
    between = calipers.between()
    rate = f"{between.per_minute:.0f}" if between.per_minute is not None else NOTHING
    active = texts("waves.second" if calipers.second_active else "waves.first")
    parts = texts("waves.between", signal=calipers.signal, ms=f"{between.milliseconds:.0f}", rate=rate)
    return f"{parts} · {_rise(texts, between.rise, scale)} · {active}"


def _caption(texts: Texts, signal: str, scale: WaveScale, heard: Heard | None, now: datetime) -> WaveCaption:
    name, how = signal, scale_text(texts, signal, scale)
    if heard is None:
        return WaveCaption(name, how, "", texts("waves.never"))
    silent, age = now - heard.received_at, max(timedelta(0), now - heard.measured_at)
    notice = ""
    if silent > STOPPED_AFTER:
        notice = texts("waves.stopped", age=age_text(texts, silent))
    elif age > LATE_AFTER:
        notice = texts("waves.late", age=age_text(texts, age))
    return WaveCaption(name, how, texts("waves.age", age=age_text(texts, age)), notice)


def _rise(texts: Texts, rise: float | None, scale: WaveScale) -> str:
    if rise is None:
        return NOTHING
    if scale.kind is ScaleKind.RELATIVE:
        return texts("waves.part", part=f"{100 * rise / scale.span:+.0f}")
    unit = "mV" if scale.kind is ScaleKind.ECG else scale.unit
    return texts("waves.rise", rise=f"{rise:+.2f}" if unit == "mV" else f"{rise:+.0f}", unit=unit)
