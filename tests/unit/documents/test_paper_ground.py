"""The ground of every PDF: typeface embedded, lines broken as they are read, pages counted, codes that scan."""

from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.platypus import PageBreak

from hah_console.adapters.documents.pdf_blocks import gap, heading, line, title, warning
from hah_console.adapters.documents.pdf_codes import code128, qr_square
from hah_console.adapters.documents.pdf_page import WIDTH_MM, PageFrame, pdf_bytes
from hah_console.adapters.documents.pdf_style import BOLD, NO_GLYPH, TEXT, Ink, load_ink, printable, use_fonts, width_of
from hah_console.adapters.documents.pdf_table import Column, pairs, table
from hah_console.adapters.documents.pdf_text import units_of, wrapped
from hah_console.adapters.documents.whole_file import write_whole
from hah_console.domain.errors import NoWritePermission

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
FRAME = PageFrame(
    "試", "新竹市示範站", "2026-11-23 07:00", ("本頁僅供該員使用。",), lambda n, m: f"第 {n} 頁，共 {m} 頁"
)


@pytest.fixture(scope="module")
def ink() -> Ink:
    use_fonts(RESOURCES / "fonts")
    return load_ink(RESOURCES / "themes" / "light.json")


def texts_of(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(BytesIO(content))
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def test_words_are_not_parted_and_no_line_begins_with_a_closing_mark(ink: Ink) -> None:
    lines = wrapped("給藥前確認過敏史，Piperacillin/tazobactam 4.5 g（靜脈滴注）。", TEXT, 10, 130)
    assert "".join(lines).replace(" ", "") == "給藥前確認過敏史，Piperacillin/tazobactam4.5g（靜脈滴注）。"
    assert all(line[0] not in "，。）" and line[-1] != "（" for line in lines)
    assert sum("Piperacillin/tazobactam" in line for line in lines) == 1


def test_a_word_wider_than_the_line_is_parted_and_nothing_is_lost(ink: Ink) -> None:
    lines = wrapped("A" * 80, TEXT, 10, 60)
    assert "".join(lines) == "A" * 80
    assert all(width_of(line, TEXT, 10) <= 60 for line in lines)


def test_units_keep_marks_with_their_characters() -> None:
    assert units_of("（一）PO bid，q12h") == ["（一）", "PO", " ", "bid，", "q12h"]


def test_a_character_without_a_glyph_leaves_a_mark(ink: Ink) -> None:
    assert printable("陳\U0001f600美\u0007") == f"陳{NO_GLYPH}美"
    assert printable(NO_GLYPH) == NO_GLYPH


def test_pages_are_counted_and_every_page_has_head_and_foot(ink: Ink) -> None:
    story = [title("甲", ink), PageBreak(), heading("乙", ink), PageBreak(), line("丙", ink)]
    content, count = pdf_bytes(FRAME, story, ink)
    pages = texts_of(content)
    assert count == len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert "新竹市示範站" in page
        assert "本頁僅供該員使用。" in page
        assert f"第 {number} 頁，共 3 頁" in page


def test_every_typeface_used_is_embedded(ink: Ink) -> None:
    tables = [table((Column("序"),), [("1",)], ink, WIDTH_MM), pairs((("甲", "乙"),), ink, WIDTH_MM)]
    story = [title("標題", ink), line("內文", ink), code128("KIT-001", ink), *tables, warning(["注意"], ink, WIDTH_MM)]
    content, _ = pdf_bytes(FRAME, story, ink)
    assert content.count(b"/FontFile2") >= 2
    assert b"/Helvetica" not in content
    assert b"/Times" not in content


def test_a_table_repeats_its_heading_and_loses_no_row(ink: Ink) -> None:
    columns = (Column("序", 12), Column("地址"), Column("電話", 30, align="right"))
    rows = [(str(n), f"示意路 {n} 號", f"0900-000-{n:03}") for n in range(90)]
    content, count = pdf_bytes(FRAME, [table(columns, rows, ink, WIDTH_MM)], ink)
    pages = texts_of(content)
    assert count > 1
    assert all("地址" in page for page in pages)
    assert all(any(f"0900-000-{n:03}" in page for page in pages) for n in range(90))


def test_a_cell_higher_than_a_page_goes_on_on_the_next(ink: Ink) -> None:
    long = "新竹市東區示意路一段" * 900
    content, count = pdf_bytes(FRAME, [pairs((("地址", long),), ink, WIDTH_MM), line("完", ink)], ink)
    assert count > 1
    shown = "".join(texts_of(content)).replace("\r", "").replace("\n", "")
    assert shown.count("示意路") == 900
    assert "完" in shown


def test_warnings_and_bold_words_can_be_read_out(ink: Ink) -> None:
    content, _ = pdf_bytes(FRAME, [warning(["過敏：盤尼西林"], ink, WIDTH_MM), gap(3), line("粗", ink, bold=True)], ink)
    assert "過敏：盤尼西林" in texts_of(content)[0]
    assert width_of("粗", BOLD, 10) == pytest.approx(width_of("粗", TEXT, 10))


def test_a_square_and_bars_are_dark_on_light(ink: Ink) -> None:
    content, _ = pdf_bytes(FRAME, [qr_square("https://example.invalid/p/1", 30, ink), code128("KIT-001", ink)], ink)
    document = pdfium.PdfDocument(BytesIO(content))
    picture = document[0].render(scale=3, grayscale=True).to_numpy()
    document.close()
    assert picture.min() < 60
    assert picture.max() > 250
    assert "KIT-001" in texts_of(content)[0]


def test_the_same_story_makes_the_same_bytes(ink: Ink) -> None:
    first, _ = pdf_bytes(FRAME, [line("一樣", ink)], ink)
    second, _ = pdf_bytes(FRAME, [line("一樣", ink)], ink)
    assert first == second


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.pdf", b"x")
    assert (tmp_path / "a" / "b.pdf").read_bytes() == b"x"
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(NoWritePermission):
        write_whole(tmp_path / "taken" / "b.pdf", b"x")
