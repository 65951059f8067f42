"""Reads the form of an attachment and adds the file; what cannot be used is said beside its field."""

from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.chart.attachment import MOST_BYTES, AttachmentKind, media_type_of
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.ids import EpisodeId
from hah_console.domain.written import written_line
from hah_console.services.changes import Changes
from hah_console.services.contacts import attach
from hah_console.ui.forms.draft_dialog import Command
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec
from hah_console.ui.screen import Desk
from hah_console.ui.screens.patient.attachments.pictures import require_whole

FORM = "attachment"
FILE, KIND, SITE, TAKEN, TITLE = "file", "kind", "body_site", "taken_at", "title"


def attach_spec(kinds: tuple[AttachmentKind, ...], *, with_site: bool) -> FormSpec:
    """File, kind, place, when it was taken, title."""
    options = tuple(Option(kind.value, f"attachments.kind.{kind.value}") for kind in kinds)
    site = (FieldSpec(SITE, "attachments.form.site", hint="attachments.form.site_hint"),) if with_site else ()
    fields = (
        FieldSpec(FILE, "attachments.form.file", hint="attachments.form.file_hint", needed=True),
        FieldSpec(KIND, "attachments.form.kind", Kind.CHOICE, options, needed=True),
        *site,
        FieldSpec(TAKEN, "attachments.form.taken", Kind.MOMENT, needed=True),
        FieldSpec(TITLE, "attachments.form.title"),
    )
    return FormSpec(f"{FORM}.{kinds[0].value}", (SectionSpec("file", "", fields),))


def attach_command(desk: Desk, episode_id: EpisodeId, fields: Mapping[str, str]) -> Command:
    """What adds the file to an admission; the file is read and looked at on the worker thread.

    Raises InvalidFields for what was typed; the command InvalidInput for the file.
    """
    check = FieldCheck(fields)
    path = check.read(FILE, lambda text, field: written_line(text, field, needed=True, longest=4096), "")
    kind = check.choice(KIND, AttachmentKind, AttachmentKind.OTHER)
    if not fields.get(KIND):
        check.add(KIND, "empty")
    site = check.read_if_written(SITE, written_line, "")
    if kind is AttachmentKind.WOUND and not site:
        check.add(SITE, "empty")
    ctx, today = desk.ctx, desk.ctx.today()
    taken = check.read(TAKEN, lambda text, field: parse_near_moment(text, today, ctx.zone, field), ctx.clock.now())
    title = check.read_if_written(TITLE, written_line, "")
    check.require_none()

    def add() -> Changes:
        content = read_file(Path(path).expanduser())
        require_whole(content, media_type_of(content))
        return attach(ctx, desk.actor, episode_id, kind, content, title=title, body_site=site, taken_at=taken)

    return add


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file of at most ``MOST_BYTES``. Raises InvalidInput."""
    try:
        facts = path.stat()
        if not S_ISREG(facts.st_mode):
            raise InvalidInput(field=FILE, value=path.name, reason="unreadable_file")
        if facts.st_size > MOST_BYTES:
            raise InvalidInput(field=FILE, value=path.name, reason="file_too_large")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise InvalidInput(field=FILE, value=path.name, reason="no_such_file") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(field=FILE, value=path.name, reason="unreadable_file") from error
