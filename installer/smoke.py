"""Runs what was built, as its user would: the bundle, and the program inside the .deb.

``python installer/smoke.py`` ends with 0 when every step answered as it should and said nothing unknown on stderr.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
STDERR_ALLOWED = (
    re.compile(r"^(tour|plan|roads|site|service)\b.*"),
    re.compile(r"^\[?\d+[/%].*"),
    re.compile(r"^$"),
)
"""What the program may say on standard error: its progress. Anything else fails the smoke test."""
PYTHON_MARKS = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "HAH_HOME", "HAH_DATABASE")


@dataclass(frozen=True, slots=True)
class Step:
    """One run of the program: its arguments, and what its last line of output must be (a JSON object with ok)."""

    arguments: tuple[str, ...]
    last_line: str | None = None
    timeout_s: float = 120.0


def steps(program: Path, out: Path, version: str, offered: str) -> list[Step]:
    """The steps of a program that offers these sub-commands (the text of its help)."""
    short = ("--lang", "zh_TW", "--theme", "light", "--until", "12:00")
    tour = Step(("tour", "--out", str(out / "tour"), *short, "--json"), timeout_s=600.0)
    return [
        Step(("--version",), version),
        Step(("--import-check",)),
        Step(("site", "check", str(program.parent / "_internal" / "resources" / "demo"), "--json")),
        *([tour] if re.search(r"\btour\b", offered) else []),
    ]


def main() -> int:
    """Try every program that was built; 1 when one of them fails."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="hah-smoke-") as folder:
        scratch = Path(folder)
        for program in programs(scratch):
            print(f"smoke test of {program}", flush=True)
            faults += try_program(program, scratch, version)
    print("\n".join(faults) or "smoke test passed")
    return bool(faults)


def programs(scratch: Path) -> list[Path]:
    """The bundle's program and the one unpacked from the .deb, whichever were built; ends the program when none was."""
    found = [DIST / "hah_console" / "hah_console"]
    for package in DIST.glob("*.deb"):
        unpacked = scratch / package.stem
        subprocess.run(["dpkg", "-x", str(package), str(unpacked)], check=True)
        found.append(unpacked / "opt" / "hah-console" / "hah_console")
    built = [program for program in found if program.is_file()]
    return built or sys.exit("nothing was built; run make package")


def try_program(program: Path, scratch: Path, version: str) -> list[str]:
    """One line per fault of one program."""
    environment = {name: value for name, value in os.environ.items() if name not in PYTHON_MARKS}
    environment |= {"HAH_HOME": str(scratch / "home"), "QT_QPA_PLATFORM": "offscreen"}
    offered = subprocess.run([program, "--help"], capture_output=True, env=environment, text=True, check=False).stdout
    faults: list[str] = []
    for step in steps(program, scratch, version, offered):
        faults += try_step(program, step, environment, scratch)
    return faults


def try_step(program: Path, step: Step, environment: dict[str, str], scratch: Path) -> list[str]:
    """Run one step in a folder that is not the checkout; one line per fault."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            [program, *step.arguments], cwd=scratch, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=step.timeout_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return [f"{' '.join(step.arguments)}: no end within {step.timeout_s:g} s"]
    print(f"  {' '.join(step.arguments[:2])}: {done.returncode} after {time.monotonic() - started:.1f} s", flush=True)
    return [f"{' '.join(step.arguments)}: {fault}" for fault in judge(step, done)]


def judge(step: Step, done: "subprocess.CompletedProcess[str]") -> list[str]:
    """What is wrong with one answer: exit status, last line, unknown lines on standard error."""
    faults = [f"exit status {done.returncode}"] if done.returncode else []
    last = (done.stdout.strip().splitlines() or [""])[-1]
    if step.last_line is not None and last != step.last_line:
        faults.append(f"answered {last!r} instead of {step.last_line!r}")
    if "--json" in step.arguments and not _is_ok(last):
        faults.append(f"the last line is no JSON object with ok: {last[:200]!r}")
    unknown = [line for line in done.stderr.splitlines() if not any(known.search(line) for known in STDERR_ALLOWED)]
    return faults + [f"unknown on stderr: {line}" for line in unknown[:20]]


def _is_ok(line: str) -> bool:
    try:
        return json.loads(line).get("ok") is True
    except (ValueError, AttributeError):
        return False


if __name__ == "__main__":
    sys.exit(main())
