"""The sets of instances by name, found in the folder of reference data; ``day`` is made up and needs none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from scheduling.bench.benchmark import Benchmark
from scheduling.bench.known import HOMBERGER_200
from scheduling.errors import SchedulingError
from scheduling.formats import hhcrsp, lilim, solomon
from scheduling.problem import Problem
from scheduling.synthetic import synthetic_day

DEFAULT_DATA = Path("../shared/data/scheduling")
"""Reference data beside the checkout."""
DAY_SIZES = (75, 150, 300)


class DataAbsent(SchedulingError):
    """The folder with the instances is not there, or holds none that were asked for."""


class _HomeCare(msgspec.Struct, frozen=True):
    total_cost: float


class _Pickups(msgspec.Struct, frozen=True):
    cost: float


@dataclass(frozen=True, slots=True)
class Published:
    """A folder of instances of one format. ``group`` and ``size`` are read from a file's name."""

    folder: str
    suffix: str
    read: Callable[[Path], Problem]
    cost: Callable[[int], float]
    known: Callable[[Path], dict[str, float]]
    group: Callable[[str], str]
    size: Callable[[str], int]

    def benchmarks(self, data: Path) -> list[Benchmark]:
        """Every instance of the folder, smallest first; raises DataAbsent."""
        paths = sorted((data / self.folder).glob(f"*{self.suffix}"), key=lambda path: _natural(path.stem))
        if not paths:
            raise DataAbsent(f"There are no instances in {data / self.folder}; --data DIR says where they are.")
        known = self.known(data)
        found = [self._benchmark(path, known) for path in paths]
        return sorted(found, key=lambda benchmark: benchmark.size)

    def _benchmark(self, path: Path, known: dict[str, float]) -> Benchmark:
        name = path.stem
        best = known.get(name.lower())
        return Benchmark(name, self.group(name), self.size(name), partial(self.read, path), self.cost, best)


def _home_care_costs(data: Path) -> dict[str, float]:
    table = _table(data / "hhcrsp_best_known.json", _HomeCare)
    return {name.lower(): entry.total_cost for name, entry in table.items()}


def _distances(data: Path) -> dict[str, float]:
    table = _table(data / "vrptw_best_known_dimacs.json", float)
    return HOMBERGER_200 | {name.lower(): value for name, value in table.items()}


def _pickup_costs(data: Path) -> dict[str, float]:
    return {name.lower(): entry.cost for name, entry in _table(data / "lilim_best_known.json", _Pickups).items()}


def _table(path: Path, kind: type[hhcrsp.Document]) -> dict[str, hhcrsp.Document]:
    if not path.is_file():
        return {}
    return hhcrsp.decode(path.read_bytes(), dict[str, kind], path.name)  # type: ignore[valid-type]


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A name so that 2 comes before 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name))


def _patients(name: str) -> int:
    """``InstanzVNS_HCSRP_100_3`` and ``HHCRSP_100_20_10_1.2_R_C`` both have 100."""
    found = re.search(r"_(\d+)_", name)
    return int(found[1]) if found else 0


def _series(name: str) -> str:
    """``RC1`` of ``RC107`` and of ``rc1_2_1``, ``LC2`` of ``lc203``."""
    found = re.match(r"[A-Za-z]+\d", name)
    return found[0].upper() if found else name


def _home_care(folder: str) -> Published:
    return Published(
        folder, ".json", hhcrsp.read_instance, hhcrsp.published_cost, _home_care_costs,
        lambda name: str(_patients(name)), _patients,
    )  # fmt: skip


def _customers(folder: str, size: int) -> Published:
    return Published(folder, ".txt", solomon.read_instance, solomon.published_cost, _distances, _series, lambda _: size)


PUBLISHED = {
    "mankowska": _home_care("mankowska"),
    "kummer": _home_care("kummer"),
    "solomon": _customers("solomon", 100),
    "homberger200": _customers("homberger200", 200),
    "lilim100": Published(
        "lilim100", ".txt", lilim.read_instance, lilim.published_cost, _pickup_costs, _series, lambda _: 100
    ),
}
NAMES = (*PUBLISHED, "day")


def benchmarks(name: str, data: Path, sizes: Sequence[int] = (), only: Sequence[str] = ()) -> list[Benchmark]:
    """The instances of a set, of these sizes and names where given. Raises DataAbsent when none is left."""
    found = _days(sizes) if name == "day" else PUBLISHED[name].benchmarks(data)
    wanted = {word.lower() for word in only}
    left = [b for b in found if (not sizes or b.size in sizes) and (not wanted or b.name.lower() in wanted)]
    if not left:
        raise DataAbsent(f"The set {name} has no instance of these sizes or names.")
    return left


def _days(sizes: Sequence[int]) -> list[Benchmark]:
    return [
        Benchmark(f"day_{size}", str(size), size, partial(_day, size), float) for size in sorted(sizes) or DAY_SIZES
    ]


def _day(size: int) -> Problem:
    """One caregiver for about five visits, one pair of people for twenty-five."""
    return synthetic_day(size, max(3, round(size * 14 / 75)), max(1, size // 25))
