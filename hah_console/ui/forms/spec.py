"""What a form is made of, as data: sections of fields, each with its kind and its words; no Qt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hah_console.ui.i18n import DEFAULT_LANGUAGE, Texts

Label = str | Mapping[str, str]
"""A text key, or the words by language as a rule pack gives them."""


class Kind(StrEnum):
    """How a field is filled in; its value is always a text, as typed.

    NUMBER shows its unit. ANSWER is yes, no or not assessed (``yes``, ``no``, empty). CHECK is ``yes`` or empty.
    A CHOICE has the code of an option, empty for none. MOMENT is a day and a time of day.
    """

    LINE = "line"
    NUMBER = "number"
    NOTE = "note"
    CHOICE = "choice"
    ANSWER = "answer"
    DATE = "date"
    MOMENT = "moment"
    CHECK = "check"


class Side(StrEnum):
    """Where the label of a field stands."""

    ABOVE = "above"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the codes of a choice, with its word."""

    code: str
    text: Label


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. ``needed`` only marks it: the service says what is missing. ``rows``: lines of a note in sight.

    ``wide`` takes the whole width of a section of several columns.
    """

    name: str
    text: Label
    kind: Kind = Kind.LINE
    options: tuple[Option, ...] = ()
    unit: Label = ""
    hint: Label = ""
    needed: bool = False
    side: Side = Side.ABOVE
    rows: int = 3
    wide: bool = False


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """Fields that belong together, below a heading, in ``columns`` beside each other."""

    section_id: str
    text: Label
    fields: tuple[FieldSpec, ...]
    hint: Label = ""
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form; ``form`` is its name in drafts and the beginning of the object names of its fields."""

    form: str
    sections: tuple[SectionSpec, ...]

    def fields(self) -> Iterator[FieldSpec]:
        """All fields in their order."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> FieldSpec | None:
        """The field of a name."""
        return next((field for field in self.fields() if field.name == name), None)


def words(texts: Texts, label: Label) -> str:
    """A label in the user's language; empty for an empty one."""
    if isinstance(label, str):
        return texts(label) if label else ""
    return label.get(texts.language) or label.get(DEFAULT_LANGUAGE) or next(iter(label.values()), "")


def options_of(family: str, codes: type[StrEnum]) -> tuple[Option, ...]:
    """An option for each member of an enum, with the words of a family of texts (declare it with ``# i18n:``)."""
    return tuple(Option(code.value, f"{family}.{code.value}") for code in codes)
