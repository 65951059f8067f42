"""Keeps PySide6 from reading the source text of every module that is imported after it."""

import importlib
from types import ModuleType

ASKED = "_mod_uses_pyside"
"""How PySide6's import hook asks whether a module wants snake_case names; it reads the module's source to know."""


def leave_sources_unread() -> None:
    """No module of this program or of its libraries uses those names, so the answer is always no.

    PERF(memory): the interpreter keeps what was read: 32 MB of a console with all screens loaded.
    WORKAROUND(https://doc.qt.io/qtforpython-6/considerations.html): PySide6 has no switch for it. Where a later
    PySide6 asks otherwise nothing is changed, and tests/architecture/test_unread_sources.py says so.
    """
    importlib.import_module("PySide6.QtCore")
    feature = importlib.import_module("shibokensupport.feature")
    if hasattr(feature, ASKED):
        setattr(feature, ASKED, _uses_no_feature)


def _uses_no_feature(_module: ModuleType) -> bool:
    return False
