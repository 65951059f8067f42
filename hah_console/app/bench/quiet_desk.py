"""A console's parts for measuring: a nurse who is signed in, no sound, nobody who plans."""

from collections.abc import Callable

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.resources import resource_path
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import SystemClock
from hah_console.domain.ids import UserId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.hand_ports import HandPlanner
from hah_console.services.ports import ChangeFeed, TravelTimes
from hah_console.services.proposals import Proposals
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import DeskPorts
from hah_console.ui.shell.parts import ConsoleParts

NURSE = Actor(UserId("bench"), "bench", Role.NURSE, "bench")


class _Mute:
    """A workstation without sound device."""

    available = False

    def alarm(self, priority: int, volume_pct: int = 100) -> None:
        """Nothing is heard."""

    def silence(self) -> None:
        """Nothing is stopped."""


class _NoPlanner:
    """Nobody plans here."""

    def solve(self, problem_json: bytes, **_: object) -> bytes:
        """Never asked."""
        raise NotImplementedError


def quiet_ports(
    travel: TravelTimes | None = None,
    profile: PlanningProfile | None = None,
    hand: HandPlanner | None = None,
    proposals: Proposals | None = None,
) -> DeskPorts:
    """The outside world of a desk where nothing sounds and nobody searches."""
    rules = load_rule_packs(resource_path("rulepacks"))
    return DeskPorts(travel, _NoPlanner(), rules, _Mute(), profile, hand=hand, proposals=proposals)


def quiet_parts(ctx: Context, open_feed: Callable[[], ChangeFeed]) -> ConsoleParts:
    """What a window needs to follow one store."""
    return ConsoleParts(
        ctx=ctx,
        ports=quiet_ports(),
        open_feed=open_feed,
        sign_in=lambda _name, _password: NURSE,
        unlock=lambda _actor, _password: NURSE,
        note_lock=lambda _: Changes(),
        note_sign_out=lambda _: Changes(),
        acknowledge=lambda _actor, _alarm, _version: Changes(),
        machine_clock=SystemClock(),
        preferences=Preferences(idle_minutes=0),
        keep_preferences=lambda _: None,
    )
