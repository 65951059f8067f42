"""Signing in with real Argon2 on the real store: let in, refused, delayed, audited."""

from datetime import timedelta

import pytest
from samples import NOW

from hah_console.adapters.credentials.argon2 import Argon2Hasher
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.errors import InvalidInput, NotPermitted, SignInDelayed, SignInFailed
from hah_console.services.context import Context
from hah_console.services.sign_in import lock, sign_in, sign_out, unlock
from hah_console.services.users import create_user, enable_user, list_users

ADMINISTRATOR = Actor("U-admin", "管理員", Role.ADMINISTRATOR, "WS-1")
PASSWORD = "correct horse 電池"


class CountingHasher(Argon2Hasher):
    """Real Argon2 that counts how often it worked."""

    calls = 0

    def hash(self, password):
        self.calls += 1
        return super().hash(password)

    def matches(self, stored_hash, password):
        self.calls += 1
        return super().matches(stored_hash, password)


@pytest.fixture
def hasher():
    return CountingHasher()


@pytest.fixture
def ctx(store, hasher):
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    create_user(ctx, hasher, ADMINISTRATOR, "Nurse1", "林護理師", Role.NURSE, PASSWORD, "S-1")
    hasher.calls = 0
    return ctx


def audited(ctx):
    with ctx.store() as uow:
        return [(e.entry.action, dict(e.entry.facts).get("reason")) for e in uow.audit.entries()][1:]


def fail(ctx, hasher, name="nurse1", times=1):
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in(ctx, hasher, name, "wrong", "WS-1")


def test_the_right_password_lets_in_and_is_audited(ctx, hasher):
    actor = sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-7")
    assert (actor.name, actor.role, actor.workstation) == ("林護理師", Role.NURSE, "WS-7")
    assert audited(ctx) == [("sign_in", None)]


def test_a_name_in_full_width_letters_and_capitals_is_the_same(ctx, hasher):
    assert sign_in(ctx, hasher, " ＮＵＲＳＥ１", PASSWORD, "WS-1").role is Role.NURSE


def test_the_stored_password_is_argon2id_and_never_the_password(ctx):
    with ctx.store() as uow:
        stored = uow.users.by_sign_in_name("nurse1").password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_wrong_password_is_refused_and_audited(ctx, hasher):
    fail(ctx, hasher)
    assert audited(ctx) == [("sign_in_failed", "wrong_password")]


def test_an_unknown_name_costs_the_same_work_and_is_not_written_down(ctx, hasher):
    fail(ctx, hasher, "my-secret-typed-here")
    assert hasher.calls == 1
    fail(ctx, hasher)
    assert hasher.calls == 2
    with ctx.store() as uow:
        assert "my-secret" not in str(uow.audit.entries())


def test_repeated_failures_are_delayed_without_looking_at_the_password(ctx, hasher):
    fail(ctx, hasher, times=3)
    before = hasher.calls
    with pytest.raises(SignInDelayed) as delayed:
        sign_in(ctx, hasher, "NURSE1", PASSWORD, "WS-2")
    assert delayed.value.facts["seconds"] == 5
    assert hasher.calls == before
    ctx.clock.advance(timedelta(seconds=5))
    fail(ctx, hasher)
    with pytest.raises(SignInDelayed) as delayed:
        sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-2")
    assert delayed.value.facts["seconds"] == 10


def test_the_delay_ends_and_a_success_forgets_the_failures(ctx, hasher):
    fail(ctx, hasher, times=3)
    ctx.clock.advance(timedelta(seconds=5))
    sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")
    fail(ctx, hasher, times=3)


def test_failures_of_one_name_do_not_delay_another(ctx, hasher):
    fail(ctx, hasher, "somebody", times=3)
    sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")


def test_a_disabled_account_is_refused_like_a_wrong_password(ctx, hasher):
    (user,) = list_users(ctx, ADMINISTRATOR)
    enable_user(ctx, ADMINISTRATOR, user.user_id, False)
    with pytest.raises(SignInFailed):
        sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")
    assert audited(ctx)[-1] == ("sign_in_failed", "disabled")
    enable_user(ctx, ADMINISTRATOR, user.user_id, True)
    sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")


def test_a_locked_screen_opens_for_the_same_person_only_with_the_password(ctx, hasher):
    actor = sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")
    lock(ctx, actor)
    with pytest.raises(SignInFailed):
        unlock(ctx, hasher, actor, "wrong")
    assert unlock(ctx, hasher, actor, PASSWORD) == actor
    sign_out(ctx, actor)
    actions = [action for action, _ in audited(ctx)]
    assert actions == ["sign_in", "lock", "unlock_failed", "unlock", "sign_out"]


def test_failed_unlocks_are_delayed_too(ctx, hasher):
    actor = sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")
    for _ in range(3):
        with pytest.raises(SignInFailed):
            unlock(ctx, hasher, actor, "wrong")
    with pytest.raises(SignInDelayed):
        unlock(ctx, hasher, actor, PASSWORD)


def test_only_an_administrator_keeps_accounts(ctx, hasher):
    nurse = sign_in(ctx, hasher, "nurse1", PASSWORD, "WS-1")
    with pytest.raises(NotPermitted):
        create_user(ctx, hasher, nurse, "x", "x", Role.NURSE, PASSWORD)
    with pytest.raises(NotPermitted):
        list_users(ctx, nurse)
    with pytest.raises(NotPermitted):
        enable_user(ctx, nurse, nurse.user_id, True)


def test_an_administrator_cannot_shut_out_themselves(ctx):
    with pytest.raises(InvalidInput):
        enable_user(ctx, ADMINISTRATOR, ADMINISTRATOR.user_id, False)


@pytest.mark.parametrize(
    ("sign_in_name", "name", "role", "password", "reason"),
    [
        (" ", "王", Role.NURSE, PASSWORD, "empty"),
        ("nurse2", "", Role.NURSE, PASSWORD, "empty"),
        ("ｎurse1", "王", Role.NURSE, PASSWORD, "taken"),
        ("nurse2", "王", Role.NURSE, "short", "too_short"),
        ("nurse2", "王", Role.SERVICE, PASSWORD, "not_a_person"),
    ],
)
def test_an_account_that_cannot_be_is_refused(ctx, hasher, sign_in_name, name, role, password, reason):
    with pytest.raises(InvalidInput) as refused:
        create_user(ctx, hasher, ADMINISTRATOR, sign_in_name, name, role, password)
    assert refused.value.facts["reason"] == reason


def test_a_list_of_accounts_shows_no_password_hash(ctx):
    assert [user.password_hash for user in list_users(ctx, ADMINISTRATOR)] == [""]


def test_a_damaged_stored_hash_lets_nobody_in(hasher):
    assert not hasher.matches("not argon2", PASSWORD)
    assert not hasher.matches("", "")
