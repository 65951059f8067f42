"""What stands in the files of a folder of rule packs, value by value with its line, for people to read."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hah_console.adapters.rulepacks.fields import INFO_KEYS
from hah_console.adapters.rulepacks.toml_lines import Path as Keys
from hah_console.adapters.rulepacks.toml_lines import lines_of
from hah_console.domain.pack_info import PackNumber

AROUND = 3
"""Lines shown before and after the one that is wrong."""


def numbers_of(folder: Path, kind: str, version: str) -> tuple[PackNumber, ...]:
    """The values of one version in the order of its file; none when it is not there."""
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8", errors="replace")
        table = _read(text)
        if (table.get("pack_id"), table.get("version")) == (kind, version):
            lines = lines_of(text)
            return tuple(PackNumber(_said(keys), value, _line(lines, keys)) for keys, value in _values(table))
    return ()


def lines_around(folder: Path, file: str, line: int) -> tuple[tuple[int, str], ...]:
    """The lines of a file around one of them, numbered; none when there is no such file or line."""
    path = folder / file
    if not line or not path.is_file():
        return ()
    lines = path.read_text("utf-8", errors="replace").splitlines()
    first = max(1, line - AROUND)
    return tuple(enumerate(lines[first - 1 : line + AROUND], start=first))


def _read(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _values(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every value below; a list of plain values is one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if keys or key not in INFO_KEYS:
                yield from _values(inner, (*keys, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for index, inner in enumerate(value):
            yield from _values(inner, (*keys, index))
    else:
        yield keys, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _said(keys: Keys) -> str:
    """``clock 3 · limit · hours``: elements of a list count from 1."""
    parts: list[str] = []
    for key in keys:
        if isinstance(key, int):
            parts[-1] = f"{parts[-1]} {key + 1}"
        else:
            parts.append(key)
    return " · ".join(parts)


def _line(lines: dict[Keys, int], keys: Keys) -> int:
    return next((lines[keys[:length]] for length in range(len(keys), 0, -1) if keys[:length] in lines), 0)
