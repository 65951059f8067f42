"""Who acts: the signed-in person or a process, from which workstation, and what a role may do."""

from dataclasses import dataclass
from enum import StrEnum

from hah_console.domain.errors import NotPermitted
from hah_console.domain.ids import UserId


class Role(StrEnum):
    """Roles of the command centre; HOSPITAL is a receiving hospital on the page of its own case, no account."""

    NURSE = "nurse"
    PHYSICIAN = "physician"
    DISPATCHER = "dispatcher"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"
    HOSPITAL = "hospital"


class Action(StrEnum):
    """What can be permitted or refused."""

    VIEW_PATIENT = "view_patient"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    SHELVE_ALARM = "shelve_alarm"
    ENTER_OBSERVATION = "enter_observation"
    IMPORT_OWN_READINGS = "import_own_readings"
    SET_LIMITS = "set_limits"
    PLAN_ROUTES = "plan_routes"
    PUBLISH_PLAN = "publish_plan"
    DECIDE_TRANSFER = "decide_transfer"
    MOVE_TRANSFER = "move_transfer"
    ANSWER_TRANSFER = "answer_transfer"
    MANAGE_USERS = "manage_users"
    READ_ACCESS_LOG = "read_access_log"
    COMPLETE_TASK = "complete_task"
    LOAD_SITE = "load_site"
    WRITE_RULES = "write_rules"
    DECIDE_RULES = "decide_rules"
    TAKE_REFERRAL = "take_referral"
    RECEIVE_REFERRAL = "receive_referral"
    ASSESS_INTAKE = "assess_intake"
    ADMIT = "admit"
    MOVE_EPISODE = "move_episode"
    EDIT_PATIENT = "edit_patient"
    ORDER = "order"
    PREPARE_ORDER = "prepare_order"
    GIVE_DOSE = "give_dose"
    DISPENSE = "dispense"
    ENTER_RESULT = "enter_result"
    WRITE_NOTE = "write_note"
    SIGN_NOTE = "sign_note"
    RECORD_CONTACT = "record_contact"
    DECIDE_ROUND = "decide_round"
    HAND_OVER = "hand_over"
    CLOSE_EPISODE = "close_episode"
    RECORD_VISIT = "record_visit"
    WRITE_CLAIMS = "write_claims"
    MOVE_EQUIPMENT = "move_equipment"
    RUN_EXCHANGE = "run_exchange"
    DECIDE_IDENTITY = "decide_identity"
    MAP_CODES = "map_codes"
    RAISE_CONCERN = "raise_concern"
    DECIDE_RESPONSE = "decide_response"
    EDIT_ROSTER = "edit_roster"
    CONSULT = "consult"
    REPORT_FIELD = "report_field"
    ISSUE_PHONE_PASS = "issue_phone_pass"
    STAFF_SAFETY = "staff_safety"


_CLINICAL = frozenset({Role.NURSE, Role.PHYSICIAN})
_PERMITTED: dict[Action, frozenset[Role]] = {
    Action.VIEW_PATIENT: _CLINICAL | {Role.DISPATCHER, Role.PHARMACIST},
    Action.ACKNOWLEDGE_ALARM: _CLINICAL,
    Action.SHELVE_ALARM: _CLINICAL,
    Action.ENTER_OBSERVATION: _CLINICAL,
    Action.IMPORT_OWN_READINGS: _CLINICAL | {Role.ADMINISTRATOR},
    Action.SET_LIMITS: frozenset({Role.PHYSICIAN}),
    Action.PLAN_ROUTES: frozenset({Role.DISPATCHER, Role.NURSE}),
    Action.PUBLISH_PLAN: frozenset({Role.DISPATCHER, Role.NURSE}),
    Action.DECIDE_TRANSFER: _CLINICAL,
    Action.MOVE_TRANSFER: _CLINICAL | {Role.DISPATCHER},
    Action.ANSWER_TRANSFER: _CLINICAL | {Role.DISPATCHER, Role.HOSPITAL},
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
    Action.READ_ACCESS_LOG: frozenset({Role.ADMINISTRATOR, Role.PHYSICIAN}),
    Action.COMPLETE_TASK: _CLINICAL | {Role.DISPATCHER, Role.SERVICE},
    Action.LOAD_SITE: frozenset({Role.ADMINISTRATOR, Role.SERVICE}),
    Action.WRITE_RULES: _CLINICAL,
    Action.DECIDE_RULES: frozenset({Role.PHYSICIAN}),
    Action.TAKE_REFERRAL: _CLINICAL,
    Action.RECEIVE_REFERRAL: _CLINICAL | {Role.SERVICE, Role.ADMINISTRATOR},
    Action.ASSESS_INTAKE: _CLINICAL,
    Action.ADMIT: frozenset({Role.PHYSICIAN}),
    Action.MOVE_EPISODE: _CLINICAL,
    Action.EDIT_PATIENT: _CLINICAL,
    Action.ORDER: frozenset({Role.PHYSICIAN}),
    Action.PREPARE_ORDER: _CLINICAL | {Role.PHARMACIST},
    Action.GIVE_DOSE: _CLINICAL,
    Action.DISPENSE: frozenset({Role.PHARMACIST}),
    Action.ENTER_RESULT: _CLINICAL | {Role.SERVICE},
    Action.WRITE_NOTE: _CLINICAL | {Role.PHARMACIST},
    Action.SIGN_NOTE: _CLINICAL | {Role.PHARMACIST},
    Action.RECORD_CONTACT: _CLINICAL,
    Action.DECIDE_ROUND: frozenset({Role.PHYSICIAN}),
    Action.HAND_OVER: _CLINICAL | {Role.DISPATCHER},
    Action.CLOSE_EPISODE: frozenset({Role.PHYSICIAN}),
    Action.RECORD_VISIT: _CLINICAL | {Role.DISPATCHER},
    Action.MOVE_EQUIPMENT: _CLINICAL | {Role.DISPATCHER, Role.SERVICE},
    Action.RUN_EXCHANGE: _CLINICAL | {Role.ADMINISTRATOR},
    Action.DECIDE_IDENTITY: _CLINICAL,
    Action.MAP_CODES: frozenset({Role.PHYSICIAN, Role.PHARMACIST, Role.ADMINISTRATOR}),
    Action.WRITE_CLAIMS: frozenset({Role.ADMINISTRATOR, Role.PHYSICIAN, Role.NURSE}),
    Action.RAISE_CONCERN: _CLINICAL | {Role.DISPATCHER, Role.PHARMACIST},
    Action.DECIDE_RESPONSE: _CLINICAL,
    Action.EDIT_ROSTER: _CLINICAL | {Role.DISPATCHER, Role.ADMINISTRATOR},
    Action.CONSULT: _CLINICAL,
    Action.REPORT_FIELD: _CLINICAL | {Role.DISPATCHER, Role.PHARMACIST, Role.SERVICE},
    Action.ISSUE_PHONE_PASS: _CLINICAL | {Role.DISPATCHER},
    Action.STAFF_SAFETY: _CLINICAL | {Role.DISPATCHER, Role.SERVICE},
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
