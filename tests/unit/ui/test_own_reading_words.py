"""What a patient measured herself is told as such on the timeline, in front of the values."""

from datetime import UTC, datetime, timedelta

import pytest
from helpers.alarm_bench import SHIPPED

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import Vital
from hah_console.services.timeline_entry import EntryKind, Extent, OwnHour, Timeline, TimelineEntry
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.timeline.entry_text import EntryWords

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
VITALS = {
    Vital.SPO2: Extent(93, 93), Vital.SYSTOLIC: Extent(128, 131), Vital.DIASTOLIC: Extent(74, 74),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "word", "begins"), [("zh_TW", "自測", "未驗證"), ("en", "Self-measured", "unverified")]
)
def test_what_she_measured_herself_says_that_nobody_verified_it(language: str, word: str, begins: str) -> None:
    own = OwnHour(NOW - timedelta(minutes=9), NOW, "Watch", 4, VITALS)
    entry = TimelineEntry("own:1", EntryKind.OWN, NOW, own)
    timeline = Timeline(PatientId("P1"), None, NOW, NOW, NOW, None, (entry,), {}, {})
    line = EntryWords(Texts(language), lambda at: at, SHIPPED.care, timeline, NOW).line(entry)
    assert (line.word, line.when, line.priority, line.strong) == (word, "02:51–03:00", None, False)
    assert line.title.startswith(begins)
    assert "93" in line.title
    assert "128–131" in line.title
    assert "Watch" in line.detail
    assert begins in line.spoken
