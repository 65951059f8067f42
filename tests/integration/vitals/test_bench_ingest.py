"""The measuring of the intake measures what it says: real processes, every set accounted for."""

import json

import pytest
from helpers.processes import program

from hah_console.app.bench.database import POSTGRES, SQLITE

KEYS = {
    "sent", "stored", "lost", "duplicated", "commit_p50_ms", "commit_p99_ms", "commit_max_ms", "cpu_us_per_message",
    "ok",
}  # fmt: skip


@pytest.mark.parametrize("database", [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)])
def test_every_set_of_a_small_fleet_is_found_again(database: str) -> None:
    options = ("--patients", "20", "--seconds", "2", "--json", "--db", database)
    with program("bench", "ingest", *options) as running:
        said, _ = running.communicate(timeout=90)
    found = json.loads(said.strip().splitlines()[-1])
    assert found.keys() >= KEYS
    assert found["sent"] >= 20
    assert (found["stored"], found["lost"], found["duplicated"]) == (found["sent"], 0, 0)
    assert 0 < found["commit_p50_ms"] <= found["commit_p99_ms"] <= found["commit_max_ms"]
