"""What a rule pack says of the escalation ladder: rungs, whose they are, how long each has, what a decision takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from hah_console.domain.actor import Role
from hah_console.domain.alarm import Lane, Priority
from hah_console.domain.pack_info import PackInfo


class RungName(StrEnum):
    """Steps of the ladder; a rule pack puts them in order."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    BACKUP = "backup"
    GREEN_CHANNEL = "green_channel"
    DISPATCHER = "dispatcher"


class Decision(StrEnum):
    """What is done about a worsening patient. ADVICE: by telephone, looked at again soon."""

    ADVICE = "advice"
    URGENT_VISIT = "urgent_visit"
    TELE_CONSULT = "tele_consult"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class LadderRung:
    """One rung: the duty ``role`` it belongs to, who stands in while the roster has a gap, in order.

    ``answer`` is how long it may wait for somebody to answer, ``act`` how long what was answered may go on without a
    decision, both by priority. ``roles`` may take it when it was passed up for a reason.
    """

    name: RungName
    role: str
    stand_ins: tuple[str, ...]
    roles: frozenset[Role]
    answer: Mapping[Priority, timedelta]
    act: Mapping[Priority, timedelta]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one lane in order; alarms of at least ``opens_at`` stand on it."""

    lane: Lane
    opens_at: Priority
    rungs: tuple[LadderRung, ...]


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """One version of the pack. ``acting`` is how long a decision may take before somebody looks again.

    ``site_line`` names, by language, who answers when nobody on the roster does. ``dispatch`` is how long an ambulance
    takes to set out and come; ``bed_age`` after how long what a hospital said is old.
    """

    info: PackInfo
    ladders: Mapping[Lane, Ladder]
    acting: Mapping[Decision, timedelta]
    site_line: Mapping[str, str] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    dispatch: timedelta = timedelta(0)
    bed_age: timedelta = timedelta(0)

    def ladder(self, lane: Lane) -> Ladder | None:
        """The ladder of a lane; None when nothing of it climbs."""
        return self.ladders.get(lane)
