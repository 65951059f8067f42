"""Every fault prints its audit of sequences, also with -q."""

import pytest
from fault_ward import FaultWard, Tell

from hah_console.app.bench.set_audit import SetAudit


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Print one line: the fault, sent / stored / lost / duplicated, and seconds."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    capture = request.config.pluginmanager.get_plugin("capturemanager")

    def line(fault: str, found: FaultWard, result: SetAudit) -> None:
        seconds = "  ".join(f"{name} {value:.1f} s" for name, value in found.figures.items())
        with capture.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(f"  {fault:<48} {result.line()}  {seconds}")

    return line
