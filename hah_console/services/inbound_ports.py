"""The ports of what hospitals tell: resources as they came, facts of them, who they are about. See ``ports``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hah_console.domain.code_mapping import CodeMapping
from hah_console.domain.hospital_facts import FactKind, HospitalFact, ReadMark
from hah_console.domain.hospital_notice import HospitalNotice
from hah_console.domain.identity_match import MatchCase, MatchState
from hah_console.domain.ids import CodeMappingId, HospitalNoticeId, InboundRefusalId, MatchCaseId, PatientId
from hah_console.domain.inbound_refusal import InboundRefusal
from hah_console.services.keyed_port import Keyed


@dataclass(frozen=True, slots=True)
class RawResource:
    """One version of a resource as it came: ``content`` is JSON, ``subject`` whom it is about at the hospital."""

    raw_id: str
    feed: str
    resource_type: str
    resource_id: str
    version_id: str
    subject: str
    last_updated: datetime | None
    received_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a resource cannot be used: ``reason`` is a code, ``facts`` what it is about."""

    reason: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SeenCode:
    """A code nobody has mapped, as it was met: ``unit`` is the unit its value came in, empty without one."""

    system: str
    code: str
    display: str
    kind: FactKind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Derived:
    """What a resource came to: facts, or why not. ``codes`` are those nobody has mapped."""

    facts: tuple[HospitalFact, ...] = ()
    refused: Refused | None = None
    codes: tuple[SeenCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of a resource as it arrived. ``raw`` None: it was too large, or no resource, to be kept."""

    feed: str
    subject: str
    resource_type: str
    resource_id: str
    version_id: str
    received_at: datetime
    raw: RawResource | None
    derived: Derived


class ReadsFacts(Protocol):
    """Makes facts of a resource as it came; ``targets`` is what codes of this feed mean, by (system, code)."""

    def __call__(self, raw: RawResource, targets: Mapping[tuple[str, str], str]) -> Derived: ...


class RawResources(Protocol):
    """Resources as they came, once per version; never changed. ``known``: which of the ids are there.

    ``newest_of`` is the newest version of each of some resources (``Kind/id``) of a feed.
    """

    def add(self, rows: Sequence[RawResource]) -> None: ...
    def known(self, raw_ids: Collection[str]) -> frozenset[str]: ...
    def get(self, raw_id: str) -> RawResource: ...
    def some(self, raw_ids: Collection[str]) -> tuple[RawResource, ...]: ...
    def of_resource(self, feed: str, resource_type: str, resource_id: str) -> tuple[RawResource, ...]: ...
    def count(self, feed: str) -> int: ...


class HospitalFacts(Protocol):
    """Facts of the newest versions. ``replace`` puts them in the place of those of the same resources.

    ``of_subjects`` has the facts of some patients of a feed, of some kinds or of all, the newest first;
    ``resources_with`` the raw ids of facts that carry a code; ``nobodys`` organisations, staff and places of a feed.
    ``standing`` says of every resource (its id) of a patient and type of which there are facts whether the hospital has
    it still; ``mark_gone`` that it has it no longer since a moment, or (None) that it has. Facts made anew of the same
    version stay marked.
    """

    def replace(self, feed: str, references: Collection[str], facts: Sequence[HospitalFact]) -> None: ...
    def of_subjects(
        self, feed: str, subjects: Collection[str], kinds: Collection[FactKind] = ()
    ) -> tuple[HospitalFact, ...]: ...
    def nobodys(self, feed: str) -> tuple[HospitalFact, ...]: ...
    def versions(self, feed: str, references: Collection[str]) -> Mapping[str, str]: ...
    def resources_with(self, feed: str, system: str, code: str) -> tuple[str, ...]: ...
    def standing(self, feed: str, subject: str, resource_type: str) -> Mapping[str, bool]: ...
    def mark_gone(self, feed: str, references: Collection[str], at: datetime | None) -> None: ...
    def count(self, feed: str) -> int: ...


class MatchCases(Keyed[MatchCaseId, MatchCase], Protocol):
    """Patients of hospitals and who they are here, one case each. ``of_patient``: linked, or once linked, with her."""

    def of_reference(self, feed: str, reference: str) -> MatchCase | None: ...
    def of_patient(self, patient_id: PatientId) -> tuple[MatchCase, ...]: ...
    def in_state(self, state: MatchState, feed: str = "") -> tuple[MatchCase, ...]: ...
    def of_feed(self, feed: str) -> tuple[MatchCase, ...]: ...
    def counts(self, feed: str) -> Mapping[MatchState, int]: ...


class InboundRefusals(Keyed[InboundRefusalId, InboundRefusal], Protocol):
    """What could not be used. ``open``: the oldest first, at most ``limit``; ``counts`` by type of those of subjects
    that are open; ``waiting_of`` the open one of each of some resources of a feed."""

    def open(self, feed: str = "", limit: int = 500) -> tuple[InboundRefusal, ...]: ...
    def set_aside(self, limit: int = 200) -> tuple[InboundRefusal, ...]: ...
    def asked_again(self, feed: str, limit: int) -> tuple[InboundRefusal, ...]: ...
    def of_resources(self, feed: str, references: Collection[str]) -> tuple[InboundRefusal, ...]: ...
    def counts(self, feed: str, subjects: Collection[str]) -> Mapping[str, int]: ...
    def count_open(self, feed: str) -> int: ...


class CodeMappings(Keyed[CodeMappingId, CodeMapping], Protocol):
    """Codes of hospitals. ``targets``: what mapped codes mean; an ignored one means nothing (empty)."""

    def of_feed(self, feed: str) -> tuple[CodeMapping, ...]: ...
    def targets(self, feed: str) -> Mapping[tuple[str, str], str]: ...
    def unapplied(self, feed: str) -> tuple[CodeMapping, ...]: ...
    def some(self, mapping_ids: Collection[str]) -> tuple[CodeMapping, ...]: ...
    def count_unmapped(self, feed: str) -> int: ...


class ReadMarks(Protocol):
    """How far every type of every patient was read."""

    def get(self, feed: str, subject: str, resource_type: str) -> ReadMark: ...
    def of_subjects(self, feed: str, subjects: Collection[str]) -> tuple[ReadMark, ...]: ...
    def failing(self, feed: str) -> tuple[ReadMark, ...]: ...
    def put(self, mark: ReadMark) -> None: ...


class HospitalNotices(Keyed[HospitalNoticeId, HospitalNotice], Protocol):
    """What the team must know; ``unseen`` of one patient or of everybody, the newest first."""

    def unseen(self, patient_id: PatientId | None = None) -> tuple[HospitalNotice, ...]: ...
    def of_patient(self, patient_id: PatientId) -> tuple[HospitalNotice, ...]: ...
