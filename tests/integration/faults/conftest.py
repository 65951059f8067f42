"""Every fault prints its audit of sequences, also with -q, and all of them once more as a table at the end."""

from collections.abc import Iterator

import pytest
from fault_ward import FaultWard, Tell

from hah_console.app.bench.set_audit import SetAudit

TABLE = pytest.StashKey[list[str]]()
COLUMNS = f"{'fault':<48} {'sent':>7} {'stored':>7} {'lost':>5} {'dupl.':>5} {'recovery s':>10} {'alarm s':>8}"


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Print one line: the fault, sent / stored / lost / duplicated, and seconds."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    capture = request.config.pluginmanager.get_plugin("capturemanager")

    def line(fault: str, found: FaultWard, result: SetAudit) -> None:
        seconds = "  ".join(f"{name} {value:.1f} s" for name, value in found.figures.items())
        request.config.stash.setdefault(TABLE, []).append(row(fault, found, result))
        with capture.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(f"  {fault:<48} {result.line()}  {seconds}")
            for note in found.notes:
                reporter.write_line(f"    {note}")

    return line


def row(fault: str, found: FaultWard, result: SetAudit) -> str:
    """One line of the table; of several alarms the latest counts, and its name is told."""
    alarms = {name: seconds for name, seconds in found.figures.items() if "alarm" in name}
    latest = max(alarms, key=lambda name: alarms[name], default="")
    recovery = found.figures.get("recovery")
    counts = f"{result.sent:>7,} {result.stored:>7,} {result.lost:>5,} {result.duplicated:>5,}"
    return f"{fault:<48} {counts} {_seconds(recovery):>10} {_seconds(alarms.get(latest)):>8}  {latest}".rstrip()


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


@pytest.hookimpl(wrapper=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> Iterator[None]:
    """The table of all faults of this run."""
    yield
    rows = config.stash.get(TABLE, [])
    if rows:
        terminalreporter.section("faults: audit of sequences")
        for line in (COLUMNS, *rows):
            terminalreporter.write_line(line)
