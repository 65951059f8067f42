"""Which system libraries Qt needs on Linux, which are missing, and how they come onto the machine."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""What the NEEDED entries of the Qt libraries name, with or without a display; the value is Debian's package."""
SCREEN = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What the xcb and wayland plugins need besides."""


def has_display() -> bool:
    """Whether windows can be shown to a person."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def can_install() -> bool:
    """Whether this process may install Debian packages."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Debian's names of the libraries that cannot be loaded, sorted."""
    return sorted({package for name, package in libraries.items() if not _loads(name)})


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install(packages: list[str]) -> None:
    """Install Debian packages without asking; ends the program with one line when that fails."""
    if not _installed(packages):
        sys.exit(f"apt-get could not install {' '.join(packages)}; install them and try again")


def _installed(packages: list[str]) -> bool:
    """Whether apt-get could install them. No service of theirs is started (RUNLEVEL, see invoke-rc.d)."""
    print("installing", " ".join(packages), file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    for command in ([*apt, "update"], [*apt, "install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
        )
    return done.returncode == 0


def ensure() -> None:
    """Have what Qt needs here: install it as root, else end with one line that names it."""
    if sys.platform != "linux":
        return
    missing = missing_packages({**OFFSCREEN, **(SCREEN if has_display() or can_install() else {})})
    if missing and not can_install():
        sys.exit(f"system libraries are missing; run: sudo apt-get install {' '.join(missing)}")
    if missing:
        install(missing)
    _wish_for_broker()


def _wish_for_broker() -> None:
    """mosquitto is the better broker; without it the one of the iotcore package serves, and its tests are skipped."""
    there = shutil.which("mosquitto") or os.access("/usr/sbin/mosquitto", os.X_OK)
    if not there and can_install() and not _installed(["mosquitto"]):
        print("mosquitto could not be installed; the broker of iotcore is used", file=sys.stderr, flush=True)


def wish_for_browser() -> None:
    """Chromium and its driver for the tests of the pages for phones and hospitals; without them those are skipped."""
    there = shutil.which("chromium") and shutil.which("chromedriver")
    if not there and can_install() and not _installed(["chromium", "chromium-driver"]):
        print("Chromium could not be installed; the tests of the pages in a browser are skipped", file=sys.stderr)


if __name__ == "__main__":
    ensure()
