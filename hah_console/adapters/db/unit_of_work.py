"""One transaction with all repositories."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine

from hah_console.adapters.db.audit_chain import AuditRows
from hah_console.adapters.db.change_rows import ChangeRows
from hah_console.adapters.db.counters import Counters
from hah_console.adapters.db.repositories.alarms import AlarmRows, LimitRows, ShelfRows, StripRows, ToldRows
from hah_console.adapters.db.repositories.case_events import CaseEventRows
from hah_console.adapters.db.repositories.channel import DeliveryRows, HospitalNewsRows, PackRows, SlipRows
from hah_console.adapters.db.repositories.chart import AnswersRows, AttachmentRows, ContactRows, NoteRows
from hah_console.adapters.db.repositories.claims import CardUploadRows, VisitRecordRows
from hah_console.adapters.db.repositories.closing import (
    ClosureRows,
    HandoverRows,
    HospitalReferralRows,
    LtcReferralRows,
)
from hah_console.adapters.db.repositories.decisions import DecisionRows
from hah_console.adapters.db.repositories.devices import DeviceRows
from hah_console.adapters.db.repositories.drafts import DraftRows
from hah_console.adapters.db.repositories.equipment import CustodyRows, EquipmentSetRows, HospitalRows, KitRows
from hah_console.adapters.db.repositories.exchange import ExchangeRows
from hah_console.adapters.db.repositories.field_day import (
    FieldVisitRows,
    HaltReportRows,
    HomeFlagRows,
    PhonePassRows,
    RoadClosureRows,
)
from hah_console.adapters.db.repositories.hospital_facts import FactRows, MarkRows, RawRows
from hah_console.adapters.db.repositories.inbound import CodeRows, MatchRows, NoticeRows, RefusalRows
from hah_console.adapters.db.repositories.intakes import ConsentRows, IntakeRows
from hah_console.adapters.db.repositories.orders import (
    DoseRows,
    LabResultRows,
    OrderRows,
    PrescriptionRows,
    SpecimenRows,
)
from hah_console.adapters.db.repositories.patients import EpisodeRows, PatientRows
from hah_console.adapters.db.repositories.planning_profiles import ProfileRows
from hah_console.adapters.db.repositories.plans import PlanRows
from hah_console.adapters.db.repositories.positions import PositionRows
from hah_console.adapters.db.repositories.readings import ReadingRows
from hah_console.adapters.db.repositories.referrals import ReferralRows, RefusedDocumentRows
from hah_console.adapters.db.repositories.relayed import OwnReadingRows, RelayedRows
from hah_console.adapters.db.repositories.response import ConsultRows, EscalationRows
from hah_console.adapters.db.repositories.rule_sets import RuleSetRows
from hah_console.adapters.db.repositories.score_answers import ScoreAnswerRows
from hah_console.adapters.db.repositories.scores import ScoreRows
from hah_console.adapters.db.repositories.staff import StaffRows
from hah_console.adapters.db.repositories.tasks import TaskRows
from hah_console.adapters.db.repositories.transfers import TransferRows
from hah_console.adapters.db.repositories.users import SignInFailureRows, UserRows
from hah_console.adapters.db.samples.history import History
from hah_console.adapters.db.samples.known_sequences import KnownSequences
from hah_console.adapters.db.samples.tiers import Shelves
from hah_console.adapters.db.service_rows import ServiceStateRows, SiteFactRows
from hah_console.adapters.db.transaction import Transaction
from hah_console.domain.actor import Actor
from hah_console.domain.errors import DatabaseUnusable, InvalidInput
from hah_console.domain.service_state import Lease
from hah_console.domain.written import shortened
from hah_console.services.changes import Changes

HeldLease = Callable[[], Lease | None]
_PART = "part"


class SqlUnitOfWork:
    """One transaction of one thread; leaving the block without ``commit`` undoes everything.

    With ``lease`` it commits only while that lease is the process's own.
    """

    def __init__(
        self,
        engine: Engine,
        shelves_of: Callable[[Transaction], Shelves],
        known: KnownSequences,
        lease: HeldLease | None = None,
    ) -> None:
        self._engine, self._shelves_of, self._known, self._lease = engine, shelves_of, known, lease

    def __enter__(self) -> Self:
        self._tx = tx = Transaction(self._engine)
        counters = Counters(tx)
        self._changes = ChangeRows(tx, counters)
        self.patients, self.episodes = PatientRows(tx), EpisodeRows(tx)
        self.case_events = CaseEventRows(tx)
        self.drafts = DraftRows(tx)
        self.intakes, self.consents = IntakeRows(tx), ConsentRows(tx)
        self.referrals, self.refused_documents = ReferralRows(tx), RefusedDocumentRows(tx)
        self.notes, self.contacts = NoteRows(tx), ContactRows(tx)
        self.answers, self.attachments = AnswersRows(tx), AttachmentRows(tx)
        self.visit_records, self.card_uploads = VisitRecordRows(tx), CardUploadRows(tx)
        self.staff, self.users, self.sign_in_failures = StaffRows(tx), UserRows(tx), SignInFailureRows(tx)
        self.kits, self.hospitals = KitRows(tx), HospitalRows(tx)
        self.equipment_sets, self.custody = EquipmentSetRows(tx), CustodyRows(tx)
        self.tasks, self.plans, self.transfers = TaskRows(tx), PlanRows(tx), TransferRows(tx)
        self.positions = PositionRows(tx)
        self.planning_profiles = ProfileRows(tx)
        self.packs, self.deliveries = PackRows(tx), DeliveryRows(tx)
        self.hospital_news, self.slips = HospitalNewsRows(tx), SlipRows(tx)
        self.handovers, self.closures = HandoverRows(tx), ClosureRows(tx)
        self.ltc_referrals, self.hospital_referrals = LtcReferralRows(tx), HospitalReferralRows(tx)
        self.orders, self.doses, self.prescriptions = OrderRows(tx), DoseRows(tx), PrescriptionRows(tx)
        self.specimens, self.lab_results = SpecimenRows(tx), LabResultRows(tx)
        self.score_answers = ScoreAnswerRows(tx)
        self.alarms, self.limits, self.told = AlarmRows(tx), LimitRows(tx), ToldRows(tx)
        self.shelves, self.strips, self.rule_sets = ShelfRows(tx), StripRows(tx), RuleSetRows(tx)
        self.escalations, self.consults = EscalationRows(tx), ConsultRows(tx)
        self.devices, self.exchange = DeviceRows(tx), ExchangeRows(tx)
        self.hospital_raw, self.hospital_facts, self.read_marks = RawRows(tx), FactRows(tx), MarkRows(tx)
        self.match_cases, self.inbound_refusals = MatchRows(tx), RefusalRows(tx)
        self.code_mappings, self.hospital_notices = CodeRows(tx), NoticeRows(tx)
        self.decisions = DecisionRows(tx)
        self._shelves = self._shelves_of(tx)
        history = History(tx, self._shelves)
        self.readings, self.scores = ReadingRows(tx, counters, self._known, history), ScoreRows(tx)
        self.relayed, self.own_readings = RelayedRows(tx), OwnReadingRows(tx)
        self.field_visits, self.phone_passes, self.home_flags = FieldVisitRows(tx), PhonePassRows(tx), HomeFlagRows(tx)
        self.road_closures, self.halt_reports = RoadClosureRows(tx), HaltReportRows(tx)
        self.audit, self.service, self.site = AuditRows(tx), ServiceStateRows(tx), SiteFactRows(tx)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shelves.close()
        self._tx.close()
        if isinstance(error, UnicodeEncodeError):
            # Half of a pair, as a broken text pasted from elsewhere has it: no store and no digest can hold it.
            raise InvalidInput(field="text", value=_without_halves(str(error.object)), reason="not_storable") from error

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part that is undone by itself when the block raises; not nested."""
        noted = self._changes.noted
        self._tx.mark(_PART)
        try:
            yield
        except DatabaseUnusable:
            raise
        except Exception:
            self._changes.back_to(noted)
            self._tx.back_to(_PART)
            self._tx.keep(_PART)
            raise
        self._tx.keep(_PART)

    def take_turn(self) -> None:
        """Become the one writer before reading; raises DatabaseUnusable (reason ``busy``) when another one stays."""
        self._tx.become_writer()

    def changed(self, kind: str, entity: str, entity_id: str, actor: Actor, at: datetime) -> None:
        """Note a change; it is numbered and written in ``commit``."""
        self._changes.note(kind, entity, entity_id, actor.user_id, at)

    def commit(self) -> Changes:
        """Write the change log and make everything permanent; returns the changes with their sequences.

        SAFETY(one service): the lease is looked at with the writer's lock held, so that a process that was stopped in
        the middle of a transaction writes nothing on waking up, whatever any clock says. Raises LeaseLost.
        """
        if self._lease is not None:
            self.service.ensure_holder(self._lease())
        changes = self._changes.write()
        self._tx.commit()
        return changes


def _without_halves(text: str) -> str:
    return shortened(text.encode("utf-8", "replace").decode("utf-8"))
