"""Documents of other systems: taken once, completed by a second one, and kept with the reasons when they are bad."""

from datetime import timedelta

import pytest
from helpers.referrals import DISPATCHER, NOW, NURSE, TYPED, document
from helpers.ward import LOADER, RULES

from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.person import Person
from hah_console.domain.referral import Channel, ReferralState
from hah_console.domain.referral_document import LARGEST_DOCUMENT_BYTES
from hah_console.services.referral_inbox import referral_inbox
from hah_console.services.referral_receipt import Taken, receive_referral, refused_documents, settle_refused
from hah_console.services.referrals import accept_referral, complete_referral, match_referral, return_referral


def stored(ctx, receipt):
    with ctx.store() as uow:
        return uow.referrals.get(receipt.referral_id)


def receive(ctx, content):
    return receive_referral(ctx, LOADER, content, "er.json")


def test_a_good_document_becomes_a_referral(ctx):
    receipt = receive(ctx, document())
    referral = stored(ctx, receipt)
    assert (receipt.taken, referral.channel, referral.external_id) == (Taken.RECEIVED, Channel.RECEIVED, "ER-7")
    assert (referral.person.national_id, referral.sender.phone, referral.received_at) == (
        "A123456789",
        "035551234",
        NOW,
    )
    assert referral_inbox(ctx, RULES.clocks).open[0].clock.clock_id == "referral_answer"


def test_the_same_document_may_come_any_number_of_times(ctx):
    first = receive(ctx, document())
    again = receive(ctx, document())
    spaced = receive(ctx, document() + b"\n")
    assert (again.taken, spaced.taken, again.referral_id) == (Taken.KNOWN, Taken.KNOWN, first.referral_id)
    assert len(referral_inbox(ctx, RULES.clocks).open) == 1
    assert refused_documents(ctx) == ()


def test_the_same_number_of_another_sender_is_another_referral(ctx):
    receive(ctx, document())
    other = receive(ctx, document(sender={"organisation": "安心診所"}))
    assert other.taken is Taken.RECEIVED
    assert len(referral_inbox(ctx, RULES.clocks).open) == 2


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", {("document", "not_json")}),
        (b"\xff\xfe", {("document", "not_json")}),
        (b"[" * 100_000, {("document", "not_json")}),
        (b'{"a": NaN}', {("document", "not_json")}),
        (b"[]", {("document", "not_json")}),
        (b" " * (LARGEST_DOCUMENT_BYTES + 1), {("document", "too_long")}),
        (document(version=2), {("document", "unknown_version")}),
        (document(version=True), {("document", "unknown_version")}),
        (document(number=""), {("external_id", "empty")}),
        (document(number="\x00\ud800"), {("external_id", "not_storable")}),
        (document(mode="D"), {("mode", "unknown")}),
        (document(mode=None), {("mode", "empty")}),
        (document(person={"name": None}), {("name", "empty")}),
        (document(person={"national_id": "A123456788"}), {("national_id", "wrong_check_digit")}),
        (document(person={"shoe_size": 44}), {("person.shoe_size", "unknown")}),
        (document(person={"weight_kg": [1]}), {("weight_kg", "wrong_type")}),
        (document(urgency="high"), {("urgency", "unknown")}),
        (document().replace(b'"mode": "C"', b'"mode": "C", "mode": "A"'), {("mode", "said_twice")}),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_bad_document_is_kept_as_it_came_with_every_reason(ctx, content, faults):
    receipt = receive(ctx, content)
    assert (receipt.taken, receipt.referral_id) == (Taken.REFUSED, None)
    assert {(fault.field, fault.reason) for fault in receipt.faults} == faults
    (kept,) = refused_documents(ctx)
    assert (kept.refused_id, kept.content, kept.origin) == (
        receipt.refused_id,
        content[:LARGEST_DOCUMENT_BYTES],
        "er.json",
    )
    inbox = referral_inbox(ctx, RULES.clocks)
    assert (inbox.open, inbox.refused) == ((), 1)


def test_the_same_bad_document_is_kept_once_and_counted(ctx):
    for _ in range(3):
        receive(ctx, document(mode="D"))
    (kept,) = refused_documents(ctx)
    assert (kept.times, kept.organisation, kept.external_id) == (3, "示範醫院急診", "ER-7")


def test_the_inbox_counts_what_waits_and_another_sender_s_stays_unsettled(ctx):
    receive(ctx, document(mode="D"))
    receive(ctx, document("ER-8", mode="D"))
    assert referral_inbox(ctx, RULES.clocks).refused == 2
    receive(ctx, document())
    assert [kept.external_id for kept in refused_documents(ctx)] == ["ER-8"]
    assert referral_inbox(ctx, RULES.clocks).refused == 1


def test_a_good_document_of_the_same_number_settles_the_bad_one(ctx):
    receive(ctx, document(mode="D"))
    good = receive(ctx, document())
    assert (good.taken, refused_documents(ctx)) == (Taken.RECEIVED, ())


def test_a_person_says_what_was_done_about_a_bad_document(ctx):
    receive(ctx, b"fax")
    (kept,) = refused_documents(ctx)
    with pytest.raises(InvalidInput):
        settle_refused(ctx, NURSE, kept.refused_id, kept.version, " ")
    with pytest.raises(NotPermitted):
        settle_refused(ctx, DISPATCHER, kept.refused_id, kept.version, "x")
    settle_refused(ctx, NURSE, kept.refused_id, kept.version, "請對方重送")
    assert refused_documents(ctx) == ()
    with pytest.raises(IllegalTransition):
        settle_refused(ctx, NURSE, kept.refused_id, kept.version + 1, "again")


def test_what_was_asked_for_completes_the_referral_and_loses_nothing_told_meanwhile(ctx):
    first = receive(ctx, document(person={"phone": "0912345678"}))
    return_referral(ctx, NURSE, first.referral_id, 1, ["address"])
    ctx.clock.advance(timedelta(minutes=5))
    second = receive(ctx, document(person={"address": "新竹市東區示意路 1 號"}))
    referral = stored(ctx, second)
    assert (second.taken, second.referral_id, referral.state) == (
        Taken.COMPLETED, first.referral_id, ReferralState.COMPLETED,
    )  # fmt: skip
    assert (referral.person.phone, referral.person.address) == ("0912345678", "新竹市東區示意路 1 號")
    assert receive(ctx, document(person={"phone": "0912345678"})).taken is Taken.KNOWN


def test_other_contents_under_a_number_that_was_answered_are_kept_for_a_person(ctx):
    first = receive(ctx, document())
    accept_referral(ctx, NURSE, first.referral_id, 1)
    other = receive(ctx, document(problem="另一個問題"))
    assert (other.taken, other.faults[0].reason, stored(ctx, first).problem) == (
        Taken.REFUSED,
        "already_received",
        "咳",
    )


def test_a_completion_that_tells_of_another_person_is_refused(ctx):
    first = receive(ctx, document())
    match_referral(ctx, NURSE, first.referral_id, 1, "P-1")
    return_referral(ctx, NURSE, first.referral_id, 2, ["address"])
    other = receive(ctx, document(person={"national_id": "A100000001"}))
    assert [(fault.field, fault.reason) for fault in other.faults] == [("national_id", "another_person")]
    assert stored(ctx, first).state is ReferralState.RETURNED


def test_a_referral_corrected_by_hand_is_still_known_by_its_document(ctx):
    first = receive(ctx, document(person={"birth_date": None}))
    return_referral(ctx, NURSE, first.referral_id, 1, ["birth_date"])
    complete_referral(ctx, NURSE, first.referral_id, 2, TYPED)
    assert receive(ctx, document(person={"birth_date": None})).taken is Taken.KNOWN
    assert stored(ctx, first).person != Person("陳大明")


def test_who_may_not_receive_does_not(ctx):
    with pytest.raises(NotPermitted):
        receive_referral(ctx, DISPATCHER, document())
