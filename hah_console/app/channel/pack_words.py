"""A pack in words: codes and numbers of the frozen content as a hospital reads them, what is missing said as such."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hah_console.domain.closing.isbar import IsbarEntry, IsbarField
from hah_console.domain.pack_sheet import PackSheet, SheetChart, SheetPart, SheetRow
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.transfer_pack import PackItem, PackPart, PackSeries, TransferPack
from hah_console.ui.closing.isbar_text import entry_text, field_name
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import with_unit

# i18n: pack.part.* pack.code.* pack.value.* handover.specimen.* words.sex.* words.allergy_state.*
# i18n: directive.state.* directive.source.*
# i18n: words.code_status.* orders.route.* pathway.name.* round.growth.* words.vital.* words.unit.* words.condition.*
DAY = timedelta(hours=24)
TICK_HOURS = 6
LEAD = ("background.allergies", "background.code_status")
_DIRECTIVES = {"code_status": "words.code_status", "advance_care_plan": "directive.state"}
_FIELDS = {field.value: field for field in IsbarField}
_ISBAR = frozenset(
    {PackPart.IDENTIFY, PackPart.SITUATION, PackPart.BACKGROUND, PackPart.ASSESSMENT, PackPart.RECOMMENDATION}
)


@dataclass(frozen=True, slots=True)
class PackWords:
    """``hospitals`` has their names; ``local`` brings a moment to the site's time."""

    texts: Texts
    rules: RulePacks
    local: Callable[[datetime], datetime]
    hospitals: Mapping[str, str]

    def sheet(self, pack: TransferPack, *, exercise: bool = False) -> PackSheet:
        """One version in words."""
        texts, at = self.texts, self.local(pack.issued_at)
        start, end = pack.issued_at - DAY, pack.issued_at
        return PackSheet(
            title=texts("pack.title"),
            case_number=pack.transfer_id,
            version=texts("pack.version", number=pack.number),
            issued=texts("pack.issued", at=f"{at:%Y-%m-%d %H:%M}"),
            hospital=self.hospitals.get(pack.hospital_id, pack.hospital_id),
            exercise=texts("pack.exercise") if exercise else "",
            changes=self._changes(pack),
            lead=tuple(self._row(pack, item) for key in LEAD if (item := pack.content.item(key))),
            parts=tuple(self._part(pack, part) for part in PackPart),
            chart_title=texts("pack.chart"),
            charts=tuple(self._chart(series) for series in pack.content.series),
            no_charts=texts("pack.no_chart"),
            chart_from=_ms(start),
            chart_to=_ms(end),
            ticks=tuple(self._ticks(start, end)),
            foot=texts("pack.foot"),
            page_of=texts("pack.page_of"),
            digest=texts("pack.digest", digest=pack.digest[:16]),
        )

    def _changes(self, pack: TransferPack) -> str:
        if not pack.changed:
            return ""
        items = {item.key: item for item in pack.content.items}
        names = [self._name(items[key]) for key in pack.changed if key in items]
        gone = len(pack.changed) - len(names)
        named = self.texts("pack.list_mark").join(dict.fromkeys(names))
        more = self.texts("pack.gone", count=gone) if gone else ""
        return self.texts("pack.changed", number=pack.number - 1, names=named or more)

    def _part(self, pack: TransferPack, part: PackPart) -> SheetPart:
        rows = [self._row(pack, item) for item in pack.content.of(part)]
        if part is PackPart.REFERRAL:
            rows.append(self._validity(pack))
        unsaid = SheetRow("", self.texts("pack.unsaid"), missing=True)
        return SheetPart(self.texts.word("pack.part", part), tuple(rows) or (unsaid,))

    def _row(self, pack: TransferPack, item: PackItem) -> SheetRow:
        detail = self.texts("pack.as_of", at=self._stamp(item.at)) if item.at else ""
        text = self._text(pack, item) if item.said else self.texts("pack.unsaid")
        return SheetRow(self._name(item), text, detail, not item.said, item.key in pack.changed)

    def _name(self, item: PackItem) -> str:
        if item.part is PackPart.MEDICATION and item.values:
            drug = _told(item).get("drug", "")
            known = self.rules.care.drugs.drugs.get(drug)
            return known.name if known else drug
        if item.part is PackPart.CULTURE and item.values:
            return self.texts.word("handover.specimen", _told(item).get("kind", ""))
        if item.part in _ISBAR and item.code in _FIELDS and not self.texts.has(f"pack.code.{item.code}"):
            return field_name(self.texts, _FIELDS[item.code])
        return self.texts.word("pack.code", item.code)

    def _text(self, pack: TransferPack, item: PackItem) -> str:
        if not item.values:
            return self.texts("pack.none")
        if item.part in {PackPart.MEDICATION, PackPart.CULTURE}:
            return self._drug(item) if item.part is PackPart.MEDICATION else self._culture(item)
        if item.code == "allergies":
            return self._allergies(item)
        if item.code in _DIRECTIVES:
            return self._directive(item)
        if item.part in _ISBAR and item.code in _FIELDS and item.code != "asked":
            entry = IsbarEntry(_FIELDS[item.code], item.values, item.at)
            return entry_text(self.texts, self.local, entry, pack.issued_at)
        return " · ".join(self._value(value) for value in item.values)

    def _allergies(self, item: PackItem) -> str:
        """What she is allergic to, or in which of the other states her record is."""
        state, *known = item.values
        return " · ".join(known or [self.texts.word("words.allergy_state", state)])

    def _directive(self, item: PackItem) -> str:
        """What she wants, where that was seen, and the day on it."""
        state, *seen = item.values
        said = [self.texts.word(_DIRECTIVES[item.code], state)]
        for one in seen:
            dated = one[:1].isdigit()
            said.append(self.texts("directive.signed", day=one) if dated else self.texts.word("directive.source", one))
        return " · ".join(said)

    def _value(self, value: str) -> str:
        for family in ("pack.value", "pathway.name", "words.condition", "words.sex"):
            if self.texts.has(f"{family}.{value}"):
                return self.texts.word(family, value)
        return value

    def _drug(self, item: PackItem) -> str:
        """SAFETY(last dose): amount and route, then when it was given last, then when it is due."""
        texts, told = self.texts, _told(item)
        last = texts("pack.never") if told["last"] == "never" else self._moment(told["last"])
        due = texts("pack.not_due") if told["next"] == "none" else self._moment(told["next"])
        every = int(told["every_hours"])
        often = texts("pack.every", hours=every) if every else texts("pack.once")
        route = texts.word("orders.route", told["route"])
        return texts("pack.drug", amount=told["amount"], route=route, often=often, last=last, due=due)

    def _culture(self, item: PackItem) -> str:
        texts, told = self.texts, _told(item)
        taken = texts("pack.taken", at=self._moment(told["taken"])) if "taken" in told else ""
        if "growth" not in told:
            return " · ".join(part for part in (taken, texts("pack.pending")) if part)
        final = texts("pack.final" if told["final"] == "1" else "pack.preliminary")
        grown = texts.word("round.growth", told["growth"])
        return " · ".join(part for part in (taken, grown, told["organism"], final) if part)

    def _validity(self, pack: TransferPack) -> SheetRow:
        issued = pack.content.item("referral.issued_on")
        name = self.texts("pack.valid_until")
        if issued is None or not issued.values:
            return SheetRow(name, self.texts("pack.unsaid"), missing=True)
        last = date.fromisoformat(issued.values[0]) + self.rules.forms.validity
        return SheetRow(name, last.isoformat())

    def _chart(self, series: PackSeries) -> SheetChart:
        _, low, high = series.points[-1]
        last = with_unit(self.texts, series.vital, (low + high) / 2)
        name = self.texts.word("words.vital", series.vital)
        return SheetChart(name, self.texts.word("words.unit", series.vital), last, series.points)

    def _ticks(self, start: datetime, end: datetime) -> Iterator[tuple[int, str]]:
        first = self.local(start).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        moment = first + timedelta(hours=-first.hour % TICK_HOURS)
        while moment <= end:
            yield _ms(moment.astimezone(UTC)), f"{moment:%H:%M}"
            moment += timedelta(hours=TICK_HOURS)

    def _moment(self, told: str) -> str:
        return self._stamp(datetime.fromisoformat(told))

    def _stamp(self, moment: datetime) -> str:
        """Day and time: paper is read on another day as well."""
        return f"{self.local(moment):%m-%d %H:%M}"


def _told(item: PackItem) -> dict[str, str]:
    pairs = (value.partition(":") for value in item.values)
    return {name: told for name, _, told in pairs}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
