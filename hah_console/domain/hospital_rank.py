"""Which backup hospital is offered first: who can take the patient, then how soon she is there."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from hah_console.domain.hospital import Hospital
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import HospitalId


class Fit(IntEnum):
    """SUITS: nothing speaks against it. UNSURE: something is unknown, or half so. UNFIT: it lacks what is needed, or
    has no bed. DIVERTS: it asks to go elsewhere. REFUSED: it could not take this patient."""

    SUITS = 0
    UNSURE = 1
    UNFIT = 2
    DIVERTS = 3
    REFUSED = 4


@dataclass(frozen=True, slots=True)
class RankRules:
    """``levels`` from the highest down; each step down counts like ``level_step`` more on the road, another network
    like ``other_network``. News older than ``stale_after`` decide nothing."""

    levels: tuple[str, ...] = ()
    level_step: timedelta = timedelta(0)
    other_network: timedelta = timedelta(0)
    stale_after: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ranked:
    """``reasons`` are codes in the order of their weight; ``counted`` is the time on the road with what is added."""

    fit: Fit
    reasons: tuple[str, ...]
    counted: timedelta | None

    def key(self) -> tuple[int, bool, float]:
        """Sort key, first offered first; one nobody can tell the way to comes last of its kind."""
        return self.fit, self.counted is None, self.counted.total_seconds() if self.counted else 0.0


def rank(
    hospital: Hospital,
    news: HospitalNews | None,
    travel: timedelta | None,
    rules: RankRules,
    now: datetime,
    *,
    item: str = "",
    network: str = "",
    refused: Container[HospitalId] = frozenset(),
) -> Ranked:
    """``item`` is what the patient's pathway needs, ``network`` that of the site; empty for any."""
    against = [*_by_item(hospital, item), *_by_news(news, rules, now)]
    if hospital.hospital_id in refused:
        against.append((Fit.REFUSED, "refused"))
    foreign = bool(network and hospital.network and hospital.network != network)
    reasons = [code for _, code in sorted(against, key=lambda one: -one[0])]
    if foreign:
        reasons.append("other_network")
    fit = max((fit for fit, _ in against), default=Fit.SUITS)
    return Ranked(fit, tuple(reasons), _counted(hospital, travel, rules, item, foreign))


def _by_item(hospital: Hospital, item: str) -> list[tuple[Fit, str]]:
    """SAFETY(unknown rating): a hospital not known to be rated is never taken for one that is, nor for one that is
    not."""
    if not item or hospital.level_of(item):
        return []
    return [(Fit.UNFIT, "lacks_item")] if hospital.items else [(Fit.UNSURE, "item_unknown")]


def _by_news(news: HospitalNews | None, rules: RankRules, now: datetime) -> list[tuple[Fit, str]]:
    if news is None:
        return [(Fit.UNSURE, "no_news")]
    if news.age(now) > rules.stale_after:
        return [(Fit.UNSURE, "stale_news")]
    found = {Diversion.FULL: (Fit.DIVERTS, "diversion"), Diversion.PARTIAL: (Fit.UNSURE, "part_diversion")}
    told = [found[news.diversion]] if news.diversion in found else []
    none_left = news.ward_beds == 0 and news.icu_beds in {0, None}
    return [*told, *([(Fit.UNFIT, "no_beds")] if none_left else [])]


def _counted(
    hospital: Hospital, travel: timedelta | None, rules: RankRules, item: str, foreign: bool
) -> timedelta | None:
    if travel is None:
        return None
    level = hospital.level_of(item) or hospital.level
    steps = rules.levels.index(level) if level in rules.levels else len(rules.levels)
    return travel + steps * rules.level_step + (rules.other_network if foreign else timedelta(0))
