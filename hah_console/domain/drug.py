"""A drug as the rule pack describes it: classes, how it is given, how long a mixture keeps, what it must not meet."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hah_console.domain.errors import InvalidInput
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.quantity import plain


class Route(StrEnum):
    """The way a drug takes into the body."""

    IV = "iv"
    ORAL = "oral"


class AmountUnit(StrEnum):
    """Units an amount of a drug is written in; MU is a million units."""

    G = "g"
    MG = "mg"
    MU = "MU"
    ML = "mL"


_IN_MG = {AmountUnit.G: Decimal(1000), AmountUnit.MG: Decimal(1)}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a drug is given at once, or in a day."""

    value: Decimal
    unit: AmountUnit

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value <= 0:
            raise InvalidInput(field="amount", value=self.value, reason="not_positive")

    def __str__(self) -> str:
        return f"{plain(self.value)} {self.unit}"

    def times(self, count: Decimal) -> "Amount":
        """Several of it."""
        return Amount(self.value * count, self.unit)

    def compared(self, other: "Amount") -> Decimal | None:
        """How many times ``other`` this is; None when the units cannot be compared."""
        if self.unit is other.unit:
            return self.value / other.value
        if self.unit in _IN_MG and other.unit in _IN_MG:
            return self.value * _IN_MG[self.unit] / (other.value * _IN_MG[other.unit])
        return None


@dataclass(frozen=True, slots=True)
class Stability:
    """How long a ``preparation`` keeps at a temperature, by one source; 0 hours: not suitable."""

    preparation: str
    celsius: Decimal
    hours: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Regimen:
    """One way of giving: ``amount`` every ``interval_hours``, run in over ``infusion_minutes``.

    ``continuous``: a pump runs day and night and ``amount`` is one bag, changed every ``interval_hours``.
    ``bedside_minutes`` is how long somebody has to stay for it.
    """

    regimen_id: str
    route: Route
    amount: Amount
    interval_hours: int
    infusion_minutes: int
    bedside_minutes: int
    continuous: bool
    preparation: str
    source: str

    @property
    def doses_per_day(self) -> int:
        """Doses or bags a day; one for longer intervals."""
        return max(1, -(-24 // self.interval_hours))

    @property
    def hours_in_bag(self) -> Decimal:
        """How long a mixture must keep after it was made at the bedside."""
        return Decimal(self.interval_hours) if self.continuous else Decimal(self.infusion_minutes) / 60


@dataclass(frozen=True, slots=True)
class StabilityAnswer:
    """The strictest source at the next temperature listed, and whether the sources disagree."""

    rows: tuple[Stability, ...]

    @property
    def strictest(self) -> Stability:
        """What is gone by."""
        return min(self.rows, key=lambda row: row.hours)

    @property
    def disagree(self) -> bool:
        """Whether another source allows longer."""
        return len({row.hours for row in self.rows}) > 1


@dataclass(frozen=True, slots=True)
class Drug:
    """``classes`` are the narrowest ones; ``names`` other ways to write it. Diluents and monitoring are codes."""

    drug_id: str
    name: str
    names: tuple[str, ...]
    classes: tuple[str, ...]
    atc: str
    regimens: tuple[Regimen, ...]
    stability: tuple[Stability, ...] = ()
    most_a_day: Amount | None = None
    diluents: tuple[str, ...] = ()
    not_diluents: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()

    def regimen(self, regimen_id: str) -> Regimen | None:
        """The regimen of an id."""
        return next((row for row in self.regimens if row.regimen_id == regimen_id), None)

    def keeps(self, preparation: str, celsius: Decimal) -> StabilityAnswer | None:
        """How long a preparation keeps at a temperature: by what is listed for it or the next warmer one; None when
        nothing is, for what keeps when cool says nothing of the warm."""
        warm = [row for row in self.stability if row.preparation == preparation and row.celsius >= celsius]
        if not warm:
            return None
        nearest = min(row.celsius for row in warm)
        return StabilityAnswer(tuple(row for row in warm if row.celsius == nearest))


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs for allergies, duplicates and interactions; ``within`` is the wider one, or empty."""

    class_id: str
    within: str
    labels: Mapping[str, str]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulary:
    """The drugs the site knows, and their classes."""

    info: PackInfo
    drugs: Mapping[str, Drug]
    classes: Mapping[str, DrugClass]

    def drug(self, drug_id: str) -> Drug:
        """The drug of an id; raises InvalidInput for one nobody has described."""
        if drug_id not in self.drugs:
            raise InvalidInput(field="drug", value=drug_id, reason="unknown_drug")
        return self.drugs[drug_id]

    def lineage(self, drug_id: str) -> frozenset[str]:
        """All classes of a drug, the wider ones too; none of an unknown drug."""
        drug = self.drugs.get(drug_id)
        return self.wider(drug.classes if drug else ())

    def wider(self, classes: tuple[str, ...]) -> frozenset[str]:
        """The classes and all they lie within."""
        found: set[str] = set()
        waiting = list(classes)
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting += [w for w in (self.classes[name].within,) if w and w not in found]
        return frozenset(found)

    def drugs_in(self, text: str) -> frozenset[str]:
        """The drugs a free text names."""
        written = folded_name(text)
        return frozenset(d.drug_id for d in self.drugs.values() if _names(written, (d.name, *d.names)))

    def classes_in(self, text: str) -> frozenset[str]:
        """The classes a free text names."""
        written = folded_name(text)
        return frozenset(c.class_id for c in self.classes.values() if _names(written, c.names))


def folded_name(text: str) -> str:
    """A name without width, case, spaces and hyphens."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in kept if letter.isalnum())


def _names(written: str, names: tuple[str, ...]) -> bool:
    return any(folded_name(name) in written for name in names)
