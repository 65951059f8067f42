"""The key of a receiving hospital opens once, and its own case alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hah_console.domain.receiving import (
    ALPHABET,
    CODE_LENGTH,
    MOST_WRONG,
    CodeRefused,
    ReceivingSlip,
    digest,
    new_code,
    new_secret,
    spaced_code,
)

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLIP = ReceivingSlip("S-1", "X-1", "H-1", digest("S-1", "ABCD2345"), NOW, "U-1", NOW + 6 * HOUR)


def test_a_code_is_read_as_people_type_it():
    assert SLIP.fits("abcd 2345")
    assert SLIP.fits("ABCD-2345")
    assert not SLIP.fits("ABCD2346")


def test_a_code_opens_once_and_the_session_admits_until_the_end():
    opened = SLIP.opened("session", NOW + HOUR)
    assert opened.admits("session", NOW + 2 * HOUR)
    assert not opened.admits("other", NOW + 2 * HOUR)
    assert not opened.admits("session", NOW + 6 * HOUR)
    with pytest.raises(CodeRefused):
        opened.opened("second", NOW + 2 * HOUR)


@pytest.mark.parametrize("now", [NOW - HOUR, NOW + 6 * HOUR])
def test_a_code_opens_nothing_outside_its_time(now):
    with pytest.raises(CodeRefused):
        SLIP.opened("session", now)


def test_a_code_that_was_revoked_or_guessed_at_too_often_opens_nothing_and_ends_the_session():
    for closed in (SLIP.revoked(NOW), replace(SLIP, wrong=MOST_WRONG)):
        with pytest.raises(CodeRefused):
            closed.opened("session", NOW)
    assert not SLIP.opened("session", NOW).revoked(NOW).admits("session", NOW)


def test_the_code_and_session_of_one_case_never_fit_another():
    other = replace(SLIP, slip_id="S-2")
    assert not other.fits("ABCD2345")
    assert not replace(SLIP.opened("session", NOW), slip_id="S-2").admits("session", NOW)


def test_a_slip_nobody_has_opened_admits_no_session():
    assert not SLIP.admits("", NOW)


def test_codes_and_secrets_differ_and_are_not_kept_in_the_clear():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert spaced_code("ABCD2345") == "ABCD 2345"
    assert new_secret() != new_secret()
    assert "ABCD2345" not in repr(SLIP)
