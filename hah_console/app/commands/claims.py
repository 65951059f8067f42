"""``hah_console claims``: the monthly claim file, and by name the cases it leaves out and why."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, progress, texts_for

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from hah_console.app.claims_run import ClaimRun
    from hah_console.domain.claims.claim import Missing, Refused
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``claims``."""
    app.command("claims")(claims)


def claims(
    month: str = typer.Option(..., "--month", metavar="YYYY-MM", help="The month of the visits."),
    site: Path = typer.Option(..., "--site", metavar="DIR", help="The site folder, with its codes in claims.toml."),
    out: Path = typer.Option(..., "--out", metavar="DIR", help="Where the files are written."),
    database: str = typer.Option(
        "", "--database", metavar="URL", help="Claim what this database holds; the site's own visits when left out."
    ),
    strict: bool = typer.Option(False, "--strict", help="Status 1 when any case is left out."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Write the claim of a month. Status 0: written, 1: not (or --strict and a case is left out), 2: wrong use."""
    from hah_console.app.claims_run import run_claim
    from hah_console.domain.errors import HahError, InvalidInput

    texts = texts_for(lang)
    if not site.is_dir():
        complain(texts("site.problem.folder_missing", value=site), status=EXIT_USAGE)
    try:
        run = run_claim(month, site, database, out)
    except HahError as error:
        progress(texts.error(error))
        status = EXIT_USAGE if isinstance(error, InvalidInput) else None
        finish({"error": error.code, "facts": _plain(error)}, ok=False, as_json=as_json, status=status)
    _print(run, texts)
    finish(_facts(run), ok=not (strict and run.claim.refused), as_json=as_json)


def _plain(error: Exception) -> dict[str, str]:
    return {name: str(value) for name, value in getattr(error, "facts", {}).items()}


def _facts(run: "ClaimRun") -> dict[str, object]:
    claim = run.claim
    return {
        "month": claim.month,
        "rules_version": claim.rules_version,
        "line_count": len(claim.lines),
        "case_count": len({line.episode_id for line in claim.lines}),
        "refused_count": len(claim.refused),
        "refused": [_refused_facts(case) for case in claim.refused],
        "files": [str(run.files.lines_csv), str(run.files.lines_json), str(run.files.refused_csv)],
    }


def _refused_facts(case: "Refused") -> dict[str, object]:
    missing = [
        {"field": lack.field, "visit": lack.visit.visit_record_id if lack.visit else ""} for lack in case.missing
    ]
    return {"name": case.patient.name, "episode_id": case.episode.episode_id, "missing": missing}


def _print(run: "ClaimRun", texts: "Texts") -> None:
    claim = run.claim
    cases = len({line.episode_id for line in claim.lines})
    print(texts("claims.written", month=claim.month, lines=len(claim.lines), cases=cases, file=run.files.lines_csv))
    if claim.refused:
        print(texts("claims.refused_head", count=len(claim.refused), file=run.files.refused_csv))
    for case in claim.refused:
        lacks = texts("claims.separator").join(_lack(lack, run.zone, texts) for lack in case.missing)
        print(texts("claims.refused", name=case.patient.name, case=case.episode.episode_id, lacks=lacks))


def _lack(lack: "Missing", zone: "ZoneInfo", texts: "Texts") -> str:
    what = texts.word("claims.missing", lack.field)  # i18n: claims.missing.*
    if lack.visit is None:
        return what
    day = lack.visit.when.astimezone(zone).date().isoformat()
    return texts("claims.of_visit", what=what, visit=lack.visit.visit_record_id, day=day)
