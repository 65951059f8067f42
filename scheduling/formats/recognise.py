"""A problem from a file of any known form: our own document, home-care JSON, Solomon's or Li and Lim's text."""

from pathlib import Path

from scheduling import codec
from scheduling.errors import ProblemInvalid
from scheduling.formats import hhcrsp, lilim, solomon
from scheduling.problem import Problem


def read_problem(path: Path) -> Problem:
    """The problem of a file. Raises ProblemInvalid naming the field or line, OSError without the file."""
    document = path.read_bytes()
    if document.lstrip().startswith((b"{", b"[")):
        if b'"scheduling.problem"' not in document and b'"central_offices"' in document:
            return hhcrsp.read_instance(path)
        return codec.read_problem(document)
    words = document[:2000].decode("utf-8", errors="replace").split("\n", 1)[0].split()
    if len(words) == 3 and all(word.isdigit() for word in words):
        return lilim.read_instance(path)
    if b"VEHICLE" in document[:2000].upper():
        return solomon.read_instance(path)
    raise ProblemInvalid(path.name, "is neither a planning document nor a benchmark instance that is known")
