"""Rows of what hospitals tell with every field filled."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hah_console.domain.code_mapping import CodeMapping, MappingState
from hah_console.domain.hospital_facts import Code, FactKind, HospitalFact, Origin, Precision, ReadMark
from hah_console.domain.hospital_notice import HospitalNotice, NoticeKind
from hah_console.domain.identity_match import (
    Candidate,
    IncomingIdentity,
    MatchCase,
    MatchCause,
    MatchState,
    NumberKind,
    RemoteNumber,
)
from hah_console.domain.inbound_refusal import InboundRefusal, RefusalState
from hah_console.domain.patient import Sex
from hah_console.domain.quantity import Quantity, Unit
from hah_console.services.inbound_ports import RawResource

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR = timedelta(hours=1)
INCOMING = IncomingIdentity(
    "hospital", "Patient/7", "3", "王小明", Sex.MALE, date(1950, 2, 3),
    (RemoteNumber(NumberKind.NATIONAL_ID, "moi.gov.tw", "A123456789", "former"),), "新竹市", "0912345678", True,
    "Patient/8", False,
)  # fmt: skip
MATCH = MatchCase(
    "MC-1", INCOMING, (Candidate("P-1", ("national_id",), ("name",)),), MatchCause.DIFFERS, NOW, MatchState.LINKED,
    "P-1", "U-1", NOW + HOUR, "compared by telephone", (("national_id", "A123456789"),),
)  # fmt: skip
REFUSAL = InboundRefusal(
    "IR-1", "hospital", "Patient/7", "Observation", "o1", "2", "unit_not_listed", NOW,
    (("path", "Observation.valueQuantity"), ("unit", "furlong")), "raw-1", 3, RefusalState.SET_ASIDE, "U-1", NOW + HOUR,
    "a test of theirs",
)  # fmt: skip
MAPPING = CodeMapping(
    "CM-1", "hospital", "urn:lab", "K01", "CRP 定量", FactKind.LAB, NOW, NOW + HOUR, 12, "mg/dL", MappingState.MAPPED,
    "crp", "U-1", NOW + HOUR, False,
)  # fmt: skip
NOTICE = HospitalNotice(
    "HN-1", "P-1", "hospital", "Patient/7", NoticeKind.DECEASED, NOW, (("deceased_at", "2026-03-04"),), "U-1",
    NOW + HOUR,
)  # fmt: skip
INBOUND_ROWS = {
    "match_cases": MATCH, "inbound_refusals": REFUSAL, "code_mappings": MAPPING, "hospital_notices": NOTICE,
}  # fmt: skip
RAW = RawResource(
    "raw-1", "hospital", "Observation", "o1", "2", "Patient/7", NOW - HOUR, NOW,
    '{"resourceType":"Observation","valueQuantity":{"value":1.10},"_status":{"id":"發"}}'.encode(),
)  # fmt: skip
ORIGIN = Origin("hospital", "Observation", "o1", "2", NOW - HOUR, NOW, "raw-1")
FACT = HospitalFact(
    "hospital:Observation/o1", FactKind.LAB, "Patient/7", Code("http://loinc.org", "1988-5", "CRP"), "1.10 mg/dL",
    "final", ORIGIN, Quantity(Decimal("11.0"), Unit.MG_L), "crp", NOW - 2 * HOUR, Precision.MOMENT, True, "unusual",
    NOW + HOUR,
)  # fmt: skip
MARK = ReadMark("hospital", "Patient/7", "Observation", NOW, 'W/"3"', NOW + HOUR, NOW, "too_slow", NOW - HOUR)
