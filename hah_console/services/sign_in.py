"""Signing in, unlocking and signing out: audited, equally slow for unknown names, slower after repeated failures."""

import math
from datetime import datetime, timedelta

from hah_console.domain.actor import Actor
from hah_console.domain.audit import AuditEntry
from hah_console.domain.errors import SignInDelayed, SignInFailed
from hah_console.domain.user import SignInFailures, User
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.ports import PasswordHasher, UnitOfWork

FREE_FAILURES = 3
"""Failures in a row before a delay begins."""
FIRST_DELAY_S = 5
LONGEST_DELAY_S = 300


def sign_in(ctx: Context, hasher: PasswordHasher, name: str, password: str, workstation: str) -> Actor:
    """The signed-in person. Raises SignInFailed, or SignInDelayed without looking at the password.

    Success and failure are audited; a name nobody has is never written down, because people type passwords there.
    """
    with ctx.store() as uow:
        user = uow.users.by_sign_in_name(name)
    return _let_in(ctx, hasher, user, name, password, workstation, "sign_in")


def unlock(ctx: Context, hasher: PasswordHasher, actor: Actor, password: str) -> Actor:
    """The same person again after the idle lock; raises as ``sign_in`` does."""
    return _again(ctx, hasher, actor, password, "unlock")


def prove_again(ctx: Context, hasher: PasswordHasher, actor: Actor, password: str) -> Actor:
    """The same person once more before she signs something; raises as ``sign_in`` does, and counts failures with it."""
    return _again(ctx, hasher, actor, password, "prove")


def _again(ctx: Context, hasher: PasswordHasher, actor: Actor, password: str, action: str) -> Actor:
    with ctx.store() as uow:
        user = uow.users.find(actor.user_id)
    name = user.sign_in_name if user else ""
    return _let_in(ctx, hasher, user, name, password, actor.workstation, action)


def lock(ctx: Context, actor: Actor) -> Changes:
    """Note that the screen was locked."""
    return _note(ctx, actor, "lock")


def sign_out(ctx: Context, actor: Actor) -> Changes:
    """Note that the person left."""
    return _note(ctx, actor, "sign_out")


def delay_left_s(failures: SignInFailures | None, now: datetime) -> int:
    """Whole seconds until the next try is looked at, 0 for none.

    The delay doubles with each failure after the free ones and ends at LONGEST_DELAY_S.
    """
    if failures is None or failures.count < FREE_FAILURES:
        return 0
    delay_s = min(FIRST_DELAY_S << min(failures.count - FREE_FAILURES, 16), LONGEST_DELAY_S)
    left = failures.last_at + timedelta(seconds=delay_s) - now
    return min(delay_s, max(0, math.ceil(left.total_seconds())))


def _let_in(
    ctx: Context, hasher: PasswordHasher, user: User | None, name: str, password: str, workstation: str, action: str
) -> Actor:
    with ctx.store() as uow:
        delay_s = delay_left_s(uow.sign_in_failures.of(name), ctx.clock.now())
    if delay_s:
        raise SignInDelayed(seconds=delay_s)
    refusal = _refusal(hasher, user, password)
    with ctx.store() as uow:
        if refusal or user is None:
            _count_failure(uow, ctx.clock.now(), user, name, workstation, action, refusal)
            raise SignInFailed
        uow.sign_in_failures.clear(name)
        _audit(uow, ctx.clock.now(), user, workstation, action)
        uow.commit()
    return Actor(user.user_id, user.name, user.role, workstation)


def _refusal(hasher: PasswordHasher, user: User | None, password: str) -> str:
    """Why not, empty for yes. SAFETY: an unknown name costs the same work as a known one."""
    if user is None:
        hasher.hash(password)
        return "unknown_name"
    if not hasher.matches(user.password_hash, password):
        return "wrong_password"
    return "" if user.enabled else "disabled"


def _count_failure(
    uow: UnitOfWork, now: datetime, user: User | None, name: str, workstation: str, action: str, refusal: str
) -> None:
    uow.sign_in_failures.add(name, now)
    _audit(uow, now, user, workstation, f"{action}_failed", ("reason", refusal))
    uow.commit()


def _note(ctx: Context, actor: Actor, action: str) -> Changes:
    with ctx.store() as uow:
        entry = AuditEntry(ctx.clock.now(), actor.user_id, actor.role.value, actor.workstation, action)
        uow.audit.append(entry)
        return uow.commit()


def _audit(
    uow: UnitOfWork, now: datetime, user: User | None, workstation: str, action: str, *facts: tuple[str, str]
) -> None:
    user_id, role = (user.user_id, user.role.value) if user else ("", "")
    uow.audit.append(AuditEntry(now, user_id, role, workstation, action, "user", user_id, facts=facts))
