"""The bundled type: Noto Sans TC with tabular numerals; sizes in pixels."""

from functools import lru_cache
from threading import get_ident

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from hah_console.ui.resources import resource_path

FAMILY = "Noto Sans TC"
BODY_PX, LABEL_PX, HEADING_PX, NUMBER_PX, BIG_NUMBER_PX = 13, 11, 15, 20, 28


def load_fonts() -> tuple[str, ...]:
    """Register every bundled font file with Qt; returns the families found (needs a QGuiApplication)."""
    families: set[str] = set()
    for path in sorted(resource_path("fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.update(QFontDatabase.applicationFontFamilies(number) if number >= 0 else ())
    _face.cache_clear()
    return tuple(sorted(families))


def font(size_px: int = BODY_PX, *, bold: bool = False) -> QFont:
    """The console's font with figures of equal width. Treat the result as read-only: it is shared.

    Each thread has its own: copies of one QFont share what it looks up while text is measured or painted.
    """
    return _face(size_px, bold, get_ident())


@lru_cache(maxsize=256)
def _face(size_px: int, bold: bool, _thread: int) -> QFont:
    face = QFont([FAMILY, "Noto Sans CJK TC", "Microsoft JhengHei", "PingFang TC", "sans-serif"])
    face.setPixelSize(size_px)
    face.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face


def install_fonts() -> None:
    """Load the fonts and make the body face the application's."""
    load_fonts()
    QGuiApplication.setFont(font())
