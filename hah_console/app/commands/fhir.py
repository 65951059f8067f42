"""``hah_console fhir``: resources checked against the base, our table and the packages of the site."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.commands.fhir_feeds import add_to
from hah_console.app.commands.fhir_services import add_to as add_services_to
from hah_console.app.report import complain, finish, texts_for

if TYPE_CHECKING:
    from hah_console.adapters.fhir.checker.examined import Examined
    from hah_console.adapters.fhir.checker.finding import Finding
    from hah_console.ui.i18n import Texts


def register(app: typer.Typer) -> None:
    """Add ``fhir`` with its sub-commands."""
    fhir = typer.Typer(no_args_is_help=True, help="Exchange with hospitals: HL7 FHIR R4, TW Core, hospital at home.")
    fhir.command("check")(check)
    add_to(fhir)
    add_services_to(fhir)
    app.add_typer(fhir, name="fhir")


def check(
    files: list[Path] = typer.Argument(..., metavar="FILE...", help="JSON files, or folders of them."),
    packages: list[Path] = typer.Option(
        [], "--packages", metavar="DIR", help="FHIR packages (.tgz) or a folder of them."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Check resources. Status 0: no error, 1: errors, 2: wrong use."""
    from hah_console.domain.errors import HahError

    texts = texts_for(lang)
    _require_there([*files, *packages], texts)
    try:
        examined = _examine(files, packages, texts)
    except HahError as error:
        complain(texts.error(error))
    counts = _counts(files, examined)
    print(_summary(examined, texts))
    if counts:
        print(texts("fhir.counts", **counts))
    finish(_report(examined, texts) | counts, ok=all(each.is_good for each in examined), as_json=as_json)


def _require_there(paths: Sequence[Path], texts: "Texts") -> None:
    for path in paths:
        if not path.exists():
            complain(texts("fhir.no_such_file", path=path), status=2)


def _examine(files: Sequence[Path], packages: Sequence[Path], texts: "Texts") -> "list[Examined]":
    """Every file in turn; its findings are printed as soon as they are known."""
    from hah_console.adapters.fhir.checker.checker import Checker
    from hah_console.adapters.fhir.checker.examined import examine, files_of
    from hah_console.app.resources import resource_path

    checker = Checker.load(resource_path("fhir"), packages)
    examined = []
    for path in files_of(files):
        examined.append(examine(checker, path))
        for line in _lines(examined[-1], texts):
            print(line)
    return examined


def _lines(examined: "Examined", texts: "Texts") -> Iterator[str]:
    if examined.refused is not None:
        yield texts.error(examined.refused)
    for finding in examined.findings:
        yield f"{examined.path}: {finding.path}: {sentence(finding, texts)}"


def sentence(finding: "Finding", texts: "Texts") -> str:
    """A finding in words.  # i18n: fhir.rule.*"""
    return texts(f"fhir.rule.{finding.rule}", detail=finding.detail, key=finding.key)


def _summary(examined: "Sequence[Examined]", texts: "Texts") -> str:
    bad = sum(not each.is_good for each in examined)
    return texts("fhir.checked", count=len(examined), bad=bad, errors=sum(len(each.errors) for each in examined))


def _report(examined: "Sequence[Examined]", texts: "Texts") -> dict[str, object]:
    return {
        "files": len(examined),
        "files_with_errors": sum(not each.is_good for each in examined),
        "findings": [found for each in examined for found in _found(each, texts)],
    }


def _found(examined: "Examined", texts: "Texts") -> Iterator[dict[str, object]]:
    file = str(examined.path)
    if examined.refused is not None:
        reason = str(examined.refused.facts["reason"])
        yield {"file": file, "path": "", "rule": reason, "error": True, "says": texts.error(examined.refused)}
    for each in examined.findings:
        yield {
            "file": file, "path": each.path, "rule": each.rule, "key": each.key, "detail": each.detail,
            "error": each.error, "says": sentence(each, texts),
        }  # fmt: skip


def _counts(files: Sequence[Path], examined: "Sequence[Examined]") -> dict[str, object]:
    """Caught, missed and false, when a folder of known faults is among those checked."""
    from hah_console.adapters.fhir.checker.examined import EXPECTATIONS, compared

    lists = [folder / EXPECTATIONS for folder in files if folder.is_dir() and (folder / EXPECTATIONS).is_file()]
    if not lists:
        return {}
    faulty = {each.parent / name: rule for each in lists for name, rule in json.loads(each.read_text("utf-8")).items()}
    counts = compared(examined, faulty)
    return {
        "caught": counts.caught, "missed": len(counts.missed), "false_alarms": len(counts.false_alarms),
        "missed_files": list(counts.missed), "false_alarm_files": list(counts.false_alarms),
    }  # fmt: skip
