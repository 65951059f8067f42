"""The line of every value of a TOML text is found, in whatever way it is written."""

import pytest

from hah_console.adapters.rulepacks.toml_lines import Path, line_of

TEXT = '''# a comment with = and [brackets]
title = "a [text] # with = everything"
when = 1979-05-27 07:32:00

[table]
plain = 1
"quoted.key" = [
  { from = 1, points = 2 },  # first
  # between
  { from = 3, list = [
      7,
      8] },
]
dotted."mg/L" = """
several
lines"""
after = true

[[row]]
name = "one"
[row.inner]
deep = [[1, 2],
  [3, 4]]

[[row]]
name = "two"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("when",), 3),
        (("table",), 5),
        (("table", "plain"), 6),
        (("table", "quoted.key"), 7),
        (("table", "quoted.key", 0), 8),
        (("table", "quoted.key", 1), 10),
        (("table", "quoted.key", 1, "list", 1), 12),
        (("table", "dotted", "mg/L"), 14),
        (("table", "after"), 17),
        (("row", 0), 19),
        (("row", 0, "inner", "deep", 1), 23),
        (("row", 1, "name"), 26),
        (("row", 1, "missing"), 25),
        (("missing",), 1),
    ],
)
def test_the_line_of_a_value_is_found(path: Path, line: int) -> None:
    assert line_of(TEXT, path) == line
