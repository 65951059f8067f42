"""Where the bundled files lie: in a checkout, inside a PyInstaller bundle, or next to the executable."""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def resource_path(*parts: str) -> Path:
    """The path of a file or folder below ``resources/``; it need not exist."""
    return _root().joinpath("resources", *parts)


def _root() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle)
    beside = Path(sys.executable).resolve().parent
    return beside if getattr(sys, "frozen", False) and (beside / "resources").is_dir() else _CHECKOUT
