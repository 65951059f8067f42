"""Workers' phones: a link opens once and in time, a pass ends with its shift, and whoever has none is refused."""

from datetime import timedelta

import pytest
from helpers.field_day import DISPATCHER, NURSES, FieldDay

from hah_console.domain.actor import Actor, Role
from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import UserId
from hah_console.domain.phone_pass import LINK_LASTS, LONGEST, PassState
from hah_console.services.phone_passes import PassRefused, entered, issue_pass, note_refused, open_pass, revoke_pass

KEY = "30" * 91


def reason_of(day: FieldDay, pass_id: str) -> object:
    with pytest.raises(PassRefused) as refused:
        entered(day.ctx, pass_id)
    return refused.value.facts["reason"]


def test_a_link_opens_once_and_its_code_is_kept_nowhere(day: FieldDay) -> None:
    issued = issue_pass(day.ctx, DISPATCHER, NURSES[0])
    assert issued.code not in str(issued.phone)
    opened = open_pass(day.ctx, issued.code, KEY, "a phone")
    assert entered(day.ctx, opened.pass_id).public_key == KEY
    with pytest.raises(PassRefused) as refused:
        open_pass(day.ctx, issued.code, "40" * 91, "a thief's phone")
    assert refused.value.facts["reason"] == "link_open"
    assert entered(day.ctx, opened.pass_id).public_key == KEY


def test_a_link_that_nobody_opens_and_one_that_is_guessed_open_nothing(day: FieldDay) -> None:
    issued = issue_pass(day.ctx, DISPATCHER, NURSES[0])
    with pytest.raises(PassRefused):
        open_pass(day.ctx, issued.code[:-1], KEY, "")
    day.clock.advance(LINK_LASTS)
    with pytest.raises(PassRefused) as refused:
        open_pass(day.ctx, issued.code, KEY, "")
    assert refused.value.facts["reason"] == "link_expired"


def test_a_pass_ends_with_its_shift_and_a_revoked_one_at_once(day: FieldDay) -> None:
    first = open_pass(day.ctx, issue_pass(day.ctx, DISPATCHER, NURSES[0]).code, KEY, "")
    second = open_pass(day.ctx, issue_pass(day.ctx, DISPATCHER, NURSES[0]).code, KEY, "")
    assert first.until - day.clock.now() <= LONGEST
    revoke_pass(day.ctx, DISPATCHER, second.pass_id, second.version, "lost")
    assert reason_of(day, second.pass_id) == "pass_revoked"
    day.clock.moment = first.until
    assert reason_of(day, first.pass_id) == "pass_expired"
    assert first.state(first.until - timedelta(seconds=1)) is PassState.OPEN
    assert reason_of(day, "PP-nobody") == "unknown_pass"


def test_a_pass_that_waits_for_its_phone_lets_nobody_in(day: FieldDay) -> None:
    assert reason_of(day, issue_pass(day.ctx, DISPATCHER, NURSES[0]).phone.pass_id) == "pass_issued"


def test_what_was_refused_stands_in_the_audit_trail(day: FieldDay) -> None:
    note_refused(day.ctx, "bad_signature", "PP-1")
    assert day.audited("refuse_phone") == [{"reason": "bad_signature"}]


def test_who_may_not_issue_links_issues_none(day: FieldDay) -> None:
    with pytest.raises(NotPermitted):
        issue_pass(day.ctx, Actor(UserId("U-x"), "x", Role.ADMINISTRATOR, "x"), NURSES[0])
