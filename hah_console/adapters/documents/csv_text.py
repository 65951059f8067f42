"""CSV text as spreadsheets read it: UTF-8 with a byte-order mark, no cell that is taken for a formula."""

import csv
import io
from collections.abc import Mapping, Sequence


def csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """A heading and one line per row."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{name: _safe(value) for name, value in row.items()} for row in rows])
    return "\ufeff" + text.getvalue()


def _safe(value: object) -> object:
    """A text that a spreadsheet would take for a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"} else value
