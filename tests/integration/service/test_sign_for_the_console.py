"""A service that tells its console it is alive is never held up by a console that does not listen."""

import subprocess
import sys

TELLS = "from hah_console.app.commands.service import told_alive\ntell = told_alive()\nfor _ in range(50_000): tell()\n"
PATIENCE_S = 30.0


def test_a_console_that_reads_nothing_holds_up_no_service() -> None:
    with subprocess.Popen([sys.executable, "-c", TELLS], stdout=subprocess.PIPE) as service:
        try:
            assert service.wait(PATIENCE_S) == 0
        finally:
            service.kill()


def test_a_console_that_is_gone_ends_no_service_by_its_broken_pipe() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(0.5)\n" + TELLS], stdout=subprocess.PIPE
    ) as service:
        assert service.stdout
        service.stdout.close()
        assert service.wait(PATIENCE_S) == 0
