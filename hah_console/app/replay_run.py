"""Runs a replay for the command line: finds data and rules, shows progress, prints the figures side by side."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hah_console import __version__
from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.vitals.labelled import LabelledStays
from hah_console.adapters.vitals.recordings import RecordingUnusable
from hah_console.app.replay_data import RuleSetUnknown, data_of, named_rules
from hah_console.app.report import EXIT_USAGE, finish, progress, texts_for
from hah_console.app.resources import resource_path
from hah_console.app.risk_scores import score_facts, score_lines
from hah_console.app.stored import stored
from hah_console.domain.clock import SystemClock
from hah_console.domain.errors import DatabaseTooNew, DatabaseUnusable
from hah_console.services.forecast.training import hours_of, validate
from hah_console.services.replay.compare import Data, NothingToReplay, ReplayTerms, compare
from hah_console.services.replay.report import ReplayReport, RuleSetFigures
from hah_console.services.replay.stored import stored_data

if TYPE_CHECKING:
    from hah_console.ui.i18n import Texts

UNUSABLE = (
    RecordingUnusable, RulePackInvalid, RuleSetUnknown, NothingToReplay, DatabaseUnusable, DatabaseTooNew,
)  # fmt: skip
"""What is wrong with the data or the rule sets asked for: one sentence and status 2."""
TARGET_PER_PATIENT_DAY = 0.7
"""Alarms per patient-day the default rules may make at no lower reach (docs/alarms.md)."""
EXIT_STOPPED = 130
TELL_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class ReplayWish:
    """What was asked for on the command line."""

    rules: str
    against: str
    answered_min: float
    patients_per_operator: float
    out: Path | None
    as_json: bool
    lang: str


def run_replay(path: Path | None, wish: ReplayWish, database: str = "", days: float = 0.0) -> NoReturn:
    """Replay a file, or stored readings when there is none, and leave with the status of the outcome."""
    texts = texts_for(wish.lang)
    try:
        report = _of_stored(database, days, wish, texts) if path is None else _of_file(path, wish, texts)
    except UNUSABLE as error:
        progress(texts.error(error))
        finish({"error": error.code, **error.facts}, ok=False, as_json=wish.as_json, status=EXIT_USAGE)
    except KeyboardInterrupt:
        stopped(texts)
    tell(report, wish, texts)


def _of_file(path: Path, wish: ReplayWish, texts: "Texts") -> ReplayReport:
    data, stays = data_of(path)
    report = _compared(data, wish, texts)
    return report if stays is None else _with_scores(report, stays)


def _of_stored(url: str, days: float, wish: ReplayWish, texts: "Texts") -> ReplayReport:
    with stored(url) as ctx:
        table = load_rule_packs(resource_path("rulepacks")).news2
        return _compared(stored_data(ctx, table, url.rsplit("/", 1)[-1], ctx.clock.now(), days), wish, texts)


def _compared(data: Data, wish: ReplayWish, texts: "Texts") -> ReplayReport:
    table = load_rule_packs(resource_path("rulepacks")).news2
    terms = ReplayTerms(
        answered_after=timedelta(minutes=wish.answered_min),
        patients_per_operator=wish.patients_per_operator,
        progress=_teller(texts),
    )
    return compare(
        data,
        named_rules(wish.rules),
        named_rules(wish.against),
        table,
        terms,
        made_at=SystemClock().now(),
        program_version=__version__,
    )


def _with_scores(report: ReplayReport, stays: LabelledStays) -> ReplayReport:
    """With the figures of the forecast and of NEWS2, where the data say what happened."""
    hours = hours_of(stays, load_rule_packs(resource_path("rulepacks")).news2)
    found = validate(hours)
    return replace(report, forecast=found.forecast, news2=found.news2)


def stopped(texts: "Texts") -> NoReturn:
    """Say that Ctrl+C was heard, and leave."""
    progress(texts("replay.stopped"))
    sys.exit(EXIT_STOPPED)


def tell(report: ReplayReport, wish: ReplayWish, texts: "Texts") -> NoReturn:
    """Print the figures, keep the whole report where asked, and leave."""
    print("\n".join(lines(report, texts)))
    if report.forecast is not None and report.news2 is not None:
        print("\n".join(score_lines(report.forecast, report.news2, texts)))
    if wish.out is not None:
        keep(report.as_json(), wish.out)
    ok = holds(report)
    scores = score_facts(report.forecast, report.news2) if report.forecast and report.news2 else {}
    finish({**facts(report), **scores}, ok=ok, as_json=wish.as_json)


def holds(report: ReplayReport) -> bool:
    """Whether the rules are within the target at no lower reach than the set beside them (where there is any)."""
    one, other = report.rules.reach, report.against.reach
    if one is None or other is None:
        return True
    return report.rules.alarms_per_patient_day <= TARGET_PER_PATIENT_DAY and one.reach >= other.reach


def facts(report: ReplayReport) -> dict[str, object]:
    """The keys of ``--json``."""
    return {
        "source": report.source.name,
        "patients": report.source.patients,
        "patient_days": report.source.patient_days,
        "events": report.rules.reach.events if report.rules.reach else 0,
        **_facts_of(report.rules),
        "target_alarms_per_patient_day": TARGET_PER_PATIENT_DAY,
        "against": _facts_of(report.against),
        "patients_per_operator": report.patients_per_operator,
        "answered_after_min": report.answered_after_min,
        "took_s": report.took_s,
    }


def _facts_of(figures: RuleSetFigures) -> dict[str, object]:
    reach = figures.reach
    return {
        "rules": figures.name,
        "rules_version": figures.version,
        "alarms_per_patient_day": figures.alarms_per_patient_day,
        "alarms_per_operator_hour": figures.alarms_per_operator_hour,
        "quiet_per_patient_day": figures.quiet_per_patient_day,
        "technical_per_patient_day": figures.technical_per_patient_day,
        "reach": reach.reach if reach else None,
        "reach_last_day": reach.day_reach if reach else None,
        "lead_time_h_median": reach.lead_time_h_median if reach else None,
        "lead_time_last_day_h_median": reach.day_lead_time_h_median if reach else None,
        "ppv": reach.ppv if reach else None,
        "reached_only_here": [event.patient_id for event in reach.only_here] if reach else [],
        "alarms_only_here": figures.unmatched_count,
        "by_rule": {count.rule_id: count.per_patient_day for count in figures.rules},
    }


def lines(report: ReplayReport, texts: "Texts") -> list[str]:
    """What people read: one line per figure, both sets beside each other."""
    source = report.source
    head = texts("replay.source", name=source.name, patients=source.patients, days=f"{source.patient_days:,.1f}")
    rows = [(texts("replay.name"), _name(report.rules), _name(report.against))]
    rows += [_row(texts, key, report, read) for key, read in FIGURES]
    if report.rules.reach is not None:
        rows += [_row(texts, key, report, read) for key, read in REACH_FIGURES]
    wide = max(len(row[1]) for row in rows)
    rules = [
        texts("replay.rule", rule=c.rule_id, lane=texts.word("words.lane", c.lane), rate=f"{c.per_patient_day:.3f}")
        for c in report.rules.rules
    ]  # i18n: words.lane.*
    return [head, *(f"{first:>{wide}}  {second:>{wide}}  {what}" for what, first, second in rows), *rules]


def _row(
    texts: "Texts", key: str, report: ReplayReport, read: Callable[[RuleSetFigures], object]
) -> tuple[str, str, str]:
    return texts(key), _shown(read(report.rules)), _shown(read(report.against))


def _name(figures: RuleSetFigures) -> str:
    return f"{figures.name} {figures.version}"


def _shown(value: object) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


FIGURES: tuple[tuple[str, Callable[[RuleSetFigures], object]], ...] = (
    ("replay.per_patient_day", lambda f: f.alarms_per_patient_day),
    ("replay.per_operator_hour", lambda f: f.alarms_per_operator_hour),
    ("replay.quiet", lambda f: f.quiet_per_patient_day),
    ("replay.technical", lambda f: f.technical_per_patient_day),
    ("replay.worst_tenth", lambda f: f.spread.worst_tenth_share),
    ("replay.only_here", lambda f: f.unmatched_count),
)
REACH_FIGURES: tuple[tuple[str, Callable[[RuleSetFigures], object]], ...] = (
    ("replay.reach", lambda f: f.reach and f.reach.reach),
    ("replay.lead", lambda f: f.reach and f.reach.lead_time_h_median),
    ("replay.day_reach", lambda f: f.reach and f.reach.day_reach),
    ("replay.day_lead", lambda f: f.reach and f.reach.day_lead_time_h_median),
    ("replay.ppv", lambda f: f.reach and f.reach.ppv),
    ("replay.events_only_here", lambda f: f.reach and len(f.reach.only_here)),
)


def keep(text: str, out: Path) -> None:
    """Write a file; raises NoWritePermission."""
    from hah_console.domain.errors import NoWritePermission

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise NoWritePermission(path=str(out)) from error


def _teller(texts: "Texts") -> Callable[[float], None]:
    last = time.monotonic()

    def tell_share(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_EVERY_S:
            last = time.monotonic()
            progress(texts("replay.progress", percent=f"{share * 100:.0f}"))

    return tell_share
