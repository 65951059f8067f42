"""Notes: signed by their author, corrected in the open, never shorter than they were."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hah_console.domain.chart.note import NoteKind, NoteState, NoteText, Section, begun
from hah_console.domain.chart.strike import Change, Piece, compared, pieces
from hah_console.domain.errors import HahError, IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.ids import EpisodeId, NoteId, PatientId, UserId

AT = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
NURSE, OTHER = UserId("U-1"), UserId("U-2")


def text(words="咳嗽減少", at=AT, by=NURSE, reason="", section=Section.SUBJECTIVE):
    return NoteText(((section, words),), by, at, reason)


def note(words="咳嗽減少"):
    return begun(NoteId("N-1"), PatientId("P-1"), EpisodeId("E-1"), NoteKind.VISIT, text(words))


def test_a_note_waits_for_its_signature_from_when_it_was_written():
    fresh = note()
    signed = fresh.signed(NURSE, AT + timedelta(hours=1))
    assert (fresh.state, fresh.unsigned_since) == (NoteState.UNSIGNED, AT)
    assert (signed.state, signed.unsigned_since) == (NoteState.SIGNED, None)
    assert signed.signature_holds()


def test_only_the_author_signs_or_corrects():
    with pytest.raises(NotPermitted):
        note().signed(OTHER, AT)
    with pytest.raises(NotPermitted):
        note().corrected(text("x", by=OTHER))


def test_a_signed_note_is_corrected_with_a_reason_and_waits_again():
    signed = note().signed(NURSE, AT)
    with pytest.raises(InvalidInput):
        signed.corrected(text("仍有咳嗽", AT + timedelta(hours=2)))
    again = signed.corrected(text("仍有咳嗽", AT + timedelta(hours=2), reason="聽錯"))
    assert (again.state, again.unsigned_since) == (NoteState.CORRECTED, AT + timedelta(hours=2))
    assert [version.section(Section.SUBJECTIVE) for version in again.texts] == ["咳嗽減少", "仍有咳嗽"]
    assert again.signed(NURSE, AT + timedelta(hours=3)).state is NoteState.AMENDED


def test_a_second_correction_before_signing_counts_from_the_first():
    later = note().signed(NURSE, AT).corrected(text("一", AT + timedelta(hours=2), reason="r"))
    later = later.corrected(text("二", AT + timedelta(hours=9), reason="r"))
    assert later.unsigned_since == AT + timedelta(hours=2)


def test_a_note_entered_in_error_stays_readable_and_takes_no_more():
    withdrawn = note().withdrawn("wrong patient", AT)
    assert (withdrawn.state, withdrawn.text.section(Section.SUBJECTIVE)) == (NoteState.WITHDRAWN, "咳嗽減少")
    for move in (
        lambda: withdrawn.signed(NURSE, AT),
        lambda: withdrawn.corrected(text("x")),
        lambda: withdrawn.withdrawn("r", AT),
    ):
        with pytest.raises(IllegalTransition):
            move()


@pytest.mark.parametrize(
    ("words", "reason"), [("", "missing_value"), ("   ", "missing_value"), ("紅" * 40_000, "too_long")]
)
def test_a_note_that_is_empty_or_too_long_is_refused(words, reason):
    with pytest.raises(InvalidInput) as refused:
        note(words)
    assert refused.value.facts["reason"] == reason


def test_emoji_and_full_width_signs_are_kept_as_they_were_typed():
    assert note("體溫３８．５ 🌡️ 家屬 👵🏽").text.section(Section.SUBJECTIVE) == "體溫３８．５ 🌡️ 家屬 👵🏽"


def test_a_changed_text_no_longer_fits_its_signature():
    signed = note().signed(NURSE, AT)
    assert not replace(signed, texts=(text("別的"),)).signature_holds()


def test_what_was_struck_out_stays_to_be_read():
    assert list(pieces("體溫 38.5 度", "體溫 37.5 度")) == [
        Piece(Change.KEPT, "體溫 "),
        Piece(Change.STRUCK, "38.5"),
        Piece(Change.ADDED, "37.5"),
        Piece(Change.KEPT, " 度"),
    ]  # fmt: skip


def test_a_new_section_is_added_and_a_dropped_one_struck():
    before, after = text("一"), text("計畫", section=Section.PLAN)
    assert [(section, [piece.change for piece in found]) for section, found in compared(before, after)] == [
        (Section.SUBJECTIVE, [Change.STRUCK]),
        (Section.PLAN, [Change.ADDED]),
    ]


@given(st.text(max_size=80), st.text(max_size=80))
def test_kept_and_struck_pieces_are_the_former_text_and_kept_and_added_the_new(before, after):
    found = list(pieces(before, after))
    assert "".join(p.text for p in found if p.change is not Change.ADDED) == before
    assert "".join(p.text for p in found if p.change is not Change.STRUCK) == after


class NoteLife(RuleBasedStateMachine):
    """Whatever is done in whatever order: nothing written is lost, nothing is signed but by its author."""

    def __init__(self):
        super().__init__()
        self.note, self.at, self.seen = note(), AT, ["咳嗽減少"]

    def _do(self, move):
        self.at += timedelta(minutes=1)
        try:
            self.note = move()
        except HahError:
            return False
        return True

    @rule(words=st.text(min_size=1, max_size=9), reason=st.sampled_from(["", "r"]), by=st.sampled_from([NURSE, OTHER]))
    def correct(self, words, reason, by):
        if self._do(lambda: self.note.corrected(text(words, self.at, by, reason))):
            self.seen.append(self.note.text.section(Section.SUBJECTIVE))

    @rule(by=st.sampled_from([NURSE, OTHER]))
    def sign(self, by):
        self._do(lambda: self.note.signed(by, self.at))

    @precondition(lambda self: len(self.seen) > 2)
    @rule()
    def withdraw(self):
        self._do(lambda: self.note.withdrawn("r", self.at))

    @invariant()
    def nothing_is_lost(self):
        assert [version.section(Section.SUBJECTIVE) for version in self.note.texts] == self.seen
        assert self.note.signature_holds()
        assert {signature.by for signature in self.note.signatures} <= {NURSE}
        waiting = self.note.state in {NoteState.UNSIGNED, NoteState.CORRECTED}
        assert (self.note.unsigned_since is not None) == waiting


TestNoteLife = NoteLife.TestCase


def _joined(before: str, after: str) -> tuple[str, str]:
    found = list(pieces(before, after))
    kept = [p.text for p in found if p.change is not Change.ADDED]
    now = [p.text for p in found if p.change is not Change.STRUCK]
    return "".join(kept), "".join(now)


_LINE = "咳嗽減少，痰白少量。\n"
_MANY = "".join(f"第 {n} 句；" for n in range(4_000))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_LINE * 3_000, _LINE * 2_999 + "改。"),
        (_LINE * 1_500 + "x" + _LINE * 1_500, _LINE * 100 + "改。" + _LINE * 2_000),
        (_MANY, _MANY.replace("1", "2")),
        ("咳" * 9_000, "喘" * 9_000),
        ("", _MANY),
    ],
)
def test_long_texts_are_compared_by_sentences_and_nothing_of_either_is_lost(before: str, after: str) -> None:
    assert _joined(before, after) == (before, after)


def test_in_a_long_text_one_word_of_a_sentence_is_struck_and_not_the_sentence() -> None:
    before = _LINE * 100 + "呼吸音左下囉音。" + _LINE * 100
    changed = [p for p in pieces(before, before.replace("左下", "右下")) if p.change is not Change.KEPT]
    assert changed == [Piece(Change.STRUCK, "左"), Piece(Change.ADDED, "右")]
