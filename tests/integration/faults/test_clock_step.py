"""The wall clock of the service's machine is set by an hour, forward or back, while readings arrive.

The clock of this machine serves everybody on it, so only that of the service's process is set: Python loads
``shifted/sitecustomize.py`` there, which shifts ``time.time`` by what a file says. The program itself is unchanged.
"""

import time
from pathlib import Path

import pytest
from fault_ward import Tell, fault_ward, holds

HOUR_S = 3_600


@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S])
def test_a_clock_set_by_an_hour_neither_loses_nor_disorders_readings(
    step_s: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    shift = tmp_path / "shift"
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "shifted"))
    monkeypatch.setenv("HAH_TEST_CLOCK_SHIFT", str(shift))
    with fault_ward() as found:
        found.run(2.0)
        stepped_s = time.monotonic()
        shift.write_text(str(step_s), "ascii")
        found.alarmed("clock_stepped", stepped_s)
        found.recovered(stepped_s)
        found.run(5.0)
        assert not found.onlooker.alarmed
        result = found.finished()
        with found.ward.core.ctx.store() as uow:
            assert uow.readings.quarantined() == 0
            assert {alarm.rule_id for alarm in uow.alarms.open()} <= {"clock_stepped", "nobody_watching"}
    tell(f"clock set by {step_s / HOUR_S:+.0f} h", found, result)
    holds(found, result)
