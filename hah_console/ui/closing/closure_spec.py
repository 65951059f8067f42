"""The fields of a closure: outcome, the way on, doses still due and work that ends, each named, the summary; no Qt."""

from collections.abc import Mapping

from hah_console.domain.closing.closure import HomeCareStage, ReturnPath
from hah_console.domain.closing.summary import Said, SummarySection
from hah_console.domain.episode import Outcome
from hah_console.domain.ids import DoseId, TaskId
from hah_console.services.closure_fields import DOSE, DOSE_AT, DOSE_WORDS, SAID, TASK, TEXT
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of

# i18n: words.outcome.* closing.path.* closing.stage.* closing.section.* closing.said.*
FORM = "closure"
_WITHOUT_WORDS = (Said.NONE, Said.UNKNOWN, Said.NOT_ASSESSED)
_LONG = frozenset({SummarySection.COURSE, SummarySection.MEDICATIONS, SummarySection.RESULTS})


def closure_spec(
    tasks: Mapping[TaskId, str], doses: Mapping[DoseId, str], fates: tuple[Option, ...], language: str
) -> FormSpec:
    """The form with a line for each dose that is due and each task that ends (words in the user's language)."""
    sections = [_outcome(), _way_on()]
    if doses:
        sections.append(_doses(doses, fates, language))
    if tasks:
        sections.append(_work(tasks, language))
    sections.append(_summary())
    return FormSpec(FORM, tuple(sections))


def _outcome() -> SectionSpec:
    return SectionSpec(
        "outcome",
        "closing.closure.outcome",
        (
            FieldSpec(
                "outcome", "closing.field.outcome", Kind.CHOICE, options_of("words.outcome", Outcome), needed=True
            ),
            FieldSpec("reason", "closing.field.reason", hint="closing.hint.reason"),
        ),
        columns=2,
    )


def _way_on() -> SectionSpec:
    return SectionSpec(
        "path",
        "closing.closure.path",
        (
            FieldSpec("path", "closing.field.path", Kind.CHOICE, options_of("closing.path", ReturnPath), needed=True),
            FieldSpec(
                "stage", "closing.field.stage", Kind.CHOICE, options_of("closing.stage", HomeCareStage),
                hint="closing.hint.stage",
            ),
        ),
        columns=2,
    )  # fmt: skip


def _doses(doses: Mapping[DoseId, str], fates: tuple[Option, ...], language: str) -> SectionSpec:
    fields: list[FieldSpec] = []
    for key, text in doses.items():
        fields += [
            FieldSpec(f"{DOSE}{key}", {language: text}, Kind.CHOICE, fates, needed=True, wide=True),
            FieldSpec(f"{DOSE_AT}{key}", "closing.field.dose_at", Kind.MOMENT, hint="closing.hint.dose_at"),
            FieldSpec(f"{DOSE_WORDS}{key}", "closing.field.dose_words", hint="closing.hint.dose_words"),
        ]
    return SectionSpec("doses", "closing.closure.doses", tuple(fields), "closing.closure.doses_hint", columns=2)


def _work(tasks: Mapping[TaskId, str], language: str) -> SectionSpec:
    named = tuple(FieldSpec(f"{TASK}{key}", {language: text}, Kind.CHECK) for key, text in tasks.items())
    why = FieldSpec("task_reason", "closing.field.task_reason", needed=True)
    return SectionSpec("work", "closing.closure.work", (*named, why), "closing.closure.work_hint")


def _summary() -> SectionSpec:
    fields: list[FieldSpec] = []
    options = tuple(Option(said.value, f"closing.said.{said.value}") for said in _WITHOUT_WORDS)
    for section in SummarySection:
        rows = 4 if section in _LONG else 2
        name = f"closing.section.{section.value}"
        fields += [
            FieldSpec(f"{TEXT}{section}", name, Kind.NOTE, needed=True, rows=rows),
            FieldSpec(f"{SAID}{section}", "closing.field.said", Kind.CHOICE, options),
        ]
    return SectionSpec("summary", "closing.closure.summary", tuple(fields), "closing.closure.summary_hint", columns=2)
