"""Drafts: what somebody has typed into a form is kept while she types, until it is sent.

A screen keeps a draft a moment after each change (and on leaving), reads it when the form opens, says that it is a
draft of ``saved_at`` (and, where ``draft.stale(version)``, that the subject has changed since), and drops it after the
command that sent the form has succeeded. Nothing here is noted in the change log or the audit: a draft is not a record.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hah_console.domain.actor import Actor
from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.errors import InvalidInput
from hah_console.domain.written import shortened
from hah_console.services.context import Context

LARGEST_DRAFT_BYTES = 2 * 1024 * 1024
"""Of all fields together in UTF-8: twenty times the longest note, so that one which is too long is kept as typed."""


def keep_draft(
    ctx: Context, actor: Actor, form: str, subject: str, fields: Mapping[str, str], based_on: int = 0
) -> Draft:
    """Keep the fields as typed, valid or not, in the place of what was kept before; ``subject`` empty: something new.

    ``based_on`` is the version of the subject in sight. Raises InvalidInput (reason ``too_long``, field: the largest)
    beyond ``LARGEST_DRAFT_BYTES``; what was kept before stays then.
    """
    _require_size(fields)
    draft = Draft(DraftKey(actor.user_id, form, subject), MappingProxyType(dict(fields)), ctx.clock.now(), based_on)
    with ctx.store() as uow:
        uow.drafts.save(draft)
        uow.commit()
    return draft


def read_draft(ctx: Context, actor: Actor, form: str, subject: str = "") -> Draft | None:
    """The actor's own draft of a form about a subject; None when there is none."""
    with ctx.store() as uow:
        return uow.drafts.get(DraftKey(actor.user_id, form, subject))


def drop_draft(ctx: Context, actor: Actor, form: str, subject: str = "") -> None:
    """Forget the actor's own draft, because it was sent or is not wanted; nothing happens when there is none."""
    with ctx.store() as uow:
        uow.drafts.delete(DraftKey(actor.user_id, form, subject))
        uow.commit()


def own_drafts(ctx: Context, actor: Actor) -> tuple[Draft, ...]:
    """All drafts of the actor, the newest first."""
    with ctx.store() as uow:
        return uow.drafts.of_user(actor.user_id)


def _require_size(fields: Mapping[str, str]) -> None:
    sizes = {name: len(text.encode("utf-8", "surrogatepass")) for name, text in fields.items()}
    if sum(sizes.values()) > LARGEST_DRAFT_BYTES:
        largest = max(sizes, key=lambda name: sizes[name])
        raise InvalidInput(field=largest, value=shortened(fields[largest]), reason="too_long")
