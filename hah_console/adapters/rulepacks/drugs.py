"""Reads the rule pack of drugs: classes, regimens, stability."""

from decimal import Decimal, InvalidOperation

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.drug import Amount, AmountUnit, Drug, DrugClass, Formulary, Regimen, Route, Stability
from hah_console.domain.errors import InvalidInput


def read_formulary(fields: Fields) -> Formulary:
    """Drugs and classes; a drug of an unknown class, or two of one id, are wrong."""
    classes = _classes(fields.table("class"))
    drugs: dict[str, Drug] = {}
    for row in fields.tables("drug"):
        drug = _drug(row, classes)
        if drug.drug_id in drugs:
            raise row.wrong("id", "written_twice")
        drugs[drug.drug_id] = drug
    return Formulary(fields.info(), drugs, classes)


def read_amount(row: Fields, key: str) -> Amount:
    """An amount as it is written: ``750 mg``."""
    number, _, unit = row.text(key).partition(" ")
    try:
        return Amount(Decimal(number), AmountUnit(unit))
    except (InvalidOperation, ValueError, InvalidInput) as error:
        raise row.wrong(key, "wrong_type") from error


def _classes(table: Fields) -> dict[str, DrugClass]:
    names = table.keys()
    found = {name: _class(name, table.table(name)) for name in names}
    for name in names:
        _climb(table, name, found)
    return found


def _class(name: str, row: Fields) -> DrugClass:
    return DrugClass(name, row.text_or("within"), row.in_languages(), row.word_list("names"))


def _climb(table: Fields, name: str, classes: dict[str, DrugClass]) -> None:
    """A class within an unknown one, or within itself, is wrong."""
    seen, wider = {name}, classes[name].within
    while wider:
        if wider not in classes or wider in seen:
            raise table.table(name).wrong("within", "unknown_word")
        seen.add(wider)
        wider = classes[wider].within


def _drug(row: Fields, classes: dict[str, DrugClass]) -> Drug:
    return Drug(
        drug_id=row.text("id"),
        name=row.text("name"),
        names=row.word_list("names"),
        classes=row.choices("classes", classes),
        atc=row.text("atc"),
        regimens=tuple(_regimen(line) for line in row.some_tables("regimens")),
        stability=tuple(_stability(line) for line in row.some_tables("stability")),
        most_a_day=read_amount(row, "most_a_day") if row.has("most_a_day") else None,
        diluents=row.word_list("diluents"),
        not_diluents=row.word_list("not_diluents"),
        monitoring=row.word_list("monitoring"),
    )


def _regimen(row: Fields) -> Regimen:
    if row.whole("interval_hours") == 0:
        raise row.wrong("interval_hours", "not_rising")
    return Regimen(
        regimen_id=row.text("id"),
        route=row.one_of("route", Route),
        amount=read_amount(row, "amount"),
        interval_hours=row.whole("interval_hours"),
        infusion_minutes=row.whole("infusion_minutes"),
        bedside_minutes=row.whole("bedside_minutes"),
        continuous=row.truth_or("continuous"),
        preparation=row.text("preparation"),
        source=row.text("source"),
    )


def _stability(row: Fields) -> Stability:
    return Stability(row.text("preparation"), row.decimal("celsius"), row.decimal("hours"), row.text("source"))
