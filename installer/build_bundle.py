"""Builds dist/hah_console, the folder that runs without Python: ``python installer/build_bundle.py``."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "installer" / "setup"))

import system_libraries  # noqa: E402  its folder is not a package: the set-up runs before anything is installed

BUNDLE = ROOT / "dist" / "hah_console"
PYINSTALLER = (sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN")


def ensure_tools() -> None:
    """PyInstaller reads and writes ELF files with binutils; install it as root, else name it in one line."""
    if sys.platform != "linux" or (shutil.which("objdump") and shutil.which("objcopy")):
        return
    if not system_libraries.can_install():
        sys.exit("binutils is missing; run: sudo apt-get install binutils")
    system_libraries.install(["binutils"])


def main() -> None:
    """Build the bundle and say how large it is."""
    ensure_tools()
    places = ["--distpath", str(BUNDLE.parent), "--workpath", str(ROOT / "build" / "bundle")]
    subprocess.run([*PYINSTALLER, *places, str(ROOT / "installer" / "hah_console.spec")], cwd=ROOT, check=True)
    size_mb = sum(path.stat().st_size for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
    print(f"{BUNDLE.relative_to(ROOT)}: {size_mb:.0f} MB")


if __name__ == "__main__":
    main()
