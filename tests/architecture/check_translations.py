"""Checks the translations: `python tests/architecture/check_translations.py` prints file:line of every fault, exit 1.

Faults: a key used but missing, a key nobody uses, a key or a place that only one language has, an error without a
sentence, and text for people written into the user interface's code.
A line ending in ``# i18n: not text`` is no text for people; ``# i18n: words.condition.*`` declares a family in use.
"""

import ast
import re
import string
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE, CATALOGUES = ROOT / "hah_console", ROOT / "resources" / "i18n"
FIRST, OTHERS = "zh_TW", ("en",)
TEXT_CALLS = {"texts", "_texts"}
SHOWN_CALLS = {
    "setText", "setToolTip", "setStatusTip", "setPlaceholderText", "setWindowTitle", "setAccessibleName", "setTitle",
    "setAccessibleDescription", "setLabelText", "setInformativeText", "addTab", "addItem", "addAction", "addMenu",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction",
}  # fmt: skip
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[A-Za-z]{2}")
DECLARED = re.compile(r"#\s*i18n:\s*([a-z_]+(?:\.[\w-]+)*)\.\*")
NOT_TEXT = "# i18n: not text"


@dataclass(slots=True)
class Catalogue:
    """The sentences of one language with the line each stands on."""

    sentences: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Uses:
    """What the code says: keys asked for with their place, every string, families, error codes, faults."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    strings: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    error_codes: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def check(code: Path = CODE, catalogues: Path = CATALOGUES) -> list[str]:
    """Every fault as ``file:line: what``."""
    first = read_catalogue(catalogues / FIRST)
    uses = read_code(code)
    faults = [*uses.faults, *_missing(first, uses), *_unused(first, uses), *_errors(first, uses)]
    for language in OTHERS:
        faults += _differences(first, read_catalogue(catalogues / language), language)
    return sorted(faults)


def read_catalogue(folder: Path) -> Catalogue:
    """All TOML files of one language."""
    catalogue = Catalogue()
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text("utf-8")
        lines = _lines_by_name(text.splitlines())
        for key, value in _flat(path.stem, tomllib.loads(text)):
            catalogue.sentences[key] = value
            catalogue.places[key] = f"{_shown(path)}:{lines.get(key.partition('.')[2], 1)}"
    return catalogue


def read_code(folder: Path) -> Uses:
    """All Python files below a folder."""
    uses = Uses()
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text("utf-8")
        uses.families.update(DECLARED.findall(text))
        _Reader(path, text.splitlines(), uses, in_ui="ui" in path.relative_to(folder).parts).visit(ast.parse(text))
    return uses


class _Reader(ast.NodeVisitor):
    """Collects the uses of one file."""

    def __init__(self, path: Path, lines: list[str], uses: Uses, *, in_ui: bool) -> None:
        self._path, self._lines, self._uses, self._in_ui = path, lines, uses, in_ui
        self._docstrings: set[int] = set()

    def visit(self, node: ast.AST) -> None:
        body = getattr(node, "body", None)
        if isinstance(body, list):
            self._docstrings.update(id(s.value) for s in body if isinstance(s, ast.Expr))
        super().visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and id(node) not in self._docstrings:
            self._uses.strings.add(node.value)
            if self._in_ui and CJK.search(node.value):
                self._fault(node, f"text for people in code: {node.value!r}")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        head = node.values[0] if node.values else None
        if isinstance(head, ast.Constant) and isinstance(head.value, str):
            found = re.match(r"([a-z_]+(?:\.[\w-]+)*)\.$", head.value)
            self._uses.families.update(found.groups() if found else ())
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        named_code = any(isinstance(t, ast.Name) and t.id == "code" for t in node.targets)
        if named_code and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            self._uses.error_codes[node.value.value] = f"{_shown(self._path)}:{node.lineno}"
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        literals = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in TEXT_CALLS and literals and node.args[0] is literals[0]:
            self._uses.asked.append((str(literals[0].value), f"{_shown(self._path)}:{node.lineno}"))
        if self._in_ui and name in SHOWN_CALLS:
            for literal in literals:
                if WORD.search(str(literal.value)) and not CJK.search(str(literal.value)):
                    self._fault(literal, f"text for people in code: {literal.value!r}")
        self.generic_visit(node)

    def _fault(self, node: ast.expr, what: str) -> None:
        if not self._lines[node.lineno - 1].rstrip().endswith(NOT_TEXT):
            self._uses.faults.append(f"{_shown(self._path)}:{node.lineno}: {what}")


def _missing(first: Catalogue, uses: Uses) -> Iterator[str]:
    for key, place in uses.asked:
        if key not in first.sentences:
            yield f"{place}: no text for {key}"


def _unused(first: Catalogue, uses: Uses) -> Iterator[str]:
    families = uses.families | {s for s in uses.strings if re.fullmatch(r"[a-z_]+(\.[\w-]+)+", s)}
    for key, place in first.places.items():
        base = key.removesuffix("_one")
        parts = base.split(".")
        ancestors = {".".join(parts[:n]) for n in range(2, len(parts))}
        of_error = parts[0] == "errors" and len(parts) == 2
        if base not in uses.strings and not ancestors & families and not of_error:
            yield f"{place}: nobody uses {key}"


def _errors(first: Catalogue, uses: Uses) -> Iterator[str]:
    for code, place in uses.error_codes.items():
        if f"errors.{code}" not in first.sentences:
            yield f"{place}: no sentence errors.{code}"
    for key, place in first.places.items():
        area, _, code = key.partition(".")
        if area == "errors" and "." not in code and code not in uses.error_codes:
            yield f"{place}: no error has the code {code}"


def _differences(first: Catalogue, other: Catalogue, language: str) -> Iterator[str]:
    for key, place in first.places.items():
        if key not in other.sentences:
            yield f"{place}: {language} lacks {key}"
        elif _names(first.sentences[key]) != _names(other.sentences[key]):
            yield f"{other.places[key]}: other places than in {FIRST} in {key}"
    for key, place in other.places.items():
        singular = key.endswith("_one") and key.removesuffix("_one") in first.sentences
        if key not in first.sentences and not singular:
            yield f"{place}: {FIRST} lacks {key}"


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def _flat(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", str(value)


def _lines_by_name(lines: list[str]) -> dict[str, int]:
    """The first line each name stands on: below its table's header, or with its dotted name."""
    table, header = "", re.compile(r"\s*\[([^\]]+)\]")
    found: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if begins := header.match(line):
            table = begins.group(1).replace('"', "")
        else:
            name = line.partition("=")[0].strip().strip('"')
            found.setdefault(".".join(filter(None, (table, name))), number)
    return found


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


if __name__ == "__main__":
    found_faults = check()
    print("\n".join(found_faults) or "translations complete")
    sys.exit(1 if found_faults else 0)
