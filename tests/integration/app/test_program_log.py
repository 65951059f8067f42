"""The program's log file: lines a machine reads and nobody's name."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hah_console.app.logging_setup import MASK, log_to_file, stop_log


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger().level
    path = log_to_file(tmp_path, "console")
    yield path
    stop_log(path)
    logging.getLogger().setLevel(level)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_record_is_one_json_line_with_its_time_in_utc(log_file: Path) -> None:
    logging.getLogger("hah").info("service %s started", "A")
    (line,) = lines(log_file)
    assert (line["message"], line["level"], str(line["at"])[-6:]) == ("service A started", "INFO", "+00:00")


@pytest.mark.expected_log("patient")
def test_a_chinese_name_does_not_reach_the_log(log_file: Path) -> None:
    logging.getLogger("hah").warning("patient %s (%s) has no limits", "P-01", "陳○美")
    assert lines(log_file)[0]["message"] == f"patient P-01 ({MASK}) has no limits"


@pytest.mark.expected_log("could not read")
def test_an_exception_leaves_its_type_and_places_but_not_its_words(log_file: Path) -> None:
    try:
        int("Mrs Chen")
    except ValueError:
        logging.getLogger("hah").exception("could not read a number")
    assert "Chen" not in log_file.read_text("utf-8")
    assert lines(log_file)[0]["error"] == "ValueError"


def test_starting_the_log_twice_writes_each_record_once(log_file: Path) -> None:
    log_to_file(log_file.parents[1], "console")
    logging.getLogger("hah").info("once")
    assert len(lines(log_file)) == 1
