"""How many pixels a millimetre takes."""

from PySide6.QtGui import QPaintDevice

MM_PER_INCH, USUAL_DPI, PLAUSIBLE_DPI = 25.4, 96.0, (60.0, 300.0)


def px_per_mm(screen: QPaintDevice) -> float:
    """Pixels of a millimetre on the screen of a widget; of a usual one when the screen does not say."""
    dpi = float(screen.physicalDpiX())
    low, high = PLAUSIBLE_DPI
    return (dpi if low <= dpi <= high else USUAL_DPI) / MM_PER_INCH
