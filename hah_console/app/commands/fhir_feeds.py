"""``hah_console fhir feeds``, ``start``, ``retry``, ``secret``: how feeds stand, and what a person does about it."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from hah_console.app.report import complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.domain.exchange import OutboxEntry
    from hah_console.services.changes import Changes
    from hah_console.services.context import Context
    from hah_console.services.exchange_board import InboundCounts
    from hah_console.services.outbox import FeedRow
    from hah_console.ui.i18n import Texts

DATABASE = typer.Option("", "--database", envvar="HAH_DATABASE", metavar="URL", help="sqlite:/// or postgresql://")
HOME = typer.Option(None, "--home", envvar="HAH_HOME", metavar="DIR", help="The data folder.")
AS_JSON = typer.Option(False, "--json", help="One JSON object on the last line of output.")
LANG = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out.")
SHOWN = 20
T = TypeVar("T")


def add_to(fhir: typer.Typer) -> None:
    """Add the sub-commands."""
    fhir.command("feeds")(feeds)
    fhir.command("start")(start)
    fhir.command("retry")(retry)
    fhir.command("secret")(secret)


def feeds(database: str = DATABASE, home: Path = HOME, as_json: bool = AS_JSON, lang: str = LANG) -> None:
    """How every feed stands, sent and read. Status 1 when one stands still, has something parked or is read in vain."""
    from hah_console.domain.errors import HahError
    from hah_console.services.exchange_board import read_inbound
    from hah_console.services.outbox import feed_rows

    texts = texts_for(lang)
    try:
        rows, inbound = read(home, database, lambda ctx: (feed_rows(ctx), read_inbound(ctx)))
    except HahError as error:
        complain(texts.error(error))
    for row in rows:
        print(_line(row, texts, inbound.get(row.status.feed)))
        for entry in row.parked[:SHOWN]:
            print(f"  {entry.number}: {entry.reference}: {reason_text(entry, texts)}")
    well = all(row.runs and not row.parked for row in rows) and not any(each.failing for each in inbound.values())
    finish({"feeds": [_facts(row, inbound.get(row.status.feed)) for row in rows]}, ok=well, as_json=as_json)


def start(feed: str, database: str = DATABASE, home: Path = HOME, lang: str = LANG) -> None:
    """Let a feed that stood still send again."""
    from hah_console.app.bootstrap import SYSTEM
    from hah_console.services.outbox import start_feed

    _act(home, database, lang, lambda ctx: start_feed(ctx, SYSTEM, feed))


def retry(number: int, database: str = DATABASE, home: Path = HOME, lang: str = LANG) -> None:
    """Have a parked entry sent again."""
    from hah_console.app.bootstrap import SYSTEM
    from hah_console.services.outbox import retry_entry

    _act(home, database, lang, lambda ctx: retry_entry(ctx, SYSTEM, number))


def secret(
    name: str = typer.Argument(..., help="The name exchange.toml uses."),
    file: Path = typer.Option(None, "--file", help="The private key (PEM); standard input when left out."),
    home: Path = HOME,
    lang: str = LANG,
) -> None:
    """Keep a private key in the keyring, or in the sealed file of the home."""
    import os

    from hah_console.adapters.credentials.secret_store import secret_store
    from hah_console.app.exchange.duty import PASSPHRASE
    from hah_console.app.options import program_options
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    try:
        words = file.read_text("ascii") if file else sys.stdin.read()
        secret_store(program_options(home, None).home, os.environ.get(PASSPHRASE, "")).put(name, words)
    except HahError as error:
        complain(texts.error(error))
    except (OSError, ValueError):
        complain(texts("fhir.no_such_file", path=file or "-"), status=2)
    print(texts("fhir.secret_kept", name=name))


def reason_text(entry: "OutboxEntry", texts: "Texts") -> str:
    """Why an entry is parked, in words, with the detail.  # i18n: fhir.parked.*"""
    known = texts.word("fhir.parked", entry.reason)
    return f"{known if known != entry.reason else texts.word('errors.reason', entry.reason)} {entry.detail}".strip()


def read(home: Path, database: str, query: "Callable[[Context], T]") -> "T":
    """Ask the store of a home."""
    from hah_console.app.options import program_options
    from hah_console.app.stored import stored

    with stored(program_options(home, database or None).database_url) as ctx:
        return query(ctx)


def _act(home: Path, database: str, lang: str, command: "Callable[[Context], Changes]") -> None:
    from hah_console.domain.errors import HahError

    try:
        read(home, database, command)
    except HahError as error:
        complain(texts_for(lang).error(error))


def _line(row: "FeedRow", texts: "Texts", read: "InboundCounts | None") -> str:
    if read is not None:
        reason = row.status.reason or read.reason
        return texts(
            "fhir.reads" if row.runs else "fhir.read_not", feed=row.status.feed, linked=read.linked, facts=read.facts,
            matches=read.matches, refusals=read.refusals, codes=read.codes, failing=read.failing,
            reason=texts.word("errors.reason", reason) if reason else "", good=moment(row.status.last_good_at),
        )  # fmt: skip
    state = "fhir.runs" if row.runs else "fhir.stands"
    return texts(
        state, feed=row.status.feed, reason=texts.word("errors.reason", row.status.reason), waiting=row.counts.waiting,
        parked=row.counts.parked, sent=row.counts.sent, good=moment(row.status.last_good_at),
    )  # fmt: skip


def _facts(row: "FeedRow", read: "InboundCounts | None") -> dict[str, object]:
    known = {} if read is None else {
        "linked": read.linked, "facts": read.facts, "matches_open": read.matches, "refusals_open": read.refusals,
        "codes_unmapped": read.codes, "failing": read.failing,
    }  # fmt: skip
    return known | {
        "feed": row.status.feed, "state": row.status.state.value, "reason": row.status.reason,
        "last_good_at": moment(row.status.last_good_at), "waiting": row.counts.waiting, "parked": row.counts.parked,
        "sent": row.counts.sent, "oldest_waiting_at": moment(row.counts.oldest_waiting),
    }  # fmt: skip


def moment(at: "datetime | None") -> str:
    """A moment in ISO 8601, a dash where there was none."""
    return at.isoformat(timespec="seconds") if at else "-"
