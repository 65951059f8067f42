"""Reads questionnaires from a folder of TOML files."""

from itertools import pairwise
from pathlib import Path

from hah_console.adapters.rulepacks.fields import Fields, read_fields
from hah_console.domain.chart.questionnaire import Item, Questionnaire, SumBand


def load_questionnaires(folder: Path) -> dict[str, Questionnaire]:
    """Every questionnaire by its id; raises RulePackInvalid with file, line and key."""
    found = (read_questionnaire(read_fields(path)) for path in sorted(folder.glob("*.toml")))
    return {questionnaire.questionnaire_id: questionnaire for questionnaire in found}


def read_questionnaire(fields: Fields) -> Questionnaire:
    """One questionnaire; its bands must lie side by side over all possible sums."""
    items = tuple(_item(row) for row in fields.tables("item"))
    bands = tuple(SumBand(row.text("name"), row.whole("from"), row.whole("to")) for row in fields.some_tables("band"))
    if bands:
        _check_bands(fields, items, bands)
    codes = [item.code for item in items]
    if len(set(codes)) != len(codes) or not codes:
        raise fields.wrong("item", "written_twice" if codes else "missing")
    info = fields.info()
    return Questionnaire(info.pack_id, info, items, bands, fields.integer_or_none("worse"))


def _item(row: Fields) -> Item:
    points = tuple(int(number) for number in row.decimals("points"))
    if len(points) < 2 or list(points) != sorted(set(points)):
        raise row.wrong("points", "not_rising")
    optional = row.truth_or("optional")
    return Item(row.text("code"), points, optional)


def _check_bands(fields: Fields, items: tuple[Item, ...], bands: tuple[SumBand, ...]) -> None:
    counting = [item for item in items if not item.optional]
    lowest, highest = sum(min(item.points) for item in counting), sum(max(item.points) for item in counting)
    for first, second in pairwise(bands):
        if second.low != first.high + 1:
            raise fields.wrong("band", "band_hole" if second.low > first.high + 1 else "band_overlap")
    if bands[0].low > lowest or bands[-1].high < highest:
        raise fields.wrong("band", "band_hole")
