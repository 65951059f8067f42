"""Who acts: the signed-in person or a process, from which workstation, and what a role may do."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import UserId


class Role(StrEnum):
    """Roles of the command centre."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    DISPATCHER = "dispatcher"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"


class Action(StrEnum):
    """What can be permitted or refused."""

    VIEW_PATIENT = "view_patient"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    SHELVE_ALARM = "shelve_alarm"
    ENTER_OBSERVATION = "enter_observation"
    SET_LIMITS = "set_limits"
    PLAN_ROUTES = "plan_routes"
    PUBLISH_PLAN = "publish_plan"
    DECIDE_TRANSFER = "decide_transfer"
    MOVE_TRANSFER = "move_transfer"
    MANAGE_USERS = "manage_users"
    READ_ACCESS_LOG = "read_access_log"
    COMPLETE_TASK = "complete_task"
    LOAD_SITE = "load_site"
    WRITE_RULES = "write_rules"
    DECIDE_RULES = "decide_rules"


_CLINICAL = frozenset({Role.NURSE, Role.PHYSICIAN})
_PERMITTED: dict[Action, frozenset[Role]] = {
    Action.VIEW_PATIENT: _CLINICAL | {Role.DISPATCHER},
    Action.ACKNOWLEDGE_ALARM: _CLINICAL,
    Action.SHELVE_ALARM: _CLINICAL,
    Action.ENTER_OBSERVATION: _CLINICAL,
    Action.SET_LIMITS: frozenset({Role.PHYSICIAN}),
    Action.PLAN_ROUTES: frozenset({Role.DISPATCHER, Role.NURSE}),
    Action.PUBLISH_PLAN: frozenset({Role.DISPATCHER, Role.NURSE}),
    Action.DECIDE_TRANSFER: _CLINICAL,
    Action.MOVE_TRANSFER: _CLINICAL | {Role.DISPATCHER},
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
    Action.READ_ACCESS_LOG: frozenset({Role.ADMINISTRATOR, Role.PHYSICIAN}),
    Action.COMPLETE_TASK: _CLINICAL | {Role.DISPATCHER, Role.SERVICE},
    Action.LOAD_SITE: frozenset({Role.ADMINISTRATOR, Role.SERVICE}),
    Action.WRITE_RULES: _CLINICAL,
    Action.DECIDE_RULES: frozenset({Role.PHYSICIAN}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a command: a user on a workstation, or the service itself."""

    user_id: UserId
    name: str
    role: Role
    workstation: str


def permits(role: Role, action: Action) -> bool:
    """Whether ``role`` may do ``action``."""
    return role in _PERMITTED[action]


def require(actor: Actor, action: Action) -> None:
    """Raise NotPermitted unless the actor's role may do ``action``."""
    if not permits(actor.role, action):
        raise NotPermitted(action=action.value, role=actor.role.value)
