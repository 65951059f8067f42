"""A replay report is the same in the store and on the screen."""

import pytest
from helpers.replay_samples import report

from hah_console.services.replay.report import ReplayReportUnreadable, report_of


def test_a_report_is_the_same_after_it_was_kept() -> None:
    made = report("d")
    assert report_of(made.as_json()) == made


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"source": 1}'])
def test_a_damaged_report_is_told_and_never_half_read(text: str) -> None:
    with pytest.raises(ReplayReportUnreadable):
        report_of(text)
