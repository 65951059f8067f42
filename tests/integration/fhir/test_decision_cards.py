"""Answers of decision services taken apart: what is whole is shown, what is hostile stays text or stays away."""

import pytest
from helpers.decision_server import card

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.hooks.cards import LONGEST_DETAIL, MOST_CARDS, plain, read_answer, safe_link
from hah_console.domain.decision_support import CardReason, Indicator, ServiceAnswer


def read(*cards: object) -> ServiceAnswer:
    return read_answer("demo", {"cards": list(cards)})


def test_a_whole_card_is_read_with_its_suggestions_links_and_reasons() -> None:
    suggestion = {"uuid": "s-1", "label": "減量", "isRecommended": True,
                  "actions": [{"type": "create", "description": "開立 1 g", "resource": {}}]}  # fmt: skip
    (found,) = read(card(
        detail="一行\n二行", suggestions=[suggestion],
        links=[{"label": "指引", "url": "https://guide.example.tw/1", "type": "absolute"}],
        overrideReasons=[{"code": "seen", "system": "urn:r", "display": "已評估"}],
    )).cards  # fmt: skip
    assert (found.indicator, found.summary, found.source, found.detail) == (
        Indicator.WARNING, "注意腎功能", "藥師學會", "一行\n二行",
    )  # fmt: skip
    assert (found.card_id, found.suggestions[0].suggestion_id, found.suggestions[0].actions) == (
        "c-1", "s-1", ("開立 1 g",),
    )  # fmt: skip
    assert found.suggestions[0].recommended
    assert found.links[0].url == "https://guide.example.tw/1"
    assert found.reasons == (CardReason("seen", "urn:r", "已評估"),)


def test_the_heaviest_stands_first() -> None:
    found = read(card(indicator="info"), card(indicator="critical"), card(indicator="warning"))
    assert [each.indicator for each in found.cards] == [Indicator.CRITICAL, Indicator.WARNING, Indicator.INFO]


@pytest.mark.parametrize(
    "bad",
    [
        None, 7, "card", [], {}, card(summary=""), card(summary=5), card(indicator="fatal"), card(indicator=["info"]),
        card(indicator=None), card(source=None), card(source="x"), card(source={"label": ""}),
        card(source={"label": 1}), card(summary="\u202e\u200b"),
    ],
)  # fmt: skip
def test_a_card_that_is_not_whole_is_counted_and_spoils_no_other(bad: object) -> None:
    found = read(bad, card())
    assert (len(found.cards), found.unread) == (1, 1)


@pytest.mark.parametrize("value", [None, [], "x", {}, {"cards": None}, {"cards": {}}, {"cards": "all"}])
def test_what_is_no_answer_is_a_fault(value: object) -> None:
    with pytest.raises(ExchangeFailed) as caught:
        read_answer("demo", value)
    assert caught.value.reason == "not_cards"


def test_thousands_of_cards_are_cut_and_the_rest_is_counted_with_the_gravest_kept() -> None:
    found = read(*[card(indicator="info") for _ in range(5_000)], card(indicator="critical"))
    assert (len(found.cards), found.left_out) == (MOST_CARDS, 5_001 - MOST_CARDS)
    assert found.cards[0].indicator is Indicator.CRITICAL


def test_markup_stays_letters_and_signs_that_turn_or_hide_words_are_gone() -> None:
    (found,) = read(card(
        summary="<script>alert(1)</script>\u202eevil\u200b", detail="<img src=x>\x00\x1b[31m\r\nb",
        source={"label": "A\nB"},
    )).cards  # fmt: skip
    assert found.summary == "<script>alert(1)</script>evil"
    assert found.detail == "<img src=x>[31m\nb"
    assert found.source == "A B"


def test_endless_words_are_cut_and_say_so() -> None:
    (found,) = read(card(summary="長" * 900_000, detail="x" * 900_000)).cards
    assert len(found.summary) < 400
    assert found.summary.endswith("…")
    assert len(found.detail) == LONGEST_DETAIL + 1


@pytest.mark.parametrize("parts", ["suggestions", "links", "overrideReasons"])
@pytest.mark.parametrize("value", [None, 5, "x", {}, [None, 7, "x", []], [{}] * 5_000])
def test_parts_of_the_wrong_type_do_not_take_the_card_away(parts: str, value: object) -> None:
    (found,) = read(card(**{parts: value})).cards
    assert len(found.suggestions) + len(found.links) + len(found.reasons) <= 10


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://guide.example.tw", "absolute"), ("javascript:alert(1)", "absolute"), ("file:///etc/x", "absolute"),
        ("https://", "absolute"), ("https://user:word@guide.example.tw", "absolute"), ("HTTPS//x", "absolute"),
        ("https://guide.example.tw/\u202ex", "absolute"), ("https://guide.example.tw/a b", "absolute"),
        ("https://[broken", "absolute"), ("https://x:99999999", "absolute"), ("https://guide.example.tw", "smart"),
        ("https://x/" + "a" * 3_000, "absolute"), (7, "absolute"), (None, "absolute"),
    ],
)  # fmt: skip
def test_only_an_absolute_link_over_tls_is_offered(url: object, kind: str) -> None:
    assert safe_link({"label": "x", "url": url, "type": kind}) is None


def test_a_link_without_a_label_is_named_by_its_host() -> None:
    link = safe_link({"url": "https://guide.example.tw/a", "type": "absolute"})
    assert link is not None
    assert link.label == "guide.example.tw"


def test_an_id_that_was_changed_would_name_something_else_so_it_is_left_out() -> None:
    (found,) = read(card(uuid="x" * 900, suggestions=[{"uuid": "a b", "label": "x"}])).cards
    assert (found.card_id, found.suggestions[0].suggestion_id) == ("", "")


def test_words_are_told_from_other_values() -> None:
    assert [plain(each, 9) for each in (None, 5, ["x"], {"a": 1}, " a  b ")] == ["", "", "", "", "a b"]
