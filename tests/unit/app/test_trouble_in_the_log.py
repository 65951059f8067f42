"""A trouble is in the log once when it begins, once when another takes its place, and once when it is over."""

import logging

import pytest

from hah_console.app.told_once import ToldOnce


@pytest.mark.expected_log("bread is not baked")
def test_a_trouble_that_stays_is_told_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    tell = ToldOnce(logging.getLogger("bakery"), "bread is not baked", "bread is baked again")
    for trouble in ("", "no flour", "no flour", "no fire", "", ""):
        tell(trouble)
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told == [
        ("WARNING", "bread is not baked: no flour"),
        ("WARNING", "bread is not baked: no fire"),
        ("INFO", "bread is baked again"),
    ]
