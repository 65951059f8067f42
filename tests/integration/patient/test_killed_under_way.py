"""A console that is really killed between "asked" and "accepted": what it had stored stands, half a step does not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.bedside import CHEN_STAY, NEAR, NURSE, Bedside, open_bedside
from helpers.processes import LIMIT_S

from hah_console.adapters.db.store import Store
from hah_console.domain.transfer import TransferStage
from hah_console.services.audit import verify_chain
from hah_console.services.transfers import accept, decide_transfer

CONSOLE = """
import sys, time
from datetime import UTC, datetime
from hah_console.adapters.db.store import Store
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.services.context import Context
from hah_console.services.transfers import accept

store = Store(sys.argv[1])
nurse = Actor(sys.argv[3], sys.argv[4], Role.NURSE, "WS-1")

def unit():
    opened = store.unit_of_work()
    def waits():
        print("written", flush=True)
        time.sleep(60)
    opened.commit = waits
    return opened

accept(Context(unit, ManualClock(datetime(2026, 11, 22, 20, tzinfo=UTC))), nurse, sys.argv[2], 1)
"""


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
def test_killed_between_asked_and_accepted_the_question_stands_and_the_answer_can_be_given(
    ward: Bedside, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'hah.db'}"
    decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    with ward.store.unit_of_work() as uow:
        (asked,) = uow.transfers.open()
        before = uow.audit.head()
    command = [sys.executable, "-c", CONSOLE, url, asked.transfer_id, NURSE.user_id, NURSE.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as console:
        assert console.stdout is not None
        assert console.stdout.readline().strip() == "written"
        os.kill(console.pid, signal.SIGKILL)
        assert console.wait(LIMIT_S) == -signal.SIGKILL
    ward.store.close()
    ward.store = Store(url)
    with ward.store.unit_of_work() as uow:
        (found,) = uow.transfers.open()
        assert (found, uow.audit.head()) == (asked, before)
        assert len(uow.packs.of_transfer(asked.transfer_id)) == 1
    accept(ward.ctx, NURSE, asked.transfer_id, found.version)
    with ward.store.unit_of_work() as uow:
        assert uow.transfers.get(asked.transfer_id).stage is TransferStage.ACCEPTED
    assert verify_chain(ward.ctx).holds
