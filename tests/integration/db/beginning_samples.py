"""One of each object of the beginning of a case with no field left at its default."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hah_console.domain.consent import Consent, Relation
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.home_told import HomeTold
from hah_console.domain.ids import UserId
from hah_console.domain.intake import Decision, DecisionEntry, Intake
from hah_console.domain.intake_answers import IntakeAnswers
from hah_console.domain.intake_rules import Answer
from hah_console.domain.patient import AllergyState, Sex
from hah_console.domain.person import Person
from hah_console.domain.referral import Channel, DeclineReason, Referral, ReferralEntry, ReferralState, Sender
from hah_console.domain.refused_document import Fault, RefusedDocument

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR = timedelta(hours=1)
PERSON = Person(
    "陳大明 😀", Sex.MALE, date(1941, 2, 28), "A123456789", "000012345678", "M001", "0912345678", "新竹市東區光復路",
    "3 樓", (24.801301, 120.971802), "陳小明", "son", "0922333444", AllergyState.KNOWN, ("青黴素", "海鮮"),
    Decimal("58.50"),
)  # fmt: skip
REFERRAL = Referral(
    "RF-1", Mode.EMERGENCY, Channel.RECEIVED, PERSON, Sender("示範醫院急診", "王醫師", "035551234#12"),
    (
        ReferralEntry(ReferralState.RECEIVED, NOW, UserId("U-1")),
        ReferralEntry(ReferralState.RETURNED, NOW + HOUR, UserId("U-2"), None, ("phone", "position"), "請補"),
        ReferralEntry(ReferralState.DECLINED, NOW + 2 * HOUR, UserId("U-2"), DeclineReason.OTHER, (), "轉錯單位"),
    ),
    Condition.PNEUMONIA, "咳 🤧\n三天", "P-1", "ER-2026-7", ("ab12", "cd34"),
)  # fmt: skip
REFUSED = RefusedDocument(
    "RD-1", NOW, UserId("U-1"), "er.json", "ab12", b"\x00\xff{",
    (Fault("name", "empty", "\ud800"), Fault("mode", "unknown")), "示範醫院急診", "ER-2026-8", 3, NOW + HOUR,
    UserId("U-2"), "打過電話", "RF-1",
)  # fmt: skip
INTAKE = Intake(
    "IN-1", "RF-1",
    IntakeAnswers(Condition.UTI, Mode.INSTITUTION, "N10", "Ceftriaxone", "摘要", {"home_safe": Answer.NO},
                  {"home_safe": "樓梯"}, {"bathing": "5"}, HomeTold(2, Decimal("12.5"), None, True, False)),
    NOW, UserId("U-1"),
    (DecisionEntry(Decision.ELIGIBLE, NOW, UserId("U-2"), "why", "2026-05", ("qsofa_2",)),
     DecisionEntry(Decision.PENDING, NOW + HOUR, UserId("U-2"), "", "2026-05", (), automatic=True)), "E-1",
)  # fmt: skip
CONSENT = Consent(
    "CS-1", "IN-1", UserId("U-1"), NOW, "陳小明", Relation.CHILD, NOW + HOUR, "ab12", "consent.pdf", "意識不清",
    NOW + 2 * HOUR, UserId("U-2"),
)  # fmt: skip
BEGINNING_ROWS = {"referrals": REFERRAL, "refused_documents": REFUSED, "intakes": INTAKE, "consents": CONSENT}
BEGINNING_PARENTS = (("referrals", REFERRAL), ("intakes", INTAKE))
