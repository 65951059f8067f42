"""What must hold of the lock files: hashed pins without addresses that satisfy pyproject.toml."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+?)\s*(?:;\s*(?P<marker>.*?))?\s*\\?$")
ADDRESS = re.compile(r"https?:|--(?:extra-)?index|--find|@ ")


def lock_faults(root: Path) -> Iterator[str]:
    """One line per fault of requirements/runtime.txt and requirements/dev.txt."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(line) for line in project["dependencies"]]
    runtime, dev = root / "requirements" / "runtime.txt", root / "requirements" / "dev.txt"
    yield from _faults_of(runtime, wanted)
    yield from _faults_of(dev, wanted + [Requirement(line) for line in project["optional-dependencies"]["dev"]])
    for name, versions in pins(runtime).items():
        if pins(dev).get(name) != versions:
            yield f"requirements/dev.txt:1: {name} differs from requirements/runtime.txt; run make lock"


def pins(lock: Path) -> dict[str, list[str]]:
    """The versions a lock names for each package, one per marker."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match["name"]), []).append(match["version"])
    return found


def _faults_of(lock: Path, wanted: list[Requirement]) -> Iterator[str]:
    where, content = f"requirements/{lock.name}", lock.read_text("utf-8")
    for number, line in enumerate(content.splitlines(), 1):
        if ADDRESS.search(line):
            yield f"{where}:{number}: an address"
    for entry in re.split(r"\n(?=\S)", content):
        if "--hash=sha256:" not in entry:
            yield f"{where}:1: no hash: {entry.splitlines()[0] if entry else 'empty'}"
    yield from (f"{where}:1: {fault}; run make lock" for fault in _out_of_step(pins(lock), wanted))


def _out_of_step(pinned: dict[str, list[str]], wanted: list[Requirement]) -> Iterator[str]:
    for requirement in wanted:
        versions = pinned.get(canonicalize_name(requirement.name), [])
        if not versions and _is_everywhere(requirement.marker):
            yield f"{requirement.name} is not locked"
        for version in versions:
            if not requirement.specifier.contains(Version(version), prereleases=True):
                yield f"{requirement.name} {version} does not satisfy {requirement.specifier}"


def _is_everywhere(marker: Marker | None) -> bool:
    return marker is None
