"""Pictures are decoded within bounds; what is huge, damaged or something else is refused."""

import pytest
from helpers.files import PDF, bomb, photo

from hah_console.domain.errors import InvalidInput
from hah_console.ui.screens.patient.attachments.pictures import decoded, require_whole

JPEG, PNG, AS_PDF = "image/jpeg", "image/png", "application/pdf"


def _reason(content: bytes, media_type: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        require_whole(content, media_type)
    return str(caught.value.facts["reason"])


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_a_picture_comes_within_the_square_asked_for_and_never_larger_than_it_is(kind: str, media_type: str) -> None:
    content = photo(kind)
    assert decoded(content, media_type, 96).size().toTuple() == (96, 72)
    assert decoded(content, media_type, 5000).size().toTuple() == (640, 480)


def test_a_strip_of_one_pixel_is_not_scaled_to_nothing() -> None:
    assert decoded(photo("PNG", 4000, 1, red=0), PNG, 96).size().toTuple() == (96, 1)


@pytest.mark.qt_log_ignore("QImageIOHandler|libpng|QImage|JPEG", extend=True)
def test_a_bomb_is_refused_by_its_head_and_a_torn_one_when_read() -> None:
    assert _reason(bomb(), PNG) == "too_many_pixels"
    assert _reason(bomb(9_001), PNG) == "too_many_pixels"
    assert _reason(photo("PNG")[:60], PNG) == "damaged_picture"
    assert _reason(photo()[:40], JPEG) == "damaged_picture"
    assert _reason(photo(width=2000, height=2000)[:9_000], JPEG) == "damaged_picture", "half of it can be decoded"


@pytest.mark.qt_log_ignore("QImageIOHandler|libpng|QImage|JPEG", extend=True)
def test_what_claims_another_type_is_not_tried_by_another_decoder() -> None:
    assert _reason(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", PNG) == "damaged_picture"
    assert _reason(b"GIF89a", "image/gif") == "not_a_picture_or_pdf"


def test_a_pdf_without_its_end_is_refused() -> None:
    require_whole(PDF, AS_PDF)
    assert _reason(PDF[:30], AS_PDF) == "damaged_pdf"
