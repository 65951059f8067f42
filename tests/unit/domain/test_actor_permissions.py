"""Who may do what."""

import pytest

from hah_console.domain.actor import Action, Actor, Role, permits, require
from hah_console.domain.errors import NotPermitted
from hah_console.domain.user import sign_in_key

N, P, D, A, R = Role.NURSE, Role.PHYSICIAN, Role.DISPATCHER, Role.ADMINISTRATOR, Role.PHARMACIST
WHO = {
    Action.VIEW_PATIENT: {N, P, D, R},
    Action.ACKNOWLEDGE_ALARM: {N, P},
    Action.SHELVE_ALARM: {N, P},
    Action.ENTER_OBSERVATION: {N, P},
    Action.IMPORT_OWN_READINGS: {N, P, A},
    Action.SET_LIMITS: {P},
    Action.PLAN_ROUTES: {N, D},
    Action.PUBLISH_PLAN: {N, D},
    Action.DECIDE_TRANSFER: {N, P},
    Action.MOVE_TRANSFER: {N, P, D},
    Action.COMPLETE_TASK: {N, P, D},
    Action.MANAGE_USERS: {A},
    Action.READ_ACCESS_LOG: {A, P},
    Action.WRITE_RULES: {N, P},
    Action.DECIDE_RULES: {P},
    Action.TAKE_REFERRAL: {N, P},
    Action.RECEIVE_REFERRAL: {N, P, A},
    Action.ASSESS_INTAKE: {N, P},
    Action.ADMIT: {P},
    Action.MOVE_EPISODE: {N, P},
    Action.EDIT_PATIENT: {N, P},
    Action.ORDER: {P},
    Action.GIVE_DOSE: {N, P},
    Action.DISPENSE: {R},
    Action.ENTER_RESULT: {N, P},
    Action.WRITE_NOTE: {N, P, R},
    Action.SIGN_NOTE: {N, P, R},
    Action.RECORD_CONTACT: {N, P},
    Action.HAND_OVER: {N, P, D},
    Action.CLOSE_EPISODE: {P},
    Action.RECORD_VISIT: {N, P, D},
    Action.WRITE_CLAIMS: {N, P, A},
    Action.RUN_EXCHANGE: {N, P, A},
    Action.DECIDE_IDENTITY: {N, P},
    Action.MAP_CODES: {P, R, A},
}


@pytest.mark.parametrize("action", WHO)
def test_exactly_the_named_roles_may(action):
    assert {role for role in (N, P, D, A, R) if permits(role, action)} == WHO[action]


@pytest.mark.parametrize("role", Role)
def test_every_action_is_decided_for_every_role(role):
    assert all(isinstance(permits(role, action), bool) for action in Action)


def test_what_is_not_permitted_names_role_and_action():
    dispatcher = Actor("U-1", "調度", D, "WS")
    with pytest.raises(NotPermitted) as refused:
        require(dispatcher, Action.SET_LIMITS)
    assert refused.value.facts == {"action": "set_limits", "role": "dispatcher"}
    require(dispatcher, Action.PLAN_ROUTES)


@pytest.mark.parametrize("typed", ["nurse1", " Nurse1 ", "ｎｕｒｓｅ１", "NURSE1"])
def test_a_sign_in_name_is_the_same_however_it_is_typed(typed):
    assert sign_in_key(typed) == "nurse1"
