"""Every small form with a line or a note to type into says what its words are kept under."""

import ast
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "hah_console" / "ui"
TYPED = {"QLineEdit", "QPlainTextEdit"}
PASSWORD_OR_PAPER = {"SignDialog", "PaperDialog", "PrintDialog"}
"""Nothing of theirs may be kept, or there is nothing to be typed."""


def small_forms() -> dict[str, ast.ClassDef]:
    classes = {
        node.name: node
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {"FormDialog"}
    while True:
        more = {name for name, node in classes.items() if found & {getattr(base, "id", "") for base in node.bases}}
        if more <= found:
            return {name: classes[name] for name in found - {"FormDialog"}}
        found |= more


def called(node: ast.ClassDef) -> set[str]:
    calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {getattr(func, "attr", getattr(func, "id", "")) for func in calls}


def test_every_small_form_with_words_keeps_them() -> None:
    forms = small_forms()
    assert len(forms) > 20
    parents = {getattr(base, "id", "") for node in forms.values() for base in node.bases}
    silent = {
        name
        for name, node in forms.items()
        if TYPED & called(node) and "keep_typed" not in called(node) and name not in PASSWORD_OR_PAPER | parents
    }
    assert not silent
