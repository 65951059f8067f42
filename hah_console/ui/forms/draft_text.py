"""The sentences about a draft; no Qt."""

from datetime import datetime

from hah_console.domain.draft import Draft
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import near_clock


def restored_text(texts: Texts, ctx: Context, draft: Draft, version: int) -> str:
    """That what is in sight is a draft, of when, and that its subject has changed since."""
    sentence = texts("forms.draft.restored", at=_at(ctx, draft.saved_at))
    return f"{sentence} {texts('forms.draft.stale')}" if draft.stale(version) else sentence


def kept_text(texts: Texts, ctx: Context, draft: Draft) -> str:
    """That the draft has been kept, and when."""
    return texts("forms.draft.kept", at=_at(ctx, draft.saved_at))


def _at(ctx: Context, moment: datetime | None) -> str:
    return near_clock(ctx.local(moment or ctx.clock.now()), ctx.today())
