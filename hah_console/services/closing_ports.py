"""Ports of handovers, closures and the two referral forms. See ``ports``."""

from datetime import datetime
from typing import Protocol

from hah_console.domain.closing.closure import Closure
from hah_console.domain.closing.handover import Handover
from hah_console.domain.closing.hospital_referral import HospitalReferral
from hah_console.domain.closing.ltc_referral import LtcReferral
from hah_console.domain.ids import ClosureId, EpisodeId, FormId, HandoverId, PatientId
from hah_console.services.keyed_port import Keyed


class Handovers(Keyed[HandoverId, Handover], Protocol):
    """Handovers in order of when they were begun; ``open``: being written, or waiting for an answer."""

    def open(self) -> tuple[Handover, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[Handover, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[Handover, ...]: ...


class Closures(Keyed[ClosureId, Closure], Protocol):
    """Closures, at most one of an admission; ``watching``: those whose watch has not ended, the first to end first."""

    def of_episode(self, episode_id: EpisodeId) -> Closure | None: ...
    def watching(self) -> tuple[Closure, ...]: ...


class LtcReferrals(Keyed[FormId, LtcReferral], Protocol):
    """電子轉介 in order of issue; periods are [start, end)."""

    def of_patient(self, patient_id: PatientId) -> tuple[LtcReferral, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[LtcReferral, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[LtcReferral, ...]: ...


class HospitalReferrals(Keyed[FormId, HospitalReferral], Protocol):
    """電子轉診 in order of issue; periods are [start, end)."""

    def of_patient(self, patient_id: PatientId) -> tuple[HospitalReferral, ...]: ...
    def of_episode(self, episode_id: EpisodeId) -> tuple[HospitalReferral, ...]: ...
    def between(self, start: datetime, end: datetime) -> tuple[HospitalReferral, ...]: ...
