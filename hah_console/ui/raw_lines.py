"""A resource as it came, as people read it: the lines of its JSON, each with its place in the resource; no Qt."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_LINES, LONGEST_LINE, INDENT = 4_000, 400, "  "
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
Step = str | int
Path = tuple[Step, ...]


class Literal(str):
    """A number as it was written: its digits are the hospital's."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """``path`` is where it stands (names and positions in lists); empty for the brackets around all."""

    text: str
    path: Path


@dataclass(frozen=True, slots=True)
class RawText:
    """The lines, those of the wrong place, and whether that place itself is there (else what should have held it)."""

    lines: tuple[RawLine, ...]
    marked: frozenset[int] = frozenset()
    there: bool = True
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a resource: a place (``Observation.component[1].code``), texts that stand in it, or an element
    of any depth; the first of these that is told and found counts."""

    place: str = ""
    words: tuple[str, ...] = ()
    element: str = ""


def raw_lines(content: str, wrong: Wrong = Wrong()) -> RawText:
    """``content`` with the lines of what is wrong marked. What is no JSON is shown as it is, without a mark."""
    found = list(_some(_lines_of(content)))
    lines = found[:MOST_LINES]
    path = path_of(wrong.place)
    marked, there = _marked(lines, path) if path else (_told(lines, wrong), True)
    return RawText(tuple(lines), marked, there, len(found) > MOST_LINES)


def _told(lines: Sequence[RawLine], wrong: Wrong) -> frozenset[int]:
    written = [json.dumps(each, ensure_ascii=False) for each in wrong.words if each]
    found = frozenset(at for at, line in enumerate(lines) if any(each in line.text for each in written))
    if found or not wrong.element:
        return found
    return frozenset(at for at, line in enumerate(lines) if wrong.element in line.path)


def path_of(place: str) -> Path:
    """The steps of a place below the kind of resource it begins with."""
    steps = tuple(int(number) if number else name for name, number in _STEP.findall(place))
    return steps[1:] if steps and isinstance(steps[0], str) and steps[0][:1].isupper() else steps


def _lines_of(content: str) -> Iterator[RawLine]:
    try:
        value = json.loads(content, parse_float=Literal, parse_int=Literal, parse_constant=Literal)
    except (ValueError, RecursionError):
        yield from (RawLine(_short(line), ()) for line in content.splitlines() or [""])
        return
    yield from _walk(value, "", "", (), "")


def _some(lines: Iterator[RawLine]) -> Iterator[RawLine]:
    """One more than are shown, at the most; one that is nested deeper than can be walked ends there."""
    try:
        for count, line in enumerate(lines):
            yield line
            if count >= MOST_LINES:
                return
    except RecursionError:
        return


def _walk(value: object, indent: str, name: str, path: Path, comma: str) -> Iterator[RawLine]:
    if isinstance(value, dict) and value:
        members: list[tuple[str, Step, object]] = [(f"{json.dumps(key)}: ", key, each) for key, each in value.items()]
        yield from _block(members, "{}", indent, name, path, comma)
    elif isinstance(value, list) and value:
        items: list[tuple[str, Step, object]] = [("", at, each) for at, each in enumerate(value)]
        yield from _block(items, "[]", indent, name, path, comma)
    else:
        yield RawLine(_short(f"{indent}{name}{_written(value)}{comma}"), path)


def _block(
    members: Sequence[tuple[str, Step, object]], brackets: str, indent: str, name: str, path: Path, comma: str
) -> Iterator[RawLine]:
    yield RawLine(_short(f"{indent}{name}{brackets[0]}"), path)
    last = len(members) - 1
    for at, (label, step, value) in enumerate(members):
        yield from _walk(value, indent + INDENT, label, (*path, step), "," if at < last else "")
    yield RawLine(f"{indent}{brackets[1]}{comma}", path)


def _written(value: object) -> str:
    return str(value) if isinstance(value, Literal) else json.dumps(value, ensure_ascii=False)


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def _marked(lines: Sequence[RawLine], path: Path) -> tuple[frozenset[int], bool]:
    """The lines of the place; when it is not there the first line of the nearest thing that should hold it."""
    for length in range(len(path), 0, -1):
        wanted = path[:length]
        found = [at for at, line in enumerate(lines) if _within(line.path, wanted)]
        if found:
            return frozenset(found if length == len(path) else found[:1]), length == len(path)
    return frozenset({0} if lines else ()), False


def _within(path: Path, wanted: Path) -> bool:
    """Whether a line stands at ``wanted`` or below; a place without a position in a list means all of it."""
    steps = iter(path)
    for want in wanted:
        step = next(steps, None)
        while isinstance(step, int) and isinstance(want, str):
            step = next(steps, None)
        if step != want:
            return False
    return True
