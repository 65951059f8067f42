"""How much of the exchange with hospitals waits for a person, for the count in the status bar."""

from dataclasses import dataclass

from hah_console.domain.exchange import FeedState
from hah_console.domain.identity_match import MatchState
from hah_console.domain.ids import PatientId
from hah_console.domain.inbound_refusal import RefusalState
from hah_console.services.context import Context

ENTITIES = ("match_case", "inbound_refusal", "hospital_notice", "outbox_entry", "exchange_feed")


@dataclass(frozen=True, slots=True)
class ExchangeWaiting:
    """Records that may be a patient's, resources that cannot be used, notices nobody has seen; ``noticed`` is whom the
    newest of those is about. ``parked`` was not told and stays so until a person looks, ``stopped`` counts feeds that
    stand still."""

    matches: int = 0
    refusals: int = 0
    notices: int = 0
    noticed: PatientId | None = None
    parked: int = 0
    stopped: int = 0

    @property
    def count(self) -> int:
        """All together."""
        return self.matches + self.refusals + self.notices + self.parked + self.stopped


def count_exchange_waiting(ctx: Context) -> ExchangeWaiting:
    """As of now. SAFETY(parked in sight): what a hospital was not told is counted as what it told is."""
    with ctx.store() as uow:
        matches = len(uow.match_cases.in_state(MatchState.OPEN))
        refusals = sum(each.state is RefusalState.WAITING for each in uow.inbound_refusals.open())
        notices = uow.hospital_notices.unseen()
        feeds = uow.exchange.feeds()
        parked = sum(uow.exchange.counts(each.feed).parked for each in feeds)
    stopped = sum(each.state is FeedState.STOPPED for each in feeds)
    noticed = notices[0].patient_id if notices else None
    return ExchangeWaiting(matches, refusals, len(notices), noticed, parked, stopped)
