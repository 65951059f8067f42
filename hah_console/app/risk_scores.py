"""Figures of the risk forecast beside NEWS2, for people and for scripts."""

from typing import TYPE_CHECKING

from hah_console.services.forecast.training import FOLDS
from hah_console.services.replay.report import ScoreFigures

if TYPE_CHECKING:
    from hah_console.ui.i18n import Texts


def score_facts(forecast: ScoreFigures, news2: ScoreFigures) -> dict[str, object]:
    """The keys of ``--json``."""
    return {"forecast": _facts(forecast), "news2": _facts(news2), "folds": FOLDS}


def score_lines(forecast: ScoreFigures, news2: ScoreFigures, texts: "Texts") -> list[str]:
    """What people read: forecast and NEWS2 beside each other on the same hours."""
    head = texts("forecast.hours", hours=f"{forecast.hours:,}", positive=f"{forecast.positive_hours:,}", folds=FOLDS)
    rows = [
        texts("forecast.auroc", forecast=f"{forecast.auroc:.3f}", news2=f"{news2.auroc:.3f}"),
        texts("forecast.auprc", forecast=f"{forecast.auprc:.4f}", news2=f"{news2.auprc:.4f}"),
        texts("forecast.calibration", slope=forecast.calibration_slope, intercept=forecast.calibration_intercept),
        texts("forecast.brier", brier=forecast.brier),
    ]
    tenths = [
        texts("forecast.decile", tenth=n, risk=f"{r:.4f}", seen=f"{s:.4f}")
        for n, (r, s, _) in enumerate(forecast.deciles, 1)
    ]
    return [head, *rows, *tenths, texts("forecast.not_a_diagnosis")]


def _facts(figures: ScoreFigures) -> dict[str, object]:
    facts: dict[str, object] = {
        "auroc": figures.auroc,
        "auprc": figures.auprc,
        "auroc_folds": figures.auroc_folds,
        "hours": figures.hours,
        "positive_hours": figures.positive_hours,
    }
    if figures.brier is not None:
        facts["calibration"] = {
            "slope": figures.calibration_slope,
            "intercept": figures.calibration_intercept,
            "brier": figures.brier,
            "deciles": figures.deciles,
        }
    return facts
