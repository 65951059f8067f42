"""Travel times from several sources: each is asked for what those before it could not tell, the rest is estimated."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import time

import numpy as np
from numpy.typing import NDArray

from hah_console.adapters.roads.closed import passing
from hah_console.adapters.roads.covering import Indices, blocks
from hah_console.adapters.roads.errors import PlacesOffRoads, RoutingFailed
from hah_console.adapters.roads.profile import SpeedProfile
from hah_console.adapters.roads.rides import ReachProvider, RideProvider, Rides, Spots, StreetProvider, Way
from hah_console.adapters.roads.straight import SAME_PLACE_M, Estimate, spots, straight_metres
from hah_console.adapters.roads.travel_table import TravelTable
from hah_console.adapters.roads.troubles import Troubles
from hah_console.domain.errors import HahError
from hah_console.domain.reach import Reach
from hah_console.domain.road_closure import Stretch
from hah_console.domain.visit import LegSource
from hah_console.services.ports import Locations

PLACES, KEPT_TABLES, KEPT_CLOSURES = "places for ", 8, 3
Closed = tuple[Stretch, ...]
Sources = NDArray[np.object_]
"""LegSource values, [origins, targets]."""


class TravelChain:
    """TravelTimes over the providers in their order. Threads: any. No provider: everything is estimated.

    A provider that fails is left out, its trouble is kept until it answers again, and the next one is asked.
    """

    def __init__(
        self, providers: Sequence[RideProvider], profile: SpeedProfile, *, label: str = "", closed: Closed = ()
    ) -> None:
        self._providers, self._profile, self._label, self._closed = tuple(providers), profile, label, closed
        self._around: OrderedDict[Closed, TravelChain] = OrderedDict()
        self._estimate = Estimate(profile)
        self._last: OrderedDict[tuple[str, bytes], tuple[Rides, Sources]] = OrderedDict()
        self._lock = threading.Lock()
        self.trouble = Troubles()

    @property
    def label(self) -> str:
        """What the first source is: ``road_network``, ``synthetic_streets``, ``remote`` or ``estimate``."""
        first = self._providers[0].source if self._providers else LegSource.ESTIMATE
        return self._label or first.value

    @property
    def attribution(self) -> str:
        """Whose roads these are; must be shown wherever a route or time from them is."""
        return " · ".join(dict.fromkeys(p.attribution for p in self._providers if p.attribution))

    @property
    def hour_turns(self) -> tuple[time, ...]:
        """The local times at which travel times change, midnight first."""
        return self._profile.turns

    def troubles(self) -> tuple[HahError, ...]:
        """What is wrong now, each to be told in one sentence; empty when every source answers."""
        return self.trouble.now()

    def matrix(self, points: Sequence[Locations], vehicle: str, depart: time | None = None) -> TravelTable:
        """Tables of all pairs for who leaves at a local time of day; raises InvalidInput for an unknown vehicle."""
        rule, places = self._profile.vehicle(vehicle), spots(points)
        rides, sources = self._known(places, vehicle)
        apart = straight_metres(places, places) >= SAME_PLACE_M
        taken = rides.seconds / self._profile.pace(vehicle, depart) + rule.access_seconds
        seconds, metres = np.where(apart, taken, 0.0), np.where(apart, rides.metres, 0.0)
        return TravelTable(_whole(seconds), _whole(metres), sources.tolist())

    def forget(self) -> None:
        """Ask every source anew the next time."""
        with self._lock:
            self._last.clear()

    def path(self, start: Locations, end: Locations, vehicle: str) -> tuple[tuple[float, float], ...]:
        """(lat, lon) points along the streets from door to door; a straight line where nobody knows the way."""
        self._profile.vehicle(vehicle)
        ends = spots([start, end])
        for provider in self._serving(vehicle):
            try:
                way = provider.way(ends[0], ends[1], vehicle)
            except RoutingFailed as error:
                self.trouble.note(provider.name, error)
                continue
            if way is not None:
                return way
        return (start.lat, start.lon), (end.lat, end.lon)

    def streets(self, start: Locations, end: Locations, vehicle: str) -> tuple[Stretch, ...]:
        """The way by the names of its streets; one part without a name where nobody knows them."""
        ends = spots([start, end])
        for provider in self._serving(vehicle):
            if isinstance(provider, StreetProvider):
                try:
                    parts = provider.streets(ends[0], ends[1], vehicle)
                except RoutingFailed as error:
                    self.trouble.note(provider.name, error)
                    continue
                if parts:
                    return parts
        return (Stretch("", self.path(start, end, vehicle)),)

    def avoiding(self, closed: Sequence[Stretch]) -> "TravelChain":
        """The same sources with nobody on these stretches. A source that knows its streets goes round them; to the ways
        of the others that pass one the detour of the profile is added."""
        wanted = tuple(closed)
        with self._lock:
            if wanted not in self._around:
                providers = [p.avoiding(wanted) if isinstance(p, StreetProvider) else p for p in self._providers]
                around = TravelChain(providers, self._profile, label=self.label, closed=wanted)
                around.trouble = self.trouble
                self._around[wanted] = around
                while len(self._around) > KEPT_CLOSURES:
                    self._around.popitem(last=False)
            return self._around[wanted]

    def reach(self, start: Locations, vehicle: str, seconds: int, depart: time | None = None) -> Reach:
        """How far somebody gets who leaves a place at a local time of day; a circle where nobody knows the roads."""
        pace, place = self._profile.pace(vehicle, depart), spots([start])[0]
        for provider in self._serving(vehicle):
            rings = self._reached(provider, place, vehicle, seconds * pace)
            if rings is not None:
                return Reach(start.lat, start.lon, vehicle, seconds, rings, provider.source)
        circle = self._estimate.reach(place, vehicle, seconds * pace)
        return Reach(start.lat, start.lon, vehicle, seconds, (circle,), LegSource.ESTIMATE)

    def _reached(self, provider: RideProvider, place: Spots, vehicle: str, seconds: float) -> tuple[Way, ...] | None:
        if not isinstance(provider, ReachProvider):
            return None
        try:
            return provider.reach(place, vehicle, seconds)
        except RoutingFailed as error:
            self.trouble.note(provider.name, error)
            return None

    def _serving(self, vehicle: str) -> Iterator[RideProvider]:
        return (provider for provider in self._providers if provider.serves(vehicle))

    def _known(self, places: Spots, vehicle: str) -> tuple[Rides, Sources]:
        """At the pace of an ordinary hour. The hours of a day ask about the same places one after the other: the last
        answers are kept, unless a source failed that may be back the next time."""
        key = vehicle, places.tobytes()
        with self._lock:
            kept = self._last.get(key)
        if kept is not None:
            return kept
        rides = self._estimate.rides(places, places, vehicle)
        sources = np.full(rides.seconds.shape, LegSource.ESTIMATE.value, object)
        if self._fill(places, vehicle, rides, sources):
            with self._lock:
                self._last[key] = rides, sources
                while len(self._last) > KEPT_TABLES:
                    self._last.popitem(last=False)
        return rides, sources

    def _fill(self, places: Spots, vehicle: str, rides: Rides, sources: Sources) -> bool:
        """Overwrite estimates by what the providers know; False when one of them failed."""
        unknown, well = ~np.eye(len(places), dtype=np.bool_), True
        for provider in self._serving(vehicle):
            if not unknown.any():
                break
            try:
                for rows, columns in blocks(unknown):
                    found = provider.rides(places[rows], places[columns], vehicle)
                    _put(found, rows, columns, unknown, rides, sources, provider.source)
            except RoutingFailed as error:
                well = False
                self.trouble.note(provider.name, error)
            else:
                self.trouble.clear(provider.name)
        if self._closed:
            self._go_round(places, rides, sources)
        _tell_own(sources)
        self._note_places(unknown, vehicle)
        return well

    def _go_round(self, places: Spots, rides: Rides, sources: Sources) -> None:
        """SAFETY(closed road): ways of which nobody knows the streets take longer where they pass what is closed."""
        rule = self._profile.closed
        knows = [provider.source.value for provider in self._providers if isinstance(provider, StreetProvider)]
        longer = np.where(np.isin(sources.astype(str), knows), 0, passing(places, self._closed, rule.near_m))
        rides.seconds[...] += longer * rule.detour_s
        rides.metres[...] += longer * rule.detour_s * self._profile.estimate_kph / 3.6

    def _note_places(self, unknown: NDArray[np.bool_], vehicle: str) -> None:
        """SAFETY(travel source): a place nobody can route to is told, not only estimated in silence."""
        lost = int(np.count_nonzero(unknown.sum(axis=1) == len(unknown) - 1)) if len(unknown) > 1 else 0
        answered = any(self._serving(vehicle)) and lost < len(unknown)
        if lost and answered:
            self.trouble.note(PLACES + vehicle, PlacesOffRoads(count=lost, limit_m=round(self._profile.snap_limit_m)))
        elif answered:
            self.trouble.clear(PLACES + vehicle)


def _put(
    found: Rides,
    rows: Indices,
    columns: Indices,
    unknown: NDArray[np.bool_],
    rides: Rides,
    sources: Sources,
    source: LegSource,
) -> None:
    block = np.ix_(rows, columns)
    new = unknown[block] & np.isfinite(found.seconds) & np.isfinite(found.metres)
    for whole, part in ((rides.seconds, found.seconds), (rides.metres, found.metres)):
        whole[block] = np.where(new, part, whole[block])
    sources[block] = np.where(new, source.value, sources[block])
    unknown[block] &= ~new


def _tell_own(sources: Sources) -> None:
    """From a place to itself: what is known of its other legs."""
    for place, row in enumerate(sources):
        known = [source for source in row.tolist() if source != LegSource.ESTIMATE.value]
        row[place] = known[0] if known else LegSource.ESTIMATE.value


def _whole(table: NDArray[np.float64]) -> list[list[int]]:
    """Rounded up to whole units, as plain lists."""
    rows: list[list[int]] = np.ceil(table - 1e-9).astype(np.int64).tolist()
    return rows
