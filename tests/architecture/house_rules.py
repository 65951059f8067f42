"""The house rules a linter does not know: `python tests/architecture/house_rules.py` prints file:line, exit 1."""

import ast
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lock_rules import lock_faults

ROOT = Path(__file__).resolve().parents[2]
LINES_PER_FILE = 500
MEDIAN_FILE_LINES, MEDIAN_FUNCTION_LINES = 120, 9
CODE = ("hah_console/", "scheduling/")
PURE = ("hah_console/domain/", "hah_console/alarms/")
CLOCK_IS_AN_ARGUMENT = (*PURE, "hah_console/services/", "hah_console/ui/")
CLOCK_ITSELF = "hah_console/domain/clock.py"
BINARY = {
    ".png", ".ttf", ".otf", ".npz", ".pbf", ".gz", ".wav", ".ico", ".icns", ".bin", ".zip", ".tgz", ".jpg", ".pdf",
}  # fmt: skip

# The letters in brackets keep these patterns from finding themselves.
MACHINE_PATH = re.compile(r"(?<![\w.}>/-])/([w]ork|[t]mp|[r]oot|[h]ome/[a-z]+|[U]sers/\w+)/")
REGISTRY = re.compile(
    r"[i]ndex-url|[f]ind-links=|[p]ypi\.org|files\.[p]ythonhosted|registry\.[n]pmjs|deb\.[d]ebian\.org"
)
SECRET = re.compile(r"[B]EGIN [A-Z ]*PRIVATE KEY|\b[A]KIA[0-9A-Z]{16}\b|\b[g]h[pousr]_\w{30,}|\bxox[b]-\w{10,}")
HEX_COLOUR = re.compile(r"""["'(:=\s]#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{3})["');\s,]|QColor\(\s*(?:\d|0x)""")
WALL_CLOCK = re.compile(r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.time)\(|currentDateTime\(")
SILENCED = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:\s*[A-Z]+\d)")
UNFINISHED = re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b")
EMPTY_NAME = re.compile(r"(?:Manager|Helper|Utils?)\d*$")
EMPTY_FILES = {"utils.py", "util.py", "helpers.py", "helper.py", "misc.py", "common.py"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: tracked, or new and not ignored."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for name in sorted(set(names)) if name and (path := ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """A file's text; empty for pictures, fonts and data."""
    return "" if path.suffix in BINARY else path.read_text("utf-8", errors="replace")


class Outline(NamedTuple):
    """What the rules ask of the syntax of a Python file."""

    described: bool
    functions: tuple[int, ...]
    """Lines of each."""
    classes: tuple[tuple[int, str], ...]
    """Line and name of each."""
    imports: tuple[tuple[int, str], ...]
    """Line and module of each."""
    relied_on: tuple[int, ...]
    """Line of each assert that does more than narrow a type."""


@cache
def outline(path: Path) -> Outline:
    """Read once, for a tree that is kept is looked through for garbage again and again."""
    tree = ast.parse(text(path), str(path))
    described = bool((ast.get_docstring(tree) or "").strip())
    nodes = list(ast.walk(tree)) if short(path).startswith(CODE) else []
    return Outline(
        described,
        tuple(
            (node.end_lineno or node.lineno) - node.lineno + 1
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
        tuple((node.lineno, node.name) for node in nodes if isinstance(node, ast.ClassDef)),
        tuple((node.lineno, name) for node in nodes for name in _imported(node) if isinstance(node, ast.stmt)),
        tuple(node.lineno for node in nodes if isinstance(node, ast.Assert) and not _narrows(node.test)),
    )


def short(path: Path) -> str:
    """The path from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def python(*folders: str) -> list[Path]:
    """Python files below the folders, or all."""
    return [path for path in files() if path.suffix == ".py" and (not folders or short(path).startswith(folders))]


def found(pattern: re.Pattern[str], paths: list[Path], fault: str) -> Iterator[str]:
    """One line for each line of the files in which the pattern is found."""
    for path in paths:
        if not pattern.search(text(path)):  # no line of it is found alone either
            continue
        for number, line in enumerate(text(path).splitlines(), 1):
            if pattern.search(line):
                yield f"{short(path)}:{number}: {fault}: {line.strip()[:100]}"


def long_files() -> Iterator[str]:
    """No file of code or configuration has more than 500 lines."""
    kinds = [*python(), *(path for path in files() if path.name in {"Makefile", "pyproject.toml"})]
    for path in kinds:
        if (lines := text(path).count("\n")) > LINES_PER_FILE:
            yield f"{short(path)}:1: {lines} lines; more than {LINES_PER_FILE}"


def large_by_habit() -> Iterator[str]:
    """The median file and the median function of the program stay small."""
    lines = [text(path).count("\n") for path in python(*CODE)]
    functions = [size for path in python(*CODE) for size in outline(path).functions]
    for what, sizes, limit in (("file", lines, MEDIAN_FILE_LINES), ("function", functions, MEDIAN_FUNCTION_LINES)):
        if (median := statistics.median(sizes)) > limit:
            yield f"hah_console:1: the median {what} has {median:g} lines; more than {limit}"


def undescribed_modules() -> Iterator[str]:
    """Every module says in its first line what lives in it."""
    for path in python():
        if not outline(path).described:
            yield f"{short(path)}:1: no line that says what lives here"


def stray_colours() -> Iterator[str]:
    """A colour is written down in resources/themes and nowhere else."""
    painted = [path for path in files() if path.suffix in {".py", ".qss"} and short(path).startswith("hah_console/")]
    return found(HEX_COLOUR, painted, "a colour outside resources/themes")


def machine_paths() -> Iterator[str]:
    """No file names a path of one machine."""
    return found(MACHINE_PATH, list(files()), "a path of one machine")


def registry_addresses() -> Iterator[str]:
    """No file names the address of a package registry."""
    return found(REGISTRY, list(files()), "the address of a registry")


def secrets() -> Iterator[str]:
    """No file holds a key or a token."""
    return found(SECRET, list(files()), "a secret")


def wall_clock() -> Iterator[str]:
    """The core and the screens are told the time; they do not look at a clock of their own."""
    paths = [path for path in python(*CLOCK_IS_AN_ARGUMENT) if short(path) != CLOCK_ITSELF]
    return found(WALL_CLOCK, paths, "a clock that is not an argument")


def silenced_checks() -> Iterator[str]:
    """A silenced check names the rule it silences."""
    return found(SILENCED, [path for path in python() if path != Path(__file__)], "a check silenced without its name")


def unfinished_work() -> Iterator[str]:
    """Nothing is left to be done later in a comment."""
    return found(UNFINISHED, python(*CODE, "installer/"), "unfinished")


def empty_names() -> Iterator[str]:
    """A name says the thing of the domain."""
    for path in python(*CODE):
        if path.name in EMPTY_FILES:
            yield f"{short(path)}:1: a file name that says nothing"
        for line, name in outline(path).classes:
            if EMPTY_NAME.search(name):
                yield f"{short(path)}:{line}: a class name that says nothing: {name}"


def impure_core() -> Iterator[str]:
    """Domain and alarms import the standard library and each other, nothing else."""
    for path in python(*PURE):
        for line, name in outline(path).imports:
            if name.split(".")[0] not in {*sys.stdlib_module_names, "hah_console"}:
                yield f"{short(path)}:{line}: the core imports {name}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def relied_on_asserts() -> Iterator[str]:
    """The bundle has no asserts: one may tell the type checker what is known, and may not look after anything."""
    for path in python(*CODE):
        for line in outline(path).relied_on:
            yield f"{short(path)}:{line}: an assert that does more than narrow a type; raise an error"


def _narrows(test: ast.expr) -> bool:
    if isinstance(test, ast.Call):
        return isinstance(test.func, ast.Name) and test.func.id == "isinstance"
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is | ast.IsNot)


def doubled_test_names() -> Iterator[str]:
    """Every test file has a name of its own, as pytest's way of importing them needs."""
    tests = [path for path in python("tests/") if path.name.startswith("test_")]
    for name, count in Counter(path.name for path in tests).items():
        if count > 1:
            yield f"tests:1: {count} test files are named {name}"


def locks() -> Iterator[str]:
    """The lock files are complete, hashed, without addresses and in step with pyproject.toml."""
    return lock_faults(ROOT)


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    long_files, large_by_habit, undescribed_modules, stray_colours, machine_paths, registry_addresses, secrets,
    wall_clock, silenced_checks, unfinished_work, empty_names, impure_core, relied_on_asserts, doubled_test_names,
    locks,
)  # fmt: skip


def main() -> int:
    """Print every fault; 1 when there is one."""
    faults = [fault for rule in RULES for fault in rule()]
    print("\n".join(faults) or f"house rules: {len(RULES)} rules hold in {len(files())} files")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
