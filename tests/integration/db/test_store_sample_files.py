"""Files of samples: however many are read, a few stay open; what was read last stays."""

from pathlib import Path

from hah_console.adapters.db.samples.sqlite_files import MOST_OPEN, SqliteFiles
from hah_console.adapters.db.samples.tiers import CHUNKS

PATIENT = "P1"
DAYS = 30


def test_of_many_files_a_few_stay_open_and_all_are_read_and_written(tmp_path: Path) -> None:
    files = SqliteFiles(tmp_path / "hah.db")
    for number in range(DAYS):
        files.put(CHUNKS, [(PATIENT, number * CHUNKS.file_ms, b"1")])
        assert len(files._open) <= MOST_OPEN
    found = files.read(CHUNKS, PATIENT, 0, DAYS * CHUNKS.file_ms)
    assert len(found) == DAYS
    assert len(files._open) == MOST_OPEN
    files.put(CHUNKS, [(PATIENT, 0, b"2")])
    assert files.read(CHUNKS, PATIENT, 0, 0) == [(0, b"2")]
    assert files.drop_before(CHUNKS, (DAYS - 1) * CHUNKS.file_ms) == DAYS - 1
    assert len(files._open) <= 1
    files.close()
