"""Decodes pictures on a worker thread within bounds: a huge or damaged one is refused, and never fills the memory."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from hah_console.domain.errors import InvalidInput

LARGEST_PIXELS = 80_000_000
"""A picture beyond is no photograph of a wound: a camera of a telephone makes 12 to 50 million."""
ALLOCATION_MB = 384
"""What Qt may take for one picture while it is decoded."""
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_FORMATS = {JPEG: b"jpeg", PNG: b"png"}
_ENDS = {PDF: b"%%EOF", JPEG: b"\xff\xd9", PNG: b"IEND"}
"""How whole files end: a decoder shows half a picture as if it were one."""
_TAIL = 4096


def decoded(content: bytes, media_type: str, side: int) -> QImage:
    """The picture within a square of ``side`` pixels, turned as its camera says; never larger than it is.

    Any thread. Raises InvalidInput (field ``file``) for what is damaged, too large, or no picture.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = _reader(buffer, media_type)
    size = reader.size()
    _require_size(size)
    if max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise InvalidInput(field="file", value=reader.errorString(), reason="damaged_picture")
    return image


def require_whole(content: bytes, media_type: str) -> None:
    """Refuse what cannot be looked at. SAFETY(huge picture): nothing of it is kept. Raises InvalidInput."""
    whole = _ENDS.get(media_type, b"") in content[-_TAIL:]
    if media_type != PDF:
        decoded(content, media_type, 64)
    if not whole:
        raise InvalidInput(field="file", value="", reason="damaged_pdf" if media_type == PDF else "damaged_picture")


def _reader(buffer: QBuffer, media_type: str) -> QImageReader:
    """Only the decoder of the type the bytes begin with: what claims to be something else is not tried."""
    if media_type not in _FORMATS:
        raise InvalidInput(field="file", value=media_type, reason="not_a_picture_or_pdf")
    QImageReader.setAllocationLimit(ALLOCATION_MB)
    reader = QImageReader(buffer, QByteArray(_FORMATS[media_type]))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    return reader


def _require_size(size: QSize) -> None:
    """SAFETY(huge picture): its size stands at its beginning and is looked at before anything is decoded."""
    if not size.isValid() or size.isEmpty():
        raise InvalidInput(field="file", value="", reason="damaged_picture")
    if size.width() * size.height() > LARGEST_PIXELS:
        raise InvalidInput(field="file", value=f"{size.width()} x {size.height()}", reason="too_many_pixels")
