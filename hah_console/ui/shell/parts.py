"""What the composition root gives the console window."""

from collections.abc import Callable
from dataclasses import dataclass

from hah_console.domain.actor import Actor
from hah_console.domain.clock import Clock
from hah_console.domain.ids import AlarmId
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.disk_room import DiskRoom
from hah_console.services.ports import ChangeFeed
from hah_console.ui.bridge import SERVICE_DEAD_AFTER_S
from hah_console.ui.preferences import KeepPreferences, Preferences
from hah_console.ui.screen import DeskPorts


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """``sign_in(name, password)`` and ``unlock(actor, password)`` raise SignInFailed or SignInDelayed; ``note_lock``
    and ``note_sign_out`` write the audit trail; ``acknowledge(actor, alarm_id, version)`` is the alarm
    command, refused when the alarm is no longer the one that was seen.

    ``machine_clock`` is wall time even when ``ctx.clock`` runs at speed; heartbeats are judged by it. ``load_day`` puts
    the shifts and the work of the present day into the store; asked on a worker thread when a day begins.
    ``own_process`` is the name under which this console beats (empty: not at all); ``own_disk`` the room of the
    database's disk when that is one of this machine.
    """

    ctx: Context
    ports: DeskPorts
    open_feed: Callable[[], ChangeFeed]
    sign_in: Callable[[str, str], Actor]
    unlock: Callable[[Actor, str], Actor]
    note_lock: Callable[[Actor], Changes]
    note_sign_out: Callable[[Actor], Changes]
    acknowledge: Callable[[Actor, AlarmId, int | None], Changes]
    machine_clock: Clock
    preferences: Preferences
    keep_preferences: KeepPreferences
    load_day: Callable[[], Changes] = Changes
    service_dead_after_s: float = SERVICE_DEAD_AFTER_S
    own_process: str = ""
    own_disk: Callable[[], DiskRoom | None] = lambda: None
