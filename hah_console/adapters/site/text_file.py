"""Reads a text file of a pack and names its encoding; a wrong one is reported but read all the same."""

from pathlib import Path

from hah_console.adapters.site.problem import ProblemList

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, problems: ProblemList) -> str | None:
    """The text without byte-order mark and NUL bytes; None when it cannot be read at all.

    Reports unreadable_file, empty_file, encoding_bom, encoding_utf16, encoding_big5, encoding_unknown, nul_byte.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.add(path.name, 0, "", "unreadable_file", reason=error.strerror or type(error).__name__)
        return None
    text = _decoded(data, path.name, problems)
    if text is not None and not text.strip("\0\r\n\t ,;"):
        problems.add(path.name, 0, "", "empty_file")
        return None
    return _without_nul(text, path.name, problems) if text is not None else None


def _decoded(data: bytes, name: str, problems: ProblemList) -> str | None:
    if data.startswith(_UTF8_MARK):
        problems.add(name, 1, "", "encoding_bom")
        data = data[len(_UTF8_MARK) :]
    if data.startswith(_UTF16_MARKS):
        return _foreign(data, "utf-16", "encoding_utf16", name, problems)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    return _foreign(data, "cp950", "encoding_big5", name, problems, line)


def _foreign(data: bytes, encoding: str, code: str, name: str, problems: ProblemList, line: int = 1) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        problems.add(name, line, "", "encoding_unknown", byte=f"0x{data[error.start]:02X}")
        return None
    problems.add(name, line, "", code)
    return text


def _without_nul(text: str, name: str, problems: ProblemList) -> str:
    if "\0" in text:
        problems.add(name, text.count("\n", 0, text.index("\0")) + 1, "", "nul_byte")
    return text.replace("\0", "")
