"""Makes .venv with the locked packages: ``python3 installer/setup/environment.py runtime|dev``.

Needs nothing but Python. Calling it again costs a few milliseconds; two calls at once wait for each other.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHONS = ((3, 11), (3, 12), (3, 13))
"""The versions the lock files are made for (see requires-python in pyproject.toml)."""
CONTAINED = {"runtime": ("runtime", "dev"), "dev": ("dev",)}
"""Which stamps satisfy a request: the packages of ``dev`` contain those of ``runtime`` at the same versions."""


def main(kind: str) -> None:
    """Leave with .venv ready, or end with one line that says what is missing."""
    if _is_ready(kind):
        return
    use_known_python()
    with _alone():
        if not _is_ready(kind):
            system_libraries.ensure()
            if kind == "dev":
                system_libraries.wish_for_browser()
            make_venv()
            install(kind)


def use_known_python() -> None:
    """Go on in a Python of a known version: this one, else one found on the path, else end with one line."""
    if sys.version_info[:2] in PYTHONS:
        return
    for major, minor in reversed(PYTHONS):
        other = shutil.which(f"python{major}.{minor}")
        if other and subprocess.run([other, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            os.execv(other, [other, *sys.argv])
    known = ", ".join(f"{major}.{minor}" for major, minor in PYTHONS)
    sys.exit(f"Python {known} is needed; {sys.executable} is {sys.version.split()[0]} (choose with: make PYTHON=...)")


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    if _runs(_python(), "-m", "pip", "--version"):
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_venv_package()
    print("making .venv with Python", sys.version.split()[0], file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def install(kind: str) -> None:
    """Install exactly the locked packages, checked by their hashes, and stamp the environment."""
    print(f"installing requirements/{kind}.txt", file=sys.stderr, flush=True)
    pip = [_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(_requirements(kind))]
    if subprocess.run([*pip, *locked], stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit("pip could not install the locked packages; see its lines above")
    _link_checkout()
    _warm_planner()
    _stamp(kind).write_text(_state(kind), encoding="utf-8")


def _install_venv_package() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not system_libraries.can_install():
        sys.exit(f"Python's venv module is missing; run: sudo apt-get install {package}")
    system_libraries.install([package])


def _link_checkout() -> None:
    site = subprocess.run(
        [_python(), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    Path(site, "hah_console_checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")


def _warm_planner() -> None:
    """Compile the planning kernel now (about half a minute), so that the first plan need not wait for it."""
    print("compiling the planning kernel", file=sys.stderr, flush=True)
    subprocess.run([_python(), "-c", "from scheduling.backends import warm_up; warm_up()"], cwd=ROOT, check=False)


def _is_ready(kind: str) -> bool:
    return any(_stamp(one).is_file() and _stamp(one).read_text("utf-8") == _state(one) for one in CONTAINED[kind])


def _state(kind: str) -> str:
    return hashlib.sha256(_requirements(kind).read_bytes() + str(ROOT).encode()).hexdigest()


def _requirements(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def _stamp(kind: str) -> Path:
    return VENV / f".ready-{kind}"


def _python() -> str:
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _runs(*command: str) -> bool:
    try:
        return (
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
        )
    except OSError:
        return False


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    if os.name == "nt":
        yield
        return
    import fcntl

    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in CONTAINED:
        sys.exit(f"usage: {Path(__file__).name} runtime|dev")
    main(sys.argv[1])
