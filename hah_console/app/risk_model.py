"""Training and validation of the risk forecast on the command line."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.vitals.labelled import LabelledStays, read_labelled
from hah_console.adapters.vitals.recordings import RecordingUnusable
from hah_console.app.replay_run import keep, stopped
from hah_console.app.report import EXIT_USAGE, finish, progress, texts_for
from hah_console.app.resources import resource_path
from hah_console.app.risk_scores import score_facts, score_lines
from hah_console.services.forecast.training import FOLDS, Hours, Validation, hours_of, train, validate

if TYPE_CHECKING:
    from hah_console.ui.i18n import Texts

LICENCE = "CC BY 4.0 (training data; the file holds coefficients and figures only)"
TARGET_OVER_NEWS2 = 0.04
"""How much more the forecast's AUROC must be than that of NEWS2 on the same hours (docs/forecast.md)."""


def run_validate(path: Path, as_json: bool, lang: str) -> NoReturn:
    """Print the figures of five folds and leave with 0 when the forecast is better than NEWS2 by the target."""
    texts = texts_for(lang)
    _, found = _validated(path, texts, as_json)
    print("\n".join(score_lines(found.forecast, found.news2, texts)))
    finish(score_facts(found.forecast, found.news2), ok=better(found), as_json=as_json)


def run_train(path: Path, out: Path, version: str, as_json: bool, lang: str) -> NoReturn:
    """Write the model of all stays with the figures of five folds."""
    texts = texts_for(lang)
    hours, found = _validated(path, texts, as_json)
    named = replace(found, forecast=replace(found.forecast, version=version))
    model = train(_read(path, texts, as_json), hours, named, version, LICENCE)
    keep(model.as_json(), out)
    print("\n".join(score_lines(model.forecast, model.news2, texts)))
    facts = {"file": str(out), "version": version, "feature_count": len(model.features)}
    finish({**facts, **score_facts(model.forecast, model.news2)}, ok=better(found), as_json=as_json)


def better(found: Validation) -> bool:
    """Whether the forecast is better than NEWS2 on patients never trained on, by the target."""
    return found.forecast.auroc >= found.news2.auroc + TARGET_OVER_NEWS2


def _validated(path: Path, texts: "Texts", as_json: bool) -> tuple[Hours, Validation]:
    stays = _read(path, texts, as_json)
    hours = hours_of(stays, load_rule_packs(resource_path("rulepacks")).news2)
    try:
        return hours, validate(hours, lambda fold: progress(texts("forecast.progress", fold=fold, folds=FOLDS)))
    except KeyboardInterrupt:
        stopped(texts)


def _read(path: Path, texts: "Texts", as_json: bool) -> LabelledStays:
    try:
        return read_labelled(path)
    except RecordingUnusable as error:
        progress(texts.error(error))
        finish({"error": error.code, **error.facts}, ok=False, as_json=as_json, status=EXIT_USAGE)
