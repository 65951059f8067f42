"""What a console tells the others: that somebody sits at it, and what it found wrong with its own surroundings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.actor import Actor
from hah_console.domain.service_state import Heartbeat
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


@dataclass(frozen=True, slots=True)
class OwnFinding:
    """A technical condition of a console (``service``, ``database``, ``clock`` ...) that began or ended at ``at``."""

    subject: str
    began: bool
    at: datetime


SOUND_ON, SOUND_PAUSED, SOUND_FAILED = "sound on", "sound paused", "sound failed"
"""What a console says of its notifier beside its sign of life."""
UNHEARD = frozenset({SOUND_PAUSED, SOUND_FAILED})


def beat_console(ctx: Context, process: str, pid: int, at: datetime, sound: str = "") -> None:
    """A sign of life of a console in machine time, so that the service knows that somebody watches and hears."""
    with ctx.store() as uow:
        uow.service.beat(Heartbeat(process, pid, at, sound))
        uow.commit()


def note_own_findings(ctx: Context, actor: Actor, findings: Sequence[OwnFinding]) -> Changes:
    """Write into the audit trail what a console found, and when; later when it could not at once."""
    with ctx.store() as uow:
        for found in findings:
            action = "console_alarm_began" if found.began else "console_alarm_ended"
            facts = {"subject": found.subject, "found_at": found.at.isoformat()}
            record(uow, actor, ctx.clock.now(), action, "console", actor.workstation, None, **facts)
        return uow.commit()
