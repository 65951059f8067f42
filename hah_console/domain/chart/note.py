"""A chart note: structured, signed by its author, corrected in the open.

Source of the rules: 醫療機構電子病歷製作及管理辦法 (2022-07-18) article 11: additions and deletions differ visibly
from the original and keep user and date; a note is signed within 24 hours, a number of the rule pack of the clocks.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hah_console.domain.errors import IllegalTransition, InvalidInput, NotPermitted
from hah_console.domain.ids import EpisodeId, NoteId, PatientId, UserId
from hah_console.domain.written import LONGEST_NOTE_BYTES, written_note


class NoteKind(StrEnum):
    """What a note is about."""

    PROGRESS = "progress"
    VISIT = "visit"
    CONTACT = "contact"
    PROCEDURE = "procedure"
    DISCHARGE = "discharge"


class Section(StrEnum):
    """The sections of a SOAP note, in order."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"
    ASSESSMENT = "assessment"
    PLAN = "plan"


class NoteState(StrEnum):
    """FHIR Composition.status, the part used here: preliminary until signed."""

    UNSIGNED = "preliminary"
    SIGNED = "final"
    CORRECTED = "amended-unsigned"
    AMENDED = "amended"
    WITHDRAWN = "entered-in-error"


@dataclass(frozen=True, slots=True)
class NoteText:
    """One version: what stood there, by whom, when, and why it replaced the one before."""

    sections: tuple[tuple[Section, str], ...]
    by: UserId
    at: datetime
    reason: str = ""

    def section(self, section: Section) -> str:
        """The text of a section; empty when there is none."""
        return dict(self.sections).get(section, "")

    @property
    def digest(self) -> str:
        """SHA-256 of the text with its author and moment: what a signature holds."""
        content = [[name.value, text] for name, text in self.sections]
        whole = json.dumps([content, self.by, self.at.isoformat(), self.reason], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which version when. ``digest`` is that of the text as it was signed."""

    version: int
    by: UserId
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note with everything that ever stood in it; ``texts`` and ``signatures`` only grow.

    ``subject_id`` names the visit or contact it is about, empty for none. ``withdrawn_for`` is why it was entered in
    error; the text stays readable.
    """

    note_id: NoteId
    patient_id: PatientId
    episode_id: EpisodeId
    kind: NoteKind
    author: UserId
    texts: tuple[NoteText, ...]
    signatures: tuple[Signature, ...] = ()
    subject_id: str = ""
    withdrawn_for: str = ""
    withdrawn_at: datetime | None = None
    version: int = 0

    @property
    def text(self) -> NoteText:
        """What stands there now."""
        return self.texts[-1]

    @property
    def state(self) -> NoteState:
        """Signed, corrected since, or not signed yet."""
        if self.withdrawn_at is not None:
            return NoteState.WITHDRAWN
        signed = {signature.version for signature in self.signatures}
        if len(self.texts) in signed:
            return NoteState.AMENDED if len(self.texts) > 1 else NoteState.SIGNED
        return NoteState.CORRECTED if signed else NoteState.UNSIGNED

    @property
    def unsigned_since(self) -> datetime | None:
        """Since when a text waits for its signature; None when the present one is signed or the note withdrawn."""
        waits = self.state in {NoteState.UNSIGNED, NoteState.CORRECTED}
        signed = max((signature.version for signature in self.signatures), default=0)
        return self.texts[signed].at if waits else None

    def corrected(self, text: NoteText) -> "Note":
        """With another text on top of those before.

        Raises NotPermitted unless it is the author's own, InvalidInput without a reason once the note is signed, or for
        a text that is the same, IllegalTransition when the note is withdrawn.
        """
        self._require_standing("correct")
        if text.by != self.author:
            raise NotPermitted(action="correct_note", role="not_the_author")
        if self.signatures and not text.reason.strip():
            raise InvalidInput(field="reason", value="", reason="missing_value")
        if text.sections == self.text.sections:
            raise InvalidInput(field="note", value="", reason="unchanged")
        if text.at < self.text.at:
            raise InvalidInput(field="note", value=text.at.isoformat(), reason="before_the_last_version")
        return replace(self, texts=(*self.texts, checked(text)))

    def signed(self, by: UserId, at: datetime) -> "Note":
        """With the author's signature under the present text.

        SAFETY(signature): only the author signs, only what stands there now, and the digest of that text is kept.
        Raises NotPermitted, IllegalTransition.
        """
        self._require_standing("sign")
        if by != self.author:
            raise NotPermitted(action="sign_note", role="not_the_author")
        if self.unsigned_since is None:
            raise IllegalTransition(entity="note", state=self.state.value, move="sign")
        signature = Signature(len(self.texts), by, at, self.text.digest)
        return replace(self, signatures=(*self.signatures, signature))

    def withdrawn(self, reason: str, at: datetime) -> "Note":
        """Entered in error: struck through as a whole and kept. Raises InvalidInput without a reason."""
        self._require_standing("withdraw")
        if not reason.strip():
            raise InvalidInput(field="reason", value="", reason="missing_value")
        return replace(self, withdrawn_for=reason.strip(), withdrawn_at=at)

    def signature_holds(self) -> bool:
        """Whether every signature still fits the text it was put under."""
        return all(signature.digest == self.texts[signature.version - 1].digest for signature in self.signatures)

    def _require_standing(self, move: str) -> None:
        if self.withdrawn_at is not None:
            raise IllegalTransition(entity="note", state=self.state.value, move=move)


def begun(
    note_id: NoteId,
    patient_id: PatientId,
    episode_id: EpisodeId,
    kind: NoteKind,
    text: NoteText,
    subject_id: str = "",
) -> Note:
    """A new note of the text's author. Raises InvalidInput when it is empty or too long."""
    return Note(note_id, patient_id, episode_id, kind, text.by, (checked(text),), subject_id=subject_id)


def checked(text: NoteText) -> NoteText:
    """The text with sections in order and no empty ones; raises InvalidInput when nothing is left or it is too long."""
    order = list(Section)
    written = [(section, written_note(words, section.value)) for section, words in text.sections]
    kept = sorted(((s, words) for s, words in written if words), key=lambda pair: order.index(pair[0]))
    if not kept:
        raise InvalidInput(field="note", value="", reason="missing_value")
    size = sum(len(words.encode()) for _, words in kept)
    if size > LONGEST_NOTE_BYTES:
        raise InvalidInput(field="note", value=str(size), reason="too_long")
    return replace(text, sections=tuple(kept))
