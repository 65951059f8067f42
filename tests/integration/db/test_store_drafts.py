"""What somebody types is kept as typed, for nobody else, until it is sent; on both engines."""

from datetime import timedelta

import pytest
from samples import NOW, NURSE

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import UserId
from hah_console.domain.written import LONGEST_NOTE_BYTES
from hah_console.services.context import Context
from hah_console.services.drafts import LARGEST_DRAFT_BYTES, drop_draft, keep_draft, own_drafts, read_draft

OTHER = Actor(UserId("U-nurse2"), "王護理師", Role.NURSE, "WS-1")
TYPED = {"name": "陳 大明\x00", "birth_date": "民國30/2/31", "note": "😀\ud800\r\n\t" + "𠮷" * 3, "empty": ""}


@pytest.fixture
def ctx(store):
    return Context(store.unit_of_work, ManualClock(NOW))


def test_a_draft_comes_back_as_typed_with_when_and_on_what_it_was_based(ctx):
    kept = keep_draft(ctx, NURSE, "intake", "IN-1", TYPED, based_on=3)
    found = read_draft(ctx, NURSE, "intake", "IN-1")
    assert found == kept
    assert (dict(found.fields), found.saved_at, found.based_on) == (TYPED, NOW, 3)


def test_a_draft_is_its_users_its_forms_and_its_subjects_own(ctx):
    keep_draft(ctx, NURSE, "referral", "", {"name": "陳"})
    for actor, form, subject in ((OTHER, "referral", ""), (NURSE, "intake", ""), (NURSE, "referral", "R-1")):
        assert read_draft(ctx, actor, form, subject) is None
    drop_draft(ctx, OTHER, "referral")
    assert read_draft(ctx, NURSE, "referral") is not None
    assert own_drafts(ctx, OTHER) == ()


def test_the_newest_draft_takes_the_place_of_the_one_before_and_is_listed_first(ctx):
    keep_draft(ctx, NURSE, "referral", "", {"name": "陳"})
    ctx.clock.moment = NOW + timedelta(minutes=1)
    keep_draft(ctx, NURSE, "intake", "IN-1", {"summary": "咳"})
    ctx.clock.moment = NOW + timedelta(minutes=2)
    keep_draft(ctx, NURSE, "referral", "", {"phone": "0912"})
    assert [(draft.key.form, dict(draft.fields)) for draft in own_drafts(ctx, NURSE)] == [
        ("referral", {"phone": "0912"}),
        ("intake", {"summary": "咳"}),
    ]


def test_a_draft_that_was_sent_is_gone_and_may_be_dropped_again(ctx):
    keep_draft(ctx, NURSE, "referral", "", {"name": "陳"})
    for _ in range(2):
        drop_draft(ctx, NURSE, "referral")
        assert read_draft(ctx, NURSE, "referral") is None


def test_a_note_that_is_too_long_is_kept_as_typed(ctx):
    pasted = "字" * LONGEST_NOTE_BYTES
    keep_draft(ctx, NURSE, "note", "E-1", {"text": pasted})
    assert read_draft(ctx, NURSE, "note", "E-1").fields["text"] == pasted


def test_what_is_beyond_every_bound_is_refused_with_its_field_and_leaves_the_draft_there_was(ctx):
    keep_draft(ctx, NURSE, "note", "E-1", {"text": "short"})
    with pytest.raises(InvalidInput) as refused:
        keep_draft(ctx, NURSE, "note", "E-1", {"title": "x", "text": "x" * LARGEST_DRAFT_BYTES})
    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("text", "too_long")
    assert len(str(refused.value.facts["value"])) < 100
    assert read_draft(ctx, NURSE, "note", "E-1").fields["text"] == "short"


def test_drafts_wake_nobody_and_are_no_record(ctx, store):
    feed = store.change_feed()
    try:
        before = feed.last_sequence()
        keep_draft(ctx, NURSE, "referral", "", TYPED)
        drop_draft(ctx, NURSE, "referral")
        assert feed.since(before) == ()
    finally:
        feed.close()
    with ctx.store() as uow:
        assert uow.audit.entries() == ()
