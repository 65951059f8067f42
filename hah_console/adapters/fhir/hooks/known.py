"""The lists of decision services as read last: asked for when due, one at a time, and what holds of them now."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hah_console.adapters.fhir.client.failure import ExchangeFailed
from hah_console.adapters.fhir.hooks.catalogue import Offer
from hah_console.adapters.fhir.hooks.prefetch import is_told
from hah_console.adapters.fhir.hooks.setup import HookService
from hah_console.adapters.fhir.hooks.templates import Prefetch, prefetch_of
from hah_console.domain.decision_catalogue import OfferedService, ServiceCatalogue, is_due
from hah_console.domain.decision_support import Hook
from hah_console.domain.errors import HahError

Reader = Callable[[HookService, float], tuple[Offer, ...]]


@dataclass(slots=True)
class _List:
    """One list; ``state`` is without its offers, which are those of ``offers``."""

    asked_as: HookService
    state: ServiceCatalogue
    offers: tuple[Offer, ...] = ()
    turn: threading.Lock = field(default_factory=threading.Lock)


class KnownLists:
    """The lists of the services of a site. ``read`` asks for one by a deadline of the steady clock."""

    def __init__(self, services: Mapping[str, HookService], read: Reader, now: Callable[[], datetime]) -> None:
        self._services, self._read, self._now = services, read, now
        bases = {each.listed: each for each in services.values() if each.listed}
        self._lists = {base: _List(one, ServiceCatalogue(base)) for base, one in bases.items()}

    def wanted(self, service: HookService, hook: Hook, deadline: float) -> Mapping[str, Prefetch]:
        """What a service is to be told beforehand, by its list. Raises ExchangeFailed.

        SAFETY(not offered): one that does not offer the hook, or whose list cannot be read, is asked nothing.
        """
        if not service.listed:
            return service.prefetch or {}
        kept = self._lists[service.listed]
        self._look(kept, deadline)
        if not kept.state.counts(self._now()):
            raise ExchangeFailed(kept.state.fault or "too_slow")
        offer = _offer_of(kept, service.service_id, hook.value)
        if offer is None:
            raise ExchangeFailed("not_offered")
        return _agreed(service, offer)

    def may_offer(self, service: HookService, hook: Hook) -> bool:
        """Whether nothing that was read and still holds says that a service lacks a hook."""
        kept = self._lists.get(service.listed)
        if kept is None or self._is_due(kept) or not kept.state.counts(self._now()):
            return True
        return _offer_of(kept, service.service_id, hook.value) is not None

    def look_behind(self, limit_s: float) -> None:
        """Ask for the lists that are due on threads of their own; returns at once."""
        for each in self._lists.values():
            if self._is_due(each) and not each.turn.locked():
                due = time.monotonic() + limit_s
                threading.Thread(target=self._look, args=(each, due), name="decision-list", daemon=True).start()

    def look(self, limit_s: float) -> None:
        """Ask for the lists that are due, one after the other."""
        for each in self._lists.values():
            self._look(each, time.monotonic() + limit_s)

    def catalogues(self) -> tuple[ServiceCatalogue, ...]:
        """Every list as it is known now, by address."""
        return tuple(self._seen(self._lists[base]) for base in sorted(self._lists))

    def _is_due(self, kept: _List) -> bool:
        state = kept.state
        return is_due(state.read_at, state.tried_at, state.fault, self._now())

    def _look(self, kept: _List, deadline: float) -> None:
        """Whoever comes while a list is on its way waits for it, no longer than its own deadline."""
        if not self._is_due(kept) or not kept.turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
            return
        try:
            if self._is_due(kept):
                self._ask(kept, deadline)
        finally:
            kept.turn.release()

    def _ask(self, kept: _List, deadline: float) -> None:
        try:
            offers = self._read(kept.asked_as, deadline)
        except HahError as failed:
            fault = failed.reason if isinstance(failed, ExchangeFailed) else failed.code
            kept.state = replace(kept.state, tried_at=self._now(), fault=fault)
            return
        kept.offers = offers
        kept.state = replace(kept.state, read_at=self._now(), tried_at=self._now(), fault="")

    def _seen(self, kept: _List) -> ServiceCatalogue:
        own = [each for each in self._services.values() if each.listed == kept.state.base]
        offers = tuple(_as_seen(each, own) for each in kept.offers)
        there = {(each.service_id, each.hook) for each in kept.offers}
        missing = [(each.name, hook.value) for each in own for hook in sorted(each.hooks)
                   if kept.state.read_at is not None and (each.service_id, hook.value) not in there]  # fmt: skip
        return replace(kept.state, offers=offers, missing=tuple(missing))


def _offer_of(kept: _List, service_id: str, hook: str) -> Offer | None:
    return next((each for each in kept.offers if (each.service_id, each.hook) == (service_id, hook)), None)


def _agreed(service: HookService, offer: Offer) -> Mapping[str, Prefetch]:
    """What it asks for and we can answer in full; where the site wrote a list, only what both say alike."""
    read = {key: prefetch_of(words) for key, words in offer.prefetch.items()}
    told = {key: each for key, each in read.items() if each and is_told(each, identifying=service.identifying)}
    site = service.prefetch
    return told if site is None else {key: each for key, each in told.items() if site.get(key) == each}


def _as_seen(offer: Offer, own: list[HookService]) -> OfferedService:
    service = next((each for each in own if each.service_id == offer.service_id and offer.hook in each.hooks), None)
    told = _agreed(service, offer) if service is not None else {}
    supplied = tuple(key for key in offer.prefetch if key in told)
    withheld = tuple(key for key in offer.prefetch if key not in told)
    name = service.name if service is not None else ""
    return OfferedService(
        offer.service_id, offer.hook, offer.title, offer.description, offer.requirements, name, supplied, withheld
    )  # fmt: skip
