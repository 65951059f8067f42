"""Compiles requirements/{runtime,dev}.txt from pyproject.toml: pinned, hashed, for every platform."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST_PYTHON = "3.11"
COMPILE = (
    sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
    "--no-annotate", "--python-version", OLDEST_PYTHON, "pyproject.toml",
)  # fmt: skip


def main(more: list[str]) -> None:
    """Compile both; the development lock takes the versions of the runtime lock, so it contains it."""
    runtime, dev = "requirements/runtime.txt", "requirements/dev.txt"
    subprocess.run([*COMPILE, *more, "--output-file", runtime], cwd=ROOT, check=True)
    subprocess.run(
        [*COMPILE, *more, "--extra", "dev", "--constraint", runtime, "--output-file", dev], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    main(sys.argv[1:])
