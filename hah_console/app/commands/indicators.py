"""``hah_console indicators``: the indicators of a month, each with the patients above and below its line."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hah_console.app.report import EXIT_USAGE, complain, finish, progress, texts_for

if TYPE_CHECKING:
    from hah_console.domain.indicator import Indicator
    from hah_console.ui.i18n import Texts

# i18n: indicators.name.*


def register(app: typer.Typer) -> None:
    """Add ``indicators``."""
    app.command("indicators")(indicators)


def indicators(
    month: str = typer.Option(..., "--month", metavar="YYYY-MM", help="The month."),
    site: Path = typer.Option(..., "--site", metavar="DIR", help="The site folder."),
    out: Path = typer.Option(..., "--out", metavar="DIR", help="Where the files are written."),
    database: str = typer.Option(
        "", "--database", metavar="URL", help="Of this database; the site's own when left out."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON object on the last line of output."),
    lang: str = typer.Option("", "--lang", help="zh_TW or en; the system's language when left out."),
) -> None:
    """Write the indicators of a month. Status 0: written, 1: not, 2: wrong use."""
    from hah_console.app.indicators_run import run_indicators
    from hah_console.domain.errors import HahError, InvalidInput

    texts = texts_for(lang)
    if not site.is_dir():
        complain(texts("site.problem.folder_missing", value=site), status=EXIT_USAGE)
    try:
        run = run_indicators(month, site, database, out, _Names(texts))
    except HahError as error:
        progress(texts.error(error))
        status = EXIT_USAGE if isinstance(error, InvalidInput) else None
        finish({"error": error.code}, ok=False, as_json=as_json, status=status)
    for one in run.found:
        print(_line(one, texts))
    files = [str(run.files.indicators), str(run.files.cases)]
    finish({"month": month, "indicators": [_facts(one) for one in run.found], "files": files}, ok=True, as_json=as_json)


class _Names(dict[str, str]):
    """The name of every indicator in one language."""

    def __init__(self, texts: "Texts") -> None:
        super().__init__()
        self._texts = texts

    def get(self, key: str, default: str | None = None) -> str:  # type: ignore[override]
        """The word of an indicator."""
        return self._texts.word("indicators.name", key) or default or key


def _line(one: "Indicator", texts: "Texts") -> str:
    from hah_console.ui.indicator_words import value_text

    return f"{texts.word('indicators.name', one.indicator_id)}: {value_text(texts, one)}"


def _facts(one: "Indicator") -> dict[str, object]:
    return {
        "id": one.indicator_id,
        "group": one.group.value,
        "measure": one.measure.value,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "value": one.value,
        "p90": one.p90,
        "counted": [case.patient_id for case in one.cases if case.counted],
        "of": [case.patient_id for case in one.cases],
    }
