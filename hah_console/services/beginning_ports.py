"""Ports of the store for the beginning of a case: drafts of forms, referrals, intakes, consents. See ``ports``."""

from typing import Protocol

from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.ids import UserId


class Drafts(Protocol):
    """What was typed and not sent; ``save`` replaces the draft of the same key. ``of_user``: the newest first."""

    def get(self, key: DraftKey) -> Draft | None: ...
    def save(self, draft: Draft) -> None: ...
    def delete(self, key: DraftKey) -> None: ...
    def of_user(self, user_id: UserId) -> tuple[Draft, ...]: ...
