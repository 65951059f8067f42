"""kill -9 of the only console: the intake goes on without a gap, and the service says that nobody is watching."""

import shutil
import time
from pathlib import Path

from fault_ward import Tell, fault_ward, holds
from helpers.processes import ROOT, program

from hah_console.app.bench.running import Running
from hah_console.app.bench.ward import SITE_ID

DEMO_ID = "hsinchu-demo"


def test_a_killed_console_stops_no_reading_and_is_told(tmp_path: Path, tell: Tell) -> None:
    with fault_ward() as found:
        options = found.ward.options
        place = [
            "--home",
            str(options.home / "desk"),
            "--database",
            options.database_url,
            "--site",
            str(_site(tmp_path)),
        ]
        with program("run", "--no-service", *place) as console:
            found.until(lambda: _beating(found.ward), "console start", time.monotonic())
            found.until(lambda: "nobody_watching" not in found.open_alarms(), "seen", time.monotonic())
            found.figures.clear()
            struck_s = time.monotonic()
            console.kill()
            found.recovered(struck_s)
            found.alarmed("nobody_watching", struck_s)
        result = found.finished()
    tell("console, kill -9", found, result)
    holds(found, result)


def _site(folder: Path) -> Path:
    """The demo site under the name of the ward that is there already."""
    shutil.copytree(ROOT / "resources" / "demo", folder / "site")
    facts = folder / "site" / "site.toml"
    facts.write_text(facts.read_text("utf-8").replace(DEMO_ID, SITE_ID), "utf-8")
    return folder / "site"


def _beating(ward: Running) -> bool:
    with ward.core.ctx.store() as uow:
        return any(beat.process.startswith("console:") for beat in uow.service.heartbeats())
