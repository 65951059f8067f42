"""Which hospital is offered first."""

from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.errors import InvalidInput
from hah_console.domain.hospital import Hospital
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.hospital_rank import Fit, RankRules, rank
from hah_console.domain.place import Place

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
MIN = timedelta(minutes=1)
RULES = RankRules(("high", "middle"), 5 * MIN, 10 * MIN, 60 * MIN)
BEDS = HospitalNews("N", "H", NOW, "U", ward_beds=4, icu_beds=1, diversion=Diversion.NONE)


def hospital(level="high", items=(), network="north"):
    return Hospital("H", "name", Place(24, 120), level, network=network, items=items)


def ranked(news=BEDS, minutes=10, item="", refused=frozenset(), network="north", now=NOW, **facts):
    return rank(hospital(**facts), news, minutes * MIN, RULES, now, item=item, refused=refused, network=network)


def test_nothing_against_it_goes_by_the_road_and_its_level():
    assert ranked().key() < ranked(minutes=12).key() < ranked(level="middle").key() < ranked(level="").key()


def test_another_network_counts_like_minutes_and_is_said():
    away = ranked(network="south")
    assert (away.fit, away.reasons, away.counted) == (Fit.SUITS, ("other_network",), 20 * MIN)


@pytest.mark.parametrize(
    ("facts", "fit", "reason"),
    [
        ({"news": None}, Fit.UNSURE, "no_news"),
        ({"now": NOW + 61 * MIN}, Fit.UNSURE, "stale_news"),
        ({"item": "stroke"}, Fit.UNSURE, "item_unknown"),
        ({"item": "stroke", "items": (("trauma", "high"),)}, Fit.UNFIT, "lacks_item"),
        ({"news": HospitalNews("N", "H", NOW, "U", ward_beds=0, icu_beds=0)}, Fit.UNFIT, "no_beds"),
        ({"news": HospitalNews("N", "H", NOW, "U", diversion=Diversion.PARTIAL)}, Fit.UNSURE, "part_diversion"),
        ({"news": HospitalNews("N", "H", NOW, "U", diversion=Diversion.FULL)}, Fit.DIVERTS, "diversion"),
        ({"refused": frozenset({"H"})}, Fit.REFUSED, "refused"),
    ],
)
def test_what_speaks_against_it_is_named_and_weighs_more_than_any_way(facts, fit, reason):
    found = ranked(**facts, minutes=1)
    assert (found.fit, found.reasons[0]) == (fit, reason)
    assert ranked(minutes=90).key() < found.key()


def test_one_nobody_can_tell_the_way_to_comes_last_of_its_kind():
    unknown = rank(hospital(), BEDS, None, RULES, NOW)
    assert ranked(minutes=300).key() < unknown.key() < ranked(news=None, minutes=1).key()


def test_old_news_of_a_diversion_decide_nothing_but_are_said_to_be_old():
    full = HospitalNews("N", "H", NOW - 61 * MIN, "U", ward_beds=0, diversion=Diversion.FULL)
    assert ranked(news=full).reasons == ("stale_news",)


def test_beds_that_cannot_be_are_refused():
    with pytest.raises(InvalidInput):
        HospitalNews("N", "H", NOW, "U", ward_beds=-1)
