"""A command that is signed: the person proves again who she is before it runs."""

from collections.abc import Callable

from hah_console.domain.actor import Actor
from hah_console.services.changes import Changes
from hah_console.services.context import Context
from hah_console.services.ports import PasswordHasher
from hah_console.services.sign_in import prove_again


def signed(
    ctx: Context, hasher: PasswordHasher | None, actor: Actor, password: str, command: Callable[[], Changes]
) -> Changes:
    """Run a command under the actor's signature; without a hasher there are no passwords here to ask for.

    Raises SignInFailed, SignInDelayed, and what the command raises.
    """
    if hasher is not None:
        prove_again(ctx, hasher, actor, password)
    return command()
