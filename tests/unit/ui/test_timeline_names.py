"""Who did something is a name on the timeline, also when it was no person."""

from datetime import UTC, datetime, timedelta

import pytest
from helpers.order_bench import care

from hah_console.domain.case_event import CaseEvent, CaseEventKind
from hah_console.domain.ids import CaseEventId, EpisodeId, PatientId, UserId
from hah_console.services.timeline_entry import EntryKind, Timeline, TimelineEntry
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.timeline.entry_text import EntryWords
from hah_console.ui.screens.patient.timeline.event_text import event_title

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PATIENT, STAY = PatientId("P"), EpisodeId("E")


def detail(by: str, language: str = "zh_TW") -> str:
    event = CaseEvent(CaseEventId("EV"), PATIENT, STAY, CaseEventKind.ENROLLED, NOW, NOW, UserId(by), "episode", STAY)
    entry = TimelineEntry("e", EntryKind.CASE, NOW, event)
    day = timedelta(days=1)
    timeline = Timeline(PATIENT, STAY, NOW - day, NOW - day, NOW + day, None, (entry,), {"U-1": "王淑芬"}, {})
    words = EntryWords(Texts(language), lambda moment: moment, care(), timeline, NOW)
    return words.line(entry).detail


@pytest.mark.parametrize(
    ("by", "language", "said"),
    [
        ("U-1", "zh_TW", "王淑芬"), ("site", "zh_TW", "院所資料"), ("site", "en", "Site data"),
        ("service", "zh_TW", "系統服務"), ("U-9", "zh_TW", "U-9"),
    ],
)  # fmt: skip
def test_a_machine_has_a_word_and_a_person_her_name(by: str, language: str, said: str) -> None:
    assert detail(by, language) == said


def test_an_own_limit_ended_early_says_which_one() -> None:
    facts = (("limit", "84"), ("side", "low"), ("vital", "spo2"))
    event = CaseEvent(
        CaseEventId("EV"), PATIENT, STAY, CaseEventKind.LIMIT_ENDED, NOW, NOW, UserId("U-1"), "limit", "7", facts
    )
    timeline = Timeline(PATIENT, STAY, NOW, NOW, NOW, None, (), {}, {})
    assert event_title(Texts("zh_TW"), timeline, event, care()) == "提前結束個人警示界限：SpO₂ 下限 84 %"
