"""Which system libraries the files of a bundle need, and which Debian packages hold them."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

ELF = b"\x7fELF"
NEEDED = re.compile(r"^\s*NEEDED\s+(\S+)", re.MULTILINE)
OF_OPTIONAL_PLUGINS = (
    "libgtk",
    "libgdk",
    "libatk",
    "libpango",
    "libcairo",
    "libcups",
    "libEGL_",
    "libmysql",
    "libodbc",
)
"""Needed only by plugins that Qt leaves out when it cannot load them (desktop themes, printer discovery, databases)."""


def elf_files(folder: Path) -> list[Path]:
    """Programs and shared libraries below the folder."""
    plain = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in plain if _begins_like_elf(path)]


def foreign_libraries(bundle: Path) -> list[str]:
    """Names of shared libraries that files of the bundle need and the bundle does not carry, sorted."""
    carried = {path.name for path in bundle.rglob("*.so*")}
    needed: set[str] = set()
    for path in elf_files(bundle):
        listing = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False).stdout
        needed.update(NEEDED.findall(listing))
    return sorted(name for name in needed - carried if not name.startswith(OF_OPTIONAL_PLUGINS))


def debian_packages(libraries: Iterable[str]) -> list[str]:
    """The installed packages that hold the libraries, sorted; a library no package holds is left out."""
    found: set[str] = set()
    for library in libraries:
        search = ["dpkg-query", "--search", f"*/{library}"]
        listing = subprocess.run(search, capture_output=True, text=True, check=False).stdout
        found.update(line.split(":")[0] for line in listing.splitlines() if "-dev" not in line.split(":")[0])
    return sorted(found)


def _begins_like_elf(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(len(ELF)) == ELF
