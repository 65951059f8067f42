"""What the rows of a run come to: gaps per class and in all, ours and each peer's, as one JSON object."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduling.bench.measure import Row, Run

Figures = dict[str, object]
BETTER_PCT = 0.005
"""A published cost is beaten when ours is lower by more than what its rounding could make."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Mean and worst gap in percent over so many plans; None without any."""

    mean: float | None
    worst: float | None

    @staticmethod
    def of(gaps: Iterable[float]) -> "Gaps":
        """Both figures of some gaps."""
        found = list(gaps)
        return Gaps(sum(found) / len(found), max(found)) if found else Gaps(None, None)

    def figures(self) -> Figures:
        """The two keys of the JSON object."""
        return {"mean_gap_pct": _rounded(self.mean), "worst_gap_pct": _rounded(self.worst)}


def summary(rows: Sequence[Row], peers: Sequence[str], seconds: float, seeds: int) -> Figures:
    """Every figure; percentages are gaps to the best known value, above zero is dearer.

    ``ok``: every plan of ours passed the check, and where a complete plan is known none left anything out.
    """
    return {
        "ok": bool(rows) and all(_sound(row) for row in rows),
        **all_gaps(rows).figures(),
        "instances": len(rows),
        "compared": len(compared(rows)),
        "left_out": sum(run.left_out for row in rows for run in row.runs),
        "violations": sum(run.violations for row in rows for run in row.runs),
        "improved": sum(improved(row) for row in rows),
        "max_first_plan_s": max((run.first_s for row in rows for run in row.runs), default=None),
        "classes": {name: {**gaps.figures(), "instances": count} for name, (count, gaps) in by_class(rows).items()},
        "peers": {name: PeerFigures(rows, name).figures() for name in peers},
        "best_peer": _best_peer(rows),
        "proofs": _proofs(rows),
        "seconds": seconds,
        "seeds": seeds,
    }


def compared(rows: Sequence[Row]) -> list[Row]:
    """The rows with a known cost; all of them when none has one, each against the best of the run."""
    known = [row for row in rows if row.known is not None]
    return known or list(rows)


def by_class(rows: Sequence[Row]) -> dict[str, tuple[int, Gaps]]:
    """Number of instances and gaps of each class, in the order of the rows."""
    counted, found = compared(rows), dict[str, tuple[int, Gaps]]()
    for group in dict.fromkeys(row.benchmark.group for row in rows):
        mine = [row for row in counted if row.benchmark.group == group]
        members = sum(1 for row in rows if row.benchmark.group == group)
        found[group] = members, Gaps.of(gap for row in mine for gap in row.gaps)
    return found


def all_gaps(rows: Sequence[Row]) -> Gaps:
    """Over every run of every instance that counts."""
    return Gaps.of(gap for row in compared(rows) for gap in row.gaps)


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """A peer over all rows: its plans, the whole ones among them, and those with the windows as they are."""

    rows: Sequence[Row]
    name: str

    @property
    def runs(self) -> list[tuple[Row, Run]]:
        """The instances it could express."""
        return [(row, row.peers[self.name]) for row in self.rows if self.name in row.peers]

    @property
    def whole(self) -> list[tuple[Row, Run]]:
        """Those it solved without leaving anything out."""
        return [(row, run) for row, run in self.runs if run.complete]

    @property
    def gaps(self) -> Gaps:
        """Of its whole plans to the best known costs."""
        counted = {row.benchmark.name for row in compared(self.rows)}
        found = [row.gap(run) for row, run in self.whole if row.benchmark.name in counted]
        return Gaps.of(gap for gap in found if gap is not None)

    @property
    def unable(self) -> str:
        """Why it could not express the others."""
        return ", ".join(dict.fromkeys(row.unable[self.name] for row in self.rows if self.name in row.unable))

    def figures(self) -> Figures:
        """Its part of the JSON object."""
        same_windows = [(row, run) for row, run in self.whole if not run.wider]
        return {
            **self.gaps.figures(),
            "instances": len(self.runs),
            "complete": len(self.whole),
            "left_out": sum(run.left_out for _, run in self.runs),
            "violations": sum(run.violations for _, run in self.runs),
            "ours_cheaper_pct": _cheaper(self.whole),
            "wider_windows": len(self.whole) - len(same_windows),
            "ours_cheaper_same_windows_pct": _cheaper(same_windows),
            "unable": self.unable,
        }


def _cheaper(runs: Sequence[tuple[Row, Run]]) -> float | None:
    """Mean percent by which our mean cost lies below the peer's."""
    parts = []
    for row, run in runs:
        ours = [mine.cost for mine in row.runs if mine.complete and mine.cost is not None]
        if ours and run.cost:
            parts.append(100 * (1 - sum(ours) / len(ours) / run.cost))
    return _rounded(sum(parts) / len(parts)) if parts else None


def _best_peer(rows: Sequence[Row]) -> Figures:
    """Our gap to the better of the other programs on each instance that one of them solved whole."""
    gaps = [
        100 * (run.cost / best - 1)
        for row in rows
        if (best := row.best_peer)
        for run in row.runs
        if run.complete and run.cost is not None
    ]
    return Gaps.of(gaps).figures()


def _proofs(rows: Sequence[Row]) -> Figures:
    tried = [row.proof for row in rows if row.proof is not None]
    proven = [proof for proof in tried if proof.optimum is not None]
    return {
        "tried": len(tried),
        "proven_optimal": len(proven),
        "slowest_s": max((proof.seconds for proof in proven), default=None),
    }


def improved(row: Row) -> bool:
    """Whether a plan of ours is cheaper than the published one."""
    return row.benchmark.best_known is not None and min(row.gaps, default=0.0) < -BETTER_PCT


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _sound(row: Row) -> bool:
    whole = row.benchmark.best_known is None or not any(run.left_out for run in row.runs)
    return bool(row.runs) and whole and not any(run.violations for run in row.runs)
