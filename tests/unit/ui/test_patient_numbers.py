"""The live numbers of the patient page: limits, ages, and nothing old that looks fresh."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.ids import PatientId
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, Vital
from hah_console.domain.score.result import ScoreItem, ScoreResult, StoredScore
from hah_console.services.live_numbers import ScoreNow, aged, live_numbers, score_now
from hah_console.services.patient_rules import PatientRules, VitalLimits
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.patient.number_text import NumberCard, number_cards, score_card

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
VALUES = {
    Vital.HEART_RATE: 118.0, Vital.SPO2: 86.0, Vital.RESPIRATORY_RATE: 26.0, Vital.SYSTOLIC: 96.0,
    Vital.DIASTOLIC: 54.0, Vital.TEMPERATURE: 38.9,
}  # fmt: skip
RULES = PatientRules(
    programme_days={}, stale_after=dict.fromkeys(Vital, 15 * MINUTE), silent_after=20 * MINUTE,
    limits={Vital.SPO2: VitalLimits(92, None), Vital.SYSTOLIC: VitalLimits(100, 180)},
    score_yellow=1, score_orange=5, score_red=7, single_item=3, load_window=10 * MINUTE, load_limit=10,
)  # fmt: skip


def value(vital: Vital, age: timedelta = timedelta(0), delay: timedelta = timedelta(0)) -> LatestValue:
    """A value received ``age`` ago and measured ``delay`` before that."""
    received = NOW - age
    return LatestValue(VALUES[vital], received - delay, received, received)


def cards(values: dict[Vital, LatestValue], language: str = "en", now: datetime = NOW) -> dict[Vital, NumberCard]:
    numbers = live_numbers(LatestVitals(PatientId("P"), 0, values), (), RULES, now)
    return {card.vital: card for card in number_cards(Texts(language), numbers, now)}


def card_of(vital: Vital) -> Vital:
    return Vital.SYSTOLIC if vital is Vital.DIASTOLIC else vital


@pytest.mark.parametrize("vital", list(Vital))
@pytest.mark.parametrize(("language", "words"), [("en", "16 min ago · stale"), ("zh_TW", "16 分前 · 過時")])
def test_every_vital_that_is_old_says_its_age_and_that_it_is_stale(vital: Vital, language: str, words: str) -> None:
    values = {v: value(v, 16 * MINUTE if v is vital else MINUTE) for v in Vital}
    shown = cards(values, language)
    old = shown.pop(card_of(vital))
    assert (old.stale, old.age) == (True, words)
    assert words in old.spoken
    assert not any(card.stale for card in shown.values())


@pytest.mark.parametrize("vital", [v for v in Vital if v is not Vital.DIASTOLIC])
def test_a_value_turns_stale_while_it_is_looked_at(vital: Vital) -> None:
    numbers = live_numbers(LatestVitals(PatientId("P"), 0, {v: value(v) for v in Vital}), (), RULES, NOW)
    fresh = next(n for n in aged(numbers, RULES, NOW + 15 * MINUTE) if n.vital is vital)
    stale = next(n for n in aged(numbers, RULES, NOW + 15.1 * MINUTE) if n.vital is vital)
    assert (fresh.stale, stale.stale) == (False, True)


@pytest.mark.parametrize("vital", list(Vital))
def test_a_reading_delivered_late_is_as_old_as_its_measurement(vital: Vital) -> None:
    late = cards({**{v: value(v) for v in Vital}, vital: value(vital, timedelta(0), 40 * MINUTE)})[card_of(vital)]
    assert (late.stale, late.age) == (True, "40 min ago · stale")


def test_when_nothing_is_heard_any_more_every_value_is_stale() -> None:
    rules = replace(RULES, stale_after=dict.fromkeys(Vital, 720 * MINUTE))
    numbers = live_numbers(LatestVitals(PatientId("P"), 0, {v: value(v, 21 * MINUTE) for v in Vital}), (), rules, NOW)
    assert all(number.stale for number in numbers)


def test_a_stale_value_beyond_its_limit_is_not_painted_as_an_alarm() -> None:
    old = cards({v: value(v, 16 * MINUTE) for v in Vital})
    assert not any(card.outside for card in old.values())
    assert cards({v: value(v) for v in Vital})[Vital.SPO2].outside


def test_a_sensor_off_shows_no_number() -> None:
    off = value(Vital.SPO2)._replace(value=None, quality=Quality.SENSOR_OFF)
    card = cards({**{v: value(v) for v in Vital}, Vital.SPO2: off})[Vital.SPO2]
    assert (card.value, card.stale, card.outside) == ("—", True, False)
    assert card.age == "Sensor off · 0 s ago"


def test_a_vital_never_received_says_so() -> None:
    shown = cards({Vital.SPO2: value(Vital.SPO2)})
    assert (shown[Vital.TEMPERATURE].value, shown[Vital.TEMPERATURE].age) == ("—", "Never received")
    assert shown[Vital.SYSTOLIC].value == "—/—"


def a_score(items: tuple[ScoreItem, ...], lower: int, upper: int) -> ScoreNow:
    result = ScoreResult("news2", "1", items, lower, upper)
    score = score_now(StoredScore(PatientId("P"), NOW, result), RULES)
    assert score is not None
    return score


MISSING = ScoreItem("temp", None, None, None)


@pytest.mark.parametrize(
    ("items", "lower", "upper", "said"),
    [
        ((ScoreItem("hr", "80", NOW, 0),), 0, 0, "NEWS2 low"),
        ((ScoreItem("rr", "8", NOW, 3),), 3, 3, "NEWS2 low–medium"),
        ((ScoreItem("rr", "25", NOW, 3),), 5, 5, "NEWS2 medium"),
        ((MISSING,), 0, 3, "NEWS2 low to low–medium"),
        ((MISSING,), 4, 7, "NEWS2 low to high"),
        ((MISSING,), 7, 10, "NEWS2 high"),
    ],
)
def test_the_risk_counts_a_single_item_and_what_is_missing(
    items: tuple[ScoreItem, ...], lower: int, upper: int, said: str
) -> None:
    card = score_card(Texts("en"), a_score(items, lower, upper), NOW)
    assert card.title == said
    assert said.removeprefix("NEWS2 ") in card.spoken


@pytest.mark.parametrize(("language", "words"), [("en", "on oxygen"), ("zh_TW", "用氧")])
def test_the_score_says_oxygen_in_words(language: str, words: str) -> None:
    item = ScoreItem("oxygen", "oxygen", NOW, 2)
    card = score_card(Texts(language), a_score((item,), 2, 2), NOW)
    assert [line.value for line in card.lines] == [words]
    assert words in card.spoken
