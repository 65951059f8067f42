"""Planning profiles in plain words, and the form in which they are changed; no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.planning_profile import Weights
from hah_console.services.planning_profiles import ProfileRow
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec
from hah_console.ui.i18n import Texts

# i18n: routes.weight.* routes.weight_hint.* routes.weight_none.*
FORM = "planning_profile"
SAYS = {
    "overtime": "routes.weight_says.overtime",
    "lateness": "routes.weight_says.lateness",
    "continuity": "routes.weight_says.continuity",
    "fairness": "routes.weight_says.fairness",
    "distance": "routes.weight_says.distance",
    "search_seconds": "routes.weight_says.search_seconds",
}
WEIGHTS = tuple(SAYS)


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One edition as a row."""

    key: str
    name: str
    edition: str
    who: str
    note: str
    spoken: str


def profile_spec() -> FormSpec:
    """Name, six numbers, and why."""
    weights = tuple(
        FieldSpec(name, f"routes.weight.{name}", Kind.NUMBER, unit=_unit(name), hint=f"routes.weight_hint.{name}")
        for name in WEIGHTS
    )
    name = FieldSpec("name", "routes.profiles.name", needed=True)
    note = FieldSpec("note", "routes.profiles.note", Kind.NOTE, rows=2, wide=True)
    return FormSpec(
        FORM,
        (
            SectionSpec("who", "routes.profiles.section_name", (name,)),
            SectionSpec("weights", "routes.profiles.section_weights", weights, columns=2),
            SectionSpec("why", "routes.profiles.section_why", (note,)),
        ),
    )


def form_fields(row: ProfileRow) -> Mapping[str, str]:
    """An edition as it stands in the form."""
    return {"name": row.name, **{name: str(getattr(row.weights, name)) for name in WEIGHTS}}


def line_of(texts: Texts, local: Callable[[datetime], datetime], row: ProfileRow, *, chosen: bool) -> ProfileLine:
    """An edition as a row; the one in use says so."""
    name = row.name or texts("routes.profiles.shipped")
    edition = texts("routes.profiles.edition", number=row.edition) if row.edition else ""
    who = who_text(texts, local, row)
    used = texts("routes.profiles.used") if chosen else ""
    edition = " · ".join(part for part in (edition, used) if part)
    spoken = texts("routes.comma").join(part for part in (name, edition, who, row.note) if part)
    return ProfileLine(key_of(row), name, edition, who, row.note, spoken)


def key_of(row: ProfileRow) -> str:
    """The row key of an edition."""
    return f"{row.name}#{row.edition}"


def sentences(texts: Texts, row: ProfileRow, used: Weights) -> tuple[str, ...]:
    """What an edition says, a sentence for each weight; where it says something else than the weights in use, these
    too. Lateness that costs nothing has a triangle: a search with it lets people wait."""
    return tuple(_sentence(texts, name, getattr(row.weights, name), getattr(used, name)) for name in WEIGHTS)


def _sentence(texts: Texts, name: str, number: int, used: int) -> str:
    said = texts(SAYS[name], n=number) if number else texts(f"routes.weight_none.{name}")
    mark = "▲ " if name == "lateness" and not number else ""
    return f"{mark}{said}" + (texts("routes.profiles.used_now", n=used) if used != number else "")


def who_text(texts: Texts, local: Callable[[datetime], datetime], row: ProfileRow) -> str:
    """Who made an edition and when."""
    return f"{row.by} {local(row.at):%Y-%m-%d %H:%M}" if row.at else texts("routes.profiles.shipped_by")


def _unit(name: str) -> str:
    return "routes.unit.seconds" if name == "search_seconds" else "routes.unit.minutes"
