"""What the check of a medication found, what the home allows and when it is due, as lines with a shape; no Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.care_rules import CareRules
from hah_console.domain.home_feasibility import Feasibility, Verdict
from hah_console.domain.medication_check import CheckRecord, Finding, PromptState, Severity
from hah_console.domain.patient import AllergyState
from hah_console.services.order_preview import DueMoment, OrderPreview
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import clock_text, weekday

# i18n: orders.finding.*  # i18n: orders.effect.*  # i18n: orders.severity.*  # i18n: orders.prompts.*
# i18n: orders.verdict.*  # i18n: orders.obstacle.*
MOMENTS_SHOWN = 6
ToLocal = Callable[[datetime], datetime]


class Mark(StrEnum):
    """The shape before a line."""

    NONE = "none"
    FINE = "fine"
    NOTE = "note"
    REASON = "reason"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the preview; a ``head`` begins a part."""

    key: str
    text: str
    mark: Mark = Mark.NONE
    head: bool = False

    @property
    def spoken(self) -> str:
        """As it is read out."""
        return self.text


_MARKS = {Severity.NOTE: Mark.NOTE, Severity.NEEDS_REASON: Mark.REASON, Severity.BLOCKING: Mark.BLOCKED}
_VERDICTS = {
    Verdict.POSSIBLE: ("possible", Mark.FINE),
    Verdict.STAFFING_COST: ("staffing_cost", Mark.REASON),
    Verdict.IMPOSSIBLE: ("impossible", Mark.BLOCKED),
}


def preview_lines(
    texts: Texts, local: ToLocal, rules: CareRules, preview: OrderPreview, *, iv: bool
) -> tuple[CheckLine, ...]:
    """Everything that is known of an order before it is signed; what may forbid it stands first."""
    lines = [*check_lines(texts, rules, preview.check)] if preview.check is not None else []
    if iv:
        lines += _home(texts, preview)
    return (*lines, *_times(texts, local, preview))


def check_lines(texts: Texts, rules: CareRules, check: CheckRecord) -> tuple[CheckLine, ...]:
    """The findings, the heaviest first, and by what they were found."""
    lines = [CheckLine("check", texts("orders.check.head"), head=True)]
    for number, finding in enumerate(check.findings):
        severity = texts(f"orders.severity.{finding.severity.name.lower()}")
        words = texts("orders.check.line", severity=severity, finding=finding_text(texts, rules, finding))
        lines.append(CheckLine(f"finding-{number}", words, _MARKS[finding.severity]))
    if not check.findings:
        lines.append(CheckLine("fine", texts("orders.check.nothing"), Mark.FINE))
    lines.append(CheckLine("prompts", _prompts(texts, check), Mark.NONE))
    lines.append(CheckLine("versions", texts("orders.check.versions", checks=check.rules_version,
                                             drugs=check.drugs_version)))  # fmt: skip
    return tuple(lines)


def finding_text(texts: Texts, rules: CareRules, finding: Finding) -> str:
    """One finding in a sentence."""
    drug, against = thing(texts, rules, finding.subject), thing(texts, rules, finding.against)
    effect = texts.word("orders.effect", thing(texts, rules, finding.effect))
    sentence = texts(f"orders.finding.{finding.kind.value}", drug=drug, against=against, effect=effect)
    return f"{sentence}（{finding.source}）" if finding.source else sentence


def thing(texts: Texts, rules: CareRules, code: str) -> str:
    """The name of a drug, a class, a diluent or a state of the allergy record; any other text as it is."""
    if code in rules.drugs.drugs:
        return rules.drugs.drugs[code].name
    if code in rules.drugs.classes:
        return rules.drugs.classes[code].labels.get(texts.language, code)
    if code in set(AllergyState):
        return texts.word("words.allergy_state", code)
    return texts.word("orders.diluent", code)


def _prompts(texts: Texts, check: CheckRecord) -> str:
    state = check.prompts.state
    if state is PromptState.ASKED:
        return texts("orders.prompts.asked", count=len(check.prompts.prompts))
    return texts(f"orders.prompts.{state.value}")


def _times(texts: Texts, local: ToLocal, preview: OrderPreview) -> Iterator[CheckLine]:
    yield CheckLine("times", texts("orders.times.head"), head=True)
    moments = preview.moments
    if not moments:
        yield CheckLine("never", texts("orders.times.none"), Mark.BLOCKED)
        return
    yield CheckLine("count", texts("orders.times.count", count=len(moments), a_day=preview.a_day))
    work = texts("orders.times.visits", count=preview.visits, minutes=preview.bedside_minutes)
    yield CheckLine("visits", work if preview.visits else texts("orders.times.no_visit"))
    for number, moment in enumerate(moments[:MOMENTS_SHOWN]):
        yield CheckLine(f"moment-{number}", _moment(texts, local, moment))
    if len(moments) > MOMENTS_SHOWN:
        last = _moment(texts, local, moments[-1])
        yield CheckLine("more", texts("orders.times.more", count=len(moments) - MOMENTS_SHOWN, last=last))


def _moment(texts: Texts, local: ToLocal, moment: DueMoment) -> str:
    at, window = local(moment.at), moment.window
    earliest, latest = clock_text(local(window.earliest)), clock_text(local(window.latest))
    day = f"{at:%m-%d} ({weekday(texts, at)}) {clock_text(at)}"
    return texts("orders.times.moment", at=day, window=f"{earliest}–{latest}")


def _home(texts: Texts, preview: OrderPreview) -> Iterator[CheckLine]:
    yield CheckLine("home", texts("orders.home.head"), head=True)
    if preview.home is None:
        yield CheckLine("home-unknown", texts("orders.home.unknown"), Mark.NOTE)
        return
    yield from _feasible(texts, preview.home)
    if preview.keeps is not None:
        row = preview.keeps.strictest
        hours, celsius = f"{row.hours.normalize():f}", f"{row.celsius.normalize():f}"
        yield CheckLine("keeps", texts("orders.home.keeps", hours=hours, celsius=celsius, source=row.source))


def _feasible(texts: Texts, home: Feasibility) -> Iterator[CheckLine]:
    word, mark = _VERDICTS[home.verdict]
    minutes = texts("orders.home.bedside", visits=home.visits_needed, minutes=home.bedside_minutes)
    yield CheckLine("verdict", f"{texts(f'orders.verdict.{word}')} {minutes}", mark)
    for number, reason in enumerate(home.reasons):
        yield CheckLine(f"obstacle-{number}", texts(f"orders.obstacle.{reason.obstacle.value}", **dict(reason.facts)))
