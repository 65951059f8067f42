"""Where the bundled program starts: the planner's child processes first, then the command line."""

import multiprocessing
import sys

IMPORT_CHECK = "--import-check"
"""Asked by smoke.py: import everything the bundle must hold, say how much, and leave."""
HEAVY = (
    "alembic", "argon2", "iotcore", "msgspec", "numpy", "ortools.constraint_solver.pywrapcp",
    "ortools.sat.python.cp_model", "osmium", "paho.mqtt.client", "psycopg", "psycopg_binary", "pyqtgraph",
    "PySide6.QtNetwork", "PySide6.QtPrintSupport", "PySide6.QtSvg", "PySide6.QtWidgets", "routingkit_cch",
    "scipy.sparse.csgraph", "sqlalchemy", "tzdata",
)  # fmt: skip


def import_everything() -> int:
    """Import every module of the program and every library it may need later; the number of modules."""
    import importlib
    import pkgutil

    names = list(HEAVY)
    for root in ("hah_console", "scheduling"):
        package = importlib.import_module(root)
        names += [module.name for module in pkgutil.walk_packages(package.__path__, root + ".")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return len(names)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    if sys.argv[1:] == [IMPORT_CHECK]:
        print(import_everything())
        sys.exit()
    from hah_console.app.cli import main

    main()
