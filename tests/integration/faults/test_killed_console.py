"""kill -9 of the only console: intake and alarms go on without a gap, the service says that nobody is watching, and the
console that is started again shows what is open.

The console is the whole program on an offscreen screen, signed in to; the service is a process of its own, as where
one machine runs it for all (docs/deployment.md).
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fault_ward import FaultWard, Tell, fault_ward, holds

from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.topics import topic
from hah_console.app.bench.ward import SITE_ID
from hah_console.app.bootstrap import DEMO_SITE
from hah_console.app.resources import resource_path
from hah_console.services.signs_of_life import CONSOLE_PREFIX

PROGRAM = Path(__file__).with_name("signed_in_console.py")
FALLING, MONITOR = "P001", "D-01"
"""A patient of the site pack; no monitor of the ward measures her."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The demo's site pack as the ward's own, so that there are people who can sign in."""
    folder = tmp_path / "site"
    shutil.copytree(resource_path(DEMO_SITE), folder)
    head = (folder / "site.toml").read_text("utf-8")
    (folder / "site.toml").write_text(head.replace('"hsinchu-demo"', f'"{SITE_ID}"', 1), "utf-8")
    return folder


class Console:
    """One start of the program; what it says stands in ``said``."""

    def __init__(self, found: FaultWard, site: Path, said: Path) -> None:
        options, self._said = found.ward.options, said
        arguments = ["--home", str(said.parent / "home"), "--database", options.database_url]
        arguments += ["--broker-port", str(options.broker_port), "--no-service", "--site", str(site)]
        with said.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(PROGRAM), "run", *arguments],
                stdout=out, stdin=subprocess.DEVNULL, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            )  # fmt: skip

    def shows(self) -> frozenset[str]:
        """Alarms in its bar."""
        lines = self._said.read_text("utf-8").splitlines()
        return frozenset(lines[-1].split()[1:]) if lines else frozenset()


@contextmanager
def console(found: FaultWard, site: Path, said: Path) -> Iterator[Console]:
    """A console that is closed on the way out, if it still runs."""
    opened = Console(found, site, said)
    try:
        yield opened
    finally:
        opened.process.terminate()
        opened.process.wait(20.0)


def falls(found: FaultWard) -> None:
    """A blood pressure that alarms at once."""
    publisher = VitalsPublisher(found.ward.options.broker_address(), "bedside")
    assert publisher.connect(5.0)
    low = DeviceSet(MONITOR, 1, time.time_ns() // 1_000_000, systolic=78.0, diastolic=45.0)
    publisher.publish(topic(SITE_ID, FALLING), encode(low))
    found.until(lambda: publisher.unsent() == 0, "taken", time.monotonic())
    publisher.close()


def alarms_of(found: FaultWard) -> frozenset[str]:
    """What is heard of the patient; what is only shown may stand behind the number of further alarms."""
    with found.ward.core.ctx.store() as uow:
        return frozenset(alarm.alarm_id for alarm in uow.alarms.open() if alarm.patient_id == FALLING and alarm.heard)


def watched(found: FaultWard) -> bool:
    """Whether any console has beaten."""
    with found.ward.core.ctx.store() as uow:
        return any(beat.process.startswith(CONSOLE_PREFIX) for beat in uow.service.heartbeats())


def test_a_killed_console_stops_no_reading_and_is_told(site: Path, tmp_path: Path, tell: Tell) -> None:
    with fault_ward() as found:
        with console(found, site, tmp_path / "first") as first:
            found.until(lambda: watched(found), "signed in", time.monotonic())
            found.until(lambda: "nobody_watching" not in found.open_alarms(), "seen", time.monotonic())
            found.run(3.0)
            assert "nobody_watching" not in found.open_alarms()
            found.figures.clear()
            struck_s = time.monotonic()
            first.process.kill()
        found.recovered(struck_s)
        found.alarmed("nobody_watching", struck_s)
        falls(found)
        found.until(lambda: bool(alarms_of(found)), "raised", time.monotonic())
        kept = {name: found.figures[name] for name in ("recovery", "alarm nobody_watching")}
        again_s = time.monotonic()
        with console(found, site, tmp_path / "second") as second:
            found.until(lambda: alarms_of(found) <= second.shows(), "shown", again_s)
            found.until(lambda: "nobody_watching" not in found.open_alarms(), "seen", again_s)
        found.notes.append(f"started again: shows the alarm raised meanwhile after {found.figures['shown']:.1f} s")
        found.figures = kept
        result = found.finished()
    tell("console, kill -9", found, result)
    holds(found, result)
