"""Builds dist/hah-console_VERSION_ARCH.deb from the bundle: ``python installer/build_deb.py``."""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from elf_needs import debian_packages, foreign_libraries

ROOT = Path(__file__).resolve().parents[1]
BUNDLE = ROOT / "dist" / "hah_console"
TREE = ROOT / "build" / "deb"
LINUX = ROOT / "installer" / "linux"
COPIES = {
    LINUX / "hah-console.desktop": "usr/share/applications",
    LINUX / "hah-console.svg": "usr/share/icons/hicolor/scalable/apps",
    LINUX / "hah-console.metainfo.xml": "usr/share/metainfo",
    LINUX / "hah-service.service": "usr/share/doc/hah-console/examples",
    ROOT / "README.md": "usr/share/doc/hah-console",
    ROOT / "THIRD_PARTY.md": "usr/share/doc/hah-console",
    ROOT / "CHANGELOG.md": "usr/share/doc/hah-console",
}
DLOPENED = ("libgssapi-krb5-2",)
"""Packages of libraries that Qt opens while it runs; no ELF header names them."""
CONTROL = """Package: hah-console
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer} <hah-console@localhost>
Installed-Size: {size_kb}
Depends: {depends}
Recommends: pulseaudio-utils | pipewire-bin | alsa-utils
Suggests: mosquitto, fonts-noto-cjk
Section: misc
Priority: optional
Description: command-centre console for hospital-at-home care (在宅急症指揮台)
 Patients, vital signs, alarms, routes and transfers of a hospital-at-home
 programme on one screen. Supports decisions; does not diagnose; not a
 certified medical device.
"""
COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: hah-console

Files: *
Copyright: The hospital-at-home console developers
License: Apache-2.0
 The full text is in /usr/share/common-licenses/Apache-2.0.
 The bundled packages, fonts and data and their licences are listed in THIRD_PARTY.md beside this file.
"""


def main() -> None:
    """Lay the files out as on an installed machine, write the control files, pack."""
    if not BUNDLE.is_dir():
        sys.exit("dist/hah_console is missing; run installer/build_bundle.py first")
    if not shutil.which("dpkg-deb"):
        sys.exit("dpkg-deb is missing; a .deb is built on Debian or Ubuntu")
    lay_out()
    write_control()
    print(pack().relative_to(ROOT))


def lay_out() -> None:
    """build/deb as the root folder of an installed machine."""
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(BUNDLE, TREE / "opt" / "hah-console", symlinks=True)
    for source, folder in COPIES.items():
        (TREE / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, TREE / folder)
    launcher = TREE / "usr" / "bin" / "hah_console"
    launcher.parent.mkdir(parents=True)
    shutil.copy(LINUX / "hah_console", launcher)
    launcher.chmod(0o755)
    (TREE / "usr/share/doc/hah-console/copyright").write_text(COPYRIGHT, encoding="utf-8")


def write_control() -> None:
    """DEBIAN/control and DEBIAN/md5sums."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    installed = [path for path in TREE.rglob("*") if path.is_file() and not path.is_symlink()]
    control = TREE / "DEBIAN"
    control.mkdir()
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(TREE)}\n" for path in sorted(installed))
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")
    (control / "control").write_text(
        CONTROL.format(
            version=project["version"],
            architecture=_said_by("dpkg", "--print-architecture"),
            maintainer=project["authors"][0]["name"],
            size_kb=sum(path.stat().st_size for path in installed) // 1024,
            depends=", ".join(depends()),
        ),
        encoding="utf-8",
    )


def depends() -> list[str]:
    """The C library at least as new as here, and the packages of every library the bundle does not carry."""
    libraries = [name for name in debian_packages(foreign_libraries(BUNDLE)) if name != "libc6"]
    version = os.confstr("CS_GNU_LIBC_VERSION") or "glibc 2.36"
    renamed = {"libglib2.0-0": "libglib2.0-0t64 | libglib2.0-0", "libcups2": "libcups2t64 | libcups2"}
    named = sorted({renamed.get(name.removesuffix("t64"), name) for name in (*libraries, *DLOPENED)})
    return [f"libc6 (>= {version.split()[-1]})", *named]


def pack() -> Path:
    """The .deb, owned by root whoever builds it."""
    control = (TREE / "DEBIAN" / "control").read_text("utf-8")
    version, architecture = (control.split(f"{field}: ")[1].split()[0] for field in ("Version", "Architecture"))
    target = ROOT / "dist" / f"hah-console_{version}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", str(TREE), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def _said_by(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
