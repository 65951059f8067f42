"""Problem and answer as versioned JSON documents; errors name the field. The words are in docs/planning-json.md."""

import json
from typing import Any, Final

import msgspec

from scheduling.errors import ProblemInvalid
from scheduling.problem import Problem
from scheduling.result import Score, Solution

VERSION: Final = 2
READABLE: Final = (1, 2)
"""Versions that are read; an older document is brought to the present form first."""
PROBLEM_FORMAT: Final = "scheduling.problem"
ANSWER_FORMAT: Final = "scheduling.answer"


class ProblemDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The envelope of a problem."""

    format: str
    version: int
    problem: Problem


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the independent check found: one line per violation, and its own score."""

    violations: tuple[str, ...]
    score: Score


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The envelope of a solution with the verdict of the check on it."""

    format: str = ANSWER_FORMAT
    version: int = VERSION
    solution: Solution
    check: Verdict


def write_problem(problem: Problem) -> bytes:
    """The problem as UTF-8 JSON."""
    return msgspec.json.encode(ProblemDocument(format=PROBLEM_FORMAT, version=VERSION, problem=problem))


def read_problem(document: bytes) -> Problem:
    """The problem of a JSON document; raises ProblemInvalid naming the field."""
    try:
        if _is_present(document):
            return msgspec.json.decode(document, type=ProblemDocument).problem.validated()
        head = _require_format(document, PROBLEM_FORMAT, READABLE)
        return msgspec.convert(upgraded(head), type=ProblemDocument).problem.validated()
    except msgspec.ValidationError as error:
        raise _named(error) from error


def write_answer(solution: Solution, verdict: Verdict) -> bytes:
    """The solution and the check's verdict as UTF-8 JSON."""
    return msgspec.json.encode(Answer(solution=solution, check=verdict))


def read_answer(document: bytes) -> Answer:
    """The answer of a JSON document; raises ProblemInvalid naming the field."""
    _require_format(document, ANSWER_FORMAT, (VERSION,))
    try:
        return msgspec.json.decode(document, type=Answer)
    except msgspec.ValidationError as error:
        raise _named(error) from error


class _Head(msgspec.Struct, frozen=True):
    format: Any = None
    version: Any = None


def _is_present(document: bytes) -> bool:
    """PERF(10 MB of ways in 0.1 s): whether it needs no look at its own form, which takes as long as three readings."""
    try:
        head = msgspec.json.decode(document, type=_Head)
    except (msgspec.DecodeError, RecursionError):
        return False
    return (head.format, head.version) == (PROBLEM_FORMAT, VERSION)


def _require_format(document: bytes, expected: str, versions: tuple[int, ...]) -> dict[str, Any]:
    try:
        head = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise ProblemInvalid("document", f"is not JSON ({error})") from error
    if not isinstance(head, dict) or head.get("format") != expected:
        raise ProblemInvalid("format", f"must be {expected!r}")
    if head.get("version") not in versions:
        known = " and ".join(map(str, versions))
        raise ProblemInvalid("version", f"{head.get('version')!r} is not known; this program reads version {known}")
    return head


def upgraded(head: dict[str, Any]) -> dict[str, Any]:
    """A problem document of version 1 in the form of version 2: windows of breaks, sameness of dependencies."""
    problem = head.get("problem")
    if head.get("version") != 1 or not isinstance(problem, dict):
        return head
    for caregiver in _objects(problem.get("caregivers")):
        for pause in _objects(caregiver.get("breaks")):
            if "earliest" in pause and "latest" in pause:
                pause["windows"] = [{"start": pause.pop("earliest"), "end": pause.pop("latest")}]
    for link in _objects(problem.get("dependencies")):
        if "different_caregivers" in link:
            link["caregivers"] = "different" if link.pop("different_caregivers") else "any"
    return {**head, "version": VERSION}


def _objects(found: object) -> list[dict[str, Any]]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _named(error: msgspec.ValidationError) -> ProblemInvalid:
    """msgspec says ``reason - at `$.path```; turn it round so that the field comes first."""
    reason, _, path = str(error).partition(" - at `$")
    return ProblemInvalid(path.rstrip("`").lstrip(".") or "document", reason)
