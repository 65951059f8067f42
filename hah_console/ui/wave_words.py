"""How the height of a waveform is to be read, the same on every screen; no Qt."""

from hah_console.ui.i18n import Texts
from hah_console.ui.plots.waves.scales import ECG_SIGNALS, ScaleKind, WaveScale


def height_text(texts: Texts, signal: str, scale: WaveScale) -> str:
    """Millimetres per millivolt, a range, or that it is relative or not calibrated."""
    if scale.kind is ScaleKind.ECG:
        return texts("waves.gain", gain=f"{scale.gain_mm_mv:g}")
    if scale.kind is ScaleKind.RANGE:
        low, high = scale.middle - scale.span / 2, scale.middle + scale.span / 2
        return texts("waves.range", low=f"{low:g}", high=f"{high:g}", unit=scale.unit)
    return texts("waves.uncalibrated" if signal.upper() in ECG_SIGNALS else "waves.relative")
