"""Rows of drafts."""

import json
from types import MappingProxyType

from hah_console.adapters.db.values import Row, Values, at_or_none, ms_or_none
from hah_console.domain.draft import Draft, DraftKey
from hah_console.domain.ids import UserId


def draft_values(draft: Draft) -> Values:
    """The row of a draft. Every sign is kept, also one that no database could hold as text (escaped in the JSON)."""
    return {
        "user_id": draft.key.user_id,
        "form": draft.key.form,
        "subject": draft.key.subject,
        "fields": json.dumps(dict(draft.fields), ensure_ascii=True, separators=(",", ":")),
        "saved_at": ms_or_none(draft.saved_at),
        "based_on": draft.based_on,
    }


def draft_of(row: Row) -> Draft:
    """The draft of a row."""
    return Draft(
        key=DraftKey(UserId(row["user_id"]), row["form"], row["subject"]),
        fields=MappingProxyType(json.loads(row["fields"])),
        saved_at=at_or_none(row["saved_at"]),
        based_on=row["based_on"],
    )
