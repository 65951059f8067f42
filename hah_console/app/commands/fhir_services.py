"""``hah_console fhir services``: how decision services answered, and what their lists offer."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.commands.fhir_feeds import AS_JSON, DATABASE, HOME, LANG, moment, read
from hah_console.app.report import complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.domain.decision_catalogue import ServiceCatalogue
    from hah_console.services.context import Context
    from hah_console.services.decision_support import ServiceRow
    from hah_console.ui.i18n import Texts

LISTS = typer.Option(False, "--lists", help="Ask every service for its list (GET …/cds-services) now.")


def add_to(fhir: typer.Typer) -> None:
    """Add the sub-command."""
    fhir.command("services")(services)


def services(
    database: str = DATABASE, home: Path = HOME, lists: bool = LISTS, as_json: bool = AS_JSON, lang: str = LANG
) -> None:
    """How every decision service has answered. Status 1 when one said nothing usable last, was never told of cards, or
    is not offered as it is set up.

    i18n: errors.reason.*, exchange.hook.*"""
    from hah_console.domain.errors import HahError
    from hah_console.services.decision_support import read_services

    texts = texts_for(lang)
    try:
        rows, known = read(home, database, lambda ctx: (read_services(ctx), _lists(ctx, home) if lists else ()))
    except HahError as error:
        complain(texts.error(error))
    for row in rows:
        print(_line(row, texts))
    for each in known:
        print("\n".join(_list_lines(each, texts)))
    well = not any(row.fails_now or row.given_up for row in rows) and not any(
        each.fault or each.missing for each in known
    )
    told = {"services": [_facts(row) for row in rows]} | (
        {"lists": [_list_facts(each) for each in known]} if lists else {}
    )
    finish(told, ok=well, as_json=as_json)


def _lists(ctx: "Context", home: Path) -> "tuple[ServiceCatalogue, ...]":
    from hah_console.app.decision_desk import load_decisions
    from hah_console.app.options import program_options

    return load_decisions(ctx, program_options(home, None).home, {}).read_catalogues()


def _line(row: "ServiceRow", texts: "Texts") -> str:
    tally, fault = row.tally, texts.word("errors.reason", row.tally.last_fault) if row.fails_now else ""
    said = texts("exchange.service.failing", reason=fault) if row.fails_now else texts("exchange.service.answers")
    counts = texts(
        "exchange.service.counts", asked=tally.asked, failed=tally.failed, cards=tally.cards, unread=tally.unread,
        waiting=row.waiting, given_up=row.given_up,
    )  # fmt: skip
    return f"{tally.service}: {said} {counts}"


def _list_lines(known: "ServiceCatalogue", texts: "Texts") -> list[str]:
    reason = texts.word("errors.reason", known.fault)
    state = texts("exchange.list.failing", reason=reason) if known.fault else texts("exchange.list.offers")
    missing = [f"  {name} · {texts.word('exchange.hook', hook)}: {texts('exchange.list.missing')}"
               for name, hook in known.missing]  # fmt: skip
    offers = [
        f"  {each.service_id} · {texts.word('exchange.hook', each.hook)}: {each.title}: "
        + (texts("exchange.list.used", name=each.name) if each.name else texts("exchange.list.unused"))
        for each in known.offers
    ]
    return [f"{known.base}: {state}", *missing, *offers]


def _facts(row: "ServiceRow") -> dict[str, object]:
    tally = row.tally
    return {
        "service": tally.service, "asked": tally.asked, "failed": tally.failed, "cards": tally.cards,
        "unread": tally.unread, "answers_waiting": row.waiting, "answers_given_up": row.given_up,
        "last_fault": tally.last_fault, "last_good_at": moment(tally.last_good_at),
        "last_failed_at": moment(tally.last_failed_at),
    }  # fmt: skip


def _list_facts(known: "ServiceCatalogue") -> dict[str, object]:
    offers = [
        {
            "id": each.service_id, "hook": each.hook, "title": each.title, "name": each.name,
            "told": list(each.supplied), "not_told": list(each.withheld), "requirements": each.requirements,
        }
        for each in known.offers
    ]  # fmt: skip
    missing = [{"name": name, "hook": hook} for name, hook in known.missing]
    return {
        "base": known.base,
        "read_at": moment(known.read_at),
        "fault": known.fault,
        "offers": offers,
        "missing": missing,
    }
