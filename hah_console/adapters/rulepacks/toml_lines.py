"""On which line of a TOML text a value stands: the standard reader does not say."""

import re

Path = tuple[str | int, ...]
_BLANK = re.compile(r"(?:\s|,|#[^\n]*)*")
_KEY = re.compile(r"\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.?)")
_SCALAR = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|[^,\]}#\n]+', re.DOTALL)


def line_of(text: str, path: Path) -> int:
    """The line of a value, or of what contains it when it is missing; 1 when nothing does. The text must be TOML."""
    places = _Reader(text).read()
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return text.count("\n", 0, places[path[:length]]) + 1
    return 1


def lines_of(text: str) -> dict[Path, int]:
    """The line of every table, key and element. The text must be TOML."""
    return {path: text.count("\n", 0, place) + 1 for path, place in _Reader(text).read().items()}


class _Reader:
    """Walks over a text that is known to be TOML and notes where each table, key and element begins."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._places: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        """Every place of the text."""
        table: Path = ()
        while next_character := self._next():
            if next_character == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._places

    def _next(self) -> str:
        """The next character that is neither blank, comma nor comment; empty at the end."""
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def _header(self) -> Path:
        """The table a header opens; tables of an array are counted, and what follows belongs to the last one."""
        begin, array = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if array else 1
        *above, name = self._keys()
        self._at = self._text.index("]", self._at) + (2 if array else 1)
        path: Path = ()
        for key in above:
            path = self._last((*path, key))
        path = (*path, name)
        if array:
            self._counts[path] = self._counts.get(path, -1) + 1
        path = self._last(path)
        self._places[path] = begin
        return path

    def _last(self, path: Path) -> Path:
        return (*path, self._counts[path]) if path in self._counts else path

    def _keys(self) -> tuple[str, ...]:
        keys, more = [], True
        while more and (found := _KEY.match(self._text, self._at)):
            keys.append(next(part for part in found.groups()[:3] if part is not None))
            self._at, more = found.end(), found[4] == "."
        return tuple(keys)

    def _pair(self, table: Path) -> None:
        begin = self._at
        path = table + self._keys()
        self._places.setdefault(path, begin)
        self._at = self._text.index("=", self._at) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        opening = self._next()
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        elif found := _SCALAR.match(self._text, self._at):
            self._at = found.end()

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while self._next() != "]":
            self._places[(*path, index)] = self._at
            self._value((*path, index))
            index += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while self._next() != "}":
            self._pair(path)
        self._at += 1
