"""A replay report in words and as pairs of bars, this rule set beside the other; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from hah_console.domain.alarm import Lane
from hah_console.services.replay.report import ReplayReport, RuleSetFigures, ScoreFigures
from hah_console.ui.i18n import Texts
from hah_console.ui.rule_words import rule_name
from hah_console.ui.wording import NOTHING

Forecast = tuple[ScoreFigures, ScoreFigures] | None
"""The figures of the risk forecast and of NEWS2 over the same hours; None when no forecast is installed."""
MOST_ROWS, SHIPPED = 12, "default"
# i18n: rules.figure.*


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of both rule sets."""

    name: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars with the same name; a value of None has no bar."""

    name: str
    one: float
    other: float


def head_text(texts: Texts, report: ReplayReport) -> str:
    """Over which data, how many patients and days, and what was taken for granted."""
    source = report.source
    kind = texts.word("rules.source", source.kind)
    days = f"{source.patient_days:,.1f}"
    said = texts("rules.head", kind=kind, name=source.name, patients=source.patients, days=days)
    terms = texts(
        "rules.terms",
        answered=f"{report.answered_after_min:g}",
        operator=f"{report.patients_per_operator:g}",
        step=source.tier_s,
    )
    notes = " ".join(texts.word("rules.note", note) for note in report.notes)
    synthetic = texts("rules.synthetic") if source.synthetic else ""
    return " ".join(part for part in (said, terms, notes, synthetic) if part)


# i18n: rules.source.*
# i18n: rules.note.*
def figure_rows(texts: Texts, report: ReplayReport) -> tuple[FigureRow, ...]:
    """The figures of both rule sets; those about events only where the data hold any."""
    wanted = FIGURES + (REACH if report.rules.reach is not None else ())
    return tuple(
        FigureRow(texts(f"rules.figure.{key}"), read(report.rules), read(report.against)) for key, read in wanted
    )


def legend_text(texts: Texts, report: ReplayReport, pairs: tuple[Pair, ...], *, upright: bool) -> str:
    """Which bar of a pair is whose; of columns, which have no numbers, also how many the highest stands for."""
    one, other = (set_name(texts, rules) for rules in (report.rules, report.against))
    most = max((max(pair.one, pair.other) for pair in pairs), default=0.0)
    return texts("rules.pair_columns" if upright else "rules.pair_rows", one=one, other=other, most=f"{most:.0f}")


def rule_pairs(texts: Texts, report: ReplayReport) -> tuple[Pair, ...]:
    """Alarms per patient-day of every rule about the patient, the loudest first."""
    one, other = _per_day(report.rules), _per_day(report.against)
    names = sorted({**one, **other}, key=lambda rule: -max(one.get(rule, 0.0), other.get(rule, 0.0)))
    return tuple(Pair(rule_name(texts, rule), one.get(rule, 0.0), other.get(rule, 0.0)) for rule in names[:MOST_ROWS])


def set_name(texts: Texts, figures: RuleSetFigures) -> str:
    """Name and version; the one that came with the program is named as in the list of rule sets."""
    shipped = figures.name == SHIPPED
    return texts("rules.shipped", version=figures.version) if shipped else f"{figures.name} {figures.version}"


def _per_day(figures: RuleSetFigures) -> dict[str, float]:
    """About the patients only: technical alarms have another scale, and a figure of their own."""
    return {count.rule_id: count.per_patient_day for count in figures.rules if count.lane == Lane.PHYSIOLOGICAL}


def hour_pairs(report: ReplayReport, zone: ZoneInfo) -> tuple[Pair, ...]:
    """Alarms by hour of the site's day (the report counts in UTC); empty when the data have no time of day."""
    hours = tuple(zip(report.rules.by_hour, report.against.by_hour, strict=False))
    if not hours or report.made_at is None:
        return ()
    ahead = report.made_at.astimezone(zone).utcoffset() or timedelta()
    shift = ahead // timedelta(hours=1)
    local = (hours[(hour - shift) % len(hours)] for hour in range(len(hours)))
    return tuple(Pair(f"{hour:02}", float(one), float(other)) for hour, (one, other) in enumerate(local))


def worst_pairs(texts: Texts, report: ReplayReport) -> tuple[Pair, ...]:
    """The patients with the most alarms, and the part of all alarms each makes under both rule sets."""
    other = {load.patient_id: load.share for load in report.against.worst}
    return tuple(
        Pair(texts("rules.patient", patient=_end(load.patient_id, 6), per_day=f"{load.alarms_per_day:.1f}"), load.share,
             other.get(load.patient_id, 0.0))
        for load in report.rules.worst[:MOST_ROWS]
    )  # fmt: skip


def missed_text(texts: Texts, report: ReplayReport) -> str:
    """What this rule set missed, and what only one of the two reached."""
    one, other = report.rules.reach, report.against.reach
    if one is None or other is None:
        return texts("rules.no_events")
    return texts(
        "rules.missed", missed=one.events - one.reached, events=one.events, here=len(one.only_here),
        there=len(other.only_here),
    )  # fmt: skip


def missed_lines(texts: Texts, report: ReplayReport) -> tuple[str, ...]:
    """The events one of the two did not reach, those only the other reached first."""
    one, other = report.rules.reach, report.against.reach
    if one is None or other is None:
        return ()
    lost = [texts("rules.only_there", patient=_end(e.patient_id, 8), at=f"{e.at_h:.0f}", lead=_hours(e.lead_h))
            for e in other.only_here]  # fmt: skip
    won = [texts("rules.only_here", patient=_end(e.patient_id, 8), at=f"{e.at_h:.0f}", lead=_hours(e.lead_h))
           for e in one.only_here]  # fmt: skip
    every = (*lost, *won)
    rest = len(every) - MOST_ROWS
    return every if rest <= 0 else (*every[:MOST_ROWS], texts("rules.more", count=rest))


def forecast_text(texts: Texts, found: Forecast) -> str:
    """How well the risk forecast was found to tell, beside NEWS2; and that it is no diagnosis."""
    if found is None:
        return texts("rules.forecast_none")
    forecast, news2 = found
    return texts(
        "rules.forecast",
        version=forecast.version,
        auroc=f"{forecast.auroc:.3f}",
        auprc=f"{forecast.auprc:.4f}",
        other=f"{news2.auroc:.3f}",
        other_auprc=f"{news2.auprc:.4f}",
        folds=len(forecast.auroc_folds),
        slope=NOTHING if forecast.calibration_slope is None else f"{forecast.calibration_slope:.2f}",
    )


def _end(patient_id: str, signs: int) -> str:
    """The last signs of a code, marked as such when there are more."""
    return patient_id if len(patient_id) <= signs else f"…{patient_id[-signs:]}"


def _hours(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def _share(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"


Read = Callable[[RuleSetFigures], str]
FIGURES: tuple[tuple[str, Read], ...] = (
    ("per_patient_day", lambda f: f"{f.alarms_per_patient_day:.2f}"),
    ("per_operator_hour", lambda f: f"{f.alarms_per_operator_hour:.2f}"),
    ("quiet", lambda f: f"{f.quiet_per_patient_day:.2f}"),
    ("technical", lambda f: f"{f.technical_per_patient_day:.2f}"),
    ("alarms", lambda f: f"{f.alarms:,}"),
    ("median", lambda f: f"{f.spread.median:.2f}"),
    ("worst_tenth", lambda f: _share(f.spread.worst_tenth_share)),
    ("only_here", lambda f: f"{f.unmatched_count:,}"),
)
REACH: tuple[tuple[str, Read], ...] = (
    ("reach", lambda f: _share(f.reach.reach if f.reach else None)),
    ("day_reach", lambda f: _share(f.reach.day_reach if f.reach else None)),
    ("lead", lambda f: _hours(f.reach.lead_time_h_median if f.reach else None)),
    ("day_lead", lambda f: _hours(f.reach.day_lead_time_h_median if f.reach else None)),
    ("ppv", lambda f: _share(f.reach.ppv if f.reach else None)),
)
