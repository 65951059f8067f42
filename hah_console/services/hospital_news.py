"""What a person at the centre heard of a hospital: told by telephone, kept with its time and author."""

import uuid
from dataclasses import dataclass

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.errors import InvalidInput
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import HospitalId
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record


@dataclass(frozen=True, slots=True)
class Heard:
    """The fields as typed; an empty one was not told."""

    ward_beds: str = ""
    icu_beds: str = ""
    ed_waiting: str = ""
    diversion: Diversion | None = None
    note: str = ""


def tell_news(ctx: Context, actor: Actor, hospital_id: HospitalId, heard: Heard) -> Changes:
    """Keep it as of now. Raises NotPermitted, NotFound, InvalidInput for a field, or when nothing was told."""
    require(actor, Action.MOVE_TRANSFER)
    now, news_id = ctx.clock.now(), f"HN-{uuid.uuid4().hex[:16]}"
    counts = [_count(name, getattr(heard, name)) for name in ("ward_beds", "icu_beds", "ed_waiting")]
    note = written_note(heard.note, "note")
    if not note and heard.diversion is None and all(one is None for one in counts):
        raise InvalidInput(field="ward_beds", value="", reason="empty")
    with ctx.store() as uow:
        uow.hospitals.get(hospital_id)
        ward, icu, waiting = counts
        uow.hospital_news.add(
            HospitalNews(news_id, hospital_id, now, actor.user_id, False, ward, icu, waiting, heard.diversion, note)
        )
        record(uow, actor, now, "hospital_news", "hospital", hospital_id)
        return uow.commit()


def _count(name: str, typed: str) -> int | None:
    written = typed.strip()
    if written and not written.isdecimal():
        raise InvalidInput(field=name, value=written[:20], reason="not_a_number")
    return int(written) if written else None
