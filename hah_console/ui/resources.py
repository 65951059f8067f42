"""Where the bundled files lie for the user interface: in a checkout or inside a PyInstaller bundle."""

import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


def resource_path(*parts: str) -> Path:
    """The path of a file below ``resources/``; it need not exist."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else _CHECKOUT
    return root.joinpath("resources", *parts)
