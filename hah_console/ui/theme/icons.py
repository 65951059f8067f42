"""The outline icons of resources/icons, drawn in a colour token."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from hah_console.ui.resources import resource_path
from hah_console.ui.theme.theme import Theme

_SCALES = (1, 2)


def icon(theme: Theme, name: str, token: str = "ink-2", size_px: int = 20) -> QIcon:
    """The icon ``name`` in the colour of ``token``; raises FileNotFoundError for an unknown name."""
    return _icon(name, theme.hex(token), size_px)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, size_px: int) -> QIcon:
    drawing = resource_path("icons", f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    image = QIcon()
    for scale in _SCALES:
        image.addPixmap(_pixmap(renderer, size_px, scale))
    return image


def _pixmap(renderer: QSvgRenderer, size_px: int, scale: int) -> QPixmap:
    pixmap = QPixmap(QSize(size_px, size_px) * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
