"""Numbers, dates and telephones as people in Taiwan type them; each refusal names its field and reason."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.calendar import parse_day, parse_moment
from hah_console.domain.clock import TAIPEI
from hah_console.domain.errors import InvalidInput
from hah_console.domain.identity import (
    id_number_holds,
    parse_birth_date,
    parse_card_number,
    parse_national_id,
    parse_phone,
    sex_of_id,
)
from hah_console.domain.patient import Sex
from hah_console.domain.person import parse_position, parse_weight
from hah_console.domain.written import LONGEST_NOTE_BYTES, written_line, written_note

TODAY = date(2026, 11, 29)


def refused(parse, *typed):
    with pytest.raises(InvalidInput) as told:
        parse(*typed)
    return told.value.facts["field"], told.value.facts["reason"]


@pytest.mark.parametrize(
    ("typed", "kept", "sex"),
    [
        ("A123456789", "A123456789", Sex.MALE),
        ("a123456789", "A123456789", Sex.MALE),
        ("Ａ１２３４５６７８９", "A123456789", Sex.MALE),
        (" A123-456-789 ", "A123456789", Sex.MALE),
        ("A800000014", "A800000014", Sex.MALE),
        ("A900000016", "A900000016", Sex.FEMALE),
        ("AB12345677", "AB12345677", Sex.FEMALE),
        ("ＡＢ１２３４５６７７", "AB12345677", Sex.FEMALE),
    ],
)
def test_national_and_resident_numbers_hold_by_their_check_digit(typed, kept, sex):
    assert parse_national_id(typed) == kept
    assert sex_of_id(kept) is sex


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("A123456788", "wrong_check_digit"),
        ("A800000015", "wrong_check_digit"),
        ("AB12345678", "wrong_check_digit"),
        ("A323456789", "not_an_id"),
        ("AE12345678", "not_an_id"),
        ("A12345678", "not_an_id"),
        ("1123456789", "not_an_id"),
        ("病人", "not_an_id"),
        ("  ", "empty"),
    ],
)
def test_a_wrong_number_is_told_with_its_reason(typed, reason):
    assert refused(parse_national_id, typed) == ("national_id", reason)


@given(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), st.sampled_from("1289ABCD"), st.integers(0, 9_999_999))
def test_of_ten_last_digits_one_holds_and_no_digit_can_be_mistyped(letter, second, middle):
    number = f"{letter}{second}{middle:07}"
    good = [f"{number}{last}" for last in range(10) if id_number_holds(f"{number}{last}")]
    assert len(good) == 1
    slips = {f"{good[0][:-1]}{digit}" for digit in "0123456789"} - {good[0]}
    assert not any(id_number_holds(slip) for slip in slips)


@pytest.mark.parametrize("number", ["", "A12345678９", "a123456789", "A12345678😀"])
def test_only_capitals_and_plain_digits_are_a_kept_number(number):
    assert not id_number_holds(number)


def test_a_card_number_has_twelve_digits_however_it_is_parted():
    assert parse_card_number("0000 1234 5678") == "000012345678"
    assert refused(parse_card_number, "12345") == ("nhi_card_number", "not_a_card_number")


@pytest.mark.parametrize(
    "typed", ["民國115年3月5日", "115/03/05", "1150305", "２０２６/３/５", "2026-03-05", "20260305", " 115.3.5 "]
)
def test_a_day_is_read_in_either_calendar(typed):
    assert parse_day(typed) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-11-30", "in_the_future"),
        ("115/11/30", "in_the_future"),
        ("1895-01-01", "too_long_ago"),
        ("115/02/30", "impossible_date"),
        ("yesterday", "not_a_date"),
        ("", "empty"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(typed, reason):
    assert refused(parse_birth_date, typed, TODAY) == ("birth_date", reason)


def test_who_was_born_today_and_who_is_very_old_are_people():
    assert parse_birth_date("115/11/29", TODAY) == TODAY
    assert parse_birth_date("民國5年1月1日", TODAY) == date(1916, 1, 1)


@pytest.mark.parametrize(
    "typed", ["115/03/05 14:30", "１１５/３/５ 14：30", "2026-03-05 1430", "民國115年3月5日 14時30分"]
)
def test_a_moment_is_a_day_and_a_time_at_the_site(typed):
    assert parse_moment(typed, TAIPEI) == datetime(2026, 3, 5, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["115/03/05", "115/03/05 25:00", "14:30", "115/03/05 14:60"])
def test_half_a_moment_is_refused(typed):
    assert refused(parse_moment, typed, TAIPEI, "signed_at") == ("signed_at", "not_a_moment")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912-345-678", "0912345678"),
        ("０９１２３４５６７８", "0912345678"),
        ("+886 912 345 678", "0912345678"),
        ("+886 (0)912 345 678", "0912345678"),
        ("(02) 2345-6789 分機 12", "0223456789#12"),
        ("03-5551234#9", "035551234#9"),
        ("089-123456", "089123456"),
    ],
)
def test_telephones_are_kept_without_what_parts_them(typed, kept):
    assert parse_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "0112345678", "call me", "09123456789"])
def test_what_is_no_telephone_is_refused(typed):
    assert refused(parse_phone, typed) == ("phone", "not_a_phone")


def test_nobody_weighs_seven_hundred_kilograms():
    assert parse_weight("５２．５") == Decimal("52.5")
    assert refused(parse_weight, "700") == ("weight_kg", "out_of_range")
    assert refused(parse_weight, "-3") == ("weight_kg", "out_of_range")
    assert refused(parse_weight, "NaN") == ("weight_kg", "no_number")
    assert refused(parse_weight, "heavy") == ("weight_kg", "no_number")


def test_a_position_lies_in_taiwan():
    assert parse_position("24.80395, 120.96468") == (24.80395, 120.96468)
    assert parse_position("２４．８　１２０．９") == (24.8, 120.9)
    assert refused(parse_position, "120.96, 24.80") == ("position", "out_of_range")
    assert refused(parse_position, "here") == ("position", "not_a_position")


def test_a_note_keeps_emoji_and_rare_characters_and_ends_at_a_hundred_kilobytes():
    assert written_note("發燒 🤒\r\n𠮷野家\t好", "note") == "發燒 🤒\n𠮷野家\t好"
    assert len(written_note("傷" * (LONGEST_NOTE_BYTES // 3), "note")) == LONGEST_NOTE_BYTES // 3
    field, reason = refused(written_note, "傷" * (LONGEST_NOTE_BYTES // 3 + 1), "note")
    assert (field, reason) == ("note", "too_long")
    assert refused(written_note, "a\x00b", "note")[1] == "not_storable"
    assert refused(written_note, "\ud83e", "note")[1] == "not_storable"


def test_a_line_is_one_line():
    assert written_line(" 新竹市\n東區  ", "address") == "新竹市 東區"
    assert refused(written_line, "x" * 201, "address") == ("address", "too_long")


@given(st.text())
def test_no_text_whatever_does_more_than_be_refused(text):
    for parse in (
        parse_national_id, parse_card_number, parse_phone, parse_weight, parse_position,
        lambda typed: parse_birth_date(typed, TODAY), lambda typed: parse_moment(typed, TAIPEI),
        lambda typed: written_note(typed, "note"),
    ):  # fmt: skip
        try:
            parse(text)
        except InvalidInput:
            continue
