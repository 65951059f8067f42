"""What somebody has typed into a form and not sent yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from hah_console.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Whose draft of which form about what. ``subject`` is an id, empty for a form about something new.

    SAFETY(own draft): the key begins with the user, so nobody is ever shown or sends what another person typed.
    """

    user_id: UserId
    form: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a form as typed, valid or not, by field name.

    ``based_on`` is the version of the subject that was in sight (0 for something new).
    """

    key: DraftKey
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    saved_at: datetime | None = None
    based_on: int = 0

    def stale(self, version: int) -> bool:
        """Whether the subject has been changed since this was typed."""
        return self.based_on != version
