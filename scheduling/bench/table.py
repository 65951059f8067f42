"""The table of a run as text: a line for each instance while it goes on, then the classes and the whole."""

from collections.abc import Iterator, Sequence

from scheduling.bench.figures import Gaps, PeerFigures, all_gaps, by_class, improved
from scheduling.bench.measure import Row

_NAME = 26


def heading(peers: Sequence[str], seconds: float, seeds: int) -> Iterator[str]:
    """What the columns are."""
    yield f"{seconds:g} s a run, {seeds} seed{'s' if seeds > 1 else ''}; gap in percent to the best known cost"
    columns = "".join(f"{name:>16}" for name in peers)
    yield f"{'instance':<{_NAME}}{'best known':>12}{'ours, mean':>12}{'ours, best':>12}{'gap':>8}{columns}  remarks"


def line(row: Row, peers: Sequence[str]) -> str:
    """One instance: costs in the published unit; a peer's column is its cost and gap, or why it has none."""
    costs = [run.cost for run in row.runs if run.complete and run.cost is not None]
    mean = f"{sum(costs) / len(costs):12.2f}{min(costs):12.2f}" if costs else f"{'-':>12}{'-':>12}"
    gap = f"{sum(row.gaps) / len(row.gaps):8.2f}" if row.gaps else f"{'-':>8}"
    columns = "".join(f"{_peer(row, name):>16}" for name in peers)
    text = f"{row.benchmark.name:<{_NAME}}{_known(row):>12}{mean}{gap}{columns}  {', '.join(_remarks(row))}"
    return text.rstrip()


def ending(rows: Sequence[Row], peers: Sequence[str]) -> Iterator[str]:
    """Means and worst values per class and in all, then the peers."""
    yield ""
    yield f"{'class':<{_NAME}}{'instances':>12}{'mean gap':>12}{'worst gap':>12}"
    for name, (count, gaps) in by_class(rows).items():
        yield f"{name:<{_NAME}}{count:>12}{_pair(gaps)}"
    yield f"{'all':<{_NAME}}{len(rows):>12}{_pair(all_gaps(rows))}"
    for name in peers:
        peer = PeerFigures(rows, name)
        reason = f"  ({peer.unable})" if peer.unable else ""
        yield f"{name:<{_NAME}}{len(peer.whole):>12}{_pair(peer.gaps)}{reason}"
    if any(row.known is None for row in rows):
        yield "* nobody published a cost: this is the best of this run"
    if any(run.wider for row in rows for run in row.peers.values()):
        yield "~ found only with windows that end later (it knows no lateness)"


def _known(row: Row) -> str:
    if row.known is not None:
        return f"{row.known:.2f}"
    return "-" if row.reference is None else f"{row.reference:.2f}*"


def _peer(row: Row, name: str) -> str:
    run = row.peers.get(name)
    if run is None:
        return row.unable.get(name, "-")[:15]
    if not run.complete:
        return f"{run.left_out} left out" if run.left_out else f"{run.violations} violations"
    gap = row.gap(run)
    mark = "~" if run.wider else ""
    return f"{run.cost:.2f} {'-' if gap is None else f'{gap:.2f}'}{mark}"


def _remarks(row: Row) -> Iterator[str]:
    if any(run.violations for run in row.runs):
        yield f"{max(run.violations for run in row.runs)} violations"
    if any(run.left_out for run in row.runs):
        yield f"{max(run.left_out for run in row.runs)} left out"
    if row.proof is not None:
        yield "not proven" if row.proof.optimum is None else f"optimum {row.proof.optimum:.2f} in {row.proof.seconds} s"
    if improved(row):
        yield "better than published"


def _pair(gaps: Gaps) -> str:
    return "".join(f"{'-' if value is None else f'{value:.2f}':>12}" for value in (gaps.mean, gaps.worst))
