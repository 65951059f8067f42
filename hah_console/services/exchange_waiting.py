"""How much of what hospitals tell waits for a person, for the count in the status bar."""

from dataclasses import dataclass

from hah_console.domain.identity_match import MatchState
from hah_console.domain.ids import PatientId
from hah_console.domain.inbound_refusal import RefusalState
from hah_console.services.context import Context

ENTITIES = ("match_case", "inbound_refusal", "hospital_notice")


@dataclass(frozen=True, slots=True)
class ExchangeWaiting:
    """Records that may be a patient's, resources that cannot be used, notices nobody has seen; ``noticed`` is whom the
    newest of those is about."""

    matches: int = 0
    refusals: int = 0
    notices: int = 0
    noticed: PatientId | None = None

    @property
    def count(self) -> int:
        """All together."""
        return self.matches + self.refusals + self.notices


def count_exchange_waiting(ctx: Context) -> ExchangeWaiting:
    """As of now."""
    with ctx.store() as uow:
        matches = len(uow.match_cases.in_state(MatchState.OPEN))
        refusals = sum(each.state is RefusalState.WAITING for each in uow.inbound_refusals.open())
        notices = uow.hospital_notices.unseen()
    return ExchangeWaiting(matches, refusals, len(notices), notices[0].patient_id if notices else None)
