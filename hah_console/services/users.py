"""Accounts, kept by an administrator."""

import uuid
from dataclasses import replace

from hah_console.domain.actor import Action, Actor, Role, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.ids import StaffId, UserId
from hah_console.domain.user import SHORTEST_PASSWORD, User, sign_in_key
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.ports import PasswordHasher, UnitOfWork


def create_user(
    ctx: Context,
    hasher: PasswordHasher,
    actor: Actor,
    sign_in_name: str,
    name: str,
    role: Role,
    password: str,
    staff_id: StaffId | None = None,
) -> Changes:
    """A new account. Raises NotPermitted, or InvalidInput for an empty or taken name, a short password, no role."""
    require(actor, Action.MANAGE_USERS)
    _check(sign_in_name, name, role, password)
    stored_hash = hasher.hash(password)
    user = User(UserId(f"U-{uuid.uuid4().hex}"), sign_in_name.strip(), name.strip(), role, stored_hash, staff_id)
    with ctx.store() as uow:
        if uow.users.by_sign_in_name(sign_in_name) is not None:
            raise InvalidInput(field="sign_in_name", value=sign_in_name, reason="taken")
        return _save(ctx, uow, actor, user, "create_user")


def list_users(ctx: Context, actor: Actor) -> tuple[User, ...]:
    """Every account in order of its name, without password hashes. Raises NotPermitted."""
    require(actor, Action.MANAGE_USERS)
    with ctx.store() as uow:
        users = (replace(user, password_hash="") for user in uow.users.all())
        return tuple(sorted(users, key=lambda user: sign_in_key(user.sign_in_name)))


def enable_user(ctx: Context, actor: Actor, user_id: UserId, enabled: bool) -> Changes:
    """Let an account sign in, or no longer. Raises NotPermitted, NotFound, or InvalidInput for one's own account."""
    require(actor, Action.MANAGE_USERS)
    if user_id == actor.user_id:
        raise InvalidInput(field="user", value=actor.name, reason="own_account")
    with ctx.store() as uow:
        user = replace(uow.users.get(user_id), enabled=enabled)
        return _save(ctx, uow, actor, user, "enable_user" if enabled else "disable_user")


def _save(ctx: Context, uow: UnitOfWork, actor: Actor, user: User, action: str) -> Changes:
    uow.users.save(user)
    record(uow, actor, ctx.clock.now(), action, "user", user.user_id, role=user.role.value)
    return uow.commit()


def _check(sign_in_name: str, name: str, role: Role, password: str) -> None:
    for field, value in (("sign_in_name", sign_in_name), ("name", name)):
        if not value.strip():
            raise InvalidInput(field=field, value="", reason="empty")
    if role is Role.SERVICE:
        raise InvalidInput(field="role", value=role.value, reason="not_a_person")
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(field="password", value="", reason="too_short")
