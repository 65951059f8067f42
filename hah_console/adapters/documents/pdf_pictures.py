"""Pages of a PDF as pictures, to look at or to print."""

from threading import Lock
from typing import Any

import pypdfium2

POINTS_PER_INCH = 72
_ONE = Lock()
"""The library works on one document at a time (pypdfium2, "Thread incompatibility")."""


def page_pictures(pdf: bytes, dpi: int = 110) -> tuple[Any, ...]:
    """Each page as a picture of Pillow in RGB, in order. Raises ValueError for what is no PDF."""
    with _ONE:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("not a PDF") from error
        try:
            return tuple(_picture(page, dpi / POINTS_PER_INCH) for page in document)
        finally:
            document.close()


def _picture(page: Any, scale: float) -> Any:
    picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    page.close()
    return picture
