"""A replay report made by hand."""

from datetime import UTC, datetime

from hah_console.services.replay.report import (
    PatientLoad,
    Reach,
    ReachedEvent,
    ReplayReport,
    ReplaySource,
    RuleCount,
    RuleSetFigures,
    ScoreFigures,
    Spread,
    Unmatched,
)

AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
REACHED = ReachedEvent("P-1", 40.0, 30.0, 10.0, "spo2_low")
MISSED = ReachedEvent("P-2", 12.0, None, None, None)


def figures(digest: str, name: str = "default") -> RuleSetFigures:
    """One rule set with two events, one of them reached."""
    return RuleSetFigures(
        name=name,
        version="2026-05",
        digest=digest,
        alarms=12,
        alarms_per_patient_day=0.6,
        alarms_per_operator_hour=1.5,
        technical_per_patient_day=0.2,
        by_priority={"high": 4, "medium": 8},
        rules=(RuleCount("spo2_low", "physiological", "high", 10, 2, 0.6),),
        by_hour=tuple(range(24)),
        spread=Spread(0.0, 0.5, 1.0, 2.0, 4.0, 0.4, 0.5),
        worst=(PatientLoad("P-1", 3.0, 9, 3.0, 0.75),),
        reach=Reach(2, 1, 0.5, 0.5, 10.0, (10.0, 10.0), 10.0, 0.25, (MISSED,), (REACHED,)),
        unmatched_count=1,
        unmatched=(Unmatched("P-1", AT, 4.0, "spo2_low", "high"),),
    )


def report(digest: str) -> ReplayReport:
    """A report of the rules whose text has this digest, beside another set."""
    score = ScoreFigures("risk", "1", 100, 5, 0.67, 0.1, (0.66, 0.68), 0.04, 1.0, 0.0, ((0.01, 0.02, 10),))
    source = ReplaySource("three weeks", "database", 20, 20.0, AT, AT, 60, 60, "transfer")
    return ReplayReport(
        source, figures(digest), figures("0", "news2-5"), 50.0, 10.0, AT, "0.1.0", "RCP 2017", 1.5, (), score, score
    )
