"""A note's page as rich text: what was struck out has a line through it, what came in a line below it."""

from collections.abc import Iterator
from html import escape

from hah_console.domain.chart.strike import Change, Piece
from hah_console.ui.chart.note_page import NotePage, PagePart, PageVersion
from hah_console.ui.theme.fonts import BODY_PX, HEADING_PX, LABEL_PX
from hah_console.ui.theme.theme import Theme

TEXT_PX = BODY_PX + 1


def page_html(page: NotePage, theme: Theme) -> str:
    """The whole page. Everything a person typed is escaped: it can neither style nor link."""
    ink, soft = theme.hex("ink"), theme.hex("ink-2")
    blocks = [
        *(_line(text, ink, TEXT_PX, bold=True) for text in (page.withdrawn, page.broken) if text),
        *(block for version in page.versions for block in _version(version, theme)),
        *([_line(page.legend, soft, LABEL_PX)] if page.legend else []),
    ]
    return "".join(blocks)


def _version(version: PageVersion, theme: Theme) -> Iterator[str]:
    ink, soft = theme.hex("ink"), theme.hex("ink-2")
    if not version.now:
        yield f'<hr style="background-color:{theme.hex("line")}">'
    yield _line(version.head, ink if version.now else soft, TEXT_PX, bold=True)
    if version.reason:
        yield _line(version.reason, ink, TEXT_PX)
    for part in version.parts:
        yield _line(part.name, soft, LABEL_PX + 1, bold=True)
        yield _part(part, theme)
    yield _line(version.signed, soft, LABEL_PX + 1)


def _part(part: PagePart, theme: Theme) -> str:
    words = "".join(_piece(piece, theme) for piece in part.pieces)
    return (
        f'<p style="margin:0 0 8px 0; white-space:pre-wrap; font-size:{HEADING_PX}px; '
        f'color:{theme.hex("ink")}">{words}</p>'
    )


def _piece(piece: Piece, theme: Theme) -> str:
    text = escape(piece.text)
    if piece.change is Change.STRUCK:
        return f'<s style="color:{theme.hex("ink-2")}">{text}</s>'
    return f"<u><b>{text}</b></u>" if piece.change is Change.ADDED else text


def _line(text: str, colour: str, size: int, *, bold: bool = False) -> str:
    weight = "bold" if bold else "normal"
    style = f"margin:0 0 4px 0; font-size:{size}px; color:{colour}; font-weight:{weight}"
    return f'<p style="{style}">{escape(text)}</p>'
