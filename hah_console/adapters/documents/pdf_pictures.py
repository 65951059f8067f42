"""Pages of a PDF as pictures, to look at without printing."""

import io
from threading import Lock

import pypdfium2

POINTS_PER_INCH = 72
_ONE = Lock()
"""The library works on one document at a time (pypdfium2, "Thread incompatibility")."""


def page_pictures(pdf: bytes, dpi: int = 110) -> tuple[bytes, ...]:
    """Each page as PNG, in order. Raises ValueError for what is no PDF."""
    with _ONE:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("not a PDF") from error
        try:
            return tuple(_picture(document[number], dpi) for number in range(len(document)))
        finally:
            document.close()


def _picture(page: pypdfium2.PdfPage, dpi: int) -> bytes:
    png = io.BytesIO()
    page.render(scale=dpi / POINTS_PER_INCH).to_pil().save(png, "PNG")
    return png.getvalue()
