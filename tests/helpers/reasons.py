"""Every reason for which the code refuses what was typed, found by reading the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).resolve().parents[2] / "hah_console"
LAYERS = ("domain", "services", "ui")
NO_FORM = frozenset(
    {
        "domain/referral_document.py",  # documents of other systems: said in a list, whole
        "services/referral_receipt.py",
        "domain/score/table.py",  # rule packs
        "services/forecast/model.py",
        "services/rule_sets.py",
        "services/users.py",  # accounts are made on the command line
    }
)
NOT_TYPED = frozenset({"too_light", "patient_left"})
_SAID = re.compile(r"InvalidInput|\badd\(")
"""Stands in every file with a reason; the others need not be parsed, which every process of a test run would do."""


def reasons_of_forms() -> tuple[str, ...]:
    """The reason codes of ``InvalidInput`` that something typed can meet."""
    texts = (path.read_text("utf-8") for path in _files())
    found = {reason for text in texts if _SAID.search(text) for reason in _reasons(ast.parse(text))}
    return tuple(sorted(found - NOT_TYPED))


def _files() -> Iterator[Path]:
    for layer in LAYERS:
        for path in sorted((CODE / layer).rglob("*.py")):
            if path.relative_to(CODE).as_posix() not in NO_FORM:
                yield path


def _reasons(tree: ast.AST) -> Iterator[str]:
    """Said to ``InvalidInput``, noted by ``FieldCheck.add``, or chosen between beforehand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "InvalidInput" in ast.dump(node):
            yield from _chosen(node)
        if isinstance(node, ast.Call) and _name(node) == "InvalidInput":
            yield from (code for word in node.keywords if word.arg == "reason" for code in _codes(word.value))
        if isinstance(node, ast.Call) and _name(node) == "add" and len(node.args) in (2, 3):
            yield from _codes(node.args[1])


def _chosen(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "reason" for t in node.targets):
            yield from _codes(node.value)


def _codes(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _codes(value.body)
        yield from _codes(value.orelse)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
