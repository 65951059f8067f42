"""Where the compiler keeps the kernel: a folder named by the sources it was made from.

The compiler looks only at the file of a function, not at those it calls into: a kernel made from an older file beside
a newer one reads the wrong places in memory. So every state of the sources has a folder of its own.
"""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import platformdirs

FOLDER = "SCHEDULING_CACHE"
"""Environment variable: the folder to use instead of the user's cache folder."""


def cache_folder() -> Path:
    """A folder that can be written, for exactly these sources, this Python and this compiler."""
    asked = os.environ.get(FOLDER)
    for root in (Path(asked) if asked else platformdirs.user_cache_path("scheduling"), _of_this_process()):
        folder = root / f"kernel-{_digest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="scheduling-"))


def _of_this_process() -> Path:
    return Path(tempfile.gettempdir()) / f"scheduling-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"


def _digest() -> str:
    import numba

    digest = hashlib.sha256(f"{sys.version}{numba.__version__}".encode())
    if getattr(sys, "frozen", False):
        program = Path(sys.executable).stat()
        digest.update(f"{program.st_mtime_ns}{program.st_size}".encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
