"""The list of third-party packages names what the lock file locks."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Za-z0-9._-]+) \| ([^|]+) \|", re.MULTILINE)


def test_every_locked_package_stands_in_the_list_with_its_version() -> None:
    locked = set(PIN.findall((ROOT / "requirements" / "runtime.txt").read_text("utf-8")))
    listed = {
        (name, version.strip())
        for name, versions in ROW.findall((ROOT / "THIRD_PARTY.md").read_text("utf-8"))
        for version in versions.split(",")
    }
    assert locked - listed == set(), "run: python installer/third_party.py"
