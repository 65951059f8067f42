"""What the tests of the replay share: the command line of the program, called in this process."""

import sys

import pytest

from hah_console.app.cli import main
from tests.helpers.command_line import Command, Printed


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """``python -m hah_console`` with these words."""

    def run(*words: object) -> Printed:
        monkeypatch.setattr(sys, "argv", ["hah_console", *(str(word) for word in words), "--lang", "en"])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Printed(left.value.code, printed.out, printed.err)

    return run
