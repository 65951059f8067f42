"""What the console can be told to do, as data: menus, keys, help and the command bar read the same table."""

from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """``text`` is a translation key, ``keys`` Qt key sequences, ``command`` its word in the command bar (or empty).

    ``argument`` is the translation key of what the command wants after its word, empty for none.
    """

    action_id: str
    text: str
    keys: tuple[str, ...] = ()
    command: str = ""
    argument: str = ""
    group: str = "view"


GROUPS = ("go", "alarm", "view", "session")

ACTIONS = (
    ActionSpec("go.census", "shell.action.census", ("Alt+1",), "census", group="go"),
    ActionSpec("go.alarms", "shell.action.alarms", ("Alt+2",), "alarms", group="go"),
    ActionSpec("go.work", "shell.action.work", ("Alt+3",), "work", group="go"),
    ActionSpec("go.round", "shell.action.round", ("Alt+4",), "round", group="go"),
    ActionSpec("go.referrals", "shell.action.referrals", ("Alt+9",), "referrals", group="go"),
    ActionSpec("go.routes", "shell.action.routes", ("Alt+5",), "plan", group="go"),
    ActionSpec("go.transfers", "shell.action.transfers", ("Alt+7",), "xfer", group="go"),
    ActionSpec("go.response", "shell.action.response", (), "respond", group="go"),
    ActionSpec("go.consults", "shell.action.consults", (), "consult", group="go"),
    ActionSpec("go.roster", "shell.action.roster", (), "duty", group="go"),
    ActionSpec("go.handover", "shell.action.handover", ("Alt+8",), "handover", group="go"),
    ActionSpec("go.hospitals", "shell.action.hospitals", (), "hospitals", group="go"),
    ActionSpec("go.claims", "shell.action.claims", (), "claims", group="go"),
    ActionSpec("go.indicators", "shell.action.indicators", (), "indicators", group="go"),
    ActionSpec("go.forms", "shell.action.forms", (), "forms", group="go"),
    ActionSpec("go.devices", "shell.action.devices", ("Alt+6",), "devices", group="go"),
    ActionSpec("go.equipment", "shell.action.equipment", (), "equipment", group="go"),
    ActionSpec("go.ward", "shell.action.ward", ("Alt+0",), "ward", group="go"),
    ActionSpec("go.rules", "shell.action.rules", (), "rules", group="go"),
    ActionSpec("go.signing", "shell.action.signing", (), "sign", group="go"),
    ActionSpec("go.dispensary", "shell.action.dispensary", (), "rx", group="go"),
    ActionSpec("go.packs", "shell.action.packs", (), "packs", group="go"),
    ActionSpec("go.exchange", "shell.action.exchange", (), "exchange", group="go"),
    ActionSpec("go.matches", "shell.action.matches", (), "matches", group="go"),
    ActionSpec("go.wall", "shell.action.wall", ("Shift+F11",), "wall", group="go"),
    ActionSpec("patient.open", "shell.action.patient", (), "pt", "shell.argument.patient", group="go"),
    ActionSpec("view.back", "shell.action.back", ("Esc",), group="go"),
    ActionSpec("alarm.acknowledge", "shell.action.acknowledge", ("Alt+F2",), "ack", group="alarm"),
    ActionSpec("alarm.sound", "shell.action.sound", ("Alt+F3",), "sound", group="alarm"),
    ActionSpec("alarm.volume", "shell.action.volume", (), "volume", "shell.argument.volume", group="alarm"),
    ActionSpec("view.commands", "shell.action.commands", ("/", "Ctrl+K")),
    ActionSpec("view.refresh", "shell.action.refresh", ("F5",), "refresh"),
    ActionSpec("view.full_screen", "shell.action.full_screen", ("F11",), "full"),
    ActionSpec("view.larger", "shell.action.larger", ("Ctrl++", "Ctrl+="), "larger"),
    ActionSpec("view.smaller", "shell.action.smaller", ("Ctrl+-",), "smaller"),
    ActionSpec("view.language", "shell.action.language", ("Ctrl+Shift+L",), "lang", "shell.argument.language"),
    ActionSpec("view.theme", "shell.action.theme", ("Ctrl+Shift+D",), "theme", "shell.argument.theme"),
    ActionSpec("view.help", "shell.action.help", ("F1",), "help"),
    ActionSpec("session.lock", "shell.action.lock", ("Ctrl+Alt+L",), "lock", group="session"),
    ActionSpec("session.sign_out", "shell.action.sign_out", ("Ctrl+Alt+Q",), "signout", group="session"),
)
"""Every action of the shell. A screen's own keys are shown on its buttons."""


class Actions:
    """The specs with their handlers; an action without a handler does not exist for the user."""

    def __init__(self, specs: tuple[ActionSpec, ...] = ACTIONS) -> None:
        self._specs = {spec.action_id: spec for spec in specs}
        self._handlers: dict[str, Handler] = {}

    def bind(self, action_id: str, handler: Handler) -> None:
        """Give an action its handler; raises KeyError for an unknown id."""
        self._handlers[self._specs[action_id].action_id] = handler

    def available(self) -> tuple[ActionSpec, ...]:
        """The actions that can be performed, in table order."""
        return tuple(spec for spec in self._specs.values() if spec.action_id in self._handlers)

    def of_group(self, group: str) -> tuple[ActionSpec, ...]:
        """The available actions of one group."""
        return tuple(spec for spec in self.available() if spec.group == group)

    def perform(self, action_id: str, argument: str = "") -> None:
        """Do it; raises KeyError when nobody handles it."""
        self._handlers[action_id](argument)
