"""What became of a dose that is still due when an admission ends: given, not given, or handed on to somebody."""

from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.dose import Dose, Giver, NotGivenReason
from hah_console.domain.errors import HahError, InvalidInput
from hah_console.domain.ids import DoseId, UserId

GIVEN, NOT_GIVEN, HANDED_ON = "given", "not_given", "handed_on"
DOSE_FATES = (*(f"{GIVEN}.{giver}" for giver in Giver), *(f"{NOT_GIVEN}.{why}" for why in NotGivenReason), HANDED_ON)
"""What can be said, as codes: by whose hand, or why not."""


class OpenDoses(HahError):
    """Doses that are due and of which whoever closes has said nothing. Facts: count."""

    code = "open_doses"

    def __init__(self, dose_ids: tuple[DoseId, ...]) -> None:
        self.dose_ids = dose_ids
        super().__init__(count=len(dose_ids))


@dataclass(frozen=True, slots=True)
class DoseEnd:
    """``fate`` is one of DOSE_FATES; ``at`` when it was given; ``words`` a remark, why it was late, or to whom.

    ``version`` is that of the dose a person saw.
    """

    dose_id: DoseId
    version: int
    fate: str
    at: datetime | None = None
    words: str = ""

    def applied(self, dose: Dose, by: UserId, now: datetime) -> Dose:
        """The dose with what became of it.

        Raises InvalidInput (field: fate, given_at or note), IllegalTransition when somebody has said so before.
        """
        kind, _, code = self.fate.partition(".")
        if self.fate not in DOSE_FATES:
            raise InvalidInput(field="fate", value=self.fate, reason="dose_unsettled")
        if kind == HANDED_ON:
            return dose.handed_on(by, now, self.words)
        if kind == NOT_GIVEN:
            return dose.not_given(by, now, NotGivenReason(code), self.words)
        if self.at is None:
            raise InvalidInput(field="given_at", value="", reason="empty")
        return dose.given(by, self.at, now, Giver(code), self.words)


def left_due(doses: tuple[Dose, ...], now: datetime) -> tuple[Dose, ...]:
    """SAFETY(dose at closing): of these the window has begun and nobody has said what became of them; what lies ahead
    is withdrawn with its order."""
    return tuple(dose for dose in doses if dose.is_due and dose.window.earliest <= now)
