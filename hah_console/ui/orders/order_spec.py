"""The fields of the order form, and which of them belong to which kind of order; no Qt."""

from hah_console.domain.care_rules import CareRules
from hah_console.domain.drug import Drug, Regimen, Route
from hah_console.domain.medication_check import FirstDose
from hah_console.domain.order import OrderKind
from hah_console.services.order_entry import ROUTES
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of
from hah_console.ui.i18n import Texts

# i18n: orders.field.*  # i18n: orders.section.*  # i18n: orders.first_dose.*  # i18n: orders.hint.*
_WHEN = ("first", "every_hours", "days", "window", "minutes")
_MEDICATION = ("drug", "regimen", "amount", "first", "every_hours", "days", "window", "note")
_SHOWN = {
    OrderKind.IV_DOSE: (
        *_MEDICATION, "minutes", "infusion", "continuous", "preparation", "diluent", "first_dose",
        "ambient", "visits", "pump", "caregiver",
    ),
    OrderKind.ORAL_DOSE: _MEDICATION,
    OrderKind.SPECIMEN: ("specimen", *_WHEN, "note"),
}  # fmt: skip
_OTHERS = ("subject", *_WHEN, "note")


def order_spec(rules: CareRules) -> FormSpec:
    """All fields; ``fields_of`` says which are in sight."""
    specimens = tuple(Option(kind.kind, kind.labels) for kind in rules.specimens.kinds.values())
    preparations = sorted({r.preparation for drug in rules.drugs.drugs.values() for r in drug.regimens})
    what = (
        FieldSpec("kind", "orders.field.kind", Kind.CHOICE, options_of("orders.kind", OrderKind), needed=True),
        FieldSpec("drug", "orders.field.drug", Kind.CHOICE, needed=True),
        FieldSpec("regimen", "orders.field.regimen", Kind.CHOICE),
        FieldSpec("specimen", "orders.field.specimen", Kind.CHOICE, specimens, needed=True),
        FieldSpec("subject", "orders.field.subject"),
    )
    how = (
        FieldSpec("amount", "orders.field.amount", Kind.NUMBER, needed=True),
        FieldSpec("infusion", "orders.field.infusion", Kind.NUMBER, unit="orders.unit.minutes"),
        FieldSpec("preparation", "orders.field.preparation", Kind.CHOICE,
                  tuple(Option(code, f"orders.preparation.{code}") for code in preparations)),
        FieldSpec("diluent", "orders.field.diluent", Kind.CHOICE),
        FieldSpec("first_dose", "orders.field.first_dose", Kind.CHOICE, options_of("orders.first_dose", FirstDose),
                  needed=True),
        FieldSpec("continuous", "orders.field.continuous", Kind.CHECK),
    )  # fmt: skip
    when = (
        FieldSpec("first", "orders.field.first", Kind.MOMENT, needed=True),
        FieldSpec("every_hours", "orders.field.every_hours", Kind.NUMBER, unit="orders.unit.hours"),
        FieldSpec("days", "orders.field.days", Kind.NUMBER, unit="orders.unit.days"),
        FieldSpec("window", "orders.field.window", Kind.NUMBER, unit="orders.unit.minutes"),
        FieldSpec("minutes", "orders.field.minutes", Kind.NUMBER, unit="orders.unit.minutes"),
    )
    home = (
        FieldSpec("ambient", "orders.field.ambient", Kind.NUMBER, unit="orders.unit.celsius"),
        FieldSpec("visits", "orders.field.visits", Kind.NUMBER, unit="orders.unit.visits"),
        FieldSpec("pump", "orders.field.pump", Kind.ANSWER),
        FieldSpec("caregiver", "orders.field.caregiver", Kind.ANSWER),
    )
    rest = (
        FieldSpec("note", "orders.field.note", Kind.NOTE, rows=2),
        FieldSpec("because", "orders.field.because", Kind.NOTE, hint="orders.hint.because", rows=2),
    )
    return FormSpec(
        "order",
        (
            SectionSpec("what", "orders.section.what", what, columns=2),
            SectionSpec("how", "orders.section.how", how, columns=2),
            SectionSpec("when", "orders.section.when", when, columns=2),
            SectionSpec("home", "orders.section.home", home, "orders.hint.home", columns=2),
            SectionSpec("rest", "orders.section.rest", rest),
        ),
    )


def fields_of(kind: str, *, needs_reason: bool) -> tuple[str, ...]:
    """The fields in sight for a kind; only the kind itself before one is chosen."""
    if not kind:
        return ("kind",)
    shown = _SHOWN.get(OrderKind(kind), _OTHERS)
    return ("kind", *shown, *(("because",) if needs_reason else ()))


def drug_options(rules: CareRules, kind: str) -> tuple[Option, ...]:
    """The drugs of the pack that can be given this way, by name."""
    route = ROUTES.get(OrderKind(kind)) if kind else None
    drugs = [drug for drug in rules.drugs.drugs.values() if any(r.route is route for r in drug.regimens)]
    return tuple(Option(drug.drug_id, {"zh_TW": drug.name}) for drug in sorted(drugs, key=lambda drug: drug.name))


def regimens_of(drug: Drug | None, kind: str) -> tuple[Regimen, ...]:
    """The usual ways of giving a drug by the route of a kind."""
    route: Route | None = ROUTES.get(OrderKind(kind)) if kind else None
    return tuple(regimen for regimen in drug.regimens if regimen.route is route) if drug else ()


def regimen_options(texts: Texts, drug: Drug | None, kind: str) -> tuple[Option, ...]:
    """One for each usual way."""
    return tuple(Option(one.regimen_id, {texts.language: _regimen(texts, one)}) for one in regimens_of(drug, kind))


def diluent_options(drug: Drug | None) -> tuple[Option, ...]:
    """What a drug may be mixed with, and what it must not: the check says so, and nobody has to guess."""
    codes = (*drug.diluents, *drug.not_diluents) if drug else ()
    return tuple(Option(code, f"orders.diluent.{code}") for code in codes)


def _regimen(texts: Texts, regimen: Regimen) -> str:
    runs = texts("orders.continuous") if regimen.continuous else (
        texts("orders.runs_in", minutes=regimen.infusion_minutes) if regimen.infusion_minutes else ""
    )  # fmt: skip
    return " · ".join(part for part in (str(regimen.amount), texts("orders.every", hours=regimen.interval_hours), runs)
                      if part)  # fmt: skip
