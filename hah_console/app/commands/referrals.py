"""``hah_console referrals receive``: take referral documents of other systems into a database."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.services.referral_receipt import Receipt
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``referrals``."""
    group = typer.Typer(help="Referrals of other systems.", no_args_is_help=True)
    group.command("receive")(receive)
    app.add_typer(group, name="referrals")


def receive(
    files: list[Path] = typer.Argument(..., metavar="FILE...", help="Documents, one referral each (docs/referral.md)."),
    database: str = typer.Option(..., "--database", metavar="URL", help="The database they are taken into."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Take documents in. Status 0: all taken or known, 1: one was refused or nothing stored, 2: wrong use."""
    from hah_console.app.referrals_run import receive_files
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    for file in files:
        if not file.is_file():
            complain(texts("referral_receipt.no_file", file=file), status=EXIT_USAGE)
    try:
        receipts = receive_files(files, database)
    except HahError as error:
        complain(texts.error(error))
    for file, receipt in zip(files, receipts, strict=True):
        _print(file, receipt, texts)
    refused = sum(receipt.referral_id is None for receipt in receipts)
    report = {"received": [_facts(f, r) for f, r in zip(files, receipts, strict=True)], "refused_count": refused}
    finish(report, ok=refused == 0, as_json=as_json)


def _print(file: Path, receipt: "Receipt", texts: "Texts") -> None:
    key = f"referral_receipt.taken.{receipt.taken.value}"
    print(texts(key, file=file.name, number=receipt.external_id, id=receipt.referral_id or ""))
    for fault in receipt.faults:
        field, reason = texts.word("errors.field", fault.field), texts.word("errors.reason", fault.reason)
        print(texts("referral_receipt.fault", field=field, reason=reason, value=fault.value))


def _facts(file: Path, receipt: "Receipt") -> dict[str, object]:
    return {
        "file": str(file),
        "taken": receipt.taken.value,
        "external_id": receipt.external_id,
        "referral_id": receipt.referral_id,
        "refused_id": receipt.refused_id,
        "faults": [{"field": f.field, "reason": f.reason, "value": f.value} for f in receipt.faults],
    }
