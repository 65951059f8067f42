"""Whether an antibiotic can be given at this home, in words: the verdict of each way, with every reason; no Qt."""

from dataclasses import dataclass

from hah_console.domain.drug import Drug, Formulary, Route
from hah_console.domain.home_feasibility import (
    Feasibility,
    HomeSetting,
    Reason,
    Verdict,
    home_feasibility,
    regimen_feasibility,
)
from hah_console.ui.i18n import Texts

# i18n: intake.verdict.*
# i18n: intake.obstacle.*
SHAPES = {Verdict.POSSIBLE: "✓", Verdict.STAFFING_COST: "!", Verdict.IMPOSSIBLE: "✕"}


@dataclass(frozen=True, slots=True)
class FeasibilityLine:
    """One way of giving a drug at one home."""

    key: str
    title: str
    reasons: str
    verdict: Verdict
    spoken: str


def feasibility_line(texts: Texts, drug: Drug, answer: Feasibility) -> FeasibilityLine:
    """The words of one answer."""
    regimen = answer.regimen
    how = texts("intake.regimen", amount=regimen.amount, hours=regimen.interval_hours) if regimen else ""
    pump = texts("intake.by_pump") if regimen and regimen.continuous else ""
    verdict = texts.word("intake.verdict", answer.verdict.name.lower())
    title = f"{SHAPES[answer.verdict]} {' '.join(part for part in (drug.name, how, pump) if part)}: {verdict}"
    told = [reason_text(texts, reason) for reason in answer.reasons]
    if answer.visits_needed:
        told.insert(0, texts("intake.visits_needed", visits=answer.visits_needed, minutes=answer.bedside_minutes))
    reasons = " · ".join(told)
    key = f"{drug.drug_id}/{regimen.regimen_id if regimen else ''}"
    return FeasibilityLine(key, title, reasons, answer.verdict, f"{title}. {reasons}")


def reason_text(texts: Texts, reason: Reason) -> str:
    """One reason with its figures."""
    return texts(f"intake.obstacle.{reason.obstacle.value}", **dict(reason.facts))


def home_lines(texts: Texts, drugs: Formulary, written: str, setting: HomeSetting) -> list[str]:
    """For each drug that is named, each intravenous way of giving it at this home, the easiest first."""
    named = sorted(drugs.drugs_in(written))
    if not named:
        return [texts("intake.home.unknown_drug")]
    return [line for drug_id in named for line in _drug_lines(texts, drugs.drug(drug_id), setting)]


def _drug_lines(texts: Texts, drug: Drug, setting: HomeSetting) -> list[str]:
    ways = [regimen for regimen in drug.regimens if regimen.route is Route.IV]
    answers = [regimen_feasibility(drug, regimen, setting) for regimen in ways] or [home_feasibility(drug, setting)]
    answers.sort(key=lambda answer: (answer.verdict, answer.extra_visits, answer.bedside_minutes))
    lines = [feasibility_line(texts, drug, answer) for answer in answers]
    return [text for line in lines for text in (line.title, f"    {line.reasons}" if line.reasons else "") if text]
