"""Numbers of people on a screen: the middle hidden, and every difference of two in sight."""

from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.masked_number import HIDDEN, masked_number, masked_pair

NUMBERS = st.text("ABZ0123456789", min_size=0, max_size=12)


def test_the_middle_of_a_national_id_is_hidden() -> None:
    assert masked_number("A123456789") == "A1•••••789"


def test_a_short_number_shows_its_last_sign_only_and_none_shows_nothing() -> None:
    assert masked_number("1234") == "•••4"
    assert masked_number("") == ""


def test_what_differs_is_shown_in_both() -> None:
    assert masked_pair("A123456789", "A123956789") == ("A1••4••789", "A1••9••789")


@given(NUMBERS, NUMBERS)
def test_two_numbers_look_alike_only_when_they_are(one: str, other: str) -> None:
    left, right = masked_pair(one, other)
    assert (left == right) == (one == other)
    assert (len(left), len(right)) == (len(one), len(other))


@given(st.text("ABZ0123456789", min_size=7, max_size=12))
def test_at_least_two_signs_are_hidden(number: str) -> None:
    assert masked_number(number).count(HIDDEN) >= 2
