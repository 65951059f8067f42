"""Decides what the packs screen says of versions, days, sources, numbers and faults; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hah_console.domain.pack_info import PackInfo, PackNumber
from hah_console.services.pack_desk import PackFault, PackShelfReport, PackVersions
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import NOTHING, weekday

# i18n: packs.kind.*
FAULT, BETWEEN = "fault:", " · "


@dataclass(frozen=True, slots=True)
class PackLine:
    """A heading, a pack or a fault in the list; ``wrong`` is marked by a word and a shape."""

    key: str
    name: str
    detail: str = ""
    side: str = ""
    spoken: str = ""
    wrong: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One value of a pack, or one line of a file that is wrong (then ``here`` marks the line).

    ``keys`` are in words as far as there are any; ``raw`` as they stand in the file, empty when they are the same.
    """

    key: str
    keys: str
    value: str
    line: str
    spoken: str
    here: bool = False
    raw: str = ""


@dataclass(slots=True)
class PacksPresenter:
    """Holds the report that was made last. ``alarms_version`` is that of the alarm rules everybody goes by."""

    texts: Texts
    alarms_version: str
    report: PackShelfReport | None = None
    other_folder: bool = False

    def lines(self) -> tuple[PackLine, ...]:
        """Faults first, then the packs, each group under its heading."""
        if self.report is None:
            return ()
        return tuple(self._lines(self.report))

    def summary(self) -> str:
        """Whether everything holds on this day, and of which folder this is said."""
        report, texts = self.report, self.texts
        if report is None:
            return ""
        where = texts("packs.folder", folder=report.folder) if self.other_folder else texts("packs.own_folder")
        key = "packs.sound" if not report.faults else "packs.faulty"
        return f"{texts(key, count=len(report.packs), faults=len(report.faults))} · {where}"

    def pack(self, key: str) -> PackVersions | None:
        """The pack of a row."""
        return self.report.find(key) if self.report else None

    def fault(self, key: str) -> PackFault | None:
        """The fault of a row."""
        if self.report is None or not key.startswith(FAULT):
            return None
        return self.report.faults[int(key.removeprefix(FAULT))]

    def title(self, key: str) -> str:
        """What stands over the right side."""
        fault = self.fault(key)
        if fault is not None:
            return self._place(fault)
        pack = self.pack(key)
        return self._kind(pack.kind) if pack else ""

    def facts(self, key: str) -> tuple[tuple[str, str], ...]:
        """Label and value of all that is known of a row's pack or fault."""
        fault, pack = self.fault(key), self.pack(key)
        if fault is not None:
            return ((self.texts("packs.fact.fault"), self.texts.error(fault.error)),)
        return self._facts(pack) if pack is not None else ()

    def numbers(self, numbers: tuple[PackNumber, ...]) -> tuple[NumberLine, ...]:
        """The values of a version."""
        return tuple(self._number(position, number) for position, number in enumerate(numbers))

    def excerpt(self, fault: PackFault) -> tuple[NumberLine, ...]:
        """The lines of the file around what is wrong."""
        return tuple(
            NumberLine(str(line), text, "", str(line), f"{line} {text}", here=line == fault.line)
            for line, text in fault.lines
        )

    def _lines(self, report: PackShelfReport) -> Iterator[PackLine]:
        texts = self.texts
        if report.faults:
            name = texts("packs.faults", count=len(report.faults))
            yield PackLine("head:faults", name, spoken=name, heading=True)
        for position, fault in enumerate(report.faults):
            place, sentence = self._place(fault), texts.error(fault.error)
            yield PackLine(f"{FAULT}{position}", place, sentence, texts("packs.refused"), sentence, wrong=True)
        name = texts("packs.on_day", day=self._day(report.day), weekday=weekday(texts, report.day))
        yield PackLine("head:packs", name, spoken=name, heading=True)
        for pack in report.packs:
            yield self._line(pack)

    def _line(self, pack: PackVersions) -> PackLine:
        texts, info = self.texts, pack.in_force
        name = self._kind(pack.kind)
        if info is None:
            none = self._none(pack)
            return PackLine(pack.kind, name, none, "", f"{name} {none}", wrong=True)
        detail = texts("packs.since", version=info.version, day=self._day(info.effective_from))
        side = self._next(pack)
        return PackLine(pack.kind, name, detail, side, f"{name} {detail} {side}".strip())

    def _none(self, pack: PackVersions) -> str:
        """What is gone by although nothing is in force is named."""
        if pack.used is None:
            return self.texts("packs.none")
        return self.texts("packs.early", version=self._version(pack.used))

    def _next(self, pack: PackVersions) -> str:
        if not pack.upcoming:
            return ""
        first = pack.upcoming[0]
        return self.texts("packs.next", version=first.version, day=self._day(first.effective_from))

    def _facts(self, pack: PackVersions) -> tuple[tuple[str, str], ...]:
        texts, info = self.texts, pack.in_force
        if info is None:
            return ((texts("packs.fact.version"), self._none(pack)), *self._around(pack))
        last = self._day(info.effective_to) if info.effective_to else texts("packs.until_next")
        days = texts("packs.days", first=self._day(info.effective_from), last=last)
        site = ((texts("packs.fact.site"), self._site_rules(info)),) if self._site_rules(info) else ()
        own = ((texts("packs.fact.version"), info.version), (texts("packs.fact.days"), days))
        return (*own, *site, *self._around(pack), (texts("packs.fact.source"), info.source))

    def _site_rules(self, info: PackInfo) -> str:
        """The alarm rules of the site take the place of those that ship."""
        replaced = info.pack_id == "alarms" and not self.other_folder and self.alarms_version != info.version
        return self.texts("packs.site_rules", version=self.alarms_version) if replaced else ""

    def _around(self, pack: PackVersions) -> tuple[tuple[str, str], ...]:
        texts = self.texts
        pause = texts("ward.pause")
        upcoming = pause.join(self._version(info) for info in pack.upcoming) or texts("packs.no_next")
        former = pause.join(self._version(info) for info in pack.former) or NOTHING
        return ((texts("packs.fact.next"), upcoming), (texts("packs.fact.former"), former))

    def _version(self, info: PackInfo) -> str:
        return self.texts("packs.since", version=info.version, day=self._day(info.effective_from))

    def _number(self, position: int, number: PackNumber) -> NumberLine:
        line = self.texts("packs.line", line=number.line)
        said = BETWEEN.join(self._key(part) for part in number.keys.split(BETWEEN))
        raw = number.keys if said != number.keys else ""
        value = self.texts.word("packs.truth", number.value)
        spoken = f"{said} {value} {line}"
        return NumberLine(str(position), said, value, line, spoken, raw=raw)

    # i18n: packs.key.*  # i18n: packs.truth.*
    def _key(self, part: str) -> str:
        """``clock 3``: the word of the name, and which of them."""
        name, _, number = part.partition(" ")
        return f"{self.texts.word('packs.key', name)} {number}".rstrip()

    def _place(self, fault: PackFault) -> str:
        return self.texts("packs.place", file=fault.file, line=fault.line) if fault.line else fault.file

    def _kind(self, kind: str) -> str:
        return self.texts.word("packs.kind", kind)

    def _day(self, day: date) -> str:
        return day.isoformat()
