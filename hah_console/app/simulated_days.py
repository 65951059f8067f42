"""Runs whole days of a site by the planner and by a rule of thumb, and sets the two beside each other."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from hah_console.adapters.planner.day_engine import DayEngine
from hah_console.adapters.planner.profile import load_planning_profile
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.site import load_site
from hah_console.app.outside import ROAD_CACHE, open_roads, road_file
from hah_console.app.report import finish, progress, texts_for
from hah_console.app.resources import resource_path
from hah_console.demo.days.ahead import Watch
from hah_console.demo.days.chances import Chances
from hah_console.demo.days.figures import DayFigures, Totals, all_broken, ratios, totals, verdicts
from hah_console.demo.days.planned import PlannerDesk
from hah_console.demo.days.rates import Rates, load_rates
from hah_console.demo.days.rest_of_day import InHand, Prices, RestOfDay
from hah_console.demo.days.run import OnDay, Site, play
from hah_console.demo.days.thumb import NearestFree
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.ui.i18n import Texts

WIDTH, NUMBER = 32, 14
SHARES = frozenset({"late_share", "dose_windows_kept", "specimens_in_time"})


def run_days(folder: Path | None, days: int, seed: int, lang: str, *, as_json: bool) -> NoReturn:
    """Play, print and leave: status 0 when nothing was broken, 1 when something was or the run was stopped."""
    texts, began = texts_for(lang), time.monotonic()
    rates = load_rates(resource_path("profiles", "simulation.toml"))
    profile = load_planning_profile(resource_path("profiles", "planning-default.toml"))
    site = open_site(folder or resource_path("demo"), days, seed, rates)
    thumb, desk = NearestFree(profile.helper_skills), planner_desk(profile, rates, seed)
    try:
        by_thumb = play(site, thumb, _teller(texts, thumb.name, days))
        by_plan = play(site, desk, _teller(texts, desk.name, days))
    except KeyboardInterrupt:
        progress(texts("simulate.stopped"))
        finish({"days": days, "seed": seed, "stopped": True}, ok=False, as_json=as_json)
    broken = (*all_broken(by_plan), *all_broken(by_thumb))
    ours, theirs = totals(by_plan), totals(by_thumb)
    print("\n".join((*table(texts, ours, theirs), *(texts("simulate.broken", what=line) for line in broken))))
    facts = {
        "days": days, "seed": seed, "rates_version": rates.version, "profile_version": profile.version,
        "planner": asdict(ours), "nearest_free": asdict(theirs), "ratio": ratios(ours, theirs),
        "verdict": verdicts(ours, theirs), "proposals_asked": desk.told, "proposals_refused": desk.refused,
        "broken": list(broken), "run_s": round(time.monotonic() - began, 1),
    }  # fmt: skip
    finish(facts, ok=not broken, as_json=as_json)


def open_site(folder: Path, days: int, seed: int, rates: Rates) -> Site:
    """The site of a folder with its roads, to be played from the first day of the rates; raises SitePackInvalid."""
    pack = load_site(folder)
    rules = load_rule_packs(resource_path("rulepacks"), rates.first_day)
    roads = open_roads(road_file(None, pack.site.roads, folder), folder / ROAD_CACHE)
    targets = {condition: found.target for condition, found in rules.programme.days.items()}
    return Site(pack, rates.first_day, days, roads.travel, Chances(seed), rates, targets)


def planner_desk(profile: PlanningProfile, rates: Rates, seed: int) -> PlannerDesk:
    """The engine at the desk, with what it keeps in hand."""
    in_hand = InHand(rates.ride_factor, 60 * rates.window_min, 60 * rates.specimen_min)
    prices = Prices(rates.late_price, rates.worst_price, rates.early_price)
    rest = RestOfDay(profile, 60 * rates.specimen_limit_min, in_hand, prices)
    watch = Watch(60 * rates.look_again_min, 60 * rates.grown_min)
    return PlannerDesk(DayEngine(rates.plan_moves, rates.burst_moves), rest, watch, seed)


def _teller(texts: Texts, name: str, days: int) -> OnDay:
    """Says on standard error which day is over."""
    desk = texts.word("simulate.desk", name)  # i18n: simulate.desk.*

    def tell(number: int, figures: DayFigures) -> None:
        progress(texts("simulate.day", desk=desk, day=number + 1, days=days, done=figures.done, due=figures.due))

    return tell


def table(texts: Texts, ours: Totals, theirs: Totals) -> list[str]:
    """One line for each figure: name, the planner's, the rule of thumb's, their ratio and who is better."""
    share, verdict = ratios(ours, theirs), verdicts(ours, theirs)
    heads = [texts.word("simulate.desk", name) for name in ("planner", "nearest_free")]
    lines = [_line("", heads[0], heads[1], texts("simulate.ratio"), "")]
    for name, value in asdict(ours).items():
        ratio = "–" if share[name] is None else f"{share[name]:.3f}"
        said = texts.word("simulate.verdict", verdict[name]) if name in verdict else ""  # i18n: simulate.verdict.*
        label = texts.word("simulate.figure", name)  # i18n: simulate.figure.*
        lines.append(_line(label, _shown(name, value), _shown(name, getattr(theirs, name)), ratio, said))
    return [*lines, *_plainly(texts, verdict)]


def _plainly(texts: Texts, verdict: dict[str, str]) -> list[str]:
    """One sentence for what the planner does worse, if anything."""
    worse = [texts.word("simulate.figure", name) for name, said in verdict.items() if said == "worse"]
    return [texts("simulate.worse", what=texts("simulate.comma").join(worse))] if worse else []


def _line(name: str, ours: str, theirs: str, ratio: str, said: str) -> str:
    return f"{_padded(name, WIDTH)}{_padded(ours, NUMBER)}{_padded(theirs, NUMBER)}{_padded(ratio, 8)}{said}".rstrip()


def _padded(text: str, columns: int) -> str:
    """Filled up to columns of a terminal, where an ideograph takes two."""
    taken = sum(2 if ord(char) > 0x2E7F else 1 for char in text)
    return text + " " * max(1, columns - taken)


def _shown(name: str, value: float) -> str:
    return f"{100 * value:.1f} %" if name in SHARES else f"{value:,g}"
