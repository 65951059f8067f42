"""How a command ends: people read lines, scripts read one JSON object on the last line and the exit status."""

import json
import sys
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from hah_console.ui.i18n import Texts

EXIT_OK, EXIT_NOT_OK, EXIT_USAGE = 0, 1, 2


def finish(report: Mapping[str, object], *, ok: bool, as_json: bool, status: int | None = None) -> NoReturn:
    """Print the JSON object when asked for and leave with ``status``, else with 0 (holds) or 1 (does not)."""
    if as_json:
        print(json.dumps({**report, "ok": ok}, ensure_ascii=False), flush=True)
    sys.exit(status if status is not None else EXIT_OK if ok else EXIT_NOT_OK)


def complain(sentence: str, *, status: int = EXIT_NOT_OK) -> NoReturn:
    """Say one sentence on standard error and leave with ``status``."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(status)


def progress(line: str) -> None:
    """Tell how far long work has come, on standard error."""
    print(line, file=sys.stderr, flush=True)


def require_choice(option: str, given: str, allowed: Collection[str]) -> None:
    """Leave with status 2 when an option was given and is none of the words allowed."""
    if given and given not in allowed:
        complain(f"{option}: {' | '.join(allowed)}", status=EXIT_USAGE)


def texts_for(lang: str) -> "Texts":
    """The sentences of a language asked for, the system's when none is; leaves with status 2 for one that is none."""
    from hah_console.ui.i18n import LANGUAGES, Texts, system_language

    require_choice("--lang", lang, LANGUAGES)
    return Texts(lang or system_language())


def asked_day(texts: "Texts", day: str) -> date:
    """The day asked for; leaves with status 2 for words that are none."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        complain(texts("route_paper.bad_day", day=day), status=EXIT_USAGE)
