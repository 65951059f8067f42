"""FHIR packages of a folder the site names: ``.tgz`` files or unpacked ones; what is needed is read, nothing else."""

import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from hah_console.domain.errors import InvalidInput

WANTED = ("StructureDefinition-", "ValueSet-", "CodeSystem-")
LARGEST_FILE = 64 * 2**20


def package_resources(path: Path) -> Iterator[Mapping[str, object]]:
    """Definitions of a package, of a folder of packages, or of an unpacked package.

    Raises InvalidInput when the path has none or a package cannot be read.
    """
    archives = [path] if path.suffix == ".tgz" else sorted(path.glob("*.tgz"))
    loose = [] if path.is_file() else sorted(each for name in WANTED for each in path.rglob(f"{name}*.json"))
    if not archives and not loose:
        raise InvalidInput(field="--packages", value=path.name, reason="no_package")
    for archive in archives:
        yield from _of_archive(archive)
    for file in loose:
        yield from _parsed(file.name, file.read_bytes())


def _of_archive(archive: Path) -> Iterator[Mapping[str, object]]:
    try:
        with tarfile.open(archive, "r:gz") as opened:
            for member in opened:
                yield from _of_member(opened, member)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise InvalidInput(field="--packages", value=archive.name, reason="unreadable_package") from error


def _of_member(opened: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Mapping[str, object]]:
    name = Path(member.name).name
    if not name.startswith(WANTED) or not name.endswith(".json") or member.size > LARGEST_FILE:
        return
    file = opened.extractfile(member)
    if file is not None:
        yield from _parsed(name, file.read())


def _parsed(name: str, content: bytes) -> Iterator[Mapping[str, object]]:
    try:
        resource = json.loads(content)
    except ValueError as error:
        raise InvalidInput(field="--packages", value=name, reason="unreadable_package") from error
    if isinstance(resource, dict):
        yield resource
