"""Checking files of a folder: what was found in each, and how that compares with what was known beforehand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.fhir.checker.checker import Checker
from hah_console.adapters.fhir.checker.finding import Finding
from hah_console.adapters.fhir.errors import FhirRefused
from hah_console.adapters.fhir.resource_json import read_file

EXPECTATIONS = "EXPECTED.json"
"""In a folder of resources with one fault each: file name to the rule it breaks. Never looked at while checking."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file with its findings, or with why it could not be read."""

    path: Path
    findings: tuple[Finding, ...]
    refused: FhirRefused | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple(each for each in self.findings if each.error)

    @property
    def is_good(self) -> bool:
        """Whether the file was read and has no error."""
        return self.refused is None and not self.errors


@dataclass(frozen=True, slots=True)
class Counts:
    """Against expectations: faulty files caught and missed, and good ones flagged."""

    caught: int
    missed: tuple[str, ...]
    false_alarms: tuple[str, ...]


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The JSON files named, those of folders in order."""
    for path in paths:
        if path.is_dir():
            yield from (each for each in sorted(path.rglob("*.json")) if each.name != EXPECTATIONS)
        else:
            yield path


def examine(checker: Checker, path: Path) -> Examined:
    """Read and check one file. Raises OSError."""
    try:
        resource = read_file(path)
        if not checker.knows(resource):
            raise FhirRefused(file=path.name, reason="not_fhir")
        return Examined(path, checker.check(resource))
    except FhirRefused as refused:
        return Examined(path, (), refused)


def compared(examined: Sequence[Examined], faulty: Mapping[Path, str]) -> Counts:
    """How the verdicts compare with what is known: ``faulty`` has the paths of the files that break a rule."""
    bad = [each for each in examined if each.path in faulty]
    return Counts(
        caught=sum(not each.is_good for each in bad),
        missed=tuple(each.path.name for each in bad if each.is_good),
        false_alarms=tuple(each.path.name for each in examined if each.path not in faulty and not each.is_good),
    )
